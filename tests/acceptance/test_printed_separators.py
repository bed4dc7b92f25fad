"""Separator sheets from the printer to the shelf: printed by the command, scanned with papers, filed by what they state."""

from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image

from tests.acceptance.house import House, paper, register_book, repair

OWNERS = [("云栖苑", "3栋2单元501室", "周立言"), ("云栖苑", "3栋2单元502室", "沈若溪"), ("云栖苑", "5栋1单元302室", "顾明远")]


def scanned(pdf: Path) -> list[Image.Image]:
    """The sheets as a scanner at 200 dpi gives them: upside down, leaning, and as a fax."""
    noise = np.random.default_rng(8)
    with pypdfium2.PdfDocument(pdf) as printed:
        first, second, third = (page.render(scale=200 / 72).to_pil().convert("L") for page in printed)
    worn = Image.fromarray(np.clip(np.array(second) * 0.8 + 35 + noise.normal(0, 8, np.array(second).shape), 0, 255).astype(np.uint8))
    return [
        first.rotate(180),
        worn.rotate(2.5, resample=Image.Resampling.BICUBIC, fillcolor=240),
        third.rotate(90, expand=True).point(lambda grey: 255 * (grey > 140)),
    ]


def test_printed_sheets_part_and_file_papers(home: House, tmp_path: Path) -> None:
    register_book(tmp_path / "register.xlsx", OWNERS)
    home.json("register", "import", str(tmp_path / "register.xlsx"))
    out = tmp_path / "sheets.pdf"
    printed = home.json("separators", "--out", str(out), "--units-from-register", "--batch", "整理1", "--box", "A-7")
    assert printed == {"file": str(out), "sheets": 3, "not_in_register": []}
    one, two, three = scanned(out)
    silent = paper("报修单", "报修日期：2024年3月6日", "报修内容：客厅灯不亮，请派人检查。", "维修结果：已更换灯管。")
    named = paper("投诉单", "房号：3栋2单元501室", "投诉人：周立言", "业主姓名：周立言", "日期：2024年4月2日", "投诉内容：楼上噪音扰民。")
    pages = [one, silent, named, two, silent, three, repair("3栋2单元501室", "周立言", what="阳台门锁损坏。")]
    (tmp_path / "scans").mkdir()
    pages[0].save(tmp_path / "scans" / "box.pdf", save_all=True, append_images=pages[1:], resolution=200)
    home.json("batch", str(tmp_path / "scans"))

    rows = home.rows("pages")
    assert [(row["status"], row["unit"]) for row in rows] == [
        ("separator", None),
        ("filed", "3|2||501|room"),
        ("filed", "3|2||501|room"),
        ("separator", None),
        ("filed", "3|2||502|room"),
        ("separator", None),
        ("review", "3|2||501|room"),
    ]
    assert rows[6]["reason"] == "separator_contradicts"
    documents = home.rows("documents")
    assert {(row["batch"], row["box"]) for row in documents} == {("整理1", "A-7")}
    assert len({row["dossier"] for row in documents if row["status"] == "filed"}) == 2
    look = home.json("read", str(tmp_path / "scans" / "box.pdf"), "--page", "1")
    assert (look["status"], look["separator"]["unit"]) == ("separator", "3|2||501|room")

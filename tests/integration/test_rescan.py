"""A page too bad to be trusted waits for a person, who is told which page, what is wrong and what to do."""

from pathlib import Path

from PIL import ImageFilter

from domain.scan_quality import FaultKind
from services import reviewing
from tests.acceptance.house import house, register_book, repair
from tests.integration.test_web import serving


def test_a_blurred_page_is_not_filed(tmp_path: Path) -> None:
    (tmp_path / "scans").mkdir()
    for name, unit, owner, sigma in (("sharp", "3栋2单元501室", "周立言", 0.0), ("blurred", "5栋1单元302室", "韩子衿", 2.5)):
        page = repair(unit, owner, what=f"厨房水管漏水，请安排维修。{name}")
        page.filter(ImageFilter.GaussianBlur(sigma)).save(tmp_path / "scans" / f"{name}.png", dpi=(150, 150))
    register_book(tmp_path / "register.xlsx", [("云栖苑", "3栋2单元501室", "周立言"), ("云栖苑", "5栋1单元302室", "韩子衿")])
    with house(tmp_path, "embedded", "", None) as home:
        home.json("register", "import", str(tmp_path / "register.xlsx"))
        home.json("batch", str(tmp_path / "scans"))
        bad, good = sorted(home.rows("documents"), key=lambda row: row["pages"])
        assert (good["status"], good["reasons"]) == ("filed", [])
        assert bad["status"] == "review"
        assert "image_quality" in bad["reasons"]
        [blurred] = [fault for fault in home.json("review", "show", bad["document"])["scan_faults"] if fault["fault"] == "blurred"]
        assert blurred["page"] == 1
        shown = home.run("review", "show", bad["document"])
        assert "Page 1: blurred" in shown
        assert "scan again" in shown
        home.run("check")
        found = {row["document"]: row for row in home.rows("findings") if row["kind"] == "image_quality"}
        assert found[bad["document"]]["severity"] == "error"
        assert "重新扫描" in found[bad["document"]]["detail"]


def test_the_web_application_says_so_too(tmp_path: Path) -> None:
    with serving(tmp_path) as web:
        faults = reviewing.show_faults(web.home.place, web.home.unsure)
        assert [(page, fault.kind) for page, fault in faults] == [(1, FaultKind.COARSE), (2, FaultKind.COARSE)]
        assert "第 2 页分辨率仅 75 dpi，请以 200 dpi 以上重新扫描。" in web.client.get(f"/review/{web.home.unsure}").text

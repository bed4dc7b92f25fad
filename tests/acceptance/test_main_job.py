"""Scans in, dossiers out, by the command line alone."""

import hashlib
import json
import os
import subprocess
from pathlib import Path
from typing import Any

from PIL import Image

from tests.acceptance.house import DOCUMENT_FIELDS, PAGES_FIELDS, House, paper, register_book, repair

OWNERS = [("云栖苑", "3栋2单元501室", "周立言"), ("云栖苑", "3栋2单元502室", "沈若溪"), ("云栖苑", "5栋1单元302室", "顾明远")]


def make_scans(folder: Path) -> None:
    folder.mkdir()
    repair("3栋2单元501室", "周立言").save(folder / "报修 一.pdf", resolution=150)
    second = paper("投诉单", "房号：3栋2单元502室", "投诉人：沈若溪", "业主姓名：沈若溪", "日期：2024年4月2日", "投诉内容：楼上噪音扰民。")
    blank = Image.new("L", (1000, 700), 255)
    second.save(folder / "two.tif", save_all=True, append_images=[blank], dpi=(150, 150))
    repair("9栋9单元909室", "不在册").save(folder / "unknown.png", dpi=(150, 150))
    repair("5栋1单元302室", "另一人", what="客厅灯不亮，请派人检查。").save(folder / "contradicts.tif", dpi=(150, 150))
    (folder / "报修 二.pdf").write_bytes((folder / "报修 一.pdf").read_bytes())
    (folder / "empty.pdf").touch()
    (folder / "notes.txt").write_text("no scan", encoding="utf-8")
    whole = (folder / "unknown.png").read_bytes()
    (folder / "cut.png").write_bytes(whole[: len(whole) // 2])


def by_source(rows: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    return [row for row in rows if row["source"].endswith(f"/{name}")]


def test_from_scans_to_dossiers(home: House, tmp_path: Path) -> None:
    scans = tmp_path / "scans"
    make_scans(scans)
    before = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in scans.iterdir()}
    register_book(tmp_path / "register.xlsx", OWNERS)
    assert home.json("register", "import", str(tmp_path / "register.xlsx"), "--dry-run")["added"] == 3
    assert home.json("register", "import", str(tmp_path / "register.xlsx"))["added"] == 3
    counts = home.json("batch", str(scans))
    assert counts["waiting"] == 0
    assert {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in scans.iterdir()} == before

    pages = home.rows("pages")
    documents = home.rows("documents")
    assert all(set(row) == PAGES_FIELDS for row in pages)
    assert all(set(row) == DOCUMENT_FIELDS for row in documents)
    assert all(row["source_sha256"] == before[row["source"].rsplit("/", 1)[-1]] for row in pages)

    [filed] = by_source(pages, "报修 一.pdf")
    assert (filed["status"], filed["category"], filed["doc_type"]) == ("filed", "repair", "repair_request")
    assert (filed["unit"], filed["estate"], filed["owner"]) == ("3|2||501|room", "云栖苑", "周立言")
    front, back = by_source(pages, "two.tif")
    assert (front["status"], front["category"], back["status"]) == ("filed", "complaint", "blank")
    [copy] = by_source(pages, "报修 二.pdf")
    assert copy["status"] == "duplicate"
    [unknown] = by_source(pages, "unknown.png")
    assert (unknown["status"], unknown["reason"]) == ("review", "unit_not_in_register")
    [contradicts] = by_source(pages, "contradicts.tif")
    assert (contradicts["status"], contradicts["reason"]) == ("review", "owner_contradicts")
    refused = {name: by_source(pages, name)[0] for name in ("empty.pdf", "notes.txt", "cut.png")}
    assert {(r["status"], r["page"]) for r in refused.values()} == {("quarantined", None)}
    assert [refused[n]["reason"] for n in ("empty.pdf", "notes.txt", "cut.png")] == ["empty_file", "unknown_type", "damaged"]

    numbers = [d["archive_no"] for d in documents if d["status"] == "filed"]
    assert all(numbers)
    assert len(set(numbers)) == len(numbers) == 2
    _again_changes_nothing(home, scans, pages)
    _originals_can_be_fetched(home, refused, tmp_path)
    _text_can_be_found_and_copied(home, tmp_path)
    _one_file_is_read_without_storing(home, scans, tmp_path)
    _a_person_decides(home, unknown["document"])


def _again_changes_nothing(home: House, scans: Path, pages: list[dict[str, Any]]) -> None:
    home.json("batch", str(scans))
    assert home.rows("pages") == pages


def _originals_can_be_fetched(home: House, refused: dict[str, dict[str, Any]], tmp_path: Path) -> None:
    for name, row in refused.items():
        home.run("quarantine", "--fetch", row["source_sha256"], "--to", str(tmp_path / f"fetched-{name}"))
        assert (tmp_path / f"fetched-{name}").read_bytes() == (tmp_path / "scans" / name).read_bytes()


def _text_can_be_found_and_copied(home: House, tmp_path: Path) -> None:
    hits = [json.loads(line) for line in home.run("search", "漏水 3栋2单元501室", "--json").splitlines()]
    assert {hit["source"].rsplit("/", 1)[-1] for hit in hits} == {"报修 一.pdf"}
    home.run("export", str(tmp_path / "out"), "--what", "tree")
    [pdf] = [p for p in (tmp_path / "out").rglob("*.pdf") if "501" in str(p.parent)]
    assert pdf.relative_to(tmp_path / "out").parts[0] == "云栖苑"
    text = subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, text=True, check=True).stdout
    assert "3栋2单元501室" in text
    assert "周立言" in text
    home.run("export", str(tmp_path / "dossier"), "--what", "dossier", "--unit", "3栋2单元501室")
    subprocess.run(["sha256sum", "-c", "manifest-sha256.txt"], cwd=tmp_path / "dossier", check=True, stdout=subprocess.DEVNULL)


def _one_file_is_read_without_storing(home: House, scans: Path, tmp_path: Path) -> None:
    before = home.json("status")
    near = os.path.relpath(scans / "two.tif")
    printed = home.run("read", near, "--page", "1", "--json", "--debug-images", str(tmp_path / "pictures"))
    page = json.loads(printed)
    assert (page["page"], page["category"]) == (1, "complaint")
    assert "3|2||502|room" in {unit["unit"] for unit in page["units"]}
    assert list((tmp_path / "pictures").glob("*.png"))
    assert home.json("status") == before


def _a_person_decides(home: House, document: str) -> None:
    assert "unit_not_in_register" in home.json("review", "show", document)["reasons"]
    home.run("review", "decide", document, "file", code=2)
    done = home.json("review", "decide", document, "file", "--unit", "5-1-302", "--by", "reviewer")
    assert done["status"] == "filed"
    [page] = [row for row in home.rows("pages") if row["document"] == document]
    assert (page["status"], page["unit"], page["owner"]) == ("filed", "5|1||302|room", "顾明远")
    home.run("review", "decide", document, "reject", code=2)
    findings = home.run("check", "--json")
    assert all("unit" in json.loads(line) for line in findings.splitlines())

"""`hudang verify`, `hudang export --all` and `hudang import` as the commands print and exit."""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PIL import Image

from tests.commands import hudang
from tests.integration import web_home
from tests.integration.web_home import WebHome

Run = Callable[..., str]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[WebHome]:
    (tmp_path / "home").mkdir()
    made = web_home.build(tmp_path / "home")
    with made.place.database.begin() as tx:  # what stands for a PDF in the web tests opens nowhere
        tx.connection.exec_driver_sql("UPDATE document SET pdf_sha256 = NULL")
    yield made
    made.place.close()


@pytest.fixture
def run(home: WebHome) -> Run:
    def command(*words: object, code: int = 0, locale: str = "C.UTF-8", folder: Path = home.place.home) -> str:
        done = hudang(*words, "--home", folder, locale=locale)
        assert done.code == code, done.out + done.err
        return done.out + done.err

    return command


def test_a_damaged_store_is_told_and_mended_from_a_backup(home: WebHome, run: Run, tmp_path: Path) -> None:
    assert "The store is sound." in run("verify")
    shutil.copytree(home.place.blobs.root, tmp_path / "backup" / "objects")
    home.place.blobs.path(home.refused).unlink()
    report, printed = tmp_path / "report.xlsx", tmp_path / "report.pdf"
    shown = run("verify", "--report", report, "--pdf", printed, code=5, locale="zh_CN.UTF-8")
    assert "存储有损坏" in shown
    assert home.refused in shown
    sheets = {sheet.title: list(sheet.values) for sheet in load_workbook(report).worksheets}
    assert [row[0] for row in sheets["检测结论"][1:5]] == ["真实性", "完整性", "可用性", "安全性"]
    assert home.refused in {row[3] for row in sheets["问题清单"]}
    text = subprocess.run(["pdftotext", "-layout", printed, "-"], capture_output=True, text=True, check=True).stdout
    assert "四性检测报告" in text
    found = json.loads(run("verify", "--json", code=5))
    assert (found["damaged"], found["counts"]["object_missing"]) == (True, 1)
    assert "--from" in run("verify", "--repair", code=2)
    assert "Restored from the backup" in run("verify", "--repair", "--from", tmp_path / "backup")
    assert json.loads(run("verify", "--json"))["damaged"] is False


def test_a_package_of_all_goes_into_a_new_home(run: Run, tmp_path: Path) -> None:
    done = json.loads(run("export", tmp_path / "out", "--what", "dossier", "--all", "--json"))
    assert (done["what"], done["documents"]) == ("dossier", 4)
    run("export", tmp_path / "out", "--what", "dossier", "--all", code=2)
    run("export", tmp_path / "other", "--what", "dossier", code=2)
    run("export", tmp_path / "other", "--what", "dossier", "--all", "--unit", "3-2-502", code=2)
    assert "records" in run("import", tmp_path / "out", folder=tmp_path / "new")
    assert "holds records" in run("import", tmp_path / "out", code=2)
    for word in ("pages", "documents", "findings"):
        rows = [run_rows(run, tmp_path / name, folder, word) for name, folder in (("a", None), ("b", tmp_path / "new"))]
        assert rows[0] == rows[1]
    page = tmp_path / "out" / "data" / "records" / "page.jsonl"
    page.write_bytes(page.read_bytes()[:-2])
    assert "page.jsonl" in run("import", tmp_path / "out", code=5, folder=tmp_path / "third")


def run_rows(run: Run, out: Path, home: Path | None, name: str) -> str:
    run("export", out, **({} if home is None else {"folder": home}))
    return (out / f"{name}.jsonl").read_text(encoding="utf-8")


def test_the_printed_report_can_be_looked_at(run: Run, tmp_path: Path) -> None:
    run("verify", "--pdf", tmp_path / "report.pdf", locale="zh_CN.UTF-8")
    subprocess.run(["pdftoppm", "-r", "40", "-png", "-singlefile", tmp_path / "report.pdf", tmp_path / "page"], check=True)
    with Image.open(tmp_path / "page.png") as picture:
        assert picture.width > picture.height

"""`hudang acceptance`, as the command prints it."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storage.tables import page
from tests.commands import hudang
from tests.integration.acceptance_home import ReadyBatch, change, list_papers, ready, rows_of

Run = Callable[..., str]


@pytest.fixture
def batch(tmp_path: Path) -> Iterator[ReadyBatch]:
    made = ready(tmp_path, 4)
    yield made
    made.home.place.close()


@pytest.fixture
def run(batch: ReadyBatch) -> Run:
    def command(*words: object, locale: str = "C.UTF-8", code: int = 0) -> str:
        done = hudang("acceptance", *words, "--home", batch.home.place.home, locale=locale)
        assert done.code == code, done.err
        return done.out if code == 0 else done.err

    return command


def test_from_opening_to_the_printed_report(batch: ReadyBatch, run: Run, tmp_path: Path) -> None:
    list_papers(batch, rows_of(batch))
    change(batch, page, batch.filed[0], lambda: {"dpi": 150.0})
    begun = json.loads(run("open", "盒07", "--share", 50, "--seed", 7, "--by", "李", "--json"))
    assert (begun["acceptance"], begun["drawn"], begun["population"], begun["outcome"]) == (1, 2, 4, "send_back")
    [defect] = begun["defects"]
    assert (defect["check"], defect["what"]) == ("resolution", "only 150 dpi")
    assert "is excused" in run("excuse", 1, "resolution", defect["item"], "--why", "a fax, the paper is no better")
    one, two = (item["document"] for item in begun["items"])
    assert "1 to go" in run("tick", 1, one)
    assert "未通过：字迹清晰" in run("tick", 1, two, "--wrong", "legible", "--remark", "糊", locale="zh_CN.UTF-8")
    assert json.loads(run("show", 1, "--json"))["outcome"] == "send_back"
    run("tick", 1, two)
    assert json.loads(run("check", 1, "--json"))["outdated"] is False
    assert json.loads(run("close", 1, "--by", "主任", "--json"))["state"] == "accepted"
    listed = [json.loads(line) for line in run("list", "--json").splitlines()]
    assert [(row["batch"], row["state"]) for row in listed] == [("盒07", "accepted"), ("drop 2026-11-21", None)]
    for name in ("out/a.pdf", "out/a.xlsx"):
        run("report", 1, "--out", tmp_path / name)
        assert (tmp_path / name).stat().st_size > 2000


def test_tables_and_sentences_are_for_people(batch: ReadyBatch, run: Run) -> None:
    shown = run("open", batch.batch, locale="zh_CN.UTF-8")
    assert "随机抽检：从 4 件中抽出 1 件（25.00%）" in shown
    assert "下一步：hudang acceptance tick 1" in shown
    assert "盒07" in run("list")
    assert "not ticked yet" in run("show", 1)


def test_wrong_entries_are_said_and_nothing_happens(batch: ReadyBatch, run: Run) -> None:
    assert "no batch '盒99'" in run("open", "盒99", code=2)
    run("open", batch.batch, "--share", 4, code=2)
    run("open", batch.batch, "--share", 100)
    assert "none of whole" in run("tick", 1, batch.filed[0], "--wrong", "colour", code=2)
    assert "Say in the remark" in run("tick", 1, batch.filed[0], "--wrong", "date", code=2)
    assert "none of bytes" in run("excuse", 1, "colour", "page 1", "--why", "x", code=2)
    assert "ends in .pdf or .xlsx" in run("report", 1, "--out", "a.doc", code=2)
    assert "not ticked yet" in run("close", 1, code=2)
    assert "no acceptance 9" in run("show", 9, code=2)

"""`hudang check` and `hudang findings` as they print."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest

from services.workplace import Workplace
from tests.commands import hudang
from tests.integration import web_home

Run = Callable[..., str]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    home = tmp_path / "home"
    home.mkdir()
    made = web_home.build(home).place
    yield made
    made.close()


@pytest.fixture
def run(place: Workplace) -> Run:
    def command(*words: object, locale: str = "C.UTF-8", code: int = 0) -> str:
        done = hudang(*words, "--home", place.home, locale=locale)
        assert done.code == code, done.err
        return done.out + done.err

    return command


def test_from_check_to_waiver(run: Run, tmp_path: Path) -> None:
    report = tmp_path / "report.xlsx"
    found = [json.loads(line) for line in run("check", "--json", "--report", report, "--strict", code=4).splitlines()]
    coarse = next(row for row in found if row["kind"] == "image_quality" and row["status"] == "open")
    assert coarse["mend"]
    assert coarse["sides"]
    assert openpyxl.load_workbook(report).sheetnames == ["汇总", "按盒汇总", "不一致项"]
    number = coarse["finding"]
    assert "Say why" in run("findings", "waive", number, code=2)
    run("findings", "accept", number, "--assignee", "李伟", "--why", "须重扫", "--by", "陈静")
    assert json.loads(run("findings", "list", "--status", "accepted", "--json"))["assignee"] == "李伟"
    run("findings", "waive", number, "--why", "原件已销毁", "--by", "王主任")
    run("check")
    shown = json.loads(run("findings", "show", number, "--json"))
    assert (shown["status"], shown["by"], shown["note"]) == ("waived", "王主任", "原件已销毁")
    assert [step["to"] for step in shown["moves"]] == ["open", "accepted", "waived"]
    run("findings", "reopen", number, "--by", "王主任")
    run("findings", "mend", number, "--by", "陈静")
    run("check")
    assert json.loads(run("findings", "show", number, "--json"))["status"] == "open"


def test_people_read_tables(run: Run) -> None:
    run("check")
    assert "影像质量问题" in run("findings", "list", "--kind", "image_quality", locale="zh_CN.UTF-8")
    assert "处理步骤" in run("findings", "show", 3, locale="zh_CN.UTF-8")
    assert "no finding 999" in run("findings", "show", 999, code=2)

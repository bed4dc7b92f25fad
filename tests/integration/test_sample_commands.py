"""`hudang sample` and what `hudang status` says of it, as the commands print it."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.commands import hudang
from tests.integration import web_home
from tests.integration.web_home import WebHome

Run = Callable[..., str]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[WebHome]:
    made = web_home.build(tmp_path)
    yield made
    made.place.close()


@pytest.fixture
def run(home: WebHome) -> Run:
    def command(*words: object, locale: str = "C.UTF-8") -> str:
        done = hudang(*words, "--home", home.place.home, locale=locale)
        assert done.code == 0, done.err
        return done.out

    return command


def test_from_draw_to_relaxation(home: WebHome, run: Run) -> None:
    drawn = json.loads(run("sample", "draw", "--count", 5, "--seed", 7, "--json"))
    assert (drawn["seed"], drawn["drawn"], drawn["population"]) == ("7", 1, 1)
    assert json.loads(run("sample", "list", "--json"))["document"] == str(home.filed)
    assert json.loads(run("sample", "show", home.filed, "--json"))["unit"] == "3|2||502|room"
    assert json.loads(run("status", "--json"))["sample_waiting"] == 1
    said = json.loads(run("sample", "decide", home.filed, "wrong_unit", "--unit", "5-1-101", "--by", "周", "--json"))
    assert (said["status"], said["moved"], said["notices"]) == ("filed", True, [1])
    assert json.loads(run("status", "--json"))["notices"][0]["category"] == "repair"
    shown = json.loads(run("sample", "show", home.filed, "--json"))
    assert shown["verdicts"] == [{"verdict": "wrong_unit", "by": "周", "note": ""}]
    report = json.loads(run("sample", "report", "--json"))
    assert [(one["category"], one["factor"]) for one in report["lines"] if one["factor"] < 1] == [("repair", 0.5), ("all", 0.5)]
    assert next(one["wrong"] for one in report["ever"] if one["category"] == "all") == 1
    run("sample", "acknowledge", 1, "--by", "主任")
    assert json.loads(run("status", "--json"))["notices"] == []
    run("sample", "relax", "repair", "--by", "主任")
    assert {one["factor"] for one in json.loads(run("sample", "report", "--json"))["lines"]} == {1.0}


def test_tables_and_sentences_are_for_people(home: WebHome, run: Run) -> None:
    assert "从 1 件中抽出 1 件" in run("sample", "draw", "--share", 1, locale="zh_CN.UTF-8")
    assert "赵敏" in run("sample", "list")
    assert "1 filed documents wait to be checked" in run("status")
    assert "归档正确" in run("sample", "decide", home.filed, "right", locale="zh_CN.UTF-8")
    assert "归档正确" in run("sample", "show", home.filed, locale="zh_CN.UTF-8")
    assert "Still needed" in run("sample", "report")

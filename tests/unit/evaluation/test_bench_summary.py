import json
from pathlib import Path

import pytest
from bench_pages import outcome, page, run

from domain.page import PageKind
from evaluation.bench.crew import Outcome
from evaluation.bench.ocrmypdf_peer import said
from evaluation.bench.pages import TruePage, load_corpus, spread
from evaluation.bench.readers import Reading
from evaluation.bench.study import Study, as_data, failures, tables
from evaluation.bench.summary import Group, Values, groups, score_run
from evaluation.bench.table import aligned, cells, change_cells, interval_cells, ratio_cells
from evaluation.bench.worst import Difference, described, differences, worst

ALL = Group(trait="all", value="all", holds=lambda _: True)


def _values(*outcomes: Outcome) -> Values:
    return score_run(run(*outcomes)).over([one.page for one in outcomes], ALL)


def test_figures_of_two_pages() -> None:
    second = page(2, text="业主 王芳", segments=(("业主", "s"), ("王芳", "h")), handwritten=True, rotation=90)
    got = _values(outcome("3栋501\n报休单"), outcome("业主 王方", second, skew=None))
    assert got["pages"] == 2
    assert got["free"] == pytest.approx(100 * 4 / 24)  # one wrong character on each page: 2 of 16 and 2 of 8
    assert got["free_printed"] == pytest.approx(100 * 2 / 16)
    assert got["bound"] == pytest.approx(100 * (6 + 1) / 12)
    assert got["bound_printed"] == pytest.approx(100 * 6 / 8)
    assert (got["units_printed"], got["units"], got["units_hand"]) == (100, 100, None)
    assert got["plain"] == pytest.approx(100 * 1 / 8)
    assert (got["hand"], got["sealed"], got["red"]) == (50, 0, None)
    assert got["orientation"] == 50
    assert (got["skew_known"], got["skew_mean"], got["skew_max"]) == (50, pytest.approx(0.1), pytest.approx(0.1))
    assert (got["cpu"], got["pages_per_minute"]) == (2.0, 30.0)
    assert (got["peak_mib"], got["start_seconds"]) == (500, 3.0)


def test_a_failed_page_counts_as_read_empty() -> None:
    got = _values(outcome("报修单3栋501"), Outcome(page=page(2), reading=None, failure="ValueError: x"))
    assert got["failed"] == 1
    assert got["bound"] == 50
    assert got["units"] == 50
    assert got["orientation"] == 50
    assert got["cpu"] == 2.0


def test_fax_is_told_apart() -> None:
    got = _values(outcome("报修单3栋501"), outcome("报修单3栋502", page(2, fax=True, colour="bilevel")))
    assert (got["units_printed"], got["units_fax"], got["units"]) == (100, 0, 50)
    assert (got["fax_bound"], got["bound_printed"]) == (12.5, 0)


def test_blank_and_separator_pages_are_scored_by_kind_alone() -> None:
    blank, separator = page(2, kind=PageKind.BLANK, text=""), page(3, kind=PageKind.SEPARATOR, text="分隔页")
    got = _values(outcome("报修单3栋501"), outcome("污点", blank), outcome("", separator, kind=PageKind.SEPARATOR))
    assert (got["blank_f1"], got["separator_f1"]) == (0.0, 1.0)
    assert got["bound"] == 0


def test_what_a_reader_does_not_say_is_left_out() -> None:
    got = _values(outcome("报修单3栋501", kind=None, rotation=None, skew=None))
    assert [got[key] for key in ("orientation", "skew_known", "skew_mean", "blank_f1", "separator_f1")] == [None] * 5


def test_groups_are_the_traits_that_occur() -> None:
    pages = [page(), page(2, profile="harsh", dpi=300)]
    found = {(group.trait, group.value): [one.scan.page_no for one in pages if group.holds(one)] for group in groups(pages)}
    assert found[("all", "all")] == found[("script", "hans")] == [1, 2]
    assert found[("profile", "harsh")] == found[("dpi", "300")] == [2]


def test_tables_show_ratios_and_changes() -> None:
    assert interval_cells("x", {"all": {"free": (0.1, 0.25), "bound": None}})[1:] == [["order-free error, all pages %", "0.10–0.25"]]
    columns: dict[str, Values] = {"ours": {"pages": 2.0, "free": 0.5, "cpu": 2.0}, "peer": {"pages": 2.0, "free": 2.0, "cpu": None}}
    assert cells("x", columns)[2] == ["order-free error, all pages %", "0.50", "2.00"]
    assert ratio_cells("x", columns)[0] == ["x", "ours", "peer", "ours : peer"]
    assert ratio_cells("x", columns)[2:] == [
        ["order-free error, all pages %", "0.50", "2.00", "0.25"],
        ["processor seconds a page", "2.00", "-", "-"],
    ]
    clocked: dict[str, Values] = {name: values | {"pages_per_minute": 9.0, "start_seconds": 3.0} for name, values in columns.items()}
    assert change_cells("x", clocked)[1:] == [
        ["pages", "2", "="],
        ["order-free error, all pages %", "0.50", "+1.50"],
        ["processor seconds a page", "2.00", "-"],
    ]
    assert aligned([["x", "ours"], ["pages", "2"]]).splitlines() == ["x      ours", "-----------", "pages     2"]


def _study() -> Study:
    pages = (page(1), page(2, profile="harsh"))
    ours = score_run(run(outcome("报修单3栋501", pages[0]), outcome("报休单3栋50", pages[1])))
    peer = score_run(run(Outcome(page=pages[0], reading=None, failure="ValueError: x"), reader="rapidocr"))
    lacking = score_run(run(outcome("报修", pages[0]), reader="without deskew"))
    return Study(
        about="2 pages", pages=pages, peer_pages=1, ablation_pages=1, ours=(ours,), peers=(peer,), ablated=(lacking,), stopped=("No x.",)
    )


def test_ratios_are_on_the_same_pages() -> None:
    shown = dict(tables(_study()))
    (whole,) = [row for row in shown["ours (1.0) on 2 pages, workers: 2"] if row[0] == "pages"]
    (shared,) = [row for row in shown["on the same pages: all"] if row[0] == "pages"]
    (changed,) = [row for row in shown["what changes without a step: all"] if row[0].startswith("order-bound CER, all")]
    assert whole == ["pages", "2", "1", "1", "2", "2", "2"]
    assert shared[1:3] == ["1", "1"]
    assert changed[1:] == ["0.00", "+75.00"]


def test_failures_are_listed_and_kept() -> None:
    study = _study()
    assert list(failures(study)) == ["No x.", "rapidocr failed on office-hans/a.pdf#1: ValueError: x"]
    data = json.loads(json.dumps(as_data(study)))
    assert data["readers"]["ours"]["figures"]["profile harsh"]["pages"] == 1
    assert data["readers"]["ours"]["figures_on_peer_pages"]["all"]["bound"] == 0
    assert data["readers"]["ours"]["pages"][1]["bound"] == {"part": 2, "whole": 8}


def test_worst_pages_and_their_differences() -> None:
    scores = _study().ours[0].scores
    assert [score.page.scan.page_no for score in worst(scores, "bound", 5)] == [2]
    assert [score.page.scan.page_no for score in worst(scores, "units", 5)] == [2]
    lines = list(described(scores[1]))
    assert "  not read: 3栋501  [u]" in lines
    assert lines[-1] == "  报[-修-]{+休+}单3栋50[-1-]"
    assert differences("甲乙 丙", "甲丁丙") == (
        Difference(true="甲", read="甲", same=True),
        Difference(true="乙", read="丁", same=False),
        Difference(true="丙", read="丙", same=True),
    )


def test_every_beginning_of_the_spread_is_even() -> None:
    corpora = [[page(number, corpus=name) for number in range(1, 6)] for name in ("a", "b")]
    got = spread([*corpora, [page(9, corpus="c")]])
    assert sorted(one.name for one in got) == [*sorted(one.name for pages in corpora for one in pages), "c/a.pdf#9"]
    assert [one.corpus for one in got[:7]] == ["a", "b", "c", "a", "b", "a", "b"]
    assert got == spread([*corpora, [page(9, corpus="c")]])


def test_a_corpus_is_read_from_its_truth(tmp_path: Path) -> None:
    shared = {"source": "盒01/a.pdf", "rotation": 90, "skew": 1.5, "profile": "harsh", "dpi": 150, "fax": True, "colour": "bilevel"}
    row = shared | {"page": 1, "status": "review", "text": "报修单", "segments": [["报修单", "r"]], "seal_text": "章", "script": "hant"}
    rows = [
        row | {"handwritten": True, "born_digital": False},
        row | {"page": 2, "status": "blank", "text": "", "segments": [], "script": None, "handwritten": None, "born_digital": False},
        row | {"page": 3, "handwritten": False, "born_digital": True},
        row | {"page": None, "status": "quarantined", "born_digital": False},
    ]
    folder = tmp_path / "harsh-hant"
    (folder / "truth").mkdir(parents=True)
    (folder / "truth" / "pages.jsonl").write_text("".join(json.dumps(one) + "\n" for one in rows), encoding="utf-8")
    first, second = load_corpus(folder)
    assert first.name == "harsh-hant/盒01/a.pdf#1"
    assert first.scan.path == folder / "scans" / "盒01" / "a.pdf"
    assert first.segments == (("报修单", "r"),)
    assert (first.kind, second.kind, second.script) == (PageKind.CONTENT, PageKind.BLANK, "hant")
    assert not first.printed


@pytest.mark.parametrize(
    ("values", "printed"),
    [({}, True), ({"fax": True}, False), ({"handwritten": True}, False), ({"segments": (("x", "r"),)}, False)],
)
def test_printed_pages(values: dict[str, object], printed: bool) -> None:
    made: TruePage = page(**values)  # type: ignore[arg-type]
    assert made.printed is printed


def test_ocrmypdf_tells_rotation_and_skew_in_its_log() -> None:
    log = """Start processing 1 page concurrently
    1 page is facing ⇦, confidence 0.10 - confidence too low to rotate
    1 Deskew angle: -2.246
    2 page is facing ⇨, confidence 9.00 - will rotate ⬏
    2 Deskew angle: 0.500
    3 page is facing ⇧, confidence 12.31 - no change
"""
    costs = Reading(text="", cpu_seconds=1.0, wall_seconds=2.0)
    got = said(["甲", "乙", "丙", "丁"], log, costs)
    assert [(one.text, one.rotation, one.skew) for one in got] == [("甲", 0, 2.246), ("乙", 270, -0.5), ("丙", 0, None), ("丁", None, None)]
    assert {one.cpu_seconds for one in got} == {1.0}

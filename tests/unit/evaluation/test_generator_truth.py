from itertools import pairwise

import pytest

from evaluation.generator import Script, Split, build_estate, lay_out, plan_document
from evaluation.generator.sheet import PageDraft, Role, Run, Seal
from evaluation.generator.truth import as_printed, segments


def _run(text: str, x: float = 60, y: float = 100, **traits: str) -> Run:
    return Run(text=text, x=x, y=y, size=10, width=10 * len(text), **traits)  # type: ignore[arg-type]  # face and ink are text


def _page(*runs: Run, units: tuple[str, ...] = (), seals: tuple[Seal, ...] = ()) -> PageDraft:
    return PageDraft(width=595, height=842, role=Role.FIRST, runs=runs, units=units, seals=seals)


def test_a_wrapped_value_stays_with_its_label() -> None:
    page = _page(
        _run("内容", y=107), _run("门铃按下", x=120), _run("没有反应", x=120, y=114), _run("日期", x=200, y=107), _run("今天", x=240, y=107)
    )
    assert page.text.split() == ["内容", "门铃按下", "没有反应", "日期", "今天"]


def test_text_breaks_lines_where_the_paper_does() -> None:
    page = _page(_run("标题"), _run("姓名", y=130), _run("余耀", x=100, y=130), _run("余耀", x=40, y=130))
    assert page.text == "标题\n姓名 余耀\n余耀"


def test_flags_tell_pen_and_colour() -> None:
    assert segments(_page(_run("红头", ink="red"), _run("手写", face="hand"), _run("印"))) == [("红头", "r"), ("手写", "h"), ("印", "")]


def test_a_run_is_cut_around_a_unit_number() -> None:
    page = _page(_run("1"), _run("查3栋2单元501室漏水"), _run("A-12", face="hand"), units=("3栋2单元501室", "A-12"))
    assert segments(page) == [("1", ""), ("查", ""), ("3栋2单元501室", "u"), ("漏水", ""), ("A-12", "hu")]


def test_a_longer_number_is_not_a_unit() -> None:
    assert segments(_page(_run("编号A-120"), units=("A-12",))) == [("编号A-120", "")]


def test_a_unit_number_goes_on_over_a_line_break() -> None:
    page = _page(_run("位于3栋2单元50"), _run("1室，", y=120), units=("3栋2单元501室",))
    assert segments(page) == [("位于", ""), ("3栋2单元50", "u"), ("1室", ""), ("，", "")]


@pytest.mark.parametrize(("x", "flags"), [(100, "s"), (127.6, ""), (300, "")])
def test_a_run_a_quarter_under_a_seal_is_sealed(x: float, flags: str) -> None:
    page = _page(_run("甲乙丙丁", x=x, y=95), seals=(Seal(x=100, y=100, radius=37.5, text="公司"),))
    assert segments(page) == [("甲乙丙丁", flags)]


def test_beside_a_flat_seal_nothing_is_sealed() -> None:
    above = _run("甲乙丙丁", x=80, y=60)
    assert segments(_page(above, seals=(Seal(x=100, y=100, radius=50, text="公司"),)))[0][1] == "s"
    assert segments(_page(above, seals=(Seal(x=100, y=100, radius=50, text="公司", shape="box"),)))[0][1] == ""


def test_a_page_printed_to_a_file_has_no_pen_and_no_stamp() -> None:
    page = _page(_run("3栋", face="hand", ink="red"), units=("3栋",), seals=(Seal(x=60, y=100, radius=50, text="公司"),))
    assert segments(as_printed(page)) == [("3栋", "")]
    assert as_printed(page).seal_text == ""


@pytest.mark.parametrize("split", Split)
def test_segments_hold_the_whole_text_in_order(split: Split) -> None:
    estate = build_estate(5, 0, split, Script.HANS)
    marked = 0
    for index in range(60):
        laid = lay_out(plan_document(estate, f"truth{index}", review_share=0.0), estate)
        for page in laid.pages:
            found = segments(page)
            assert "".join(text for text, _ in found) == "".join(run.text for run in page.runs)
            assert page.text.replace("\n", "").replace(" ", "") == "".join(text for text, _ in found).replace(" ", "")
            marked += any("u" in flags for _, flags in found)
    assert marked > 40


def test_page_numbers_at_the_top_are_read_first() -> None:
    estate = build_estate(5, 0, Split.DEV, Script.HANS)
    laid = next(
        laid
        for index in range(200)
        if (laid := lay_out(plan_document(estate, f"top{index}", "service_contract"), estate)).spec.layout == "d-lines"
    )
    for page in laid.pages[1:]:
        heights = [run.y for run in page.runs]
        assert heights[0] == min(heights)
        assert all(low <= high for low, high in pairwise(heights[:3]))

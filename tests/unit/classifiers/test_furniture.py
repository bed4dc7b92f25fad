from collections.abc import Callable

import pytest

from classifiers.furniture import read_frame, read_furniture
from domain.frame import NO_FRAME, ClauseStyle
from domain.text import OcrPage

MakePage = Callable[..., OcrPage]


@pytest.mark.parametrize(
    ("foot", "number"),
    [
        ("第 2 页 共 5 页", 2),
        ("第2页，共5页", 2),
        ("第2頁/共2頁", 2),
        ("第二页共三页", 2),
        ("共5页 第3页", 3),
        ("第十二页", 12),
        ("- 4 -", 4),
        ("3/7", 3),
        ("", 0),
        ("2020年1月", 0),
    ],
)
def test_page_numbers(make_page: MakePage, foot: str, number: int) -> None:
    assert read_furniture(make_page("", ["正文内容若干文字"], foot)).number == number


@pytest.mark.parametrize(
    ("line", "clause"),
    [("第十二条 违约责任", 12), ("三、乙方的义务", 3), ("（二）付款方式", 2), ("4、其他约定", 4), ("甲方：王小明", 0), ("", 0)],
)
def test_clause_numbers(make_page: MakePage, line: str, clause: int) -> None:
    assert read_furniture(make_page("", [line, "正文"] if line else [])).clause == clause


@pytest.mark.parametrize(
    ("body", "frame"),
    [
        (["第三条 租金", "（一）按月支付", "第四条 押金"], (ClauseStyle.ARTICLE, 3, 4)),
        (["一、总则", "1. 说明", "二、服务"], (ClauseStyle.CHINESE, 1, 2)),
        (["5. 其他", "6、生效"], (ClauseStyle.ARABIC, 5, 6)),
        (["3.50 元每平方米", "甲方：王小明"], (ClauseStyle.NONE, 0, 0)),
    ],
)
def test_the_outermost_way_of_counting_rules_the_page(make_page: MakePage, body: list[str], frame: tuple[ClauseStyle, int, int]) -> None:
    found = read_frame(make_page("", body, "第 2 页 共 5 页"))
    assert (found.clauses, found.first_clause, found.last_clause) == frame


def test_how_a_page_ends(make_page: MakePage) -> None:
    broken = read_frame(make_page("", ["短行", "乙方应当在每季度首月十五日以前向甲方足额支付本季度的"]))
    assert broken.open_end
    assert not broken.signed
    closed = read_frame(make_page("", ["乙方应当在每季度首月十五日以前支付。", "甲方（签字）：|乙方（盖章）：", "二〇二四年三月五日"]))
    assert closed.signed
    assert not closed.open_end


def test_the_page_number_is_not_where_the_text_ends(make_page: MakePage) -> None:
    assert read_frame(make_page("", ["正文"] * 4, "- 2 -")).fill < 0.4


def test_a_page_without_text_has_no_frame(make_page: MakePage) -> None:
    assert read_frame(make_page("", [])) == NO_FRAME

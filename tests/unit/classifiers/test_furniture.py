from collections.abc import Callable

import pytest

from classifiers.furniture import read_furniture
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

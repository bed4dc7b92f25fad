from collections.abc import Callable

import pytest

from domain.text import Box, Line, OcrPage, Word
from extraction.label_words import LABEL_OF, Label, label_like
from extraction.labels import label_values, pieces, term_columns

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
        ("亚主姓名：赵某某", [(Label.OWNER, "赵某某")]),
        ("业王姓名：赵某某", [(Label.OWNER, "赵某某")]),
        ("业主姓石 | 赵某某", [(Label.OWNER, "赵某某")]),
        ("联系電活： | 13800001111", [(Label.PHONE, "13800001111")]),
        ("草元号：2", [(Label.ENTRANCE, "2")]),
        ("單位編號：3棟501", [(Label.UNIT, "3棟501")]),
        ("业主姓名：____", []),
        ("业主姓名 | 联系电话", []),
        ("尊敬的业主，您好", []),
        ("敬爱的业主 王国栋（3栋501）：\n您反映2楼1601室的事", []),
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


def test_on_a_receipts_row_the_value_stands_at_the_far_edge(page_of: PageMaker) -> None:
    assert [value.value for value in label_values(page_of("业主名称： ||||赵某某"))] == ["赵某某"]
    assert label_values(page_of("业主名称 ||||赵某某")) == ()


def test_a_label_in_two_languages_has_its_value_beside_both(page_of: PageMaker) -> None:
    page = page_of("住戶姓名 ||| 樓宇單位\nName of | 趙某某 || Flat / | 3棟501\nResident ||| House")
    assert [(value.label, value.value) for value in label_values(page)][:2] == [(Label.OWNER, "趙某某"), (Label.UNIT, "3棟501")]


def test_the_next_line_of_a_cell_is_the_values_tail(page_of: PageMaker) -> None:
    assert label_values(page_of("房屋地址： | 翠湖花园3栋2单元\n | 501室"))[0].tail == "501室"
    assert label_values(page_of("房屋地址： | 3栋501\n联系电话： | 13800001111"))[0].tail == ""


def test_dates_under_the_head_of_a_term_are_the_tables(page_of: PageMaker) -> None:
    page = page_of("序号 | 房东 | 租客 | 起租 | 租金\n1 | 赵某某 | 钱某某 | 2024.5.5 | 7384\n2 | 赵某某 | 孙某某 | 2025.4.10 | 6458")
    assert list(term_columns(page)) == ["2024.5.5", "2025.4.10"]


@pytest.mark.parametrize("text", ["业主姓名", "赵某某", "漏水", "业主", "3栋501", ""])
def test_what_is_a_label_or_none_is_not_like_one(text: str) -> None:
    assert label_like(text) is None


def test_value_box_is_the_value_cell(page_of: PageMaker) -> None:
    value = label_values(page_of("业主姓名 | 赵某某"))[0]
    assert value.box.left == 380


def test_label_words_are_folded() -> None:
    assert all(not set(word) & set("業號樓戶") for word in LABEL_OF)

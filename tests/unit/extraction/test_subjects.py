from collections.abc import Callable
from datetime import date

import pytest

from domain.classification import Classification
from domain.fields import ExtractedFields, SubjectField
from domain.taxonomy import Category
from domain.text import Box, Line, OcrPage, Word
from extraction.fields import extract
from extraction.subjects import LONGEST_SUBJECT, MOST_SUBJECTS
from storage.mapping import from_json, to_json

PageMaker = Callable[[str], OcrPage]
TODAY = date(2026, 11, 1)


def _subjects(page: OcrPage, category: Category | None = None) -> list[tuple[str, str]]:
    classification = category and Classification(
        category=category,
        doc_type="",
        confidence=0.9,
        type_confidence=0.9,
        scores=(),
        title="",
        starts_document=1.0,
        evidence=(),
        model="test",
    )
    return [(field.kind, field.text) for field in extract(page, classification, today=TODAY).subjects]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("投诉内容：楼上装修噪音扰民", [("complaint", "楼上装修噪音扰民")]),
        ("投訴內容：樓上裝修噪音擾民", [("complaint", "樓上裝修噪音擾民")]),
        ("投诉事项 | 电梯经常停运", [("complaint", "电梯经常停运")]),
        ("反 映 问 题 ： 垃圾未清运", [("complaint", "垃圾未清运")]),
        ("投诉内容：鄰 在 樓 道 堆 放 紙 箱 ， Flat B 也 是", [("complaint", "鄰在樓道堆放紙箱，Flat B也是")]),
        ("反映问题\n楼道堆放杂物", [("complaint", "楼道堆放杂物")]),
        ("报修内容 | 厨房水管漏水 | 报修时间 | 2024年3月5日", [("repair", "厨房水管漏水")]),
        ("報修內容：廚房水管漏水 報修時間：2024年3月5日", [("repair", "廚房水管漏水")]),
        ("故障现象：空调不制冷\n维修项目：更换电容", [("repair", "空调不制冷"), ("repair", "更换电容")]),
        ("房号 | 维修项目 | 数量\n3栋501 | 更换水龙头 | 1\n3栋502 | 疏通下水道 | 2", [("repair", "更换水龙头")]),
        ("维修项目 | 数量\n更换水龙头 | 1\n疏通下水道 | 2", [("repair", "更换水龙头")]),
        ("投诉内容：____", []),
        ("投诉内容 | 处理结果", []),
        ("报修内容：12", []),
        ("关于投诉内容的说明", []),
        ("投诉人：赵一凡", []),
    ],
)
def test_subject_beside_or_below_its_label(page_of: PageMaker, text: str, expected: list[tuple[str, str]]) -> None:
    assert _subjects(page_of(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "投诉内容 | 楼上601室每晚装修至十一点，\n | 严重影响休息，\n | 请尽快处理。\n处理结果 | 已协调",
            "楼上601室每晚装修至十一点，严重影响休息，请尽快处理。",
        ),
        (
            " | 楼上601室每晚装修至十一点，\n投诉内容 | 严重影响休息，\n | 请尽快处理。\n处理结果 | 已协调",
            "楼上601室每晚装修至十一点，严重影响休息，请尽快处理。",
        ),
        (
            "投诉内容：楼上601室每晚装修至十一点\n严重影响休息请尽快处理\n处理结果：已协调",
            "楼上601室每晚装修至十一点严重影响休息请尽快处理",
        ),
        ("房号 | 3栋501\n投诉内容 | 楼上漏水\n处理结果 | 已协调", "楼上漏水"),
        ("投诉内容：楼上漏水\n | | 赵一凡\n | | 2024年3月5日", "楼上漏水"),
        ("投诉内容\n楼上漏水已有三天\n至今未修\n投诉人：赵一凡", "楼上漏水已有三天至今未修"),
        ("投诉内容 | Noise from\n | Flat B", "Noise from Flat B"),
    ],
)
def test_wrapped_values_are_joined_and_end_at_the_next_row(page_of: PageMaker, text: str, expected: str) -> None:
    assert _subjects(page_of(text)) == [("complaint", expected)]


def _row(top: float, *cells: tuple[float, str]) -> Line:
    return Line(
        words=tuple(
            Word(text=text, box=Box(left=left, top=top, right=left + 22 * len(text), bottom=top + 24), confidence=0.98)
            for left, text in cells
        )
    )


def test_a_label_at_half_height_between_two_lines() -> None:
    rows = (
        _row(100, (400, "客厅顶灯跳闸，送电后")),
        _row(115, (80, "报修内容")),
        _row(130, (400, "几分钟又断")),
        _row(190, (80, "处理结果"), (400, "已修")),
    )
    page = OcrPage(page_no=1, width=1654, height=2339, lines=rows, engine="test")
    assert _subjects(page) == [("repair", "客厅顶灯跳闸，送电后几分钟又断")]


def test_text_of_other_rows_round_an_empty_cell_is_not_its_value() -> None:
    rows = (_row(100, (400, "王师傅")), _row(150, (80, "报修内容")), _row(200, (400, "水电费")))
    assert _subjects(OcrPage(page_no=1, width=1654, height=2339, lines=rows, engine="test")) == []


def test_a_plain_label_takes_the_kind_of_the_page(page_of: PageMaker) -> None:
    page = page_of("事由：楼上漏水")
    assert _subjects(page, Category.COMPLAINT) == [("complaint", "楼上漏水")]
    assert _subjects(page, Category.REPAIR) == [("repair", "楼上漏水")]
    assert _subjects(page, Category.CONTRACT) == []
    assert _subjects(page) == []


def test_the_box_is_that_of_all_its_lines(page_of: PageMaker) -> None:
    field = extract(page_of("投诉内容 | 楼上漏水\n | 请处理"), None, today=TODAY).subjects[0]
    assert field.box is not None
    assert (field.box.left, field.box.top, field.box.bottom) == (380.0, 100.0, 164.0)
    assert 0 < field.confidence < 1


def test_length_and_number_are_bounded(page_of: PageMaker) -> None:
    page = page_of("\n".join(f"投诉内容：第{number}件{'漏水' * 300}" for number in "一二三四五六"))
    found = _subjects(page)
    assert len(found) == MOST_SUBJECTS
    assert all(len(text) <= LONGEST_SUBJECT for _, text in found)


def test_fields_stored_before_there_were_subjects_still_load() -> None:
    stored = to_json(ExtractedFields, ExtractedFields())
    del stored["subjects"]
    assert from_json(ExtractedFields, stored) == ExtractedFields()
    kept = ExtractedFields(subjects=(SubjectField(text="漏水", kind="repair", box=None, confidence=0.9),))
    assert from_json(ExtractedFields, to_json(ExtractedFields, kept)) == kept

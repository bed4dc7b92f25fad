from collections.abc import Callable
from datetime import date

import pytest

from domain.classification import Classification
from domain.fields import ExtractedFields
from domain.taxonomy import Category
from domain.text import OcrPage
from extraction.fields import BELONGS, MENTION, belonging_unit, extract
from extraction.parties import is_company, is_person, names_in

PageMaker = Callable[[str], OcrPage]
TODAY = date(2026, 11, 1)


def _class(doc_type: str, category: Category) -> Classification:
    return Classification(
        category=category,
        doc_type=doc_type,
        confidence=0.9,
        type_confidence=0.9,
        scores=(),
        title="",
        starts_document=1.0,
        evidence=(),
        model="test",
    )


def _fields(page: OcrPage, doc_type: str = "", category: Category = Category.OTHER) -> ExtractedFields:
    return extract(page, _class(doc_type, category) if doc_type else None, today=TODAY)


def _unit(fields: ExtractedFields) -> str:
    field = belonging_unit(fields)
    return str(field.unit) if field else ""


def _name(fields: ExtractedFields, role: str) -> str:
    return next((field.name for field in fields.names if field.role == role), "")


@pytest.mark.parametrize("name", ["赵一凡", "欧阳明", "李四", "陳志強", "诸葛小明"])
def test_persons(name: str) -> None:
    assert is_person(name)


@pytest.mark.parametrize("name", ["业主", "物业公司", "张", "签名", "平方米", "何时", "Li Si", "十二月", ""])
def test_no_persons(name: str) -> None:
    assert not is_person(name)


def test_names_in_values() -> None:
    assert names_in("赵一凡先生（签字）") == ("赵一凡",)
    assert names_in("赵一凡、钱小二") == ("赵一凡", "钱小二")
    assert names_in("赵一凡 钱小二") == ("赵一凡", "钱小二")
    assert names_in("赵 一 凡") == ("赵一凡",)
    assert names_in("赵一凡 13800001111") == ("赵一凡",)
    assert names_in("某某科技有限公司") == ("某某科技有限公司",)
    assert names_in("________") == ()
    assert is_company("某某物业服务有限公司")


def test_repair_form(page_of: PageMaker) -> None:
    fields = _fields(
        page_of(
            """
某某物业服务有限公司
报修单
房号 | 3栋2单元501室 | 报修人 | 赵一凡
联系电话 | 13800001111 | 报修时间 | 2024年3月5日
报修内容 | 楼上601室漏水
完成时间 | 2024年3月8日
"""
        )
    )
    assert _unit(fields) == "3|2||501|room"
    assert _name(fields, "applicant") == "赵一凡"
    assert fields.dates[0].value == date(2024, 3, 5)
    assert fields.dates[0].role == "document"
    assert {field.role for field in fields.units if field.unit.room == "601"} == {MENTION}
    assert fields.units[0].box is not None
    assert fields.units[0].box.left == 380


def test_split_cells_beside_and_below(page_of: PageMaker) -> None:
    assert _unit(_fields(page_of("栋号 | 3 | 单元 | 2 | 房号 | 501"))) == "3|2||501|room"
    assert _unit(_fields(page_of("业主 | 栋号 | 单元 | 室号\n赵一凡 | 3栋 | 2 | 501"))) == "3|2||501|room"
    assert _unit(_fields(page_of("楼号：3号楼 | 单元：2单元 | 房号：501"))) == "3|2||501|room"


def test_complaint_letter(page_of: PageMaker) -> None:
    fields = _fields(
        page_of(
            """
投诉信
物业服务中心：
本人赵一凡系3栋2单元501室业主，楼上601室每晚噪音扰民。
此致敬礼
赵一凡
2024年3月5日
"""
        )
    )
    assert _unit(fields) == "3|2||501|room"
    assert [str(field.unit) for field in fields.units if field.role == MENTION] == ["3|2||601|room"]
    assert _name(fields, "owner") == "赵一凡"
    assert fields.dates[0].value == date(2024, 3, 5)


def test_a_unit_broken_by_a_line_end(page_of: PageMaker) -> None:
    assert _unit(_fields(page_of("本人系本小区业主现居住在金桂花园3栋2单\n元501室，特此说明"))) == "3|2||501|room"


def test_lease_parties(page_of: PageMaker) -> None:
    page = page_of("房屋租赁合同\n甲方（出租方）：赵一凡\n乙方（承租方）：钱小二\n房屋坐落：3栋2单元501室")
    fields = _fields(page, "lease_contract", Category.CONTRACT)
    assert (_name(fields, "owner"), _name(fields, "tenant")) == ("赵一凡", "钱小二")


def test_service_contract_parties(page_of: PageMaker) -> None:
    page = page_of("物业管理服务合同\n甲方：某某物业服务有限公司\n乙方：赵一凡\n房号：3栋2单元501室")
    fields = _fields(page, "service_contract", Category.CONTRACT)
    assert [field.name for field in fields.names if field.role == "owner"] == ["赵一凡"]


def test_company_address_is_never_a_unit(page_of: PageMaker) -> None:
    fields = _fields(page_of("某某物业服务有限公司\n公司地址：科技路10号金融大厦1203室\n业主姓名：赵一凡"))
    assert fields.units == ()


def test_what_somebody_else_said_is_a_mention(page_of: PageMaker) -> None:
    fields = _fields(page_of("赵一凡业主您好：\n关于“3栋601室空调滴水”的反映，现答复如下。"))
    assert belonging_unit(fields) is None
    assert [field.role for field in fields.units] == [MENTION]


def test_the_only_unit_of_a_notice_belongs(page_of: PageMaker) -> None:
    assert _unit(_fields(page_of("违章处理通知书\n巡检发现3栋2单元501室将阳台改为厨房。"))) == "3|2||501|room"


def test_salutation_and_signature_lines(page_of: PageMaker) -> None:
    fields = _fields(page_of("敬启者 3栋2单元501 赵一凡 ：\n房款已收。\n3栋2单元501 赵一凡\n2024年3月5日"))
    assert _name(fields, "owner") == "赵一凡"
    assert fields.units[0].role == BELONGS


def test_dates_of_terms_and_births_are_not_the_papers(page_of: PageMaker) -> None:
    fields = _fields(page_of("出生日期：1980年1月2日\n租赁期限：2024年4月1日至2025年3月31日\n押金已收\n2024年3月5日"))
    assert fields.dates[0].value == date(2024, 3, 5)
    assert {field.role for field in fields.dates[1:]} == {"mention"}


def test_a_future_date_is_no_document_date(page_of: PageMaker) -> None:
    assert [field.role for field in _fields(page_of("日期：2031年3月5日")).dates] == ["mention"]


def test_numbers_and_page_number(page_of: PageMaker) -> None:
    fields = _fields(page_of("合同编号：HT-2024-0501\n电话 13800138000\n第 2 页 共 3 页"))
    assert {field.kind for field in fields.numbers} == {"contract_no", "phone"}
    assert fields.numbering is not None
    assert (fields.numbering.number, fields.numbering.total) == (2, 3)


def test_an_empty_page(page_of: PageMaker) -> None:
    assert _fields(page_of("")) == ExtractedFields()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("邵曦珊万耀永", ("邵曦珊", "万耀永")),
        ("赵敏钱多多", ("赵敏", "钱多多")),
        ("赵敏、钱多多", ("赵敏", "钱多多")),
        ("姚桂亚主", ()),
        ("原件已核", ()),
    ],
)
def test_joint_owners_whose_mark_was_lost(text: str, names: tuple[str, ...]) -> None:
    assert names_in(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "赵小敏业主您好：",
        "本小区业主赵小敏台鉴：",
        "赵小敏亚主您好：",
        "钱多、赵小敏业主您好：",
        "致：本小区赵小敏先生/女士",
        "赵小敏居住于翠湖花园，特此证明。",
        "业主赵小敏联系电话",
    ],
)
def test_the_person_a_letter_is_addressed_to(page_of: PageMaker, text: str) -> None:
    assert "赵小敏" in [field.name for field in _fields(page_of(text)).names if field.role == "owner"]


@pytest.mark.parametrize(
    "text",
    [
        "经核实已约谈13号楼204住户并张贴提示",
        "您来电投诉“13号楼204室空调滴水”，已由专人跟进",
        "投诉内容 | 13号楼204室装修噪音扰民",
        "备注 | 涉及相邻住户13号楼204室的管线",
    ],
)
def test_another_flat_is_no_paper_of_its_own(page_of: PageMaker, text: str) -> None:
    assert [field.role for field in _fields(page_of(text)).units] == [MENTION]


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("房号：3栋501室", "label"),
        ("坐落翠湖花园三栋五〇一室", "label"),
        ("尊敬的3栋501室业主：", "wording"),
        ("系统显示3栋501室尚有费用未结清", "alone"),
    ],
)
def test_what_makes_a_unit_the_papers_own(page_of: PageMaker, text: str, by: str) -> None:
    field = belonging_unit(_fields(page_of(text)))
    assert field is not None
    assert field.by == by


def test_a_number_broken_over_two_lines_of_a_cell_is_read_whole(page_of: PageMaker) -> None:
    assert _unit(_fields(page_of("房屋地址： | 翠湖花园3栋2单元\n | 501室"))) == "3|2||501|room"
    assert _unit(_fields(page_of("房屋地址： | 3栋2单元501室\n | （一）须知"))) == "3|2||501|room"


def test_a_lost_edge_character_leaves_a_room_without_building(page_of: PageMaker) -> None:
    assert _unit(_fields(page_of("房号： | 座1203室"))) == "|||1203|room"


def test_a_piece_of_a_number_is_kept_where_there_is_no_whole_one(page_of: PageMaker) -> None:
    fields = _fields(page_of("您的新居15栋3单元20现已达到交付标准"))
    assert [(str(field.unit), field.role) for field in fields.units] == [("15|3|||room", BELONGS)]
    assert fields.units[0].confidence < 0.5


def test_a_deadline_is_no_papers_date(page_of: PageMaker) -> None:
    fields = _fields(page_of("请在2021年7月8日前付清上列费用。"))
    assert [field.role for field in fields.dates] == [MENTION]


def test_a_date_at_its_label_goes_before_a_stamps(page_of: PageMaker) -> None:
    fields = _fields(page_of("日期： | 2010年9月13日\n上月结余\n2010.9.18"))
    assert str(fields.dates[0].value) == "2010-09-13"


def test_a_date_broken_over_two_lines_is_read_whole(page_of: PageMaker) -> None:
    fields = _fields(page_of("填表日期： | 2017年6月3\n | 0日"))
    assert str(fields.dates[0].value) == "2017-06-30"


def test_phones_carry_what_they_are_found_by(page_of: PageMaker) -> None:
    phone = _fields(page_of("联系电话：138-0013-8000")).numbers[0]
    assert (phone.kind, phone.key) == ("phone", "13800138000")


@pytest.mark.parametrize(
    "line",
    [
        "9栋1102单位 赵一凡",
        "赵一凡敬上",
        "业主：赵一凡谨上",
        "收件人：9栋1102 赵一凡",
        "兹证明赵一凡现住翠湖花园9栋1102。",
        "住户赵一凡搬运家具2件",
        "我姓 赵一凡，家住9栋1102，有些话想说",
    ],
)
def test_whoever_a_letter_names_by_its_wording(page_of: PageMaker, line: str) -> None:
    fields = _fields(page_of(f"管理处：\n路灯不亮，请派人修理。\n{line}\n2024年3月5日"))
    assert "赵一凡" in {field.name for field in fields.names if field.role == "owner"}


@pytest.mark.parametrize(("line", "role"), [("反映人：口一凡", {"person"}), ("反映人：赵一凡", {"applicant"}), ("反映人：同意", set())])
def test_a_name_at_its_label_that_was_not_recognised_warns(page_of: PageMaker, line: str, role: set[str]) -> None:
    assert {field.role for field in _fields(page_of(f"报修单\n{line}\n房号：9栋1102")).names} == role


def test_who_signs_for_the_company_is_no_applicant(page_of: PageMaker) -> None:
    fields = _fields(page_of("入住手续书\n楼宇：9栋1102\n洗手间\n职员签署\nStaff signature\n孙行之"))
    assert fields.names == ()


def test_a_word_beside_a_unit_that_may_be_a_name_warns(page_of: PageMaker) -> None:
    fields = _fields(page_of("关于意见的回复\n各位街坊／8栋402单位 赵一凡：\n您反映的问题已处理。"))
    assert ("赵一凡", "person") in {(field.name, field.role) for field in fields.names}
    misread = _fields(page_of("致：8栋402室 口一凡\n事由：交房通知"))
    assert ("口一凡", "person") in {(field.name, field.role) for field in misread.names}
    assert _fields(page_of("致：翠湖花园8栋402室 客户\n事由：交房通知")).names == ()


@pytest.mark.parametrize(
    "line", ["敬启者（3栋2单元501室）：", "赵一凡业户（3栋2单元501室：", "翠湖花园3#-2-501 室业户：", "致：3栋2单元501 万小明"]
)
def test_a_salutation_names_the_papers_own_unit(page_of: PageMaker, line: str) -> None:
    fields = extract(page_of(f"{line}\n已约谈4栋1单元601室住户，兹复如下。"), None, today=TODAY)
    assert [str(field.unit) for field in fields.units if field.role == "belongs"] == ["3|2||501|room"]


def test_the_next_clause_is_no_rest_of_a_number(page_of: PageMaker) -> None:
    fields = extract(page_of("房屋坐落 | 6楼2单元904B\n | 1．租金每月七千元"), None, today=TODAY)
    assert str(fields.units[0].unit) == "6|2||904B|room"

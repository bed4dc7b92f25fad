from collections.abc import Callable
from datetime import date

import pytest

from domain.text import OcrPage
from extraction.fields import extract
from extraction.label_parts import is_staff, label_for
from extraction.label_words import Label
from extraction.labels import label_values

PageMaker = Callable[[str], OcrPage]
TODAY = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("word", "label"),
    [
        ("业户房号", Label.UNIT),
        ("楼别", Label.BUILDING),
        ("室别", Label.ROOM),
        ("陈情人", Label.APPLICANT),
        ("所在楼座单元房号", Label.UNIT),
        ("居住单位", Label.UNIT),
        ("登记业主签名", Label.OWNER),
        ("业主/承租人", Label.OWNER),
        ("报障住户", Label.APPLICANT),
        ("走访对象", Label.APPLICANT),
        ("租住客户姓名", Label.TENANT),
        ("接件人员", Label.OTHER),
        ("填报时间", Label.DATE),
        ("业主姓名", Label.OWNER),
        ("填表人", Label.OTHER),
    ],
)
def test_a_label_is_understood_by_its_parts(word: str, label: Label) -> None:
    assert label_for(word) is label


@pytest.mark.parametrize("word", ["客户态度", "业主大会", "施工方案", "住户公约", "维修措施", "房号3", "公司地址及电话", ""])
def test_other_words_are_no_labels(word: str) -> None:
    assert label_for(word) is None


def test_who_works_here_is_nobodys_owner(page_of: PageMaker) -> None:
    assert is_staff("接报人")
    assert not is_staff("报修人")
    fields = extract(page_of("报事人 | 住址\n赵国栋 | 6号楼储藏室4\n接报人\n钱小明"), None, today=TODAY)
    assert {field.name for field in fields.names} == {"赵国栋"}


def test_heads_side_by_side_have_their_values_below(page_of: PageMaker) -> None:
    page = page_of("房产 | 业户姓名 | 到场 | 问题判断\n3栋501 | 赵一凡 | 下午 | 漏水")
    assert [(value.label, value.value) for value in label_values(page)] == [(Label.UNIT, "3栋501"), (Label.OWNER, "赵一凡")]


def test_a_room_beside_a_label_of_the_unit_is_joined_with_its_building(page_of: PageMaker) -> None:
    fields = extract(page_of("楼号 | 12 | 单元 | 3 | 户室 | 903"), None, today=TODAY)
    assert [str(field.unit) for field in fields.units] == ["12|3||903|room"]


def test_a_clerk_who_signs_for_the_owner_is_not_the_owner(page_of: PageMaker) -> None:
    fields = extract(page_of("接单人 | 钱小明 | 技工 | 钱小明\n业主确认 | 钱小明"), None, today=TODAY)
    assert {(field.name, field.role) for field in fields.names} == {("钱小明", "person")}

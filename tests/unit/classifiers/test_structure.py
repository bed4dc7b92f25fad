from collections.abc import Callable

import pytest

from classifiers.structure import signs
from domain.text import OcrPage

MakePage = Callable[..., OcrPage]
BODY = ["我家厨房漏水，报修三次都没有修好，请尽快派人来看。", "3栋2单元501室 王小明", "2020年3月5日"]


@pytest.mark.parametrize(
    ("salute", "sign"),
    [
        ("物业管理处：", "to:company"),
        ("瑞景物业管理有限公司：", "to:company"),
        ("尊敬的物业公司领导：", "to:company"),
        ("致：示例物业服务中心", "to:company"),
        ("管理處主任：", "to:company"),
        ("王小明业主：", "to:owner"),
        ("尊敬的王小明先生/女士：", "to:owner"),
        ("敬启者：", "to:owner"),
    ],
)
def test_who_is_addressed(make_page: MakePage, salute: str, sign: str) -> None:
    found = signs(make_page("", [salute, *BODY]))
    assert sign in found
    assert sum(mark.startswith("to:") for mark in found) == 1


def test_the_body_addresses_nobody(make_page: MakePage) -> None:
    assert not any(mark.startswith("to:") for mark in signs(make_page("报修单", BODY)))


def test_labels_are_whole_words_where_labels_stand(make_page: MakePage) -> None:
    found = signs(make_page("报修单", ["报修内容：厨房漏水|受理人：李四海", "维修师傅说报修内容填得不清楚"]))
    assert {"label:报修内容", "label:受理人"} <= set(found)
    assert "label:维修师傅说" not in found


def test_clauses_and_parties_make_a_contract(make_page: MakePage) -> None:
    found = signs(make_page("租赁合同", ["甲方：王小明", "乙方：李四海", "第一条 租赁房屋", "第二条 期限", "第三条 租金", "第四条 押金"]))
    assert {"parties:2", "clauses:2"} <= set(found)


def test_a_page_without_text_has_no_signs(make_page: MakePage) -> None:
    assert signs(make_page("", [])) == ()

from collections.abc import Callable

import pytest

from classifiers.title_parts import WORTH, parts_scores
from classifiers.titles import TitleMatcher
from domain.taxonomy import Taxonomy
from domain.text import OcrPage

MakePage = Callable[..., OcrPage]


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("客户维修需求单", "repair_request"),
        ("住户陈情登记表", "complaint_form"),
        ("陈情查办复函", "complaint_reply"),
        ("承租户名册", "lease_list"),
        ("领房手续单", "move_in_procedure"),
        ("工程部抢修作业记录", "repair_record"),
        ("入户增值服务收费单", "service_items"),
        ("住户诉求接待处理表", "complaint_form"),
        ("住户诉求接待答复", "complaint_reply"),
        ("租住人员情况采集表", "tenant_registration"),
        ("房屋移交告知书", "move_in_notice"),
        ("房屋移交流转单", "move_in_procedure"),
        ("房屋移交物品领用单", "move_in_receipt"),
        ("家装施工报备单", "renovation_application"),
        ("家装施工承诺", "renovation_agreement"),
        ("擅自施工责令停工告知", "violation_notice"),
        ("物业费对账单", "payment_notice"),
        ("门匙寄存同意书", "key_custody_authorization"),
        ("进户通知书", "move_in_notice"),
        ("车位租用约定", "lease_contract"),
        ("电梯维修受理单", "repair_request"),
        ("住户来访接待登记", "complaint_form"),
        ("分户交验记录", "acceptance_form"),
        ("银行自动扣款同意书", "direct_debit_agreement"),
    ],
)
def test_a_title_that_no_list_holds_is_named_by_its_parts(title: str, code: str) -> None:
    scores = parts_scores(title)
    assert max(scores, key=scores.__getitem__) == code
    assert scores[code] == WORTH


@pytest.mark.parametrize("text", ["维修时请出示工牌并请业主签字", "第三条双方的责任以及义务等各项事务", "2024年3月5日", "业主姓名", ""])
def test_what_is_no_title_names_nothing(text: str) -> None:
    assert parts_scores(text) == {}


def test_the_company_before_a_title_says_nothing_of_it() -> None:
    assert set(parts_scores("某某物业管理有限公司房产转让协议")) == {"purchase_contract"}


def test_a_listed_title_is_not_taken_apart(taxonomy: Taxonomy) -> None:
    found = dict(TitleMatcher(taxonomy).match("投诉处理意见书"))
    assert found["complaint_reply"] == 1.0
    assert found.get("complaint_form", 0.0) <= 0.5


@pytest.mark.parametrize("title", ["附件2 投诉登记表", "附件二：投诉登记表", "表3 投诉登记表"])
def test_the_number_of_a_form_is_no_part_of_its_title(taxonomy: Taxonomy, make_page: MakePage, title: str) -> None:
    reading = TitleMatcher(taxonomy).read(make_page(title, ["房号：3栋501", "姓名：王小明", "内容：楼上漏水"]))
    assert reading.scores[0] == ("complaint_form", reading.scores[0][1])
    assert reading.scores[0][1] > 0.7


def test_a_memos_subject_is_its_title(taxonomy: Taxonomy, make_page: MakePage) -> None:
    page = make_page(
        "", ["致：3栋501王小明", "由：某某物业管理有限公司", "日期：2024年3月5日", "事由：关于投诉事项的回复", "您反映的问题已经处理。"]
    )
    assert TitleMatcher(taxonomy).read(page).scores[0][0] == "complaint_reply"

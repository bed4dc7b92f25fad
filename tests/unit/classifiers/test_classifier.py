from collections.abc import Callable

import pytest

from classifiers.classifier import Classifier
from classifiers.model_file import load_model
from classifiers.taxonomy import default_taxonomy_text, parse_taxonomy
from domain.taxonomy import FALLBACK_TYPE, Category, Taxonomy
from domain.text import OcrPage

MakePage = Callable[..., OcrPage]


def test_a_complaint_form_with_its_heading(classifier: Classifier, make_page: MakePage) -> None:
    page = make_page("投诉受理登记表", ["投诉人：王小明|房号：3栋2单元501", "投诉内容：楼上漏水，影响休息", "处理意见：", "受理人：李四"])
    result = classifier.classify(page)
    assert (result.category, result.doc_type, result.title) == (Category.COMPLAINT, "complaint_form", "投诉受理登记表")
    assert result.confidence > 0.97
    assert result.scores[0][0] == "complaint_form"
    assert {"title", "form_label"} <= {item.code for item in result.evidence if item.doc_type == "complaint_form"}
    assert result.starts_document > 0.9


def test_a_repair_form_that_mentions_a_complaint_stays_a_repair_form(classifier: Classifier, make_page: MakePage) -> None:
    page = make_page("报修单", ["报修人：王小明|报修地址：3栋501", "报修内容：厨房水管漏水，已多次投诉无人处理", "预约时间：明天上午"])
    assert classifier.classify(page).category is Category.REPAIR


def test_a_letter_that_quotes_a_contract_stays_a_letter(classifier: Classifier, make_page: MakePage) -> None:
    body = [
        "尊敬的物业公司领导：",
        "根据《物业管理服务合同》第五条，贵公司应当及时维修公共设施。",
        "现反映电梯经常故障，请予处理。",
        "业主：王小明",
    ]
    assert classifier.classify(make_page("建议信", body)).category is Category.COMPLAINT


def test_traditional_and_simplified_read_the_same(classifier: Classifier, make_page: MakePage) -> None:
    simple = classifier.classify(make_page("房屋租赁合同", ["出租方：王小明", "承租方：李四", "租赁期限：一年", "月租金：三千元"]))
    other = classifier.classify(make_page("房屋租賃合同", ["出租方：王小明", "承租方：李四", "租賃期限：一年", "月租金：三千元"]))
    assert simple.scores == other.scores
    assert simple.category is Category.CONTRACT


def test_an_empty_page_is_rejected(classifier: Classifier, make_page: MakePage) -> None:
    result = classifier.classify(make_page("", []))
    assert (result.doc_type, result.confidence, result.title) == (FALLBACK_TYPE, 0.0, "")


def test_text_of_no_kind_is_not_sure(classifier: Classifier, make_page: MakePage) -> None:
    page = make_page("", ["红烧肉的做法", "五花肉切块，冷水下锅焯水", "加冰糖炒出糖色，放入葱姜八角", "小火慢炖四十分钟即可出锅"])
    assert classifier.classify(page).confidence < 0.97


def test_a_type_added_by_the_company_works_untrained(make_page: MakePage) -> None:
    added = '\n[[type]]\ncode = "pet_card"\ncategory = "other"\ntitles = ["养犬登记卡"]\nlabels = ["犬只品种", "免疫证号"]\n'
    classifier = Classifier(parse_taxonomy(default_taxonomy_text() + added, "t"), load_model())
    result = classifier.classify(make_page("养犬登记卡", ["犬只品种：柯基|免疫证号：12345", "饲养人：王小明"]))
    assert (result.doc_type, result.category) == ("pet_card", Category.OTHER)
    assert result.confidence > 0.9


def test_a_type_taken_out_of_the_taxonomy_is_never_given(taxonomy: Taxonomy, make_page: MakePage) -> None:
    text = default_taxonomy_text()
    start = text.index('[[type]]\ncode = "return_visit"')
    shorter = parse_taxonomy(text[:start] + text[text.index("[[type]]", start + 5) :], "t")
    result = Classifier(shorter, load_model()).classify(make_page("回访记录表", ["回访时间：", "回访人：", "满意程度："]))
    assert result.doc_type != "return_visit"
    assert len(shorter.types) == len(taxonomy.types) - 1


@pytest.mark.parametrize(
    ("title", "body", "foot", "first"),
    [
        ("租赁合同", ["出租方：王小明", "承租方：李四"], "第1页 共3页", True),
        ("", ["第十二条 违约责任", "任何一方违约应当支付违约金。"], "第2页 共3页", False),
        ("", ["第十二条 违约责任", "任何一方违约应当支付违约金。"], "", False),
        ("", ["，并承担由此产生的全部费用，包括但不限于维修费用。", "乙方应当配合。"], "", False),
        ("", ["附件一：房屋及附属设施清单", "门锁 3 把"], "", False),
        ("", ["甲方（签字）：|乙方（盖章）：", "2020年1月1日"], "", False),
        ("", ["尊敬的物业经理：", "我是3栋501的业主，反映楼道灯不亮。"], "", True),
    ],
)
def test_first_pages_are_told_from_later_ones(
    classifier: Classifier, make_page: MakePage, title: str, body: list[str], foot: str, first: bool
) -> None:
    assert (classifier.classify(make_page(title, body, foot)).starts_document > 0.5) is first

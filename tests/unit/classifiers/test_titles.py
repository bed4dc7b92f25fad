from collections.abc import Callable
from dataclasses import replace

import pytest

from classifiers.taxonomy import default_taxonomy_text, parse_taxonomy
from classifiers.titles import TitleMatcher
from domain.taxonomy import Taxonomy
from domain.text import OcrPage, Word

MakePage = Callable[..., OcrPage]
BODY = ["房号：3栋2单元501室|业主：王小明", "以下内容请如实填写清楚并签名", "经办人签字|日期"]


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("投诉受理登记表", "complaint_form"),
        ("投 诉 受 理 登 记 表", "complaint_form"),
        ("投訴受理登記表", "complaint_form"),
        ("投诉受埋登记表", "complaint_form"),
        ("阳光花园业主报修单", "repair_request"),
        ("某某物业管理有限公司房屋租赁合同", "lease_contract"),
        ("前期物业管理服务协议", "preliminary_service_agreement"),
        ("前朝物业管理服务协议", "preliminary_service_agreement"),
        ("物业管理服务协议", "service_contract"),
        ("《业主公约》", "owners_covenant"),
        ("關於投訴電梯噪音的回覆", "complaint_reply"),
        ("收据", "payment_notice"),
        ("报修单（存根联）", "repair_request"),
        ("（示范文本）物业管理服务合同", "service_contract"),
        ("物业管理服务合同（甲）", "service_contract"),
        ("翠湖花园小区收据", "payment_notice"),
        ("交付入住通知书", "move_in_notice"),
        ("檢修單", "repair_record"),
        ("房屋租賃契約書", "lease_contract"),
        ("建物所有權狀", "title_copy"),
    ],
)
def test_a_heading_names_its_type(taxonomy: Taxonomy, make_page: MakePage, title: str, code: str) -> None:
    reading = TitleMatcher(taxonomy).read(make_page(title, BODY))
    assert reading.scores[0][0] == code
    assert reading.text == title.replace(" ", "")


@pytest.mark.parametrize(
    "line",
    [
        "根据双方签订的物业管理服务合同，贵公司应当每季度公布收支情况。",
        "附件：装修管理协议",
        "关于《房屋租赁合同》的几点看法",
        "合同名称：",
    ],
)
def test_a_title_quoted_in_running_text_does_not_count(taxonomy: Taxonomy, make_page: MakePage, line: str) -> None:
    scores = TitleMatcher(taxonomy).read(make_page("业主来信", [line, *BODY])).scores
    assert scores[0][0] == "owner_letter"
    assert len(scores) == 1 or scores[1][1] < 0.3


def test_a_title_spelt_out_is_no_other_that_resembles_it(taxonomy: Taxonomy) -> None:
    scores = dict(TitleMatcher(taxonomy).match("物业管理服务合同"))
    assert scores["service_contract"] == 1.0
    assert scores.get("preliminary_service_agreement", 0.0) <= 0.5


@pytest.mark.parametrize(
    ("title", "code", "other"),
    [("香樟公馆小区业主登记表", "owner_information", "complaint_form"), ("前朝物业管理服务协议", "preliminary_service_agreement", "")],
)
def test_a_longer_form_of_a_title_spelt_out_still_counts(taxonomy: Taxonomy, title: str, code: str, other: str) -> None:
    scores = dict(TitleMatcher(taxonomy).match(title))
    assert max(scores, key=lambda item: scores[item]) == code
    assert scores.get(other, 0.0) <= 0.5


@pytest.mark.parametrize(("title", "other"), [("修缮申请表", "renovation_application"), ("修缮申请书", "other_document")])
def test_a_heading_whose_words_name_a_type_is_no_other_that_it_resembles(taxonomy: Taxonomy, title: str, other: str) -> None:
    scores = dict(TitleMatcher(taxonomy).match(title))
    assert max(scores, key=lambda item: scores[item]) == "repair_request"
    assert scores.get(other, 0.0) < 0.3


def test_a_letterhead_is_no_title(taxonomy: Taxonomy) -> None:
    assert TitleMatcher(taxonomy).match("和润物业管理有限公司通告") == ()


def test_likeness_in_a_common_ending_alone_names_nothing(taxonomy: Taxonomy) -> None:
    assert "payment_notice" not in dict(TitleMatcher(taxonomy).match("交付入住通知书"))


def test_the_head_of_a_table_is_no_title(taxonomy: Taxonomy, make_page: MakePage) -> None:
    assert TitleMatcher(taxonomy).read(make_page("序号|内容|单价|备注", BODY)).text == ""


def test_a_title_far_down_the_page_does_not_count(taxonomy: Taxonomy, make_page: MakePage) -> None:
    page = make_page("", [*BODY * 6, "租赁合同"])
    assert TitleMatcher(taxonomy).read(page).scores == ()


def test_a_title_on_two_lines_is_joined(taxonomy: Taxonomy, make_page: MakePage) -> None:
    page = make_page("前期物业管理", BODY)
    second = make_page("服务协议", []).lines[0]
    moved = replace(second, words=tuple(_down(word, 50) for word in second.words))
    joined = OcrPage(page_no=1, width=1000, height=1400, lines=(page.lines[0], moved, *page.lines[1:]), engine="test")
    assert TitleMatcher(taxonomy).read(joined).scores[0][0] == "preliminary_service_agreement"


def test_a_prominent_heading_of_no_type_is_still_the_title(taxonomy: Taxonomy, make_page: MakePage) -> None:
    reading = TitleMatcher(taxonomy).read(make_page("小区摄影比赛获奖名单", BODY))
    assert reading.text == "小区摄影比赛获奖名单"


def test_a_type_added_to_the_file_is_found_by_its_title(make_page: MakePage) -> None:
    added = '\n[[type]]\ncode = "pet_card"\ncategory = "other"\ntitles = ["养犬登记卡"]\n'
    matcher = TitleMatcher(parse_taxonomy(default_taxonomy_text() + added, "t"))
    assert matcher.read(make_page("养犬登记卡", BODY)).scores[0] == ("pet_card", 1.0)


def _down(word: Word, pixels: float) -> Word:
    box = replace(word.box, top=word.box.top + pixels, bottom=word.box.bottom + pixels)
    return replace(word, box=box)

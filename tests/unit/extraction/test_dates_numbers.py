import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.fields import PageNumbering
from extraction.dates import find_dates, is_own_date
from extraction.numbers import find_numbers, is_id_number, page_numbering

TODAY = date(2026, 11, 1)
MARCH = date(2024, 3, 5)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024年3月5日", [MARCH]),
        ("2024 年 3 月 5 日", [MARCH]),
        ("２０２４年０３月０５日", [MARCH]),
        ("二〇二四年三月五日", [MARCH]),
        ("二○二四年三月五日", [MARCH]),
        ("二零二四年三月五日", [MARCH]),
        ("民國113年3月5日", [MARCH]),
        ("民國一百一十三年三月五日", [MARCH]),
        ("中華民國 113 年 3 月 5 日", [MARCH]),
        ("2024.3.5", [MARCH]),
        ("2024-03-05", [MARCH]),
        ("2024/3/5", [MARCH]),
        ("2024—03—05", [MARCH]),
        ("20240305", [MARCH]),
        ("24/3/5", [MARCH]),
        ("24年3月5日", [MARCH]),
        ("98.12.31", [date(1998, 12, 31)]),
        ("2024年03月", [date(2024, 3, 1)]),
        ("2024.03", [date(2024, 3, 1)]),
        ("二〇一九年十二月三十一日", [date(2019, 12, 31)]),
        ("二〇一九年十月廿五日", [date(2019, 10, 25)]),
        ("自2024年3月5日起至2025年3月4日止", [MARCH, date(2025, 3, 4)]),
        ("2O24年3月5日", [MARCH]),
        ("2024年3月O5曰", [MARCH]),
        ("2024年3目5日", [MARCH]),
        ("20Z4/3/5", [MARCH]),
        ("國113年3月5日", [MARCH]),
        ("二O二四年三月五日", [MARCH]),
        ("2015年12月1O日", [date(2015, 12, 10)]),
        ("民國03年8月3日", []),
        ("国有2024号", []),
        ("2024年2月30日", []),
        ("2024年13月1日", []),
        ("1024年3月5日", []),
        ("13800138000", []),
        ("合同编号20241399", []),
        ("3-2-501", []),
        ("第3.5.1条", []),
    ],
)
def test_dates(text: str, expected: list[date]) -> None:
    assert [mention.value for mention in find_dates(text, today=TODAY)] == expected


@given(
    st.dates(date(1985, 1, 1), date(2026, 10, 31)),
    st.sampled_from(["{0}年{1}月{2}日", "{0}-{1:02d}-{2:02d}", "{0}.{1}.{2}", "{0}/{1}/{2}", "{0} 年 {1} 月 {2} 日"]),
)
def test_written_dates_read_back(day: date, form: str) -> None:
    assert [mention.value for mention in find_dates(form.format(day.year, day.month, day.day), today=TODAY)] == [day]


@given(st.text(alphabet="0123456789年月日-./ 民国二〇一三十"))
def test_any_text_is_read(text: str) -> None:
    for mention in find_dates(text, today=TODAY):
        assert 0 <= mention.start < mention.end <= len(text)


def test_own_dates_are_not_in_the_future() -> None:
    assert is_own_date(TODAY, TODAY)
    assert not is_own_date(date(2026, 11, 3), TODAY)
    assert not is_own_date(date(1968, 1, 1), TODAY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("联系电话：13800138000", [("phone", "13800138000")]),
        ("手机 138 0013 8000", [("phone", "13800138000")]),
        ("电话：0755-88886666", [("phone", "075588886666")]),
        ("身份证号：11010519491231002X", [("id_number", "11010519491231002X")]),
        ("合同编号：HT-2024-0501", [("contract_no", "HT-2024-0501")]),
        ("工单编号：WX20240305-12", [("form_no", "WX20240305-12")]),
        ("金额：3,501.50元", [("amount", "3,501.50")]),
        ("￥1280.00", [("amount", "1280.00")]),
        ("人民币（大写）：壹万贰仟叁佰元伍角整", [("amount", "12300.50")]),
        ("肆拾肆萬肆仟玖佰肆拾參元整", [("amount", "444943.00")]),
        ("叁亿零伍佰元正", [("amount", "300000500.00")]),
        ("壹壹元", []),
        ("手机 138o0l3800O", [("phone", "13800138000")]),
        ("身份證號碼：A123456(3)", [("id_number", "A123456(3)")]),
        ("身份證統一編號 A123456789", [("id_number", "A123456789")]),
        ("货号 A123456788", []),
        ("3栋2单元501室", []),
    ],
)
def test_numbers(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(mention.kind, mention.value) for mention in find_numbers(text)] == expected


def test_a_misread_phone_is_believed_less() -> None:
    read = find_numbers("手机 138o0l3800O")[0]
    assert read.confidence < find_numbers("手机 13800138000")[0].confidence


@given(st.integers(1, 99_999_999))
def test_capital_amounts_read_back(yuan: int) -> None:
    digits, places = "零壹贰叁肆伍陆柒捌玖", ["", "拾", "佰", "仟"]

    def section(value: int) -> str:
        text = "".join(f"{digits[int(d)]}{places[3 - i] if d != '0' else ''}" for i, d in enumerate(f"{value:04d}"))
        return re.sub("零+", "零", text).strip("零")

    high, low = divmod(yuan, 10_000)
    joint = "零" if high and low and low < 1000 else ""
    text = f"{section(high)}万{joint}{section(low)}" if high else section(low)
    assert [mention.value for mention in find_numbers(f"{text}元整") if mention.kind == "amount"] == [f"{yuan}.00"]


def test_identity_number_check_digit() -> None:
    assert is_id_number("11010519491231002X")
    assert not is_id_number("110105194912310021")
    assert not is_id_number("11010519491331002X")
    assert find_numbers("身份证 110105194912310021")[0].confidence < 0.5


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("第 3 页 共 12 页",), (3, 12)),
        (("第三页 共十二页",), (3, 12)),
        (("第3頁/共12頁",), (3, 12)),
        (("共 5 页 第 2 页",), (2, 5)),
        (("标题", "正文", "正文", "- 3 -"), (3, None)),
        (("标题", "正文", "3/5"), (3, 5)),
        (("Page 3 of 5",), (3, 5)),
        (("第 2 页",), (2, None)),
        (("标题", "正文", "3/5", "正文", "正文", "正文", "正文"), None),
        (("第 7 页 共 5 页",), None),
        ((), None),
        (("·2·",), (2, None)),
        (("[3]",), (3, None)),
        (("页 2 / 4",), (2, 4)),
        (("第2/4页",), (2, 4)),
        (("第2页（共4页）",), (2, 4)),
        (("页码：3",), (3, None)),
        (("(2)",), None),
    ],
)
def test_page_numbering(lines: tuple[str, ...], expected: tuple[int, int | None] | None) -> None:
    wanted = PageNumbering(number=expected[0], total=expected[1]) if expected else None
    assert page_numbering(lines) == wanted

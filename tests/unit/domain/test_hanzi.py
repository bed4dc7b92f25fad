import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.hanzi import close_gaps, fold, simplify, to_int


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("五〇一", 501),
        ("五零一", 501),
        ("五○一", 501),
        ("五O一", 501),
        ("伍零壹", 501),
        ("二十一", 21),
        ("廿二", 22),
        ("卅一", 31),
        ("廿", 20),
        ("十", 10),
        ("十二", 12),
        ("一百零五", 105),
        ("一百一十二", 112),
        ("壹佰零伍", 105),
        ("贰拾壹", 21),
        ("一千二百零三", 1203),
        ("５０１", 501),
        ("0501", 501),
        ("陸", 6),
        ("兩", 2),
        ("", None),
        ("十百", None),
        ("一二十", None),
        ("栋", None),
        ("3栋", None),
        ("1" * 13, None),
    ],
)
def test_numerals(numeral: str, value: int | None) -> None:
    assert to_int(numeral) == value


@given(st.integers(min_value=0, max_value=9999))
def test_digit_wise_numerals_read_back(number: int) -> None:
    assert to_int(str(number).translate(str.maketrans("0123456789", "〇一二三四五六七八九"))) == number


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("３棟２單元５０１室", "3栋2单元501室"),
        ("房號：", "房号:"),
        ("車位、車庫、儲藏室、雜物間、商舖", "车位、车库、储藏室、杂物间、商铺"),
        ("十二樓Ａ座", "十二楼A座"),
        ("3—2–501", "3-2-501"),
        ("五○一", "五〇一"),
        ("業主（簽名）", "业主(签名)"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_fold_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text())
def test_fold_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_simplify_takes_forms_that_change_the_length() -> None:
    assert simplify("㈠㎡") == "(一)m2"


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        ("3 栋 2 单 元 501 室", "3栋2单元501室"),
        ("业 主　姓 名 ： 李 四", "业主姓名:李四"),
        ("3 2 501", "3 2 501"),
        ("Flat  B", "Flat B"),
        ("  房号  ", "房号"),
        ("3 - 2 - 501", "3-2-501"),
        ("甲 \n 乙", "甲\n乙"),
    ],
)
def test_close_gaps(text: str, closed: str) -> None:
    assert close_gaps(text).text == closed


@given(st.text(alphabet="3栋 单元\n501室A:　"))
def test_close_gaps_maps_every_character_back(text: str) -> None:
    compact = close_gaps(text)
    folded = fold(text)
    assert len(compact.offsets) == len(compact.text) + 1
    assert all(folded[offset] == char for char, offset in zip(compact.text, compact.offsets[:-1], strict=True) if char != " ")
    assert list(compact.offsets) == sorted(set(compact.offsets)) or not compact.text

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.masking import asks_for_number, mask_id, mask_in_text, mask_phone, phone_digits


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13800005678", "138****5678"),
        ("+86 138-0000-5678", "138****5678"),
        ("0755-88886666", "0755****6666"),
        ("010-88886666", "010****6666"),
        ("91234567", "91****67"),
        ("+852 9123 4567", "91****67"),
    ],
)
def test_a_phone_shows_enough_to_recognise_it(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [("11010519491231002X", "110***********002X"), ("A123456(3)", "A*******3)"), ("A123456789", "A*******89")],
)
def test_an_identity_number_shows_its_ends_only(number: str, masked: str) -> None:
    assert mask_id(number) == masked


@given(st.text(max_size=30))
def test_whatever_is_masked_hides_something(text: str) -> None:
    assert not text or "*" in mask_id(text)
    assert len(mask_id(text)) == len(text)
    assert not phone_digits(text) or "*" in mask_phone(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("电话：13800005678，房号3栋501", "电话：138****5678，房号3栋501"),
        ("138 0000 5678", "138******5678"),
        ("身份证110101199003077733。", "身份证110***********7733。"),
        ("证号11010119900307773X", "证号110***********773X"),
        ("1O8OOOO5678x", "1O8*****678x"),  # letters read for digits
        ("电话９１２３４５６７", "电话９*****６７"),
        ("A123456(7)", "A*******7)"),
        ("A123456 （7）", "A********7）"),
        ("138—0013—8000，138·0013·8000，138.0013.8000", "138******8000，138******8000，138******8000"),
        ("138 - 0013 – 8000", "138**********8000"),
        ("44 03 01 1980 01 01 123X", "44 *****************123X"),
        ("①③⑧⓪⓪①③⑧⓪⓪⓪", "①③⑧****⑧⓪⓪⓪"),
        ("0755-88886666", "075******6666"),
        ("2024-03-05 收到 20240305 号", "2024-03-05 收到 20240305 号"),
        ("2024.03.05 面积 103.25 平方米", "2024.03.05 面积 103.25 平方米"),
        ("3-2-501 12栋 1201 共18页", "3-2-501 12栋 1201 共18页"),
    ],
)
def test_numbers_in_a_text_are_masked(text: str, shown: str) -> None:
    assert mask_in_text(text) == shown


@given(st.text(alphabet="0123456789 -.—·(AxXOl栋室", max_size=40))
def test_no_long_number_stays_in_a_text(text: str) -> None:
    shown = mask_in_text(text)
    assert len(shown) == len(text)
    assert mask_in_text(shown) == shown


@pytest.mark.parametrize("query", ["13800138000", "138/0013/8000", "138 ，0013 ，8000", "①③⑧⓪⓪①③⑧⓪⓪⓪", "业主 A123456(7)", "1/3/8/0/0/1/3"])
def test_a_query_for_a_number_is_known_in_any_disguise(query: str) -> None:
    assert asks_for_number(query)


@pytest.mark.parametrize("query", ["", "3-2-501", "3栋2单元501室 赵敏", "2024/03/05", "repair_request-0001"])
def test_other_queries_ask_for_no_number(query: str) -> None:
    assert not asks_for_number(query)

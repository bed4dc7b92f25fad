import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.masking import mask_id, mask_phone, phone_digits


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

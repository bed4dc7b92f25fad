from domain.fields import ExtractedFields, NumberField, SubjectField
from domain.register import RegisteredUnit, RegisterTenure
from domain.unit_number import UnitNumber
from dossiers.register_index import RegisterIndex
from services.protecting import phone_key, protect

SECRET = b"s" * 32
PHONE = "13800005678"


def _fields() -> ExtractedFields:
    return ExtractedFields(
        numbers=(
            NumberField(kind="phone", value=PHONE, box=None, confidence=0.9, key=PHONE),
            NumberField(kind="id_number", value="11010519491231002X", box=None, confidence=0.9),
            NumberField(kind="amount", value="1280.00", box=None, confidence=0.9),
        ),
        subjects=(SubjectField(text=f"漏水，请联系{PHONE}", kind="repair", box=None, confidence=0.9),),
    )


def test_what_is_kept_shows_no_number_of_a_person() -> None:
    kept = protect(_fields(), SECRET)
    assert [number.value for number in kept.numbers] == ["138****5678", "110***********002X", "1280.00"]
    assert kept.subjects[0].text == "漏水，请联系138****5678"
    assert PHONE not in str(kept)
    assert "11010519491231002X" not in str(kept)


def test_a_kept_phone_is_still_found_in_the_register_of_the_same_home() -> None:
    unit = RegisteredUnit(
        estate="翠湖花园",
        unit=UnitNumber(building="3", room="501"),
        tenures=(RegisterTenure(owners=("王小明",), phones=("+86 138 0000 5678",)),),
    )
    index = RegisterIndex.build([unit], lambda digits: phone_key(SECRET, digits))
    assert index.by_phone(protect(_fields(), SECRET).numbers[0].key) == (unit,)
    assert index.by_phone(protect(_fields(), b"t" * 32).numbers[0].key) == ()


def test_numbers_without_a_key_get_none() -> None:
    assert [bool(number.key) for number in protect(_fields(), SECRET).numbers] == [True, False, False]

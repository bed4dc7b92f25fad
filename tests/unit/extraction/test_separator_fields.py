import pytest

from domain.separator import SeparatorSheet
from extraction.separator_sheet import extract_sheet


@pytest.mark.parametrize(
    ("stated", "unit", "estate"),
    [
        ({"unit": "3|2||501|room"}, "3|2||501|room", ""),
        ({"unit": "12||||villa", "estate": "翠湖花园"}, "12||||villa", "翠湖花园"),
        ({"unit": "3栋2单元501室"}, "3|2||501|room", ""),
        ({"unit": "叁棟貳單元伍零壹室"}, "3|2||501|room", ""),
        ({"unit": "翠湖花园3栋2单元501室"}, "3|2||501|room", "翠湖花园"),
    ],
)
def test_a_unit_in_any_form(stated: dict[str, str], unit: str, estate: str) -> None:
    sheet = SeparatorSheet.stating(**stated)
    for payload in (sheet.qr_payload, sheet.bar_payload):
        [field] = extract_sheet(payload).units
        assert (str(field.unit), field.estate, field.role, field.confidence) == (unit, estate, "stated", 1.0)


@pytest.mark.parametrize("unit", ["", "3栋", "3|2|||room", "|||501|palace", "1|2|3|4|5|6", "3-2-501、3-2-502", "物业办公用房"])
def test_what_is_no_single_room(unit: str) -> None:
    assert extract_sheet(SeparatorSheet.stating(unit=unit).qr_payload).units == ()


@pytest.mark.parametrize("payload", ["", "PATCHT", "SEP-001-0002", "3栋2单元501室", "https://example.org/3-2-501"])
def test_codes_of_others_state_nothing(payload: str) -> None:
    assert extract_sheet(payload).units == ()

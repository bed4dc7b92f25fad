import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.separator import SeparatorSheet

VALUE = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf", "Cn", "Co", "Z")), max_size=12)
UNIT = st.one_of(VALUE, st.from_regex(r"[0-9A-Z]{0,2}(\|[0-9A-Z]{0,2}){3}(\|room|\|shop)?", fullmatch=True))
SHEETS = st.builds(SeparatorSheet.stating, batch=VALUE, box=VALUE, estate=VALUE, unit=UNIT)


@given(SHEETS)
def test_both_codes_lead_to_the_same_meaning(sheet: SeparatorSheet) -> None:
    assert SeparatorSheet.read(sheet.qr_payload) == sheet
    assert SeparatorSheet.read(sheet.bar_payload) == sheet
    assert sheet.qr_payload.isascii()
    assert sheet.bar_payload.isascii()


@given(st.text(max_size=60))
def test_any_payload_is_read_without_an_error(payload: str) -> None:
    for text in (payload, "HUDANG:U=" + payload, '{"hudang":"separator","unit":' + payload):
        sheet = SeparatorSheet.read(text)
        assert all(len(value) <= 255 and value == value.strip() for value in (sheet.batch, sheet.box, sheet.estate, sheet.unit))


def test_the_bar_code_is_short() -> None:
    sheet = SeparatorSheet(batch="2024-03", box="B012", estate="翠湖花园", unit="3|2||501|room")
    assert sheet.bar_payload == "HUDANG:B=2024-03;X=B012;E=~32736282463345722253~;U=3|2||501"
    assert SeparatorSheet().bar_payload == "HUDANG:"


@pytest.mark.parametrize(
    ("payload", "sheet"),
    [
        ("", SeparatorSheet()),
        ("PATCHT", SeparatorSheet()),
        ("SEP-001-0002", SeparatorSheet()),
        ("HUDANG", SeparatorSheet()),
        ("HUDANG:7", SeparatorSheet()),
        ("HUDANG:u=7|||3|shop", SeparatorSheet(unit="7|||3|shop")),
        ('{"hudang":"separator","unit":"3|2||501"}', SeparatorSheet(unit="3|2||501|room")),
        ("https://example.org/?hudang:B=1", SeparatorSheet()),
        ("hudang:batch=7; Box = 12 ;unit=3栋2单元501室", SeparatorSheet(batch="7", box="12", unit="3栋2单元501室")),
        ('{"hudang":"separator","batch":7,"box":"12"}', SeparatorSheet(batch="7", box="12")),
        ('{"hudang":"separator","box":["12"],"unit":null}', SeparatorSheet()),
        ('{"hudang":"label","box":"12"}', SeparatorSheet()),
        ('{"hudang":"separator","box":"1', SeparatorSheet()),
        ("[" * 100_000, SeparatorSheet()),
        ("HUDANG:X=1\x00\n2;E=~99999~", SeparatorSheet(box="1 2", estate="蚟")),
    ],
)
def test_payloads_of_any_hand(payload: str, sheet: SeparatorSheet) -> None:
    assert SeparatorSheet.read(payload) == sheet

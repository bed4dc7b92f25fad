from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.document import FilingDecision
from domain.errors import UsageError
from domain.taxonomy import Category
from domain.unit_number import UnitNumber
from dossiers.shelf import ShelfFacts, ShelfTemplate, serial_places, shelf_order

UNIT = UnitNumber(building="3", entrance="2", room="501")
FACTS = ShelfFacts(company="CPM", estate="AVIC", unit=UNIT, doc_type="lease_contract", category="contract", year="2015")


@pytest.mark.parametrize(
    ("template", "number"),
    [
        ("{company}-{estate}-{serial:06d}", "CPM-AVIC-000042"),
        ("{company}-{estate}-{serial:03d}", "CPM-AVIC-042"),
        ("{estate}-{building}-{unit}-{type}-{serial:04d}", "AVIC-3-2-501-lease_contract-0042"),
        ("{estate}-{building}-{floor}-{room}-{serial}", "AVIC-3-501-42"),
        ("WS·{year}·{category}-{serial:d}", "WS·2015·contract-42"),
    ],
)
def test_numbers_follow_the_template(template: str, number: str) -> None:
    assert ShelfTemplate.parse(template).archive_no(FACTS, 42) == number


@pytest.mark.parametrize(
    "template",
    [
        "{company}",
        "{serial}{serial}",
        "{owner}-{serial}",
        "{serial.real}",
        "{0}{serial}",
        "{serial",
        "a/b{serial}",
        "{estate!r}{serial}",
        "{estate:>9}{serial}",
        "{serial:0999d}",
        "{serial:x}",
        "..\\{serial}",
        "",
    ],
)
def test_a_wrong_template_is_refused(template: str) -> None:
    with pytest.raises(UsageError):
        ShelfTemplate.parse(template)


def test_serials_count_from_one() -> None:
    with pytest.raises(ValueError, match="from 1"):
        ShelfTemplate.parse("{serial}").archive_no(FACTS, 0)


@given(st.text(max_size=20), st.integers(1, 10**7))
def test_whatever_the_estate_is_called_the_number_fits_a_file_name(estate: str, serial: int) -> None:
    facts = ShelfFacts(company="CPM", estate=estate, unit=UNIT, doc_type="lease_contract", category="contract")
    number = ShelfTemplate.parse("{company}-{estate}-{serial:06d}").archive_no(facts, serial)
    assert number.startswith("CPM-")
    assert number.endswith(f"{serial:06d}")
    assert not set(number) & set('/\\:*?"<>|\n\0')


def test_facts_come_from_the_decision() -> None:
    decision = FilingDecision(
        category=Category.CONTRACT,
        doc_type="lease_contract",
        title="",
        date=date(2015, 1, 1),
        estate="翠湖花园",
        unit=UNIT,
        owner="",
        tenure_index=None,
        confidence=1.0,
        reasons=(),
        proposals=(),
        model="",
    )
    assert ShelfFacts.of(decision, UNIT, "CPM", "AVIC") == FACTS
    assert ShelfFacts.of(decision, UNIT, "CPM").estate == "翠湖花园"


def test_the_shelf_is_ordered_by_building_floor_and_room() -> None:
    units = [UnitNumber(building=b, room=r) for b, r in (("10", "101"), ("2", "1001"), ("2", "201"), ("A", "101"), ("3A", "1"))]
    ordered = [(unit.building, unit.room) for unit in sorted(units, key=shelf_order)]
    assert ordered == [("2", "201"), ("2", "1001"), ("3A", "1"), ("10", "101"), ("A", "101")]


def test_a_serial_is_found_wherever_the_template_put_it() -> None:
    assert [at.number(12) for at in serial_places("HD-1-101-repair-0001")] == ["HD-12-101-repair-0001", "HD-1-101-repair-0012"]
    assert [at.number(123) for at in serial_places("01·HD")] == ["123·HD"]
    assert serial_places("HD-22") == ()

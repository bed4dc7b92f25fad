import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.unit_number import UnitKind, UnitNumber
from dossiers.misreading import FAR, misreading


def _cost(read: str, known: str) -> float:
    return misreading(UnitNumber.parse(read), UnitNumber.parse(known))


@pytest.mark.parametrize(
    ("read", "known", "cost"),
    [
        ("3|2||501|room", "3|2||501|room", 0.0),
        ("3|2|5|1|room", "3|2||501|room", 0.0),
        ("21|||41504|room", "21|4||1504|room", 0.1),
        ("8|||101|room", "B|||101|room", 0.4),
        ("|||101|room", "C|||101|room", 0.5),
        ("2|||804|room", "12|||804|room", 0.5),
        ("8|||84|room", "8|||804|room", 0.7),
        ("8|||S4|room", "8|||504|room", 0.4),
        ("3|2||501|room", "3|2||509|room", 1.0),
        ("|||8|room", "|||8|parking", 0.4),
        ("73||13|101|room", "73||13|1|room", 2.0),
    ],
)
def test_cost_of_what_engines_do(read: str, known: str, cost: float) -> None:
    assert _cost(read, known) == pytest.approx(cost)


def test_an_added_character_is_less_likely_than_a_lost_one() -> None:
    assert _cost("3|||1501|room", "3|||501|room") > _cost("3|||501|room", "3|||1501|room")


def test_another_kind_is_far() -> None:
    assert _cost("|||8|parking", "|||8|shop") == FAR


@given(st.text("0123456789AB", max_size=5), st.text("0123456789AB", max_size=5), st.sampled_from(UnitKind))
def test_any_two_units_have_a_cost(building: str, room: str, kind: UnitKind) -> None:
    unit = UnitNumber(building=building, room=room, kind=kind)
    assert misreading(unit, unit) == 0.0
    assert 0.0 <= misreading(unit, UnitNumber(building="3", room="501")) <= FAR

from hypothesis import given
from hypothesis import strategies as st

from domain.unit_number import UnitKind, UnitNumber
from dossiers.shelf import shelf_order

PARTS = st.one_of(
    st.just(""), st.integers(-3, 3000).map(str), st.sampled_from(["3A", "501A", "A", "B", "东户", "甲", "G", "UG", "之2", "10之2"])
)
UNITS = st.builds(UnitNumber, building=PARTS, entrance=PARTS, floor=PARTS, room=PARTS, kind=st.sampled_from(UnitKind))


@given(UNITS, UNITS)
def test_the_key_sorts_as_the_units_stand_on_the_shelf(one: UnitNumber, other: UnitNumber) -> None:
    assert (one.shelf_key < other.shelf_key) == (shelf_order(one) < shelf_order(other))


@given(UNITS)
def test_the_key_holds_nothing_that_a_collation_could_reorder(unit: UnitNumber) -> None:
    assert unit.shelf_key.isascii()
    assert unit.shelf_key.isalnum()
    assert unit.shelf_key == unit.shelf_key.lower()

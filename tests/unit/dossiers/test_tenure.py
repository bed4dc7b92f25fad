from collections.abc import Callable
from datetime import date

import pytest

from domain.fields import NameField
from domain.register import RegisteredUnit
from domain.taxonomy import Taxonomy
from dossiers.tenure import OwnerOutcome, check_owner, tenures_at

MakeUnit = Callable[..., RegisteredUnit]


@pytest.fixture(scope="module")
def unit(registered: MakeUnit) -> RegisteredUnit:
    return registered("3|2||501|room", ("王小明", "2010-01-01", "2018-12-31"), ("何大海", "2019-01-01", ""))


@pytest.mark.parametrize(
    ("day", "before", "held"),
    [
        (date(2015, 1, 1), False, (0,)),
        (date(2018, 12, 31), False, (0, 1)),
        (date(2019, 1, 1), False, (1, 0)),
        (date(2009, 12, 1), False, (0,)),
        (date(2008, 1, 1), False, ()),
        (date(2008, 1, 1), True, (0,)),
        (date(2030, 1, 1), False, (1,)),
    ],
)
def test_who_held_it_when(unit: RegisteredUnit, day: date, before: bool, held: tuple[int, ...]) -> None:
    assert tenures_at(unit, day, 92, before=before) == held


@pytest.mark.parametrize(
    ("role", "name", "day", "outcome", "tenure"),
    [
        ("owner", "王小明", date(2015, 1, 1), OwnerOutcome.AGREES, 0),
        ("owner", "王小明", None, OwnerOutcome.AGREES, 0),
        ("owner", "何大海", date(2015, 1, 1), OwnerOutcome.OTHER_TENURE, 1),
        ("owner", "何大海", date(2018, 12, 20), OwnerOutcome.AGREES, 1),
        ("owner", "王小朋", date(2015, 1, 1), OwnerOutcome.FUZZY, 0),
        ("owner", "王**", date(2015, 1, 1), OwnerOutcome.SURNAME, 0),
        ("owner", "陈生人", date(2015, 1, 1), OwnerOutcome.CONTRADICTS, 0),
        ("tenant", "陈生人", date(2015, 1, 1), OwnerOutcome.ABSENT, 0),
        ("agent", "陈生人", None, OwnerOutcome.ABSENT, None),
    ],
)
def test_names_against_the_register(
    unit: RegisteredUnit, taxonomy: Taxonomy, role: str, name: str, day: date | None, outcome: OwnerOutcome, tenure: int | None
) -> None:
    names = [NameField(name=name, role=role, box=None, confidence=0.9)]
    check = check_owner(unit, names, day, taxonomy.type_of("repair_request"), 92)
    assert (check.outcome, check.tenure_index) == (outcome, tenure)


def test_an_applicant_who_is_the_owner_outweighs_a_misread_label(unit: RegisteredUnit, taxonomy: Taxonomy) -> None:
    names = [NameField(name=name, role=role, box=None, confidence=0.9) for name, role in (("来电", "owner"), ("王小明", "applicant"))]
    assert check_owner(unit, names, date(2015, 1, 1), taxonomy.type_of("complaint_form"), 92).outcome is OwnerOutcome.AGREES


def test_a_register_without_owners_contradicts_nobody(registered: MakeUnit, taxonomy: Taxonomy) -> None:
    unit = registered("3|2||501|room", ("", "", ""))
    names = [NameField(name="王小明", role="owner", box=None, confidence=0.9)]
    assert check_owner(unit, names, None, taxonomy.type_of("repair_request"), 92).outcome is OwnerOutcome.ABSENT

import pytest

from domain.household import HouseholdKind, KindSource
from dossiers.household import HouseholdFacts, household_kinds

OWN, LET, DECORATED, SOLD = HouseholdKind


@pytest.mark.parametrize(
    ("facts", "held", "let_by"),
    [
        (HouseholdFacts(), {OWN}, KindSource.ASSUMED),
        (HouseholdFacts(tenants=True), {LET}, KindSource.TENANTS),
        (HouseholdFacts(doc_types=("lease_contract",)), {LET}, KindSource.PAPERS),
        (HouseholdFacts(doc_types=("renovation_application", "repair_request")), {OWN, DECORATED}, KindSource.ASSUMED),
        (HouseholdFacts(closed=True, tenants=True), {LET, SOLD}, KindSource.TENANTS),
        (HouseholdFacts(stated=((LET, False), (OWN, True)), doc_types=("lease_list",)), {OWN}, KindSource.COLUMN),
        (HouseholdFacts(stated=((LET, False), (OWN, False))), set(), KindSource.COLUMN),
        (HouseholdFacts(tenants=True, told=((LET, False),)), {OWN}, KindSource.PERSON),
        (HouseholdFacts(tenants=True, told=((OWN, True),)), {OWN, LET}, KindSource.TENANTS),
        (HouseholdFacts(closed=True, told=((SOLD, False),)), {OWN}, KindSource.ASSUMED),
    ],
)
def test_kinds_follow_from_facts_and_a_person_has_the_last_word(
    facts: HouseholdFacts, held: set[HouseholdKind], let_by: KindSource
) -> None:
    found = household_kinds(facts)
    assert [fact.kind for fact in found] == list(HouseholdKind)
    assert {fact.kind for fact in found if fact.holds} == held
    assert found[1].source is let_by

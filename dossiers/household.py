"""Kinds of household from facts: the tenure, the register's columns and tenants, the papers filed; a person's word goes before all."""

from collections.abc import Collection
from dataclasses import dataclass

from domain.household import HouseholdKind, KindFact, KindSource, Statement

_SHOWING = {
    HouseholdKind.LET: frozenset({"lease_contract", "tenant_registration", "lease_list"}),
    HouseholdKind.DECORATED: frozenset({"renovation_agreement", "renovation_application"}),
}
"""Types of paper that are only made where the kind holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdFacts:
    """What is known of a dossier's household: what the register's columns state, its tenants, the types filed, whether the tenure is over.

    `told` is what a person said, the last word on each kind.
    """

    stated: tuple[Statement, ...] = ()
    tenants: bool = False
    doc_types: Collection[str] = ()
    closed: bool = False
    told: tuple[Statement, ...] = ()


def household_kinds(facts: HouseholdFacts) -> tuple[KindFact, ...]:
    """Every kind, whether it holds, and by the strongest thing that says so.

    Let: a column says so, else tenants are listed, else a lease paper is filed. Decorated: a column, else a renovation paper. Sold: the
    tenure is over. Owner-occupied: a column, else where it is not let.
    """
    told, stated = dict(facts.told), dict(facts.stated)
    found: dict[HouseholdKind, KindFact] = {}
    for kind in (HouseholdKind.LET, HouseholdKind.DECORATED, HouseholdKind.SOLD, HouseholdKind.OWNER_OCCUPIED):
        if kind in told:
            found[kind] = KindFact(kind=kind, holds=told[kind], source=KindSource.PERSON)
        elif kind is HouseholdKind.SOLD:
            found[kind] = KindFact(kind=kind, holds=facts.closed, source=KindSource.TENURE)
        elif kind in stated:
            found[kind] = KindFact(kind=kind, holds=stated[kind], source=KindSource.COLUMN)
        else:
            found[kind] = _derived(kind, facts, let=HouseholdKind.LET in found and found[HouseholdKind.LET].holds)
    return tuple(found[kind] for kind in HouseholdKind)


def _derived(kind: HouseholdKind, facts: HouseholdFacts, *, let: bool) -> KindFact:
    if kind is HouseholdKind.OWNER_OCCUPIED:
        return KindFact(kind=kind, holds=not let, source=KindSource.ASSUMED)
    if kind is HouseholdKind.LET and facts.tenants:
        return KindFact(kind=kind, holds=True, source=KindSource.TENANTS)
    papers = not _SHOWING[kind].isdisjoint(facts.doc_types)
    return KindFact(kind=kind, holds=papers, source=KindSource.PAPERS if papers else KindSource.ASSUMED)

"""Kinds of household (户型情况): how an owner's unit is used. Several may hold of one dossier at once."""

from dataclasses import dataclass
from enum import StrEnum


class HouseholdKind(StrEnum):
    """Owner-occupied, let, decorated, sold: what a required set may make a line depend on."""

    OWNER_OCCUPIED = "owner_occupied"
    LET = "let"
    DECORATED = "decorated"
    SOLD = "sold"


HOUSEHOLD_ZH = {
    HouseholdKind.OWNER_OCCUPIED: "自住",
    HouseholdKind.LET: "出租",
    HouseholdKind.DECORATED: "装修",
    HouseholdKind.SOLD: "已过户",
}
HOUSEHOLD_EN = {
    HouseholdKind.OWNER_OCCUPIED: "owner-occupied",
    HouseholdKind.LET: "let",
    HouseholdKind.DECORATED: "decorated",
    HouseholdKind.SOLD: "sold",
}


class KindSource(StrEnum):
    """What a kind is known from, the strongest first; the last is assumed where nothing else speaks."""

    PERSON = "person"
    TENURE = "tenure"
    COLUMN = "column"
    TENANTS = "tenants"
    PAPERS = "papers"
    ASSUMED = "assumed"


Statement = tuple[HouseholdKind, bool]
"""That a kind holds or does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KindFact:
    """Whether a kind holds of a dossier, and what that is known from."""

    kind: HouseholdKind
    holds: bool
    source: KindSource


@dataclass(frozen=True, slots=True, kw_only=True)
class KindDecision:
    """A person's word on a kind: True or False, or None, to leave it to the facts again. `at` is seconds since 1970."""

    kind: HouseholdKind
    holds: bool | None
    by: str
    why: str
    at: float = 0.0


def kinds_held(facts: tuple[KindFact, ...]) -> frozenset[HouseholdKind]:
    """The kinds that hold."""
    return frozenset(fact.kind for fact in facts if fact.holds)

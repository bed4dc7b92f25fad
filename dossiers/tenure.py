"""Whose time a paper is from: the tenure by owner named and by date, and whether the two agree."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.fields import NameField
from domain.names import NameMatch, compare
from domain.register import RegisteredUnit
from domain.taxonomy import DocumentType


class OwnerOutcome(StrEnum):
    """What the names on the paper say about the unit's owner."""

    AGREES = "agrees"
    FUZZY = "fuzzy"
    SURNAME = "surname"
    TENANT = "tenant"
    ABSENT = "absent"
    OTHER_TENURE = "other_tenure"
    CONTRADICTS = "contradicts"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerCheck:
    """The outcome, the tenure it points at (position in the unit's list, None where unknown), and whether the date lies in none."""

    outcome: OwnerOutcome
    tenure_index: int | None
    date_outside: bool


_OF_MATCH = {NameMatch.EXACT: OwnerOutcome.AGREES, NameMatch.FUZZY: OwnerOutcome.FUZZY, NameMatch.SURNAME: OwnerOutcome.SURNAME}


def tenures_at(unit: RegisteredUnit, day: date, grace_days: int, *, before: bool = False) -> tuple[int, ...]:
    """Positions of the tenures that hold on a day, both ends widened by `grace_days`.

    Those that truly hold it come before those reached only by the grace. `before`: papers signed ahead of the tenure also belong to
    the first tenure that begins after the day.
    """
    inside = [i for i, tenure in enumerate(unit.tenures) if tenure.holds(day)]
    widened = [i for i, tenure in enumerate(unit.tenures) if i not in inside and tenure.holds(day, grace_days)]
    later = [i for i, tenure in enumerate(unit.tenures) if tenure.start and tenure.start > day] if before else []
    return tuple(dict.fromkeys(inside + widened + later[:1]))


def check_owner(unit: RegisteredUnit, names: Sequence[NameField], day: date | None, doc_type: DocumentType, grace_days: int) -> OwnerCheck:
    """Compare the paper's names and date with the unit's tenures.

    A named owner must be an owner of a tenure at the paper's date; an applicant who exactly is one outweighs another name beside an
    owner's label (the label's value may be misread). An applicant may be owner or tenant; on a tenant's paper an unknown
    applicant or tenant is no contradiction, since registers seldom know every tenant.
    """
    held = tenures_at(unit, day, grace_days, before=doc_type.before_tenure) if day else tuple(range(len(unit.tenures)))
    outside = bool(day and unit.tenures and not held)
    owners = [field.name for field in names if field.role == "owner"]
    applicants = [field.name for field in names if field.role == "applicant"]
    matches = _matches(unit, owners)
    if max(matches.values(), key=_strength, default=NameMatch.NONE) is not NameMatch.EXACT:
        others = _matches(unit, applicants)
        exact = NameMatch.EXACT in others.values()
        matches = others if exact or not owners else matches
    best = max(matches.values(), key=_strength, default=NameMatch.NONE)
    if best is not NameMatch.NONE:
        hits = tuple(i for i, match in matches.items() if match is best)
        inside = tuple(i for i in held if i in hits)
        if not inside:
            return OwnerCheck(outcome=OwnerOutcome.OTHER_TENURE, tenure_index=hits[-1], date_outside=outside)
        return OwnerCheck(outcome=_OF_MATCH[best], tenure_index=_only(inside, day), date_outside=outside)
    outcome = _without_owner(unit, names, held, owners, doc_type)
    return OwnerCheck(outcome=outcome, tenure_index=_only(held, day), date_outside=outside)


def best_match(names: Iterable[str], registered: Iterable[str]) -> NameMatch:
    """The best agreement between any name read and any name registered."""
    known = tuple(registered)
    return max((compare(name, other) for name in names for other in known), key=lambda match: match.strength, default=NameMatch.NONE)


def _matches(unit: RegisteredUnit, names: Sequence[str]) -> dict[int, NameMatch]:
    return {i: best_match(names, tenure.owners) for i, tenure in enumerate(unit.tenures)}


def _strength(match: NameMatch) -> float:
    return match.strength


def _without_owner(
    unit: RegisteredUnit,
    names: Sequence[NameField],
    held: Sequence[int],
    owners: Sequence[str],
    doc_type: DocumentType,
) -> OwnerOutcome:
    tenants = [field.name for field in names if field.role in {"tenant", "applicant"}]
    rented = [name for i in held for name in unit.tenures[i].tenants]
    if not any(tenure.owners for tenure in unit.tenures):
        return OwnerOutcome.ABSENT
    if owners:
        return OwnerOutcome.CONTRADICTS
    if best_match(tenants, rented) is NameMatch.EXACT:
        return OwnerOutcome.TENANT
    signed = any(field.role == "applicant" for field in names)
    return OwnerOutcome.CONTRADICTS if signed and not doc_type.tenant_paper else OwnerOutcome.ABSENT


def _only(hits: Sequence[int], day: date | None) -> int | None:
    """The tenure meant: the only one, or with a date the first (true holders stand first); None where several and no date."""
    return hits[0] if len(hits) == 1 or (hits and day) else None

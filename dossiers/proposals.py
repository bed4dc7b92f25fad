"""Registered units that a paper may belong to, ranked for the person who decides."""

from collections.abc import Sequence

from domain.register import RegisteredUnit
from domain.review import UnitProposal
from dossiers.register_index import Match, RegisterIndex
from dossiers.unit_reading import Resolved

_HOW = {"exact": 0.9, "otherwise": 0.8, "near": 0.55}
_MOST = 5


def propose(
    resolved: Sequence[Resolved],
    owners: Sequence[RegisteredUnit],
    phones: Sequence[RegisteredUnit],
    register: RegisterIndex,
    *,
    stated: Sequence[RegisteredUnit] = (),
) -> tuple[UnitProposal, ...]:
    """At most five, best first; each with what speaks for it.

    `owners` and `phones` are the units found by name and by number, `stated` those that a separator sheet can mean.

    Score 0..1: 1 − product of (1 − worth) over the signs; a name or phone that many units share is worth less.
    """
    doubt: dict[int, float] = {}
    codes: dict[int, list[str]] = {}
    units: dict[int, RegisteredUnit] = {}

    def add(unit: RegisteredUnit, worth: float, code: str) -> None:
        units[id(unit)] = unit
        if code not in codes.setdefault(id(unit), []):
            codes[id(unit)].append(code)
            doubt[id(unit)] = doubt.get(id(unit), 1.0) * (1.0 - worth)

    for item in resolved:
        share = item.reading.confidence * (1.0 if item.reading.belongs else 0.4)
        for match in item.matches:
            add(match.unit, share * _HOW[match.how] / len(item.matches) ** 0.5, match.how)
        for match in _nearby(item, register):
            add(match.unit, share * _HOW["near"] * match.score, "edit:1")
    for unit in stated:
        add(unit, 0.8 / len(stated) ** 0.5, "separator")
    for unit in owners:
        add(unit, 0.7 / len(owners) ** 0.5, "owner")
    for unit in phones:
        add(unit, 0.7 / len(phones) ** 0.5, "phone")
    ranked = sorted(units, key=lambda key: (doubt[key], units[key].estate, units[key].unit))[:_MOST]
    return tuple(
        UnitProposal(
            estate=units[key].estate,
            unit=units[key].unit,
            owner="、".join(units[key].tenures[-1].owners) if units[key].tenures else "",
            score=round(1.0 - doubt[key], 4),
            evidence=tuple(codes[key]),
        )
        for key in ranked
    )


def _nearby(item: Resolved, register: RegisterIndex) -> tuple[Match, ...]:
    return register.near(item.reading.unit, item.reading.estates) if item.reading.belongs or not item.matches else ()

"""Registered units that a paper may belong to, ranked for the person who decides."""

from collections.abc import Sequence

from domain.register import RegisteredUnit
from domain.review import UnitProposal
from dossiers.misreading import misreading
from dossiers.register_index import Match, RegisterIndex
from dossiers.unit_reading import Resolved

_HOW = {"exact": 0.9, "otherwise": 0.8, "near": 0.55}
_MOST = 5
_FARTHEST = 1.3
"""Cost of a misreading (misreading.py) up to which a unit of the paper's own people is called near what was read."""
_BY_NUMBER = frozenset({"exact", "otherwise", "edit:1", "near"})


class _Tally:
    """What speaks for each unit, and the doubt that is left."""

    def __init__(self) -> None:
        self.doubt: dict[int, float] = {}
        self.codes: dict[int, list[str]] = {}
        self.units: dict[int, RegisteredUnit] = {}

    def add(self, unit: RegisteredUnit, worth: float, code: str) -> None:
        self.units[id(unit)] = unit
        codes = self.codes.setdefault(id(unit), [])
        if code not in codes:
            codes.append(code)
            self.doubt[id(unit)] = self.doubt.get(id(unit), 1.0) * (1.0 - worth)

    def says(self, unit: RegisteredUnit) -> frozenset[str]:
        return frozenset(self.codes.get(id(unit), ()))

    def best(self) -> tuple[UnitProposal, ...]:
        ranked = sorted(self.units, key=lambda key: (self.doubt[key], self.units[key].estate, self.units[key].unit))[:_MOST]
        return tuple(
            UnitProposal(
                estate=self.units[key].estate,
                unit=self.units[key].unit,
                owner="、".join(self.units[key].tenures[-1].owners) if self.units[key].tenures else "",
                score=round(1.0 - self.doubt[key], 4),
                evidence=tuple(self.codes[key]),
            )
            for key in ranked
        )


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
    tally = _Tally()
    for item in resolved:
        share = item.reading.confidence * (1.0 if item.reading.belongs else 0.4)
        for match in item.matches:
            tally.add(match.unit, share * _HOW[match.how] / len(item.matches) ** 0.5, match.how)
        for match in _nearby(item, register):
            tally.add(match.unit, share * _HOW["near"] * match.score, "edit:1")
    for units, worth, code in ((stated, 0.8, "separator"), (owners, 0.7, "owner"), (phones, 0.7, "phone")):
        for unit in units:
            tally.add(unit, worth / len(units) ** 0.5, code)
    for item in resolved:
        for unit in (*owners, *phones):
            cost = misreading(item.reading.unit, unit.unit)
            if cost <= _FARTHEST and not tally.says(unit) & _BY_NUMBER:
                tally.add(unit, item.reading.confidence * _HOW["near"] * (1.0 - cost / 2), "near")
    return tally.best()


def _nearby(item: Resolved, register: RegisterIndex) -> tuple[Match, ...]:
    return register.near(item.reading.unit, item.reading.estates) if item.reading.belongs or not item.matches else ()

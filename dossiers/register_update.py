"""What a new list of owners (业户情况一览表) changes in the register: one step for each tenure that it touches."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from domain.imports import ChangeKind, ChangeNote, TenureStep
from domain.register import BadRow, HeldTenure, RegisterRow
from domain.unit_match import compatible, loose_keys
from domain.unit_number import UnitNumber
from dossiers.unit_update import Place, UpdateOptions, plan_absent, plan_unit

Held = Mapping[Place, Sequence[HeldTenure]]
"""The register as stored: every unit with its tenures, oldest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterPlan:
    """Steps in the order of the list and then of the register; `unchanged` counts rows that say what is held already."""

    steps: tuple[TenureStep, ...]
    bad: tuple[BadRow, ...]
    unchanged: int


def plan_register(held: Held, rows: Iterable[RegisterRow], options: UpdateOptions) -> RegisterPlan:
    """Lay a list over the register; nothing is deleted, and what the list does not name is told."""
    listed: dict[Place, list[RegisterRow]] = defaultdict(list)
    for row in rows:
        listed[row.estate, row.unit].append(row)
    similar = _SimilarUnits(held)
    steps: list[TenureStep] = []
    bad: list[BadRow] = []
    for place, theirs in listed.items():
        found, refused = plan_unit(place, held.get(place, ()), theirs, options)
        noted = similar.to(place) if place not in held else False
        steps += [replace(step, note=step.note or ChangeNote.LIKE_UNIT) for step in found] if noted else found
        bad += refused
    scope = {(estate, unit.building) for estate, unit in listed}
    for place, tenures in held.items():
        if place not in listed and (options.whole or (place[0], place[1].building) in scope):
            steps += plan_absent(place, tenures, options)
    touched = {step.row for step in steps if step.kind is not ChangeKind.UNCLEAR} - {None}
    total = sum(map(len, listed.values()))
    return RegisterPlan(steps=tuple(steps), bad=tuple(bad), unchanged=max(total - len(touched) - len(bad), 0))


class _SimilarUnits:
    """Registered units by what they share with other ways to write them; looked up only for units that are new."""

    def __init__(self, held: Held) -> None:
        self._by_key: dict[tuple[str, str], list[UnitNumber]] = defaultdict(list)
        for estate, unit in held:
            for key in loose_keys(unit):
                self._by_key[estate, key].append(unit)

    def to(self, place: Place) -> bool:
        """Whether a registered unit can be the same one written otherwise."""
        estate, unit = place
        return any(compatible(unit, known) for key in loose_keys(unit) for known in self._by_key.get((estate, key), ()))

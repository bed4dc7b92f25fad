"""The register of owners: units and tenures."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import sqlalchemy as sa

from domain.household import HouseholdKind
from domain.ids import TenureId, UnitId
from domain.imports import Journal, TenureStep
from domain.register import HeldTenure, RegisteredUnit, RegisterTenure
from domain.unit_number import UnitNumber
from storage.engine import Transaction
from storage.tables import meta, register_unit, tenure
from storage.upsert import insert_or_update

VERSION = "register_version"
_AT_ONCE = 5_000
"""Steps written together: enough for speed, few enough for memory."""


def version(tx: Transaction) -> int:
    """Count of changes so far: a worker's cached register is good as long as this stands still."""
    found = tx.connection.scalar(sa.select(meta.c.value).where(meta.c.key == VERSION))
    return int(found or 0)


def count_change(tx: Transaction) -> None:
    """Tell every process that its cached register is out of date."""
    insert_or_update(tx, meta, {"key": VERSION, "value": str(version(tx) + 1)}, ["key"])


def load(tx: Transaction) -> tuple[RegisteredUnit, ...]:
    """Return every unit with its tenures, oldest first (an open start counts as oldest)."""
    return tuple(
        RegisteredUnit(estate=estate, unit=unit, tenures=tuple(each.tenure for each in tenures))
        for (estate, unit), tenures in held(tx).items()
    )


def held(tx: Transaction) -> Mapping[tuple[str, UnitNumber], Sequence[HeldTenure]]:
    """Return every unit of an estate with its stored tenures, in the order of `load`."""
    found: dict[int, list[HeldTenure]] = defaultdict(list)
    for row in tx.connection.execute(sa.select(tenure).order_by(tenure.c.unit_id, sa.nullsfirst(tenure.c.start), tenure.c.id)):
        found[row.unit_id].append(HeldTenure(id=TenureId(row.id), tenure=_tenure(row)))
    units = tx.connection.execute(sa.select(register_unit).order_by(register_unit.c.id))
    return {(u.estate, UnitNumber.parse(u.unit)): found[u.id] for u in units}


def unit_id(tx: Transaction, estate: str, unit: UnitNumber) -> UnitId | None:
    """Return the registered unit's id, None where the register has no such unit."""
    found = tx.connection.scalar(sa.select(register_unit.c.id).where(register_unit.c.estate == estate, register_unit.c.unit == str(unit)))
    return None if found is None else UnitId(found)


def tenure_ids(tx: Transaction, unit: UnitId) -> tuple[TenureId, ...]:
    """Return the unit's tenures in the same order as `load` gives them."""
    order = (sa.nullsfirst(tenure.c.start), tenure.c.id)
    return tuple(TenureId(i) for i in tx.connection.scalars(sa.select(tenure.c.id).where(tenure.c.unit_id == unit).order_by(*order)))


def write(tx: Transaction, steps: Iterable[TenureStep]) -> Iterator[Journal]:
    """Write the steps that change something, some thousand at a time as they are asked for; yield every row that was added or changed."""
    written = (step for step in steps if step.kind.written)
    ids: dict[tuple[str, str], int] = {}
    while some := list(islice(written, _AT_ONCE)):
        if not ids:
            ids.update({(u.estate, u.unit): u.id for u in tx.connection.execute(sa.select(register_unit))})
            count_change(tx)
        yield from _add_units(tx, some, ids)
        yield from _add_tenures(tx, [step for step in some if step.held is None], ids)
        yield from _change_tenures(tx, [step for step in some if step.held is not None])


def _add_units(tx: Transaction, steps: Sequence[TenureStep], ids: dict[tuple[str, str], int]) -> Iterator[Journal]:
    """Add the units that are not there yet, to `ids` too."""
    fresh = {(step.estate, str(step.unit)): step for step in steps if (step.estate, str(step.unit)) not in ids}
    if not fresh:
        return
    rows = [
        {"estate": step.estate, "unit": str(step.unit), "building": step.unit.building, "shelf": step.unit.shelf_key}
        for step in fresh.values()
    ]
    made = tx.connection.scalars(register_unit.insert().returning(register_unit.c.id, sort_by_parameter_order=True), rows).all()
    ids.update(zip(fresh, made, strict=True))
    for n, ((estate, unit), step) in zip(made, fresh.items(), strict=True):
        yield Journal(subject="register_unit", subject_id=n, key=_key(step), before=None, after=_plain({"estate": estate, "unit": unit}))


def _add_tenures(tx: Transaction, steps: Sequence[TenureStep], units: Mapping[tuple[str, str], int]) -> Iterator[Journal]:
    if not steps:
        return
    rows = [{"unit_id": units[step.estate, str(step.unit)], **_values(step.after)} for step in steps]
    made = tx.connection.scalars(tenure.insert().returning(tenure.c.id, sort_by_parameter_order=True), rows).all()
    for n, step in zip(made, steps, strict=True):
        yield _journal(n, step)


def _change_tenures(tx: Transaction, steps: Sequence[TenureStep]) -> Iterator[Journal]:
    if not steps:
        return
    statement = tenure.update().where(tenure.c.id == sa.bindparam("held"))
    tx.connection.execute(statement, [{"held": step.held, **_values(step.after)} for step in steps])
    yield from (_journal(step.held, step) for step in steps if step.held is not None)


def _journal(subject_id: int, step: TenureStep) -> Journal:
    return Journal(
        subject="tenure",
        subject_id=subject_id,
        key=_key(step),
        before=None if step.before is None else _plain(_values(step.before)),
        after=_plain(_values(step.after)),
    )


def _key(step: TenureStep) -> str:
    return f"{step.estate}|{step.unit}"


def _plain(values: Mapping[str, object]) -> str:
    return json.dumps(values, ensure_ascii=False, default=str)


def _values(value: RegisterTenure) -> dict[str, object]:
    return {
        "owners": list(value.owners),
        "tenants": list(value.tenants),
        "phones": list(value.phones),
        "start": value.start,
        "end": value.end,
        "household": {kind.value: holds for kind, holds in value.household},
    }


def _tenure(row: sa.Row[tuple[object, ...]]) -> RegisterTenure:
    return tenure_of(row._mapping)


def tenure_of(r: Mapping[Any, Any]) -> RegisterTenure:
    """A row of the tenure table, or one that holds its columns, as a tenure."""
    return RegisterTenure(
        owners=tuple(r["owners"]),
        tenants=tuple(r["tenants"]),
        phones=tuple(r["phones"]),
        start=r["start"],
        end=r["end"],
        household=tuple((HouseholdKind(kind), bool(holds)) for kind, holds in sorted(r["household"].items())),
    )

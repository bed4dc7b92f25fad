"""The register of owners: units and tenures."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa

from domain.ids import TenureId, UnitId
from domain.imports import Journal, TenureStep
from domain.register import HeldTenure, RegisteredUnit, RegisterTenure
from domain.unit_number import UnitNumber
from storage.engine import Transaction
from storage.tables import meta, register_unit, tenure
from storage.upsert import insert_or_update

VERSION = "register_version"


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


def write(tx: Transaction, steps: Iterable[TenureStep]) -> tuple[Journal, ...]:
    """Write the steps that change something; return every row that was added or changed."""
    written = [step for step in steps if step.kind.written]
    if not written:
        return ()
    ids, added = _add_units(tx, written)
    journal = [*added, *_add_tenures(tx, [step for step in written if step.held is None], ids)]
    changed = [step for step in written if step.held is not None and step.before is not None]
    if changed:
        statement = tenure.update().where(tenure.c.id == sa.bindparam("held"))
        tx.connection.execute(statement, [{"held": step.held, **_values(step.after)} for step in changed])
    journal += [_journal("tenure", step.held or 0, step, before=step.before) for step in changed]
    count_change(tx)
    return tuple(journal)


def _add_units(tx: Transaction, steps: Sequence[TenureStep]) -> tuple[dict[tuple[str, str], int], list[Journal]]:
    """Add the units that are not there yet; all units' ids, and what was added."""
    ids = {(u.estate, u.unit): u.id for u in tx.connection.execute(sa.select(register_unit))}
    fresh = {(step.estate, str(step.unit)): step for step in steps if (step.estate, str(step.unit)) not in ids}
    if not fresh:
        return ids, []
    rows = [{"estate": estate, "unit": unit} for estate, unit in fresh]
    made = tx.connection.scalars(register_unit.insert().returning(register_unit.c.id, sort_by_parameter_order=True), rows).all()
    ids |= dict(zip(fresh, made, strict=True))
    added = zip(made, fresh.items(), strict=True)
    return ids, [
        Journal(subject="register_unit", subject_id=n, key=_key(step), before=None, after=_plain({"estate": place[0], "unit": place[1]}))
        for n, (place, step) in added
    ]


def _add_tenures(tx: Transaction, steps: Sequence[TenureStep], units: Mapping[tuple[str, str], int]) -> list[Journal]:
    if not steps:
        return []
    rows = [{"unit_id": units[step.estate, str(step.unit)], **_values(step.after)} for step in steps]
    made = tx.connection.scalars(tenure.insert().returning(tenure.c.id, sort_by_parameter_order=True), rows).all()
    return [_journal("tenure", n, step, before=None) for n, step in zip(made, steps, strict=True)]


def _journal(subject: str, subject_id: int, step: TenureStep, *, before: RegisterTenure | None) -> Journal:
    return Journal(
        subject=subject,
        subject_id=subject_id,
        key=_key(step),
        before=None if before is None else _plain(_values(before)),
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
    }


def _tenure(row: sa.Row[tuple[object, ...]]) -> RegisterTenure:
    r = row._mapping
    return RegisterTenure(owners=tuple(r["owners"]), tenants=tuple(r["tenants"]), phones=tuple(r["phones"]), start=r["start"], end=r["end"])

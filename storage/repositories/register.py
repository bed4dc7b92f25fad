"""The register of owners: units and tenures."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

import sqlalchemy as sa

from domain.ids import TenureId, UnitId
from domain.register import RegisteredUnit, RegisterRow, RegisterTenure
from domain.unit_number import UnitNumber
from storage.engine import Transaction
from storage.tables import meta, register_unit, tenure
from storage.upsert import insert_new, insert_or_update

VERSION = "register_version"


def version(tx: Transaction) -> int:
    """Count of imports so far: a worker's cached register is good as long as this stands still."""
    found = tx.connection.scalar(sa.select(meta.c.value).where(meta.c.key == VERSION))
    return int(found or 0)


def load(tx: Transaction) -> tuple[RegisteredUnit, ...]:
    """Return every unit with its tenures, oldest first (an open start counts as oldest)."""
    held: dict[int, list[RegisterTenure]] = defaultdict(list)
    order = (tenure.c.unit_id, sa.nullsfirst(tenure.c.start), tenure.c.id)
    for row in tx.connection.execute(sa.select(tenure).order_by(*order)):
        held[row.unit_id].append(_tenure(row))
    units = tx.connection.execute(sa.select(register_unit).order_by(register_unit.c.id))
    return tuple(RegisteredUnit(estate=u.estate, unit=UnitNumber.parse(u.unit), tenures=tuple(held[u.id])) for u in units)


def unit_id(tx: Transaction, estate: str, unit: UnitNumber) -> UnitId | None:
    """Return the registered unit's id, None where the register has no such unit."""
    found = tx.connection.scalar(sa.select(register_unit.c.id).where(register_unit.c.estate == estate, register_unit.c.unit == str(unit)))
    return None if found is None else UnitId(found)


def tenure_ids(tx: Transaction, unit: UnitId) -> tuple[TenureId, ...]:
    """Return the unit's tenures in the same order as `load` gives them."""
    order = (sa.nullsfirst(tenure.c.start), tenure.c.id)
    return tuple(TenureId(i) for i in tx.connection.scalars(sa.select(tenure.c.id).where(tenure.c.unit_id == unit).order_by(*order)))


def differences(tx: Transaction, rows: Iterable[RegisterRow]) -> tuple[tuple[RegisterRow, ...], tuple[RegisterRow, ...]]:
    """Split rows into those that would add a tenure and those that would change one; rows the register holds already are left out."""
    known = {(u.estate, u.unit): u.tenures for u in load(tx)}
    added: list[RegisterRow] = []
    changed: list[RegisterRow] = []
    for row in rows:
        tenures = known.get((row.estate, row.unit), ())
        same = _same_tenure(row.tenure, tenures)
        if same is None:
            added.append(row)
        elif _merged(row.tenure, tenures[same]) != tenures[same]:
            changed.append(row)
    return tuple(added), tuple(changed)


def save(tx: Transaction, rows: Iterable[RegisterRow]) -> None:
    """Put rows in; a tenure of the same owners (in any order) is updated, so that importing again doubles nothing.

    Two starts part two tenures of the same owners; a start that one of the two lists leaves out does not.
    """
    listed = list(rows)
    units = {(r.estate, str(r.unit)) for r in listed}
    insert_new(tx, register_unit, [{"estate": estate, "unit": unit} for estate, unit in sorted(units)])
    ids = {(u.estate, u.unit): u.id for u in tx.connection.execute(sa.select(register_unit))}
    held: dict[int, list[tuple[int, RegisterTenure]]] = defaultdict(list)
    for row in tx.connection.execute(sa.select(tenure)):
        held[row.unit_id].append((row.id, _tenure(row)))
    fresh = []
    for entry in listed:
        owner_of = ids[entry.estate, str(entry.unit)]
        here = held[owner_of]
        same = _same_tenure(entry.tenure, [t for _id, t in here])
        if same is None:
            fresh.append({"unit_id": owner_of, **_values(entry.tenure)})
            here.append((-len(fresh), entry.tenure))
            continue
        number, old = here[same]
        merged = _merged(entry.tenure, old)
        here[same] = (number, merged)
        if number > 0:
            tx.connection.execute(tenure.update().where(tenure.c.id == number).values(**_values(merged)))
        else:  # an earlier row of this very list
            fresh[-number - 1] |= _values(merged)
    if fresh:
        tx.connection.execute(tenure.insert(), fresh)
    insert_or_update(tx, meta, {"key": VERSION, "value": str(version(tx) + 1)}, ["key"])


def _same_tenure(new: RegisterTenure, held: Sequence[RegisterTenure]) -> int | None:
    """Position of the tenure that a row means: of the same people from the same day, else their only one if a start is left out."""
    theirs = [i for i, tenure in enumerate(held) if set(tenure.owners) == set(new.owners)]
    exact = [i for i in theirs if held[i].start == new.start]
    if exact or len(theirs) != 1:
        return exact[0] if exact else None
    return theirs[0] if new.start is None or held[theirs[0]].start is None else None


def _merged(new: RegisterTenure, old: RegisterTenure) -> RegisterTenure:
    return replace(new, start=new.start or old.start)


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

"""Every required set that dossiers were held against, as it read then."""

from dataclasses import dataclass

import sqlalchemy as sa

from domain.taxonomy import RequiredItem, RequiredSet
from storage.engine import Transaction
from storage.mapping import from_json, to_json
from storage.repositories import events
from storage.tables import required_version


@dataclass(frozen=True, slots=True, kw_only=True)
class UsedVersion:
    """A list as it read from `at` on, in seconds since 1970. `revision` is 1, more where it was edited under the same version number."""

    id: int
    required: RequiredSet
    revision: int
    at: float


def remember(tx: Transaction, required: RequiredSet) -> int:
    """Return the number under which the list is kept; one that reads otherwise than when it was last used is kept anew and logged."""
    query = sa.select(required_version).where(required_version.c.name == required.name, required_version.c.version == required.version)
    last = tx.connection.execute(query.order_by(required_version.c.revision.desc()).limit(1)).first()
    if last is not None and last.digest == required.digest:
        return int(last.id)
    revision = 1 if last is None else last.revision + 1
    values = {"name": required.name, "version": required.version, "revision": revision, "digest": required.digest, "since": required.since}
    items = to_json(tuple[RequiredItem, ...], required.items)
    made = tx.connection.execute(required_version.insert().values(**values, items=items, at=tx.now).returning(required_version.c.id))
    number = int(made.scalar_one())
    action = "required.used" if revision == 1 else "required.edited"
    events.record(tx, action, "required", number, detail=f"version {required.version} revision {revision} digest {required.digest}")
    return number


def get(tx: Transaction, number: int) -> UsedVersion | None:
    """Return the list kept under that number."""
    row = tx.connection.execute(sa.select(required_version).where(required_version.c.id == number)).first()
    return None if row is None else _used(row)


def load(tx: Transaction) -> tuple[UsedVersion, ...]:
    """Return all lists ever used, in the order of their use."""
    return tuple(_used(row) for row in tx.connection.execute(sa.select(required_version).order_by(required_version.c.id)))


def _used(row: sa.Row[tuple[object, ...]]) -> UsedVersion:
    r = row._mapping
    items = from_json(tuple[RequiredItem, ...], r["items"])
    required = RequiredSet(name=r["name"], version=r["version"], since=r["since"], items=items)
    return UsedVersion(id=r["id"], required=required, revision=r["revision"], at=r["at"])

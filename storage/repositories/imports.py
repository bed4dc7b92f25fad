"""The log of imports, the rows that each touched, and taking one back."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import islice

import sqlalchemy as sa

from domain.ids import Sha256
from domain.imports import ImportCounts, ImportId, ImportKind, ImportRecord, ImportState, Journal
from storage.engine import Transaction
from storage.tables import catalogue_row, import_change, import_log, register_unit, tenure
from storage.turns import Turn, take_turn

_SUBJECTS = {"tenure": tenure, "register_unit": register_unit, "catalogue_row": catalogue_row}
"""Tables an import touches, in the order in which its new rows can be deleted."""
_AT_ONCE = 5_000
"""Rows written together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportFacts:
    """What is known of an import when it begins; `file_name` and `sha256` are "" for what was entered by hand."""

    kind: ImportKind
    by: str
    file_name: str = ""
    sha256: str = ""
    estate: str = ""
    as_of: date | None = None


def lock(tx: Transaction) -> None:
    """Let imports run one after another."""
    take_turn(tx, Turn.IMPORTS)


def add(tx: Transaction, facts: ImportFacts, counts: ImportCounts, journal: Iterable[Journal]) -> ImportId:
    """Log an import with every row it touched, which is written while `journal` is drawn from."""
    values = asdict(facts) | {"state": ImportState.DONE, "at": tx.now, "counts": asdict(counts)}
    made = ImportId(tx.connection.execute(import_log.insert().values(**values).returning(import_log.c.id)).scalar_one())
    entries = iter(journal)
    while rows := [{"import_id": made, **_columns(entry)} for entry in islice(entries, _AT_ONCE)]:
        tx.connection.execute(import_change.insert(), rows)
    return made


def get(tx: Transaction, import_id: ImportId) -> ImportRecord | None:
    """Return an entry of the log; None where there is none of that number."""
    row = tx.connection.execute(sa.select(import_log).where(import_log.c.id == import_id)).first()
    return None if row is None else _record(row)


def latest(tx: Transaction, *, limit: int) -> tuple[ImportRecord, ...]:
    """Return entries of the log, newest first."""
    return tuple(_record(r) for r in tx.connection.execute(sa.select(import_log).order_by(import_log.c.id.desc()).limit(limit)))


def journal(tx: Transaction, import_id: ImportId) -> tuple[Journal, ...]:
    """Return every row that the import touched, in the order in which it did."""
    rows = tx.connection.execute(sa.select(import_change).where(import_change.c.import_id == import_id).order_by(import_change.c.id))
    return tuple(Journal(subject=r.subject, subject_id=r.subject_id, key=r.key, before=r.before, after=r.after) for r in rows)


def dependents(tx: Transaction, import_id: ImportId) -> tuple[ImportRecord, ...]:
    """Return later imports, not taken back, that touched a unit or paper that this one touched, oldest first."""
    mine, later = import_change.alias(), import_change.alias()
    touching = (
        sa.select(later.c.import_id)
        .join(mine, mine.c.key == later.c.key)
        .where(mine.c.import_id == import_id, later.c.import_id > import_id)
        .distinct()
    )
    query = sa.select(import_log).where(import_log.c.id.in_(touching), import_log.c.state == ImportState.DONE).order_by(import_log.c.id)
    return tuple(_record(r) for r in tx.connection.execute(query))


def take_back(tx: Transaction, import_id: ImportId, entries: Sequence[Journal], *, by: str) -> None:
    """Put every touched row back as it was: what was added goes, what was changed gets its old values; note who did it."""
    for subject, table in _SUBJECTS.items():
        added = [{"subject_id": e.subject_id} for e in entries if e.subject == subject and e.before is None]
        if added:
            tx.connection.execute(table.delete().where(table.c.id == sa.bindparam("subject_id")), added)
        changed = [
            {"subject_id": e.subject_id, **_values(table, e.before)} for e in entries if e.subject == subject and e.before is not None
        ]
        if changed:
            tx.connection.execute(table.update().where(table.c.id == sa.bindparam("subject_id")), changed)
    done = {"state": ImportState.UNDONE, "undone_at": tx.now, "undone_by": by}
    tx.connection.execute(import_log.update().where(import_log.c.id == import_id).values(**done))


def _columns(entry: Journal) -> dict[str, object]:
    return {"subject": entry.subject, "subject_id": entry.subject_id, "key": entry.key, "before": entry.before, "after": entry.after}


def _values(table: sa.Table, plain: str) -> dict[str, object]:
    values: dict[str, object] = json.loads(plain)
    dates = {name for name, value in values.items() if isinstance(value, str) and isinstance(table.c[name].type, sa.Date)}
    return {name: date.fromisoformat(str(value)) if name in dates else value for name, value in values.items()}


def _record(row: sa.Row[tuple[object, ...]]) -> ImportRecord:
    r = row._mapping
    return ImportRecord(
        id=ImportId(r["id"]),
        kind=ImportKind(r["kind"]),
        state=ImportState(r["state"]),
        at=r["at"],
        by=r["by"],
        file_name=r["file_name"],
        sha256=Sha256(r["sha256"]),
        estate=r["estate"],
        as_of=r["as_of"],
        counts=ImportCounts(**r["counts"]),
        undone_at=r["undone_at"],
        undone_by=r["undone_by"],
    )

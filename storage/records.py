"""Every record as lines of JSON and back, table by table, whatever columns the schema has: what a package carries.

Left behind is what only describes running processes: workers, watched folders, who holds which job or waiting document, and who is
signed in.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from domain.document import DocumentState
from domain.ids import DossierId, PageId
from storage import schema
from storage.engine import Database, Transaction
from storage.tables import (
    acceptance,
    acceptance_item,
    acceptance_verdict,
    box_place,
    catalogue_row,
    decision,
    document,
    dossier,
    event,
    finding,
    finding_move,
    household_decision,
    job,
    meta,
    metadata,
    opinion,
    page,
    page_group,
    register_unit,
    required_version,
    rescan,
    sample,
    sample_draw,
    sample_verdict,
    scan,
    tenure,
)
from storage.tables import batch as batch_table
from storage.text_index import index_page

Only = Mapping[str, sa.ColumnElement[bool]]
"""Which rows of which tables; a table that is not named gives none."""

CHUNK = 500
_STREAMED = {"yield_per": CHUNK}
_LEFT_BEHIND = frozenset({"worker", "source_state", "review_lock", "paper_sketch", "session", "sign_in"})
_LEASE: dict[str, Any] = {"token": None, "lease_until": None, "worker": None, "rung": None}


def tables() -> tuple[str, ...]:
    """The names of the tables that are carried, each after those that it refers to."""
    return tuple(table.name for table in metadata.sorted_tables if table.name not in _LEFT_BEHIND)


def of_dossiers(dossier_ids: Iterable[DossierId]) -> Only:
    """The rows that belong to these dossiers: their documents with pages, scans and what was decided, found and logged of them."""
    ids = tuple(dossier_ids)
    held = sa.select(document.c.id).where(document.c.dossier_id.in_(ids), document.c.state == DocumentState.FILED)
    leaves = sa.select(page.c.id).where(page.c.document_id.in_(held))
    files = sa.select(page.c.scan_id).where(page.c.document_id.in_(held))
    units = sa.select(dossier.c.unit_id).where(dossier.c.id.in_(ids))
    names = sa.select(register_unit.c.estate, register_unit.c.unit).where(register_unit.c.id.in_(units))
    numbers = sa.select(document.c.archive_no).where(document.c.id.in_(held))
    groups = sa.union(
        sa.select(page.c.group_id).where(page.c.document_id.in_(held)), sa.select(document.c.group_id).where(document.c.id.in_(held))
    )
    found = _findings_of(held, names)
    of_files = dict.fromkeys(("scan", "open_scan", "retry_scan"), files)
    logged = {"document": held, "page": leaves, "read_page": leaves, "publish_document": held, **of_files}
    logged["dossier"] = sa.select(dossier.c.id).where(dossier.c.id.in_(ids))
    return {
        "batch": batch_table.c.id.in_(sa.select(document.c.batch_id).where(document.c.id.in_(held))),
        "page_group": page_group.c.id.in_(groups),
        "scan": scan.c.id.in_(files),
        "page": page.c.id.in_(leaves),
        "document": document.c.id.in_(held),
        "decision": decision.c.document_id.in_(held),
        "opinion": opinion.c.document_id.in_(held),
        "rescan": rescan.c.document_id.in_(held),
        "register_unit": register_unit.c.id.in_(units),
        "tenure": tenure.c.id.in_(sa.select(dossier.c.tenure_id).where(dossier.c.id.in_(ids))),
        "dossier": dossier.c.id.in_(ids),
        "catalogue_row": catalogue_row.c.archive_no.in_(numbers),
        "finding": found,
        "finding_move": finding_move.c.finding_id.in_(sa.select(finding.c.id).where(found)),
        "household_decision": household_decision.c.dossier_id.in_(ids),
        "required_version": required_version.c.id.in_(sa.select(dossier.c.required_id).where(dossier.c.id.in_(ids))),
        "box_place": box_place.c.box.in_(
            sa.union(
                sa.select(document.c.box).where(document.c.id.in_(held)),
                sa.select(catalogue_row.c.box).where(catalogue_row.c.archive_no.in_(numbers)),
            )
        ),
        "sample": sample.c.document_id.in_(held),
        "sample_draw": sample_draw.c.id.in_(sa.select(sample.c.draw_id).where(sample.c.document_id.in_(held))),
        "sample_verdict": sample_verdict.c.document_id.in_(held),
        "acceptance": acceptance.c.id.in_(sa.select(acceptance_item.c.acceptance_id).where(acceptance_item.c.document_id.in_(held))),
        "acceptance_item": acceptance_item.c.document_id.in_(held),
        "acceptance_verdict": acceptance_verdict.c.item_id.in_(
            sa.select(acceptance_item.c.id).where(acceptance_item.c.document_id.in_(held))
        ),
        "event": sa.or_(*(sa.and_(event.c.subject == subject, event.c.subject_id.in_(of)) for subject, of in logged.items())),
    }


def _findings_of(documents: sa.Select[tuple[int]], units: sa.Select[tuple[str, str]]) -> sa.ColumnElement[bool]:
    """Findings about these documents, and those of these units that are about no document."""
    named = sa.select(sa.cast(document.c.id, sa.String)).where(document.c.id.in_(documents))
    about_none = sa.and_(finding.c.document == "", sa.tuple_(finding.c.estate, finding.c.unit).in_(units))
    return sa.or_(finding.c.document.in_(named), about_none)


def lines(tx: Transaction, name: str, only: Only | None = None) -> Iterator[str]:
    """Yield the table's rows as JSON objects, columns in the schema's order, rows in that of their keys."""
    table = metadata.tables[name]
    query = sa.select(table).order_by(*table.primary_key.columns)
    if only is not None:
        if name not in only:
            return
        query = query.where(only[name])
    for row in tx.connection.execute(query, execution_options=_STREAMED):
        values = dict(row._mapping)
        if table is job:
            values |= _LEASE
        yield json.dumps(values, ensure_ascii=False, default=_plain)


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def is_empty(tx: Transaction) -> bool:
    """Whether nothing was ever taken in, imported or noted."""
    return not any(tx.connection.scalar(sa.select(sa.exists().select_from(metadata.tables[name]))) for name in tables() if name != "meta")


def load(tx: Transaction, name: str, file: Path) -> int:
    """Insert the rows that `lines` wrote, of a table that is empty, and return how many; KeyError for a column that is none of ours."""
    return _load(tx, metadata.tables[name], file)


def brought_up(folder: Path, revision: str, work: Path) -> Path:
    """Bring the records in a folder, written by `lines` under an older schema, to this one; return the folder below `work` they are in.

    They are loaded into a database of their own schema, migrated as that of a home would be, and written out again. KeyError where they
    do not fit their schema.
    """
    database = Database(f"sqlite:///{work / 'older.db'}")
    out = work / "records"
    out.mkdir()
    try:
        schema.upgrade_to(database, revision)
        with database.begin() as tx:
            held = sa.MetaData()
            held.reflect(tx.connection)
            for table in held.sorted_tables:
                if (file := folder / f"{table.name}.jsonl").is_file():
                    _load(tx, table, file)
        schema.upgrade(database)
        with database.read() as tx:
            for name in tables():
                with (out / f"{name}.jsonl").open("w", encoding="utf-8") as stream:
                    stream.writelines(f"{line}\n" for line in lines(tx, name))
    finally:
        database.close()
    return out


def _load(tx: Transaction, table: sa.Table, file: Path) -> int:
    own = [column.name for column in table.columns if any(key.column.table is table for key in column.foreign_keys)]
    if table.name == meta.name:
        tx.connection.execute(table.delete())
    number = 0
    for rows in _chunks(table, file):
        tx.connection.execute(table.insert(), [row | dict.fromkeys(own) for row in rows])
        number += len(rows)
    for rows in _chunks(table, file) if own else ():  # a row may refer to a later one of its own table
        for row in rows:
            if any(row[column] is not None for column in own):
                tx.connection.execute(table.update().where(table.c.id == row["id"]).values({column: row[column] for column in own}))
    return number


def _chunks(table: sa.Table, file: Path) -> Iterator[list[dict[str, Any]]]:
    with file.open(encoding="utf-8") as stream:
        while some := list(islice(stream, CHUNK)):
            yield [_values(table, json.loads(line)) for line in some]


def _values(table: sa.Table, row: dict[str, Any]) -> dict[str, Any]:
    dates = {column.name for column in table.columns if isinstance(column.type, sa.Date)}
    if set(row) != set(table.columns.keys()):
        raise KeyError(table.name)
    return {name: date.fromisoformat(value) if name in dates and value else value for name, value in row.items()}


def settle(tx: Transaction) -> None:
    """After loading: index the pages' text, and let new rows be numbered after those that came."""
    for row in tx.connection.execute(sa.select(page.c.id, page.c.text).where(page.c.read.is_(True)), execution_options=_STREAMED):
        index_page(tx, PageId(row.id), row.text)
    if tx.sqlite:
        return
    for name in tables():
        table = metadata.tables[name]
        if "id" in table.columns and table.c.id is table.autoincrement_column:
            last = tx.connection.scalar(sa.select(sa.func.max(table.c.id)))
            if last is not None:
                tx.connection.execute(sa.select(sa.func.setval(sa.func.pg_get_serial_sequence(f'"{name}"', "id"), last)))

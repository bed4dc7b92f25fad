"""Put an archive into a home, as reading and filing would leave it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any, TypeVar

import sqlalchemy as sa

from domain.page import PageKind
from evaluation.findings.papers import Archive, Paper, Row
from services.workplace import Workplace
from storage.tables import batch, catalogue_row, document, dossier, page, page_group, register_unit, scan, tenure

T = TypeVar("T")
_AT_ONCE = 2_000
IN_A_BATCH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """The numbers under which papers and rows stand, by key."""

    documents: Mapping[str, int]
    rows: Mapping[str, int]


def store(place: Workplace, archive: Archive) -> Stored:
    """Write register, catalogue and documents into an empty home, a hundred papers a batch."""
    with place.database.begin() as tx:
        dossiers = _register(tx.connection, archive)
        rows = write_rows(tx.connection, archive.rows)
        documents = {paper.key: n for n, paper in enumerate(archive.papers, 1)}
        batches = range(len(archive.papers) // IN_A_BATCH + 1)
        _insert(tx.connection, batch, ({"id": n + 1, "name": f"{n + 1}", "box": "", "created_at": tx.now, "sealed": True} for n in batches))
        _insert(tx.connection, page_group, ({"id": n, "batch_id": _batch(n), "key": f"{n}"} for n in documents.values()))
        _insert(tx.connection, scan, (_scan(n, tx.now) for n in documents.values()))
        _insert(tx.connection, document, (_document(n, paper, dossiers, tx.now) for n, paper in enumerate(archive.papers, 1)))
        _insert(tx.connection, page, _pages(archive.papers))
    return Stored(documents=documents, rows=rows)


def write_rows(connection: sa.Connection, rows: Iterable[Row]) -> Mapping[str, int]:
    """Write catalogue rows into an empty catalogue; their numbers by key."""
    numbered = tuple(enumerate(rows, 1))
    _insert(connection, catalogue_row, (_row(n, row) for n, row in numbered))
    return {row.key: n for n, row in numbered}


def _register(connection: sa.Connection, archive: Archive) -> Mapping[tuple[str, str, int], int]:
    """Write units, tenures and a dossier a tenure; the dossiers' numbers by estate, unit and position of the tenure."""
    dossiers: dict[tuple[str, str, int], int] = {}
    units, tenures, shelves = [], [], []
    for n, unit in enumerate(archive.register, 1):
        units.append({"id": n, "estate": unit.estate, "unit": str(unit.unit)})
        for index, each in enumerate(unit.tenures):
            at = len(tenures) + 1
            people = {"owners": list(each.owners), "tenants": list(each.tenants), "phones": list(each.phones)}
            tenures.append({"id": at, "unit_id": n, **people, "start": each.start, "end": each.end})
            shelves.append({"id": at, "unit_id": n, "tenure_id": at, "opened_at": 0.0})
            dossiers[unit.estate, str(unit.unit), index] = at
    _insert(connection, register_unit, units)
    _insert(connection, tenure, tenures)
    _insert(connection, dossier, shelves)
    return dossiers


def _row(n: int, row: Row) -> dict[str, Any]:
    return {
        "id": n,
        "row": n + 1,
        "archive_no": row.archive_no,
        "box": row.box,
        "title": row.title,
        "doc_type": row.doc_type,
        "estate": row.estate,
        "unit": None if row.unit is None else str(row.unit),
        "owner": row.owner,
        "date": row.date,
        "page_count": row.page_count,
        "retired": False,
    }


def _document(n: int, paper: Paper, dossiers: Mapping[tuple[str, str, int], int], now: float) -> dict[str, Any]:
    return {
        "id": n,
        "batch_id": _batch(n),
        "group_id": n,
        "first_page_id": n * 100,
        "state": "filed" if paper.filed else "review",
        "category": paper.category.value,
        "doc_type": paper.doc_type,
        "title": paper.title,
        "date": paper.date,
        "estate": paper.estate,
        "unit": str(paper.unit),
        "owner": paper.owner,
        "confidence": 1.0,
        "reasons": [],
        "machine": {},
        "box": paper.box,
        "archive_no": paper.archive_no if paper.filed else None,
        "dossier_id": dossiers[paper.estate, str(paper.unit), paper.tenure] if paper.filed else None,
        "created_at": now,
        "filed_at": now if paper.filed else None,
    }


def _scan(n: int, now: float) -> dict[str, Any]:
    facts = {"source": f"{n}.pdf", "sha256": f"{n:064d}", "size": 1, "state": "done", "priority": 5, "received_at": now}
    return {"id": n, "batch_id": _batch(n), "group_id": n, **facts}


def _pages(papers: Iterable[Paper]) -> Iterator[dict[str, Any]]:
    for n, paper in enumerate(papers, 1):
        names = {"names": [{"name": paper.read, "role": "owner"}] if paper.read else []}
        names |= {"units": [] if paper.names is None else [{"unit": asdict(paper.names)}]}
        for at, text in enumerate(paper.texts):
            yield {
                "id": n * 100 + at,
                "batch_id": _batch(n),
                "scan_id": n,
                "group_id": n,
                "page_no": at + 1,
                "state": "filed" if paper.filed else "review",
                "read": True,
                "kind": PageKind.CONTENT.value,
                "dpi": paper.dpi,
                "skew": 0.1,
                "skew_known": True,
                "blur": 0.1,
                "contrast": 200.0,
                "ink": 0.05,
                "rotation_known": True,
                "doubtful": 0.0,
                "type_height": 3.7,
                "text": text,
                "fields": names,
                "document_id": n,
                "document_position": at,
            }


def _batch(n: int) -> int:
    return (n - 1) // IN_A_BATCH + 1


def _insert(connection: sa.Connection, table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> None:
    rest = iter(rows)
    while some := list(islice(rest, _AT_ONCE)):
        connection.execute(table.insert(), some)

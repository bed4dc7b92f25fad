"""The rows of reports: units with their tenures, dossiers with their documents, the log of what was filed. Reading only, in streams."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

import sqlalchemy as sa

from domain.document import DocumentState
from domain.ids import DocumentId, DossierId, TenureId, UnitId
from domain.taxonomy import Category
from domain.unit_number import UnitNumber
from storage.engine import Transaction
from storage.tables import decision, document, dossier, event, page, register_unit, tenure

AT_ONCE = 500
"""Units or log entries looked up together."""
_STREAMED = {"yield_per": AT_ONCE}
LOGGED = ("document.filed", "document.returned", "document.corrected", "document.undecided")
_DOSSIER = re.compile(r"dossier ([0-9]+)(?: to ([0-9]+))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitKey:
    """A registered unit."""

    id: UnitId
    estate: str
    unit: UnitNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class TenureRow:
    """A tenure of a unit with its dossier, None where it has none; `documents` is how many are filed in it."""

    unit: UnitKey
    tenure_id: TenureId
    owners: tuple[str, ...]
    tenants: tuple[str, ...]
    phones: tuple[str, ...]
    start: date | None
    end: date | None
    dossier_id: DossierId | None
    retain_until: date | None
    documents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledRow:
    """A filed document with the owner whose dossier it lies in; times in seconds since 1970."""

    document_id: DocumentId
    unit: UnitKey
    dossier_id: DossierId
    owners: tuple[str, ...]
    start: date | None
    closed_on: date | None
    category: Category
    doc_type: str
    title: str
    date: date | None
    archive_no: str
    box: str
    pages: int
    filed_at: float
    published: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRow:
    """One entry of the log: `action` is one of LOGGED, `by` "" for the machine; `opens`: the entry opened the dossier.

    The unit and owner are those of the dossier that the entry names, whatever became of the document since.
    """

    at: float
    action: str
    by: str
    document_id: DocumentId
    unit: UnitKey
    owners: tuple[str, ...]
    dossier_id: DossierId
    opens: bool
    doc_type: str
    title: str
    date: date | None
    archive_no: str
    box: str
    pages: int
    published: bool


_PAGES = sa.select(sa.func.count()).where(page.c.document_id == document.c.id).correlate(document).scalar_subquery().label("pages")


def units(tx: Transaction, *, estate: str = "", building: str = "") -> tuple[UnitKey, ...]:
    """Return the registered units, of an estate or building where one is named, in no particular order."""
    query = sa.select(register_unit)
    if estate:
        query = query.where(register_unit.c.estate == estate)
    if building:
        query = query.where(register_unit.c.unit.startswith(f"{building}|", autoescape=True))
    return tuple(
        UnitKey(id=UnitId(r.id), estate=r.estate, unit=UnitNumber.parse(r.unit))
        for r in tx.connection.execute(query, execution_options=_STREAMED)
    )


def tenures(tx: Transaction, wanted: Iterable[UnitKey]) -> Iterator[TenureRow]:
    """Yield all tenures of the units in the order given, oldest first (an open start counts as oldest)."""
    held = sa.select(document.c.dossier_id, sa.func.count().label("number"))
    held = held.where(document.c.state == DocumentState.FILED).group_by(document.c.dossier_id)
    for some in _parts(wanted):
        ids = [key.id for key in some]
        counts = held.join(dossier, dossier.c.id == document.c.dossier_id).where(dossier.c.unit_id.in_(ids)).subquery()
        query = (
            sa.select(tenure, dossier.c.id.label("dossier"), dossier.c.retain_until, counts.c.number)
            .outerjoin(dossier, sa.and_(dossier.c.tenure_id == tenure.c.id, dossier.c.unit_id == tenure.c.unit_id))
            .outerjoin(counts, counts.c.dossier_id == dossier.c.id)
            .where(tenure.c.unit_id.in_(ids))
            .order_by(sa.nullsfirst(tenure.c.start), tenure.c.id)
        )
        found: dict[int, list[Any]] = {}
        for row in tx.connection.execute(query):
            found.setdefault(row.unit_id, []).append(row)
        for key in some:
            yield from (_tenure(key, row) for row in found.get(key.id, ()))


def _tenure(key: UnitKey, r: Any) -> TenureRow:
    return TenureRow(
        unit=key,
        tenure_id=TenureId(r.id),
        owners=tuple(r.owners),
        tenants=tuple(r.tenants),
        phones=tuple(r.phones),
        start=r.start,
        end=r.end,
        dossier_id=None if r.dossier is None else DossierId(r.dossier),
        retain_until=r.retain_until,
        documents=r.number or 0,
    )


def filed(tx: Transaction, wanted: Iterable[UnitKey], *, box: str = "") -> Iterator[FiledRow]:
    """Yield the filed documents of the units in the order given: by owner, oldest first, then category, type and date."""
    for some in _parts(wanted):
        keys = {key.id: key for key in some}
        query = _filed().where(dossier.c.unit_id.in_(keys))
        if box:
            query = query.where(document.c.box == box)
        query = query.order_by(
            sa.nullsfirst(tenure.c.start),
            tenure.c.id,
            document.c.category,
            document.c.doc_type,
            sa.nullslast(document.c.date),
            document.c.id,
        )
        found: dict[int, list[FiledRow]] = {}
        for row in tx.connection.execute(query):
            found.setdefault(row.unit_id, []).append(_filed_row(keys[row.unit_id], row))
        for key in some:
            yield from found.get(key.id, ())


def _filed() -> sa.Select[Any]:
    return (
        sa.select(document, _PAGES, dossier.c.unit_id, dossier.c.closed_on, tenure.c.owners, tenure.c.start)
        .join(dossier, dossier.c.id == document.c.dossier_id)
        .join(tenure, tenure.c.id == dossier.c.tenure_id)
        .where(document.c.state == DocumentState.FILED)
    )


def _filed_row(key: UnitKey, r: Any) -> FiledRow:
    return FiledRow(
        document_id=DocumentId(r.id),
        unit=key,
        dossier_id=DossierId(r.dossier_id),
        owners=tuple(r.owners),
        start=r.start,
        closed_on=r.closed_on,
        category=Category(r.category),
        doc_type=r.doc_type,
        title=r.title,
        date=r.date,
        archive_no=r.archive_no or "",
        box=r.box,
        pages=r.pages,
        filed_at=r.filed_at or 0.0,
        published=r.pdf_sha256 is not None,
    )


def log(tx: Transaction, since: float, until: float, *, estate: str = "") -> Iterator[LogRow]:
    """Yield what was filed, moved or taken out from `since` (inclusive) until `until` (exclusive), first to last."""
    query = (
        sa.select(event.c.at, event.c.action, event.c.detail, document, _PAGES, decision.c.by)
        .join(document, document.c.id == event.c.subject_id)
        .outerjoin(decision, sa.and_(decision.c.document_id == document.c.id, decision.c.at == event.c.at))
        .where(event.c.subject == "document", event.c.action.in_(LOGGED), event.c.at >= since, event.c.at < until)
        .order_by(event.c.at, event.c.id)
    )
    opened: set[int] = set()
    for some in _parts(tx.connection.execute(query, execution_options=_STREAMED)):
        named = [(_named(row.detail), row) for row in some]
        homes = _homes(tx, {number for number, _row in named})
        for number, row in named:
            home = homes.get(number)
            if home is None or (estate and home.estate != estate):
                continue
            opens = home.opened_at == row.at and number not in opened
            if opens:
                opened.add(number)
            yield _log_row(row, number, home, opens=opens)


def _named(detail: str) -> int:
    """The dossier that an entry ends in; 0 where it names none."""
    found = _DOSSIER.search(detail)
    return int(found[2] or found[1]) if found else 0


def _homes(tx: Transaction, numbers: set[int]) -> dict[int, Any]:
    query = (
        sa.select(dossier.c.id, dossier.c.unit_id, dossier.c.opened_at, register_unit.c.estate, register_unit.c.unit, tenure.c.owners)
        .join(register_unit, register_unit.c.id == dossier.c.unit_id)
        .join(tenure, tenure.c.id == dossier.c.tenure_id)
        .where(dossier.c.id.in_(numbers))
    )
    return {row.id: row for row in tx.connection.execute(query)}


def _log_row(r: Any, number: int, home: Any, *, opens: bool) -> LogRow:
    return LogRow(
        at=r.at,
        action=r.action,
        by=r.by or "",
        document_id=DocumentId(r.id),
        unit=UnitKey(id=UnitId(home.unit_id), estate=home.estate, unit=UnitNumber.parse(home.unit)),
        owners=tuple(home.owners),
        dossier_id=DossierId(number),
        opens=opens,
        doc_type=r.doc_type,
        title=r.title,
        date=r.date,
        archive_no=r.archive_no or "",
        box=r.box,
        pages=r.pages,
        published=r.pdf_sha256 is not None,
    )


def document_boxes(tx: Transaction) -> dict[str, str]:
    """Return the box of each document that lies in one, by the document's number as text."""
    query = sa.select(document.c.id, document.c.box).where(document.c.box != "", document.c.state != DocumentState.REJECTED)
    return {str(row.id): row.box for row in tx.connection.execute(query, execution_options=_STREAMED)}


def _parts(items: Iterable[Any]) -> Iterator[Sequence[Any]]:
    rest = iter(items)
    while some := tuple(islice(rest, AT_ONCE)):
        yield some

"""The queue of sampled documents as lists show it. Reading only."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from domain.ids import DocumentId, PageId
from domain.people import Estates
from domain.unit_number import UnitNumber
from storage.engine import Transaction
from storage.estates import document_within
from storage.tables import document, page, sample, scan


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleRow:
    """A sampled document that waits for a verdict, as the machine filed it; `filed_at` in seconds since 1970."""

    id: DocumentId
    archive_no: str
    doc_type: str
    title: str
    estate: str
    unit: UnitNumber | None
    owner: str
    date: date | None
    first_page: PageId
    source: str
    pages: int
    filed_at: float


_WAITS = sample.c.verdict.is_(None)
_ORDER = (sample.c.turn, sample.c.document_id)


def _waiting(estates: Estates) -> sa.ColumnElement[bool]:
    return (
        _WAITS if estates is None else sa.and_(_WAITS, sample.c.document_id.in_(sa.select(document.c.id).where(document_within(estates))))
    )


def waiting(tx: Transaction, estates: Estates = None) -> int:
    """How many sampled documents wait for a verdict."""
    return tx.connection.scalar(sa.select(sa.func.count()).select_from(sample).where(_waiting(estates))) or 0


def waiting_rows(tx: Transaction, *, limit: int, offset: int, estates: Estates = None) -> tuple[SampleRow, ...]:
    """Return sampled documents that wait for a verdict, in the order of their lots."""
    pages = sa.select(sa.func.count()).where(page.c.document_id == document.c.id).correlate(document).scalar_subquery()
    query = (
        sa.select(document, scan.c.source, pages.label("pages"), sample.c.filed_at.label("sampled_filed_at"))
        .join(sample, sample.c.document_id == document.c.id)
        .join(page, page.c.id == document.c.first_page_id)
        .join(scan, scan.c.id == page.c.scan_id)
        .where(_waiting(estates))
        .order_by(*_ORDER)
        .limit(limit)
        .offset(offset)
    )
    return tuple(
        SampleRow(
            id=DocumentId(r.id),
            archive_no=r.archive_no or "",
            doc_type=r.doc_type,
            title=r.title,
            estate=r.estate,
            unit=None if r.unit is None else UnitNumber.parse(r.unit),
            owner=r.owner,
            date=r.date,
            first_page=PageId(r.first_page_id),
            source=r.source,
            pages=r.pages,
            filed_at=r.sampled_filed_at,
        )
        for r in tx.connection.execute(query)
    )


def next_waiting(tx: Transaction, document_id: DocumentId, estates: Estates = None) -> DocumentId | None:
    """Return the next waiting document after this one in the order of lots, round the end; None where no other waits."""
    turn = tx.connection.scalar(sa.select(sample.c.turn).where(sample.c.document_id == document_id))
    others = sa.select(sample.c.document_id).where(_waiting(estates), sample.c.document_id != document_id)
    later = sa.case((sample.c.turn > (turn or 0.0), 0), else_=1)
    found = tx.connection.scalar(others.order_by(later, *_ORDER).limit(1))
    return None if found is None else DocumentId(found)

"""The review queue as the web application lists it. Reading only."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from domain.document import DocumentState
from domain.ids import DocumentId, PageId
from domain.people import Estates
from domain.review import ReviewReason
from domain.unit_number import UnitNumber
from storage.engine import Transaction
from storage.estates import document_within
from storage.tables import document, page, scan


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """A document that waits for a person. `source` and `first_page` are those of its first page; `created_at` in seconds since 1970."""

    id: DocumentId
    doc_type: str
    title: str
    estate: str
    unit: UnitNumber | None
    owner: str
    date: date | None
    confidence: float
    reasons: tuple[ReviewReason, ...]
    first_page: PageId
    source: str
    pages: int
    created_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePlace:
    """Where a document stands in the queue: its neighbours (None at the ends), its position from 1 (0 where it has left) and the length."""

    before: DocumentId | None
    after: DocumentId | None
    position: int
    total: int


def _waiting(reason: ReviewReason | None, estates: Estates) -> sa.ColumnElement[bool]:
    waits = sa.and_(document.c.state == DocumentState.REVIEW, document_within(estates))
    if reason is None:
        return waits
    return sa.and_(waits, sa.cast(document.c.reasons, sa.Text).contains(f'"{reason.code}"', autoescape=True))


def waiting_documents(tx: Transaction, reason: ReviewReason | None = None, estates: Estates = None) -> int:
    """How many documents wait for a person."""
    return tx.connection.scalar(sa.select(sa.func.count()).select_from(document).where(_waiting(reason, estates))) or 0


def waiting_reasons(tx: Transaction, estates: Estates = None) -> tuple[tuple[ReviewReason, int], ...]:
    """How many waiting documents each reason holds back, most first; a document with several reasons counts for each."""
    rows = tx.connection.scalars(sa.select(document.c.reasons).where(_waiting(None, estates)))
    counted = Counter(code for reasons in rows for code in reasons)
    return tuple((ReviewReason.of(code), n) for code, n in counted.most_common())


def queue_rows(tx: Transaction, *, reason: ReviewReason | None, limit: int, offset: int, estates: Estates = None) -> tuple[QueueRow, ...]:
    """Return waiting documents, oldest first."""
    pages = sa.select(sa.func.count()).where(page.c.document_id == document.c.id).correlate(document).scalar_subquery()
    query = (
        sa.select(document, scan.c.source, pages.label("pages"))
        .join(page, page.c.id == document.c.first_page_id)
        .join(scan, scan.c.id == page.c.scan_id)
        .where(_waiting(reason, estates))
        .order_by(document.c.id)
        .limit(limit)
        .offset(offset)
    )
    return tuple(
        QueueRow(
            id=DocumentId(r.id),
            doc_type=r.doc_type,
            title=r.title,
            estate=r.estate,
            unit=None if r.unit is None else UnitNumber.parse(r.unit),
            owner=r.owner,
            date=r.date,
            confidence=r.confidence,
            reasons=tuple(ReviewReason.of(code) for code in r.reasons),
            first_page=PageId(r.first_page_id),
            source=r.source,
            pages=r.pages,
            created_at=r.created_at,
        )
        for r in tx.connection.execute(query)
    )


def queue_place(tx: Transaction, document_id: DocumentId, reason: ReviewReason | None, estates: Estates = None) -> QueuePlace:
    """Find the document's neighbours in the queue; they are found too when it has just left it."""
    waits = _waiting(reason, estates)
    before = tx.connection.scalar(sa.select(sa.func.max(document.c.id)).where(waits, document.c.id < document_id))
    after = tx.connection.scalar(sa.select(sa.func.min(document.c.id)).where(waits, document.c.id > document_id))
    upto = tx.connection.scalar(sa.select(sa.func.count()).select_from(document).where(waits, document.c.id <= document_id)) or 0
    stands = tx.connection.scalar(sa.select(document.c.id).where(waits, document.c.id == document_id)) is not None
    return QueuePlace(
        before=None if before is None else DocumentId(before),
        after=None if after is None else DocumentId(after),
        position=upto if stands else 0,
        total=waiting_documents(tx, reason, estates),
    )

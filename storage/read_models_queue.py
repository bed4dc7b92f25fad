"""The review queue as the web application lists it. Reading only."""

import json
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa

from domain.document import DocumentState
from domain.ids import BatchId, DocumentId, PageId
from domain.people import Estates
from domain.review import ReviewReason
from domain.taxonomy import Category
from domain.unit_number import UnitNumber
from storage.engine import Transaction
from storage.estates import document_within
from storage.tables import batch, decision, document, opinion, page, review_lock, scan


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """A document that waits for a person. `source` and `first_page` are those of its first page; `created_at` in seconds since 1970.

    `holder` is who has it before him now, "" for nobody.
    """

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
    holder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePlace:
    """Where a document stands in the queue: its neighbours (None at the ends), its position from 1 (0 where it has left) and the length."""

    before: DocumentId | None
    after: DocumentId | None
    position: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFilter:
    """Which waiting documents are wanted; None and "" for any, but of `token`.

    `source` is the name of a watched folder (a scanner). `reader` leaves out what this person has given an opinion on already, and
    `token` what another browser than this one has before it. `estates` are those that whoever asks may see.
    """

    reason: ReviewReason | None = None
    category: Category | None = None
    estate: str = ""
    batch: BatchId | None = None
    source: str = ""
    reader: str = ""
    token: str | None = None
    estates: Estates = None


ANY = QueueFilter()


def _waiting(tx: Transaction, wanted: QueueFilter) -> sa.ColumnElement[bool]:
    tests: list[sa.ColumnElement[bool]] = [document.c.state == DocumentState.REVIEW, document_within(wanted.estates)]
    if wanted.reason is not None:
        tests.append(sa.cast(document.c.reasons, sa.Text).contains(f'"{wanted.reason.code}"', autoescape=True))
    if wanted.category is not None:
        tests.append(document.c.category == wanted.category)
    if wanted.estate:
        tests.append(document.c.estate == wanted.estate)
    if wanted.batch is not None:
        tests.append(document.c.batch_id == wanted.batch)
    if wanted.source:
        named = batch.c.name.startswith(f"{wanted.source} ", autoescape=True)
        tests.append(document.c.batch_id.in_(sa.select(batch.c.id).where(named)))
    # sets that are made once a query, not looked up once a document
    if wanted.reader:
        decided = sa.select(sa.func.count()).where(decision.c.document_id == opinion.c.document_id).correlate(opinion).scalar_subquery()
        own = sa.select(opinion.c.document_id).where(opinion.c.by == wanted.reader, opinion.c.round == decided)
        tests.append(document.c.id.not_in(own))
    if wanted.token is not None:
        held = sa.select(review_lock.c.document_id).where(review_lock.c.token != wanted.token, review_lock.c.until >= tx.now)
        tests.append(document.c.id.not_in(held))
    return sa.and_(*tests)


def waiting_documents(tx: Transaction, wanted: QueueFilter = ANY) -> int:
    """How many documents wait for a person."""
    return tx.connection.scalar(sa.select(sa.func.count()).select_from(document).where(_waiting(tx, wanted))) or 0


def waiting_reasons(tx: Transaction, wanted: QueueFilter = ANY) -> tuple[tuple[ReviewReason, int], ...]:
    """How many waiting documents each reason holds back, most first; a document with several reasons counts for each."""
    query = sa.select(sa.cast(document.c.reasons, sa.Text), sa.func.count()).where(_waiting(tx, replace(wanted, reason=None)))
    counted: Counter[str] = Counter()
    for reasons, number in tx.connection.execute(query.group_by(sa.cast(document.c.reasons, sa.Text))):
        counted.update(dict.fromkeys(json.loads(reasons), number))
    return tuple((ReviewReason.of(code), n) for code, n in counted.most_common())


def waiting_batches(tx: Transaction, estates: Estates = None) -> tuple[tuple[BatchId, str, int], ...]:
    """The batches that waiting documents came with: number, name, how many; newest first."""
    query = (
        sa.select(batch.c.id, batch.c.name, sa.func.count())
        .join(document, document.c.batch_id == batch.c.id)
        .where(document.c.state == DocumentState.REVIEW, document_within(estates))
        .group_by(batch.c.id, batch.c.name)
        .order_by(batch.c.id.desc())
    )
    return tuple((BatchId(i), name, n) for i, name, n in tx.connection.execute(query))


def waiting_estates(tx: Transaction, estates: Estates = None) -> tuple[str, ...]:
    """The estates that the machine read on waiting documents."""
    waits = sa.and_(document.c.state == DocumentState.REVIEW, document.c.estate != "", document_within(estates))
    query = sa.select(document.c.estate).where(waits).distinct()
    return tuple(tx.connection.scalars(query.order_by(document.c.estate)))


def queue_rows(tx: Transaction, wanted: QueueFilter, *, limit: int, offset: int) -> tuple[QueueRow, ...]:
    """Return waiting documents by risk and age, see domain.review.head_start."""
    pages = sa.select(sa.func.count()).where(page.c.document_id == document.c.id).correlate(document).scalar_subquery()
    first = sa.select(document.c.id).where(_waiting(tx, wanted)).order_by(document.c.queue_rank, document.c.id).limit(limit).offset(offset)
    query = (
        sa.select(document, scan.c.source, pages.label("pages"), review_lock.c.holder, review_lock.c.until)
        .join(page, page.c.id == document.c.first_page_id)
        .join(scan, scan.c.id == page.c.scan_id)
        .outerjoin(review_lock, review_lock.c.document_id == document.c.id)
        .where(document.c.id.in_(first))
        .order_by(document.c.queue_rank, document.c.id)
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
            holder=r.holder if r.holder is not None and r.until >= tx.now else "",
        )
        for r in tx.connection.execute(query)
    )


def next_pages(tx: Transaction, wanted: QueueFilter, *, documents: int, pages: int) -> tuple[PageId, ...]:
    """Return the first pages of the documents that come first in the queue, page by page in its order."""
    first = sa.select(document.c.id).where(_waiting(tx, wanted)).order_by(document.c.queue_rank, document.c.id).limit(documents)
    query = (
        sa.select(page.c.id)
        .join(document, document.c.id == page.c.document_id)
        .where(document.c.id.in_(first), page.c.document_position <= pages)
        .order_by(document.c.queue_rank, document.c.id, page.c.document_position)
    )
    return tuple(PageId(number) for number in tx.connection.scalars(query))


def queue_place(tx: Transaction, document_id: DocumentId, wanted: QueueFilter) -> QueuePlace:
    """Find the document's neighbours in the queue."""
    waits = _waiting(tx, wanted)
    rank = tx.connection.scalar(sa.select(document.c.queue_rank).where(document.c.id == document_id))
    if rank is None:
        return QueuePlace(before=None, after=None, position=0, total=waiting_documents(tx, wanted))
    earlier = sa.or_(document.c.queue_rank < rank, sa.and_(document.c.queue_rank == rank, document.c.id < document_id))
    later = sa.or_(document.c.queue_rank > rank, sa.and_(document.c.queue_rank == rank, document.c.id > document_id))
    before = tx.connection.scalar(
        sa.select(document.c.id).where(waits, earlier).order_by(document.c.queue_rank.desc(), document.c.id.desc()).limit(1)
    )
    after = tx.connection.scalar(sa.select(document.c.id).where(waits, later).order_by(document.c.queue_rank, document.c.id).limit(1))
    counted = sa.select(
        sa.func.count(),
        sa.func.count(sa.case((earlier, 1))),
        sa.func.count(sa.case((document.c.id == document_id, 1))),
    )
    total, ahead, stands = tx.connection.execute(counted.select_from(document).where(waits)).one()
    return QueuePlace(
        before=None if before is None else DocumentId(before),
        after=None if after is None else DocumentId(after),
        position=ahead + 1 if stands else 0,
        total=total,
    )

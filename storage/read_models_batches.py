"""Batches with their counts, each counted where its rows lie, and the files of one. Reading only."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from domain.acceptance import AcceptanceId, AcceptanceState
from domain.document import DocumentState
from domain.failure import FailureCode
from domain.hand_over import BatchFigures, ScannerCount
from domain.ids import BatchId, Sha256
from domain.page import PageState
from domain.people import Estates
from domain.scan import ScanState
from storage.engine import Transaction
from storage.estates import scan_within
from storage.tables import acceptance, batch, document, page, scan, scanner_count

_N = sa.func.count()
_STREAMED = {"yield_per": 500}
_UNOPENED = sa.and_(scan.c.state == ScanState.RECEIVED, scan.c.page_count.is_(None))
_SCANS = {
    "scans": sa.true(),
    "opened": sa.or_(scan.c.state == ScanState.DONE, sa.and_(scan.c.state == ScanState.RECEIVED, scan.c.page_count.is_not(None))),
    "unopened": _UNOPENED,
    "duplicates": scan.c.state == ScanState.DUPLICATE,
    "refused": scan.c.state == ScanState.QUARANTINED,
}
_WAITS = page.c.state == PageState.WAITING
_PAGES = {
    "pages": sa.true(),
    "unread": sa.and_(_WAITS, ~page.c.read),
    "unsorted": sa.and_(_WAITS, page.c.read),
    "blank": page.c.state == PageState.BLANK,
    "separators": page.c.state == PageState.SEPARATOR,
    "repeated": page.c.state == PageState.DUPLICATE,
    "refused_pages": page.c.state == PageState.QUARANTINED,
    "kept": page.c.state.in_((PageState.FILED, PageState.REVIEW)),
    "joined": page.c.document_id.is_not(None),
}
_FILED = document.c.state == DocumentState.FILED
_DOCUMENTS = {
    "documents": sa.true(),
    "filed": _FILED,
    "review": document.c.state == DocumentState.REVIEW,
    "rejected": document.c.state == DocumentState.REJECTED,
    "shelved": sa.and_(_FILED, document.c.archive_no.is_not(None), document.c.dossier_id.is_not(None)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchWanted:
    """Which batches: `words` in their name or box, `busy` those not all of whose papers are filed or sent back."""

    words: str = ""
    busy: bool = False
    estates: Estates = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchStanding:
    """A batch with its counts, what the scanner counted (None where nobody entered it), and its last acceptance."""

    id: BatchId
    name: str
    box: str
    created_at: float
    figures: BatchFigures
    counted: ScannerCount | None
    acceptance: AcceptanceId | None
    accepted: AcceptanceState | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchFile:
    """A file of a batch and what became of its pages; `first` names the file that a copy is one of, `code` why it was refused."""

    source: str
    sha256: Sha256
    size: int
    received_at: float
    state: ScanState
    code: FailureCode | None
    first: str
    announced: int | None
    waiting: int
    filed: int
    review: int
    blank: int
    separators: int
    refused: int


def batches(tx: Transaction, wanted: BatchWanted, *, limit: int | None, offset: int = 0) -> tuple[BatchStanding, ...]:
    """Return batches with their counts, newest first."""
    rows = tx.connection.execute(sa.select(batch).where(*_where(wanted)).order_by(batch.c.id.desc()).limit(limit).offset(offset)).all()
    return _standing(tx, rows)


def total(tx: Transaction, wanted: BatchWanted) -> int:
    """How many batches there are."""
    return tx.connection.scalar(sa.select(_N).select_from(batch).where(*_where(wanted))) or 0


def one(tx: Transaction, batch_id: BatchId) -> BatchStanding | None:
    """Return one batch; None where there is none of that number."""
    rows = tx.connection.execute(sa.select(batch).where(batch.c.id == batch_id)).all()
    return _standing(tx, rows)[0] if rows else None


def _where(wanted: BatchWanted) -> Iterator[sa.ColumnElement[bool]]:
    if wanted.words:
        yield sa.or_(*(column.contains(wanted.words, autoescape=True) for column in (batch.c.name, batch.c.box)))
    if wanted.estates is not None:  # a batch is shown to those who may see all of it
        mine = sa.select(scan.c.batch_id).where(scan_within(wanted.estates))
        others = sa.select(scan.c.batch_id).where(~scan_within(wanted.estates))
        yield sa.and_(batch.c.id.in_(mine), batch.c.id.not_in(others))
    if wanted.busy:
        yield sa.or_(
            batch.c.id.in_(sa.select(scan.c.batch_id).where(scan.c.state.in_((ScanState.RECEIVED, ScanState.QUARANTINED)))),
            batch.c.id.in_(sa.select(page.c.batch_id).where(page.c.state.in_((PageState.WAITING, PageState.QUARANTINED)))),
            batch.c.id.in_(sa.select(document.c.batch_id).where(document.c.state == DocumentState.REVIEW)),
        )


def _standing(tx: Transaction, rows: Sequence[sa.Row[Any]]) -> tuple[BatchStanding, ...]:
    ids = [row.id for row in rows]
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for table, conditions in ((scan, _SCANS), (page, _PAGES), (document, _DOCUMENTS)):
        sums = (sa.func.sum(sa.case((condition, 1), else_=0)).label(name) for name, condition in conditions.items())
        query = sa.select(table.c.batch_id, *sums).where(table.c.batch_id.in_(ids)).group_by(table.c.batch_id)
        for r in tx.connection.execute(query):
            found[r.batch_id] |= {name: int(value) for name, value in r._mapping.items() if name != "batch_id"}
    announced = sa.select(scan.c.batch_id, sa.func.sum(scan.c.page_count)).where(scan.c.batch_id.in_(ids), _SCANS["opened"])
    for batch_id, number in tx.connection.execute(announced.group_by(scan.c.batch_id)):
        found[batch_id]["announced"] = int(number or 0)
    counted, accepted = _counted(tx, ids), _accepted(tx, ids)
    return tuple(
        BatchStanding(
            id=BatchId(row.id),
            name=row.name,
            box=row.box,
            created_at=row.created_at,
            figures=BatchFigures(**found[row.id]),
            counted=counted.get(row.id),
            acceptance=accepted.get(row.id, (None, None))[0],
            accepted=accepted.get(row.id, (None, None))[1],
        )
        for row in rows
    )


def _counted(tx: Transaction, ids: Iterable[int]) -> Mapping[int, ScannerCount]:
    query = sa.select(scanner_count).where(scanner_count.c.batch_id.in_(ids)).order_by(scanner_count.c.id)
    return {r.batch_id: ScannerCount(files=r.files, pages=r.pages, by=r.by, at=r.at) for r in tx.connection.execute(query)}


def _accepted(tx: Transaction, ids: Iterable[int]) -> Mapping[int, tuple[AcceptanceId, AcceptanceState]]:
    query = sa.select(acceptance.c.batch_id, acceptance.c.id, acceptance.c.state).where(acceptance.c.batch_id.in_(ids))
    rows = tx.connection.execute(query.order_by(acceptance.c.id))
    return {r.batch_id: (AcceptanceId(r.id), AcceptanceState(r.state)) for r in rows}


def files(tx: Transaction, batch_id: BatchId, *, limit: int | None = None, offset: int = 0) -> Iterator[BatchFile]:
    """Yield the batch's files as they came in, with what became of their pages; the rows are streamed."""
    first = scan.alias("first")

    def number(*states: PageState) -> sa.ColumnElement[int]:
        return sa.func.coalesce(sa.func.sum(sa.case((page.c.state.in_(states), 1), else_=0)), 0)

    query = (
        sa.select(
            scan,
            first.c.source.label("first_source"),
            number(PageState.WAITING).label("waiting"),
            number(PageState.FILED).label("filed"),
            number(PageState.REVIEW).label("review"),
            number(PageState.BLANK).label("blank"),
            number(PageState.SEPARATOR).label("separators"),
            number(PageState.QUARANTINED).label("refused"),
        )
        .outerjoin(first, first.c.id == scan.c.duplicate_of)
        .outerjoin(page, page.c.scan_id == scan.c.id)
        .where(scan.c.batch_id == batch_id)
        .group_by(scan.c.id, first.c.source)
        .order_by(scan.c.id)
        .limit(limit)
        .offset(offset)
    )
    for r in tx.connection.execute(query, execution_options=_STREAMED):
        yield BatchFile(
            source=r.source,
            sha256=Sha256(r.sha256),
            size=r.size,
            received_at=r.received_at,
            state=ScanState(r.state),
            code=next((member for member in FailureCode if member.code == r.reason), None),
            first=r.first_source or "",
            announced=r.page_count,
            waiting=r.waiting,
            filed=r.filed,
            review=r.review,
            blank=r.blank,
            separators=r.separators,
            refused=r.refused,
        )

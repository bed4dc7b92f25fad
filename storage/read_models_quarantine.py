"""What could not be read, what was tried again, and what came of it. Reading only."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from domain.failure import FailureCode
from domain.ids import BatchId, PageId, ScanId, Sha256
from domain.job import JobKind
from domain.page import PageState
from domain.people import Estates
from domain.scan import ScanState
from storage.engine import Transaction
from storage.estates import page_within, scan_within
from storage.tables import batch, job, page, retry, scan

_N = sa.func.count()
_REFUSED_PAGE = page.c.state == PageState.QUARANTINED
_REFUSED_FILE = scan.c.state == ScanState.QUARANTINED
_QUEUED = sa.select(job.c.subject_id).where(job.c.kind == JobKind.RETRY_SCAN, job.c.state == "live")
_LAST = sa.select(sa.func.max(retry.c.id)).group_by(retry.c.scan_id, retry.c.page_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which refused files and pages; "" and None do not narrow. `reason` is a code."""

    reason: str = ""
    batch: BatchId | None = None
    estates: Estates = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A file or page in quarantine; `page_no` is None for a whole file, `code` None for a reason of a newer version.

    `retries`: how often it was put back to work before. `read_elsewhere`: the same bytes came in under another name too and were read.
    `queued`: somebody asked for it to be tried again, and no worker has come to it yet.
    """

    scan_id: ScanId
    page_id: PageId | None
    source: str
    sha256: Sha256
    size: int
    page_no: int | None
    code: FailureCode | None
    detail: str
    received_at: float
    batch_id: BatchId
    batch: str
    retries: int
    read_elsewhere: bool
    queued: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Retried:
    """The last try of a file or page: when and by whom, for what it had been refused, how often it was tried, and how it stands.

    `state` is the page's, or the file's where it was tried whole; `code` why it is in quarantine again, None where it is not. `queued`: no
    worker has come to it yet.
    """

    sha256: Sha256
    source: str
    page_no: int | None
    at: float
    by: str
    before: FailureCode | None
    tries: int
    state: PageState | ScanState
    code: FailureCode | None
    batch_id: BatchId
    queued: bool

    @property
    def under_way(self) -> bool:
        """Whether nothing has come of it yet."""
        return self.queued or self.state in {PageState.WAITING, ScanState.RECEIVED}


def _files(wanted: Wanted, *columns: Any) -> sa.Select[Any]:
    return (
        sa.select(*columns)
        .select_from(scan.join(batch, batch.c.id == scan.c.batch_id))
        .where(_REFUSED_FILE, scan_within(wanted.estates), *_narrowed(wanted, scan))
    )


def _pages(wanted: Wanted, *columns: Any) -> sa.Select[Any]:
    joined = page.join(scan, scan.c.id == page.c.scan_id).join(batch, batch.c.id == page.c.batch_id)
    return sa.select(*columns).select_from(joined).where(_REFUSED_PAGE, page_within(wanted.estates), *_narrowed(wanted, page))


def _narrowed(wanted: Wanted, table: sa.Table) -> Sequence[sa.ColumnElement[bool]]:
    pairs = ((table.c.reason, wanted.reason), (table.c.batch_id, wanted.batch))
    return [column == value for column, value in pairs if value]


def refused(tx: Transaction, wanted: Wanted, *, limit: int, offset: int = 0) -> tuple[Refused, ...]:
    """Return quarantined files and pages, newest scan first."""
    shared = (scan.c.id.label("scan_id"), scan.c.source, scan.c.sha256, scan.c.size, scan.c.received_at, scan.c.duplicate_of, batch.c.name)
    none = sa.null()
    files = _files(wanted, *shared, scan.c.batch_id, none.label("page_id"), none.label("page_no"), scan.c.reason, scan.c.detail)
    pages = _pages(wanted, *shared, page.c.batch_id, page.c.id.label("page_id"), page.c.page_no, page.c.reason, page.c.detail)
    query = sa.union_all(files, pages).order_by(sa.desc("scan_id"), "page_no").limit(limit).offset(offset)
    rows = tx.connection.execute(query).all()
    tried = _tries(tx, [r.duplicate_of or r.scan_id for r in rows])
    read = _read(tx, [r.duplicate_of for r in rows if r.duplicate_of])
    waiting = _queued(tx, [r.duplicate_of or r.scan_id for r in rows])
    return tuple(
        Refused(
            scan_id=ScanId(r.scan_id),
            page_id=None if r.page_id is None else PageId(r.page_id),
            source=r.source,
            sha256=Sha256(r.sha256),
            size=r.size,
            page_no=r.page_no,
            code=_failure(r.reason),
            detail=r.detail,
            received_at=r.received_at,
            batch_id=BatchId(r.batch_id),
            batch=r.name,
            retries=tried.get((r.duplicate_of or r.scan_id, r.page_id), 0),
            read_elsewhere=r.duplicate_of in read,
            queued=(r.duplicate_of or r.scan_id) in waiting,
        )
        for r in rows
    )


def _tries(tx: Transaction, scans: Sequence[int]) -> Mapping[tuple[int, int | None], int]:
    query = sa.select(retry.c.scan_id, retry.c.page_id, _N).where(retry.c.scan_id.in_(scans)).group_by(retry.c.scan_id, retry.c.page_id)
    return {(row[0], row[1]): row[2] for row in tx.connection.execute(query)}


def _read(tx: Transaction, scans: Sequence[int]) -> frozenset[int]:
    return frozenset(tx.connection.scalars(sa.select(scan.c.id).where(scan.c.id.in_(scans), ~_REFUSED_FILE)))


def _queued(tx: Transaction, scans: Sequence[int]) -> frozenset[int]:
    return frozenset(tx.connection.scalars(_QUEUED.where(job.c.subject_id.in_(scans))))


def total(tx: Transaction, wanted: Wanted) -> int:
    """How many files and pages are in quarantine."""
    return sum(tx.connection.scalar(query) or 0 for query in (_files(wanted, _N), _pages(wanted, _N)))


def reasons(tx: Transaction, wanted: Wanted) -> tuple[tuple[str, int], ...]:
    """How many there are for each reason, by code, most first."""
    return tuple((reason or "", number) for reason, number in _counted(tx, wanted, ("reason",)))


def batches(tx: Transaction, wanted: Wanted) -> tuple[tuple[BatchId, str, int], ...]:
    """The batches that any are of, with how many, most first."""
    rows = _counted(tx, wanted, ("batch_id", "name"))
    return tuple((BatchId(number), name, count) for number, name, count in rows)


def _counted(tx: Transaction, wanted: Wanted, keys: tuple[str, ...]) -> Sequence[Any]:
    def of(table: sa.Table) -> tuple[sa.ColumnElement[Any], ...]:
        return tuple(batch.c.name if key == "name" else table.c[key] for key in keys)

    both = sa.union_all(_files(wanted, *of(scan)), _pages(wanted, *of(page))).subquery()
    columns = [both.c[key] for key in keys]
    return tx.connection.execute(sa.select(*columns, _N.label("n")).group_by(*columns).order_by(sa.desc("n"), *columns)).all()


def is_refused(tx: Transaction, sha256: Sha256) -> bool:
    """Whether a file or page in quarantine has these bytes."""
    held = sa.select(scan.c.id).where(
        scan.c.sha256 == sha256, sa.or_(_REFUSED_FILE, scan.c.id.in_(sa.select(page.c.scan_id).where(_REFUSED_PAGE)))
    )
    return tx.connection.scalar(held.limit(1)) is not None


def is_read(tx: Transaction, sha256: Sha256) -> bool:
    """Whether any page of these bytes was read."""
    held = sa.select(page.c.id).join(scan, scan.c.id == page.c.scan_id).where(scan.c.sha256 == sha256, page.c.scan_width.is_not(None))
    return tx.connection.scalar(held.limit(1)) is not None


def to_retry(tx: Transaction, wanted: Wanted, *, without: Collection[str]) -> tuple[tuple[ScanId, BatchId, int], ...]:
    """The first scan of each content that is refused, whole or by a page, with its batch and priority, oldest first.

    Left out are those that wait to be tried already, and files refused whole for a reason (code) `without` content.
    """
    both = sa.union_all(_files(wanted, scan.c.sha256), _pages(wanted, scan.c.sha256)).subquery()
    whole = sa.and_(_REFUSED_FILE, scan.c.reason.not_in(without))
    in_part = sa.and_(~_REFUSED_FILE, scan.c.id.in_(sa.select(page.c.scan_id).where(_REFUSED_PAGE)))
    query = sa.select(scan.c.id, scan.c.batch_id, scan.c.priority).where(
        scan.c.duplicate_of.is_(None), scan.c.sha256.in_(sa.select(both.c.sha256)), sa.or_(whole, in_part), scan.c.id.not_in(_QUEUED)
    )
    return tuple((ScanId(r[0]), BatchId(r[1]), r[2]) for r in tx.connection.execute(query.order_by(scan.c.id)))


def queued(tx: Transaction, estates: Estates) -> int:
    """How many files wait to be tried again."""
    return tx.connection.scalar(sa.select(_N).select_from(scan).where(scan.c.id.in_(_QUEUED), scan_within(estates))) or 0


def retried(tx: Transaction, estates: Estates, *, limit: int) -> tuple[Retried, ...]:
    """Return the files and pages that were tried again, each once, the last tried first."""
    query = _tried(estates, retry, scan.c.sha256, scan.c.source, scan.c.batch_id, scan.c.state, scan.c.reason.label("file_reason"))
    query = query.add_columns(page.c.page_no, page.c.state.label("page_state"), page.c.reason.label("page_reason"))
    rows = tx.connection.execute(query.order_by(retry.c.id.desc()).limit(limit)).all()
    tries, waiting = _tries(tx, [r.scan_id for r in rows]), _queued(tx, [r.scan_id for r in rows])
    found = []
    for r in rows:
        state = ScanState(r.state) if r.page_id is None else PageState(r.page_state)
        again = state in {ScanState.QUARANTINED, PageState.QUARANTINED}
        found.append(
            Retried(
                sha256=Sha256(r.sha256),
                source=r.source,
                page_no=r.page_no,
                at=r.at,
                by=r.by,
                before=_failure(r.reason),
                tries=tries[r.scan_id, r.page_id],
                state=state,
                code=_failure(r.file_reason if r.page_id is None else r.page_reason) if again else None,
                batch_id=BatchId(r.batch_id),
                queued=r.scan_id in waiting,
            )
        )
    return tuple(found)


def under_way(tx: Transaction, estates: Estates) -> int:
    """How many files and pages that were tried again are not done yet."""
    waiting = sa.or_(
        scan.c.id.in_(_QUEUED),
        sa.and_(retry.c.page_id.is_(None), scan.c.state == ScanState.RECEIVED),
        sa.and_(retry.c.page_id.is_not(None), page.c.state == PageState.WAITING),
    )
    return tx.connection.scalar(_tried(estates, _N).where(waiting)) or 0


def _tried(estates: Estates, *columns: Any) -> sa.Select[Any]:
    joined = retry.join(scan, scan.c.id == retry.c.scan_id).outerjoin(page, page.c.id == retry.c.page_id)
    within = sa.case((retry.c.page_id.is_(None), scan_within(estates)), else_=page_within(estates))
    return sa.select(*columns).select_from(joined).where(retry.c.id.in_(_LAST), within)


def _failure(code: str | None) -> FailureCode | None:
    return next((member for member in FailureCode if member.code == code), None)

"""Lists for people and programs: counts, export rows, the review queue, search hits. Reading only."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from domain.document import DocumentState
from domain.ids import BatchId, DocumentId, PageId
from domain.job import JobKind
from domain.page import PageState
from domain.people import Estates
from domain.scan import ScanState
from storage.engine import Transaction
from storage.estates import document_within, page_within, scan_within, unit_within
from storage.tables import batch, document, dossier, job, page, page_group, register_unit, scan, tenure

CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many scans and pages stand in each state; `oldest_wait` is seconds since the oldest waiting scan came in, 0 where none waits.

    `stored` counts distinct contents, `waiting` pages nobody works on, `in_work` leased jobs, `unopened` scans not opened yet.
    """

    scans: int
    stored: int
    duplicates: int
    quarantined_scans: int
    unopened: int
    pages: int
    waiting: int
    read: int
    in_work: int
    filed: int
    review: int
    blank: int
    separator: int
    quarantined_pages: int
    documents: int
    filed_documents: int
    review_documents: int
    dossiers: int
    live_jobs: int
    oldest_wait: float


def counts(tx: Transaction, batch_id: BatchId | None = None, *, estates: Estates = None) -> Counts:
    """Count one batch or everything, of papers of these estates."""
    within = _within(estates)

    def of(table: sa.Table, *columns: sa.ColumnElement[Any]) -> sa.Select[Any]:
        query = sa.select(*columns).select_from(table).where(within[table.name])
        return query if batch_id is None else query.where(table.c.batch_id == batch_id)

    def tally(*tests: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.count(sa.case((sa.and_(*tests), 1)))

    number = sa.func.count()
    waits = scan.c.state == ScanState.RECEIVED
    looked = of(
        scan,
        number.label("scans"),
        sa.func.count(sa.distinct(scan.c.sha256)).label("stored"),
        tally(scan.c.state == ScanState.DUPLICATE).label("duplicates"),
        tally(scan.c.state == ScanState.QUARANTINED).label("quarantined"),
        tally(waits, scan.c.page_count.is_(None)).label("unopened"),
        sa.func.min(sa.case((waits, scan.c.received_at))).label("oldest"),
    )
    scans = tx.connection.execute(looked).one()  # what is seen is costly to tell where it is not all: each table is gone through once
    stood = tx.connection.execute(of(page, page.c.state, number, tally(page.c.read.is_(True))).group_by(page.c.state)).all()
    pages = {r[0]: r[1] for r in stood}
    documents = {r[0]: r[1] for r in tx.connection.execute(of(document, document.c.state, number).group_by(document.c.state))}
    live, leased = tx.connection.execute(of(job, number, tally(job.c.lease_until > tx.now)).where(job.c.state == "live")).one()
    return Counts(
        scans=scans.scans,
        stored=scans.stored,
        duplicates=scans.duplicates,
        quarantined_scans=scans.quarantined,
        unopened=scans.unopened,
        pages=sum(pages.values()),
        waiting=pages.get(PageState.WAITING, 0),
        read=sum(r[2] for r in stood),
        in_work=leased,
        filed=pages.get(PageState.FILED, 0),
        review=pages.get(PageState.REVIEW, 0),
        blank=pages.get(PageState.BLANK, 0),
        separator=pages.get(PageState.SEPARATOR, 0),
        quarantined_pages=pages.get(PageState.QUARANTINED, 0),
        documents=sum(documents.values()),
        filed_documents=documents.get(DocumentState.FILED, 0),
        review_documents=documents.get(DocumentState.REVIEW, 0),
        dossiers=tx.connection.scalar(_dossiers(number, estates)) or 0,
        live_jobs=live,
        oldest_wait=max(0.0, tx.now - scans.oldest) if scans.oldest else 0.0,
    )


def _within(estates: Estates) -> Mapping[str, sa.ColumnElement[bool]]:
    """By table; of jobs only those on scans and pages can be told."""
    if estates is None:
        return dict.fromkeys((scan.name, page.name, document.name, job.name), sa.true())
    scans, pages = sa.select(scan.c.id).where(scan_within(estates)), sa.select(page.c.id).where(page_within(estates))
    subject = job.c.subject_id + 0  # SQLite is to begin with the live jobs, not with all that is seen
    jobs = sa.or_(
        sa.and_(job.c.kind.in_([JobKind.OPEN_SCAN, JobKind.RETRY_SCAN]), subject.in_(scans)),
        sa.and_(job.c.kind == JobKind.READ_PAGE, subject.in_(pages)),
    )
    return {
        scan.name: scan_within(estates),
        page.name: page_within(estates),
        document.name: document_within(estates),
        job.name: jobs,
    }


def _dossiers(number: sa.ColumnElement[int], estates: Estates) -> sa.Select[Any]:
    query = sa.select(number).select_from(dossier)
    if estates is None:
        return query
    return query.join(register_unit, register_unit.c.id == dossier.c.unit_id).where(unit_within(estates))


def page_rows(tx: Transaction) -> Iterator[dict[str, Any]]:
    """Yield the rows of pages.jsonl: every page, every refused file once, the pages of duplicates again under their own source."""
    original = scan.alias("original")
    query = (
        sa.select(
            scan.c.id.label("scan_id"),
            scan.c.source,
            scan.c.sha256,
            scan.c.state.label("scan_state"),
            scan.c.reason.label("scan_reason"),
            page,
            document.c.category,
            document.c.doc_type,
            document.c.confidence,
            document.c.unit,
            document.c.estate,
            document.c.owner,
        )
        .select_from(scan)
        .outerjoin(original, original.c.id == scan.c.duplicate_of)
        .outerjoin(page, sa.and_(page.c.scan_id == sa.func.coalesce(original.c.id, scan.c.id), scan.c.state != ScanState.QUARANTINED))
        .outerjoin(document, document.c.id == page.c.document_id)
        .order_by(scan.c.id, page.c.page_no)
    )
    for row in tx.connection.execution_options(yield_per=CHUNK).execute(query):
        r = row._mapping
        yield _page_row(r)


def _page_row(r: Any) -> dict[str, Any]:
    scan_state = ScanState(r["scan_state"])
    refused = scan_state is ScanState.QUARANTINED
    duplicate = scan_state is ScanState.DUPLICATE
    guess = (r["classification"] or {}) if not refused else {}
    status = "quarantined" if refused else "duplicate" if duplicate else r["state"] or PageState.WAITING
    return {
        "source": r["source"],
        "source_sha256": r["sha256"],
        "page": None if refused else r["page_no"],
        "status": status,
        "reason": r["scan_reason"] if refused else None if duplicate else r["reason"],
        "category": r["category"] or guess.get("category"),
        "doc_type": r["doc_type"] or guess.get("doc_type"),
        "confidence": r["confidence"],
        "unit": r["unit"],
        "estate": r["estate"] or None,
        "owner": r["owner"] or None,
        "rotation": r["rotation"],
        "skew": None if r["skew"] is None else round(r["skew"], 3),
        "document": None if r["document_id"] is None else str(r["document_id"]),
        "text": r["text"] or "",
    }


def document_rows(tx: Transaction) -> Iterator[dict[str, Any]]:
    """Yield the rows of documents.jsonl."""
    query = (
        sa.select(document, batch.c.name.label("batch_name"), scan.c.source, page.c.page_no)
        .join(page, page.c.document_id == document.c.id)
        .join(scan, scan.c.id == page.c.scan_id)
        .join(batch, batch.c.id == document.c.batch_id)
        .order_by(document.c.id, page.c.document_position)
    )
    current: dict[str, Any] | None = None
    for row in tx.connection.execution_options(yield_per=CHUNK).execute(query):
        r = row._mapping
        if current is None or current["document"] != str(r["id"]):
            if current is not None:
                yield current
            current = _document_row(r)
        current["pages"].append([r["source"], r["page_no"]])
    if current is not None:
        yield current


def _document_row(r: Any) -> dict[str, Any]:
    return {
        "document": str(r["id"]),
        "archive_no": r["archive_no"],
        "pages": [],
        "category": r["category"],
        "doc_type": r["doc_type"],
        "title": r["title"],
        "date": r["date"].isoformat() if r["date"] else None,
        "confidence": r["confidence"],
        "unit": r["unit"],
        "estate": r["estate"] or None,
        "owner": r["owner"] or None,
        "dossier": None if r["dossier_id"] is None else str(r["dossier_id"]),
        "status": r["state"],
        "reasons": r["reasons"],
        "batch": r["batch_label"] or r["batch_name"],
        "box": r["box"] or None,
    }


def is_closed(tx: Transaction, last_day: date | None) -> bool:
    """Whether an owner's last day lies behind us, by the database's clock and this machine's zone."""
    return last_day is not None and last_day < datetime.fromtimestamp(tx.now).astimezone().date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A page found by search."""

    page_id: PageId
    document_id: DocumentId | None
    source: str
    page_no: int
    status: str
    category: str | None
    doc_type: str | None
    title: str
    owner: str
    estate: str | None
    unit: str | None
    archive_no: str | None
    date: str | None
    text: str


_HIT = (
    *(page.c[name] for name in ("id", "page_no", "state", "text")),
    *(document.c[name] for name in ("id", "category", "doc_type", "title", "owner", "estate", "unit", "archive_no", "date")),
)


def hits(tx: Transaction, pages: tuple[PageId, ...]) -> tuple[Hit, ...]:
    """Return the found pages with what is known of their documents, newest first."""
    query = (
        sa.select(*_HIT, scan.c.source)  # not all columns: what was understood of a page takes long to unpack
        .join(scan, scan.c.id == page.c.scan_id)
        .outerjoin(document, document.c.id == page.c.document_id)
        .where(page.c.id.in_(pages))
        .order_by(page.c.id.desc())
    )
    return tuple(
        Hit(
            page_id=PageId(m[page.c.id]),
            document_id=None if m[document.c.id] is None else DocumentId(m[document.c.id]),
            source=m[scan.c.source],
            page_no=m[page.c.page_no],
            status=m[page.c.state],
            category=m[document.c.category],
            doc_type=m[document.c.doc_type],
            title=m[document.c.title] or "",
            owner=m[document.c.owner] or "",
            estate=m[document.c.estate] or None,
            unit=m[document.c.unit],
            archive_no=m[document.c.archive_no],
            date=m[document.c.date].isoformat() if m[document.c.date] else None,
            text=m[page.c.text],
        )
        for m in (r._mapping for r in tx.connection.execute(query))
    )


def unfinished_batches(tx: Transaction) -> tuple[str, ...]:
    """Return the names of batches whose intake was cut off: files of single pages wait there until the batch is run again.

    A watched folder's batch is never sealed, but each of its files is a group of its own and waits for nothing.
    """
    open_groups = sa.select(page_group.c.batch_id).where(page_group.c.sealed.is_(False))
    return tuple(tx.connection.scalars(sa.select(batch.c.name).where(batch.c.id.in_(open_groups)).order_by(batch.c.id)))


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledDocument:
    """A filed document as an export needs it."""

    id: DocumentId
    dossier_id: int
    estate: str
    unit: str
    owner: str
    doc_type: str
    title: str
    date: str
    archive_no: str
    pdf_sha256: str | None
    scans: tuple[tuple[str, str], ...]
    pages: int
    box: str


def filed_documents(tx: Transaction, *, estate: str = "", unit: str = "") -> tuple[FiledDocument, ...]:
    """Return filed documents in the order of the shelf, of one unit or of all; `scans` are (source, sha256) in order, each once."""
    query = (
        sa.select(
            document, scan.c.source, scan.c.sha256, register_unit.c.estate.label("at"), register_unit.c.unit.label("of"), tenure.c.owners
        )
        .join(page, page.c.document_id == document.c.id)
        .join(scan, scan.c.id == page.c.scan_id)
        .join(dossier, dossier.c.id == document.c.dossier_id)
        .join(register_unit, register_unit.c.id == dossier.c.unit_id)
        .join(tenure, tenure.c.id == dossier.c.tenure_id)
        .where(document.c.state == DocumentState.FILED)
        .order_by(register_unit.c.estate, register_unit.c.unit, document.c.id, page.c.document_position)
    )
    if estate:
        query = query.where(register_unit.c.estate == estate)
    if unit:
        query = query.where(register_unit.c.unit == unit)
    found: dict[int, tuple[Any, Counter[tuple[str, str]]]] = {}
    for row in tx.connection.execute(query):
        r = row._mapping
        found.setdefault(r["id"], (r, Counter()))[1][r["source"], r["sha256"]] += 1
    return tuple(
        FiledDocument(
            id=DocumentId(r["id"]),
            dossier_id=r["dossier_id"],
            estate=r["at"],
            unit=r["of"],
            owner="、".join(r["owners"]),
            doc_type=r["doc_type"],
            title=r["title"],
            date=r["date"].isoformat() if r["date"] else "",
            archive_no=r["archive_no"] or "",
            pdf_sha256=r["pdf_sha256"],
            scans=tuple(scans),
            pages=scans.total(),
            box=r["box"],
        )
        for r, scans in found.values()
    )

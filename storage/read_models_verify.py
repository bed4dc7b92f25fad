"""What a verification holds against the store, and where records contradict one another. Reading only."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from domain.document import DocumentState
from domain.ids import BatchId, DocumentId, ScanId, Sha256
from domain.job import JobKind
from domain.page import PageState
from domain.scan import FileKind, ScanState
from domain.verification import Fault, FaultKind
from storage.engine import Transaction
from storage.records import Only
from storage.tables import archive_serial, document, event, job, page, scan

CHUNK = 500
_STREAMED = {"yield_per": CHUNK}
_N = sa.func.count()
_FILED = document.c.state == DocumentState.FILED


class ReferenceKind(StrEnum):
    """What an object is to the record that names it."""

    ORIGINAL = "scan"
    READING = "page"
    THUMBNAIL = "thumbnail of page"
    PDF = "document"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A record that names an object; `size` in bytes where the record states it, else -1."""

    sha256: Sha256
    kind: ReferenceKind
    id: int
    size: int


def references(tx: Transaction, only: Only | None = None) -> Iterator[Reference]:
    """Yield every naming of an object, in the order of the digests; with `only` those of these rows."""

    def named(kind: ReferenceKind, table: sa.Table, column: sa.Column[Any], size: Any) -> sa.Select[Any]:
        columns = (column.label("sha256"), sa.literal(kind.name).label("kind"), table.c.id.label("id"), size.label("size"))
        query = sa.select(*columns).where(column.is_not(None))
        return query if only is None else query.where(only[table.name])

    unknown = sa.literal(-1)
    query = sa.union_all(
        named(ReferenceKind.ORIGINAL, scan, scan.c.sha256, scan.c.size),
        named(ReferenceKind.READING, page, page.c.ocr_sha256, unknown),
        named(ReferenceKind.THUMBNAIL, page, page.c.thumbnail_sha256, unknown),
        named(ReferenceKind.PDF, document, document.c.pdf_sha256, unknown),
    ).order_by("sha256", "kind", "id")
    for row in tx.connection.execute(query, execution_options=_STREAMED):
        yield Reference(sha256=Sha256(row.sha256), kind=ReferenceKind[row.kind], id=row.id, size=row.size)


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """The first scan of some bytes that could be read: what it is and how many pages the database says it has.

    `refused_pages`: some of them could not be read the first time either, and stand in quarantine.
    """

    id: ScanId
    sha256: Sha256
    kind: FileKind
    page_count: int
    refused_pages: bool


def originals(tx: Transaction, *, after: int, batch_id: BatchId | None = None) -> tuple[Original, ...]:
    """Return the next originals that were readable, by id; of one batch or of all."""
    refused = sa.exists().where(page.c.scan_id == scan.c.id, page.c.state == PageState.QUARANTINED)
    query = sa.select(scan.c.id, scan.c.sha256, scan.c.kind, scan.c.page_count, refused.label("refused")).where(
        scan.c.id > after,
        scan.c.duplicate_of.is_(None),
        scan.c.state.in_([ScanState.DONE, ScanState.RECEIVED]),
        scan.c.kind.is_not(None),
        scan.c.page_count.is_not(None),
    )
    if batch_id is not None:
        query = query.where(scan.c.batch_id == batch_id)
    return tuple(
        Original(id=ScanId(r.id), sha256=Sha256(r.sha256), kind=FileKind(r.kind), page_count=r.page_count, refused_pages=bool(r.refused))
        for r in tx.connection.execute(query.order_by(scan.c.id).limit(CHUNK))
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A document's searchable PDF and the text of each of its pages in order, as it was read."""

    id: DocumentId
    pdf_sha256: Sha256
    texts: tuple[str, ...]


def published(tx: Transaction, *, after: int, batch_id: BatchId | None = None) -> tuple[Published, ...]:
    """Return the next documents that have a searchable PDF, by id, of one batch or of all; only pages of known size are published."""
    chosen = sa.select(document.c.id, document.c.pdf_sha256).where(document.c.id > after, document.c.pdf_sha256.is_not(None))
    if batch_id is not None:
        chosen = chosen.where(document.c.batch_id == batch_id)
    rows = tx.connection.execute(chosen.order_by(document.c.id).limit(CHUNK // 10)).all()
    texts: dict[int, list[str]] = {r.id: [] for r in rows}
    wanted = sa.select(page.c.document_id, page.c.text, page.c.ocr_sha256).where(
        page.c.document_id.in_(texts), page.c.scan_width.is_not(None)
    )
    for row in tx.connection.execute(wanted.order_by(page.c.document_id, page.c.document_position)):
        texts[row.document_id].append(row.text if row.ocr_sha256 else "")
    return tuple(Published(id=DocumentId(r.id), pdf_sha256=Sha256(r.pdf_sha256), texts=tuple(texts[r.id])) for r in rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """How many records of each kind there are."""

    scans: int
    pages: int
    documents: int
    filed: int
    originals: int
    pdfs: int


def totals(tx: Transaction) -> Totals:
    """Count what is to be looked at."""

    def number(table: sa.Table, *where: sa.ColumnElement[bool]) -> int:
        return tx.connection.scalar(sa.select(_N).select_from(table).where(*where)) or 0

    readable = scan.c.state.in_([ScanState.DONE, ScanState.RECEIVED])
    return Totals(
        scans=number(scan),
        pages=number(page),
        documents=number(document),
        filed=number(document, _FILED),
        originals=number(scan, readable, scan.c.duplicate_of.is_(None), scan.c.page_count.is_not(None)),
        pdfs=number(document, document.c.pdf_sha256.is_not(None)),
    )


def contradictions(tx: Transaction) -> Iterator[Fault]:
    """Yield every place where records contradict one another, kind by kind."""
    for kind, subject, query in (*_scans(), *_pages(), *_documents()):
        for number, detail in tx.connection.execute(query, execution_options=_STREAMED):
            yield Fault(kind=kind, subject=f"{subject} {number}", record=f"{subject} {number}", detail=str(detail or ""))


_Question = tuple[FaultKind, str, sa.Select[Any, Any]]
"""What a row of the query means: the kind of fault, what its id is of, and the query for ids with a detail."""


def _scans() -> tuple[_Question, ...]:
    original = scan.alias("original")
    done = scan.c.state == ScanState.DONE
    counted = (
        sa.select(scan.c.id, sa.func.coalesce(scan.c.page_count, 0).label("said"), _N.filter(page.c.id.is_not(None)).label("held"))
        .select_from(scan.outerjoin(page, page.c.scan_id == scan.c.id))
        .where(done)
        .group_by(scan.c.id, scan.c.page_count)
        .having(
            sa.or_(
                scan.c.page_count.is_(None),
                _N.filter(page.c.id.is_not(None)) != scan.c.page_count,
                sa.func.min(page.c.page_no) != 1,
                sa.func.max(page.c.page_no) != scan.c.page_count,
            )
        )
    ).subquery()
    unknown = sa.select(scan.c.id, scan.c.state).where(scan.c.state.not_in(list(ScanState)))
    astray = (
        sa.select(scan.c.id, scan.c.state)
        .outerjoin(original, original.c.id == scan.c.duplicate_of)
        .where(
            sa.or_(
                sa.and_(scan.c.state == ScanState.DUPLICATE, scan.c.duplicate_of.is_(None)),
                sa.and_(scan.c.duplicate_of.is_not(None), original.c.sha256 != scan.c.sha256),
                sa.and_(scan.c.state == ScanState.QUARANTINED, scan.c.reason.is_(None)),
                sa.and_(done, scan.c.kind.is_(None)),
            )
        )
    )
    stuck = sa.select(scan.c.id, sa.literal("unopened")).where(
        scan.c.state == ScanState.RECEIVED, scan.c.page_count.is_(None), _no_job(JobKind.OPEN_SCAN, scan.c.id)
    )
    return (
        (FaultKind.SCAN_STATE, "scan", unknown),
        (FaultKind.SCAN_STATE, "scan", astray),
        (FaultKind.PAGE_GAP, "scan", sa.select(counted.c.id, counted.c.held)),
        (FaultKind.STUCK, "scan", stuck),
    )


def _pages() -> tuple[_Question, ...]:
    filed, review = page.c.state == PageState.FILED, page.c.state == PageState.REVIEW
    astray = (
        sa.select(page.c.id, page.c.state)
        .outerjoin(document, document.c.id == page.c.document_id)
        .where(
            sa.or_(
                page.c.state.not_in(list(PageState)),
                sa.and_(sa.or_(filed, review), page.c.document_id.is_(None)),
                sa.and_(page.c.document_id.is_not(None), filed != _FILED),
                sa.and_(page.c.state == PageState.QUARANTINED, page.c.reason.is_(None)),
            )
        )
    )
    stuck = sa.select(page.c.id, sa.literal("unread")).where(
        page.c.state == PageState.WAITING, page.c.read.is_(False), _no_job(JobKind.READ_PAGE, page.c.id)
    )
    return ((FaultKind.PAGE_STATE, "page", astray), (FaultKind.STUCK, "page", stuck))


def _documents() -> tuple[_Question, ...]:
    held = _N.filter(page.c.id.is_not(None))
    disordered = (
        sa.select(document.c.id, held)
        .select_from(document.outerjoin(page, page.c.document_id == document.c.id))
        .group_by(document.c.id)
        .having(sa.or_(held == 0, sa.func.min(page.c.document_position) != 1, sa.func.max(page.c.document_position) != held))
    )
    homeless = sa.select(document.c.id, document.c.archive_no).where(
        _FILED, sa.or_(document.c.dossier_id.is_(None), document.c.archive_no.is_(None), document.c.unit.is_(None))
    )
    bare = sa.select(document.c.id, document.c.archive_no).where(
        _FILED, document.c.pdf_sha256.is_(None), _no_job(JobKind.PUBLISH_DOCUMENT, document.c.id)
    )
    logged = sa.exists().where(
        event.c.subject == "document",
        event.c.subject_id == document.c.id,
        event.c.action.in_(["document.filed", "document.corrected"]),
    )
    return (
        (FaultKind.DOCUMENT_PAGES, "document", disordered),
        (FaultKind.NOT_IN_DOSSIER, "document", homeless),
        (FaultKind.PDF_MISSING, "document", bare),
        (FaultKind.NOT_LOGGED, "document", sa.select(document.c.id, document.c.archive_no).where(_FILED, ~logged)),
    )


def _no_job(kind: JobKind, subject: sa.Column[Any]) -> sa.ColumnElement[bool]:
    return ~sa.exists().where(job.c.kind == kind, job.c.subject_id == subject, job.c.state == "live")


def serials(tx: Transaction) -> Iterator[tuple[str, int]]:
    """Yield each running number's key and the last number given."""
    rows = tx.connection.execute(sa.select(archive_serial).order_by(archive_serial.c.key), execution_options=_STREAMED)
    yield from ((row.key, row.last) for row in rows)


def archive_numbers_among(tx: Transaction, wanted: Sequence[str]) -> frozenset[str]:
    """Return those of the numbers that some document has."""
    return frozenset(tx.connection.scalars(sa.select(document.c.archive_no).where(document.c.archive_no.in_(wanted))))


def papers(tx: Transaction, named: Collection[str]) -> dict[str, str]:
    """Return what operators know these records by ("scan 4": its source, "page 7": source and page, "document 2": archive number)."""
    ids: dict[str, list[int]] = {}
    for name in named:
        kind, _, number = name.rpartition(" ")
        ids.setdefault(kind.rpartition(" ")[2], []).append(int(number))
    of_page = sa.select(page.c.id, scan.c.source, page.c.page_no).join(scan, scan.c.id == page.c.scan_id)
    known: dict[str, str] = {}
    for some in _chunks(ids.get("scan", [])):
        rows = tx.connection.execute(sa.select(scan.c.id, scan.c.source).where(scan.c.id.in_(some)))
        known |= {f"scan {r.id}": r.source for r in rows}
    for some in _chunks(ids.get("page", [])):
        rows = tx.connection.execute(of_page.where(page.c.id.in_(some)))
        known |= {f"page {r.id}": f"{r.source} [{r.page_no}]" for r in rows}
    for some in _chunks(ids.get("document", [])):
        numbered = sa.select(document.c.id, document.c.archive_no, scan.c.source, page.c.page_no)
        numbered = numbered.outerjoin(page, page.c.id == document.c.first_page_id).outerjoin(scan, scan.c.id == page.c.scan_id)
        rows = tx.connection.execute(numbered.where(document.c.id.in_(some)))
        known |= {f"document {r.id}": r.archive_no or f"{r.source} [{r.page_no}]" for r in rows}
    return {name: known.get(name.removeprefix("thumbnail of "), "") for name in named}


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[at : at + CHUNK] for at in range(0, len(ids), CHUNK))

"""What is judged of a batch at its acceptance, and batches with their acceptances as lists show them. Reading only."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from domain.acceptance import AcceptanceId, AcceptanceState
from domain.catalogue import CatalogueRow
from domain.document import DocumentState
from domain.finding import Finding, FindingStatus
from domain.ids import BatchId, DocumentId, PageId, ScanId, Sha256
from domain.natural import natural_order
from domain.page import PageState
from domain.scan import ScanState
from domain.scan_quality import PageFacts
from domain.unit_number import UnitNumber
from storage.engine import Transaction
from storage.mapping import from_json
from storage.repositories.pages import FACTS, facts_of
from storage.tables import acceptance, acceptance_item, batch, document, finding, import_log, page, rescan, scan

_CHUNK = 500
_N = sa.func.count()


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRow:
    """A batch and how it stands; `acceptance` is its last one, `state` and `at` (seconds since 1970, closed or opened) of that one."""

    id: BatchId
    name: str
    box: str
    created_at: float
    sealed: bool
    pages: int
    documents: int
    filed: int
    review: int
    acceptance: AcceptanceId | None
    state: AcceptanceState | None
    at: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchScan:
    """A scan of the batch; `replaced`: it was refused, and another file of the same name came in later and was read."""

    id: ScanId
    source: str
    sha256: Sha256
    state: ScanState
    reason: str
    replaced: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchPage:
    """A page of the batch; `document` None where it belongs to none, `rejected`: a person has sent its document back."""

    id: PageId
    source: str
    page_no: int
    state: PageState
    reason: str
    document: DocumentId | None
    rejected: bool
    text: bool
    read: bool
    facts: PageFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchDocument:
    """A document of the batch that no person has sent back; `sequence` names the paper sequence that it lies in."""

    id: DocumentId
    archive_no: str
    state: DocumentState
    sequence: int
    source: str
    published: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """A sampled document as lists show it; `catalogue` is the row that it was linked to at the last check, None where none."""

    document_id: DocumentId
    again: bool
    archive_no: str
    doc_type: str
    title: str
    estate: str
    unit: UnitNumber | None
    owner: str
    date: date | None
    first_page: PageId
    catalogue: CatalogueRow | None


def batches(tx: Transaction) -> tuple[BatchRow, ...]:
    """Return every batch, newest first, with its last acceptance."""

    def number(table: sa.Table, *where: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
        return sa.select(_N).select_from(table).where(table.c.batch_id == batch.c.id, *where).correlate(batch).scalar_subquery()

    last = sa.select(acceptance.c.batch_id, sa.func.max(acceptance.c.id).label("id")).group_by(acceptance.c.batch_id).subquery()
    query = (
        sa.select(
            batch,
            number(page).label("pages"),
            number(document, document.c.state != DocumentState.REJECTED).label("documents"),
            number(document, document.c.state == DocumentState.FILED).label("filed"),
            number(document, document.c.state == DocumentState.REVIEW).label("review"),
            acceptance.c.id.label("acceptance"),
            acceptance.c.state.label("state"),
            sa.func.coalesce(acceptance.c.closed_at, acceptance.c.opened_at).label("at"),
        )
        .outerjoin(last, last.c.batch_id == batch.c.id)
        .outerjoin(acceptance, acceptance.c.id == last.c.id)
        .order_by(batch.c.id.desc())
    )
    return tuple(
        BatchRow(
            id=BatchId(r.id),
            name=r.name,
            box=r.box,
            created_at=r.created_at,
            sealed=r.sealed,
            pages=r.pages,
            documents=r.documents,
            filed=r.filed,
            review=r.review,
            acceptance=None if r.acceptance is None else AcceptanceId(r.acceptance),
            state=None if r.state is None else AcceptanceState(r.state),
            at=r.at,
        )
        for r in tx.connection.execute(query)
    )


def facts_sha256(tx: Transaction, batch_id: BatchId) -> str:
    """Digest of every record that an acceptance judges: scans, pages, documents, waived findings, and the catalogue imports in force."""
    digest = hashlib.sha256()
    scans = sa.select(scan.c.id, scan.c.sha256, scan.c.source, scan.c.state, scan.c.page_count, scan.c.duplicate_of)
    pages = sa.select(page.c.id, page.c.state, page.c.document_id, page.c.document_position, *FACTS)
    columns = ("id", "state", "doc_type", "title", "date", "estate", "unit", "owner", "archive_no", "dossier_id", "pdf_sha256")
    documents = sa.select(*(document.c[name] for name in columns))
    for table, query in ((scan, scans), (page, pages), (document, documents)):
        for row in tx.connection.execute(query.where(table.c.batch_id == batch_id).order_by(table.c.id)):
            digest.update(repr(tuple(row)).encode())
    own = sa.select(sa.cast(document.c.id, sa.String)).where(document.c.batch_id == batch_id)
    settled = sa.select(finding.c.fingerprint).where(finding.c.status == FindingStatus.WAIVED, finding.c.document.in_(own))
    digest.update(repr(sorted(tx.connection.scalars(settled))).encode())
    digest.update(repr(to_scan_again(tx, batch_id)).encode())
    imports = sa.select(import_log.c.id, import_log.c.state).where(import_log.c.kind == "catalogue").order_by(import_log.c.id)
    digest.update(repr([tuple(row) for row in tx.connection.execute(imports)]).encode())
    return digest.hexdigest()


def population(tx: Transaction, batch_id: BatchId) -> tuple[DocumentId, ...]:
    """Return the filed documents of the batch, by number: what its sample is drawn of."""
    query = sa.select(document.c.id).where(document.c.batch_id == batch_id, document.c.state == DocumentState.FILED)
    return tuple(DocumentId(n) for n in tx.connection.scalars(query.order_by(document.c.id)))


def scans(tx: Transaction, batch_id: BatchId) -> tuple[BatchScan, ...]:
    """Return the batch's scans, by number."""
    query = sa.select(scan.c.id, scan.c.source, scan.c.sha256, scan.c.state, scan.c.reason)
    rows = tx.connection.execute(query.where(scan.c.batch_id == batch_id).order_by(scan.c.id)).all()
    read = {row.source: row.id for row in rows if row.state == ScanState.DONE}
    return tuple(
        BatchScan(
            id=ScanId(r.id),
            source=r.source,
            sha256=Sha256(r.sha256),
            state=ScanState(r.state),
            reason=r.reason or "",
            replaced=r.state == ScanState.QUARANTINED and read.get(r.source, 0) > r.id,
        )
        for r in rows
    )


def pages(tx: Transaction, batch_id: BatchId) -> tuple[BatchPage, ...]:
    """Return the batch's pages, by number."""
    columns = (page.c.id, page.c.page_no, page.c.state, page.c.reason, page.c.document_id, page.c.read, page.c.scan_width)
    query = (
        sa.select(*columns, (page.c.text != "").label("has_text"), document.c.state.label("decided"), scan.c.source, *FACTS)
        .join(scan, scan.c.id == page.c.scan_id)
        .outerjoin(document, document.c.id == page.c.document_id)
        .where(page.c.batch_id == batch_id)
        .order_by(page.c.id)
    )
    return tuple(
        BatchPage(
            id=PageId(r.id),
            source=r.source,
            page_no=r.page_no,
            state=PageState(r.state),
            reason=r.reason or "",
            document=None if r.document_id is None else DocumentId(r.document_id),
            rejected=r.decided == DocumentState.REJECTED,
            text=bool(r.has_text),
            read=r.scan_width is not None,
            facts=facts_of(r),
        )
        for r in tx.connection.execute(query)
    )


def to_scan_again(tx: Transaction, batch_id: BatchId) -> tuple[tuple[DocumentId, str], ...]:
    """Return the batch's documents whose papers a person sent back to the scanner and that have not come back, with their sources."""
    query = (
        sa.select(document.c.id, scan.c.source, page.c.page_no)
        .join(rescan, rescan.c.document_id == document.c.id)
        .join(page, page.c.id == document.c.first_page_id)
        .join(scan, scan.c.id == page.c.scan_id)
        .where(document.c.batch_id == batch_id, rescan.c.done_at.is_(None))
        .order_by(document.c.id)
    )
    return tuple((DocumentId(r.id), f"{r.source} [{r.page_no}]") for r in tx.connection.execute(query))


def documents(tx: Transaction, batch_id: BatchId) -> tuple[BatchDocument, ...]:
    """Return the batch's documents that no person has sent back, in the order in which they lie on paper within each sequence."""
    query = (
        sa.select(document, scan.c.source, page.c.page_no)
        .join(page, page.c.id == document.c.first_page_id)
        .join(scan, scan.c.id == page.c.scan_id)
        .where(document.c.batch_id == batch_id, document.c.state != DocumentState.REJECTED)
    )
    rows = sorted(tx.connection.execute(query).all(), key=lambda r: (r.group_id, natural_order(r.source), r.page_no, r.id))
    return tuple(
        BatchDocument(
            id=DocumentId(r.id),
            archive_no=r.archive_no or "",
            state=DocumentState(r.state),
            sequence=r.group_id,
            source=f"{r.source} [{r.page_no}]",
            published=r.pdf_sha256 is not None,
        )
        for r in rows
    )


def waived(tx: Transaction, found: Sequence[Finding]) -> frozenset[str]:
    """Return the fingerprints of those findings that a person has waived."""
    keys = [each.fingerprint for each in found]
    held: set[str] = set()
    for start in range(0, len(keys), _CHUNK):
        wanted = finding.c.fingerprint.in_(keys[start : start + _CHUNK])
        query = sa.select(finding.c.fingerprint).where(wanted, finding.c.status == FindingStatus.WAIVED)
        held |= set(tx.connection.scalars(query))
    return frozenset(held)


def item_rows(tx: Transaction, acceptance_id: AcceptanceId) -> tuple[ItemRow, ...]:
    """Return the sample in its order."""
    query = (
        sa.select(document, acceptance_item.c.again, acceptance_item.c.catalogue.label("linked"))
        .join(acceptance_item, acceptance_item.c.document_id == document.c.id)
        .where(acceptance_item.c.acceptance_id == acceptance_id)
        .order_by(acceptance_item.c.position)
    )
    return tuple(
        ItemRow(
            document_id=DocumentId(r.id),
            again=r.again,
            archive_no=r.archive_no or "",
            doc_type=r.doc_type,
            title=r.title,
            estate=r.estate,
            unit=None if r.unit is None else UnitNumber.parse(r.unit),
            owner=r.owner,
            date=r.date,
            first_page=PageId(r.first_page_id),
            catalogue=None if r.linked is None else from_json(CatalogueRow, r.linked),
        )
        for r in tx.connection.execute(query)
    )


def open_acceptances(tx: Transaction) -> int:
    """How many acceptances wait to be closed."""
    return tx.connection.scalar(sa.select(_N).select_from(acceptance).where(acceptance.c.state == AcceptanceState.OPEN)) or 0


def batch_named(tx: Transaction, name: str) -> BatchId | None:
    """Return the batch of that name; None where there is none."""
    found = tx.connection.scalar(sa.select(batch.c.id).where(batch.c.name == name))
    return None if found is None else BatchId(found)


def batch_row(tx: Transaction, batch_id: BatchId) -> BatchRow | None:
    """Return one batch; None where there is none of that number."""
    return next((row for row in batches(tx) if row.id == batch_id), None)

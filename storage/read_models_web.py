"""Lists and single records for the web application. Reading only; every list takes a limit and an offset."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from domain.document import DocumentState
from domain.finding import FindingKind, FindingStatus, Severity
from domain.ids import DocumentId, DossierId, PageId, Sha256, TenureId
from domain.page import PageKind, Rotation
from domain.people import Estates
from domain.register import RegisterTenure
from domain.review import ReviewDecision
from domain.scan import FileKind
from domain.unit_number import UnitNumber
from storage.engine import Transaction
from storage.estates import document_within, unit_within
from storage.mapping import from_json
from storage.read_models import is_closed
from storage.repositories.register import tenure_of
from storage.tables import decision, document, dossier, page, register_unit, scan, tenure

_AT_ONCE = 1_000
_CARD = ("id", "page_no", "thumbnail_sha256", "text", "rotation", "skew", "scan_width", "scan_height")
_DRAWN = ("page_no", "rotation", "skew", "thumbnail_sha256", "scan_width", "ocr_sha256")
_NOT_LOOKED_AT = frozenset({PageKind.BLANK, PageKind.SEPARATOR})
"""Pages whose text no engine was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageCard:
    """A page of a document in the document's order. `look` changes whenever its picture does; `size` is the upright scan's, None unread."""

    id: PageId
    look: str
    size: tuple[int, int] | None
    page_no: int
    source: str
    scan_sha256: Sha256
    has_thumbnail: bool
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFile:
    """What drawing a page needs. `kind` is None for a scan never opened; rotation and skew are 0 for a page never read.

    `ocr_sha256` is of what was read, None where the page was not `read` (one taken for an empty side or a separator was not) or
    holds no text.
    """

    scan_sha256: Sha256
    kind: FileKind | None
    page_no: int
    rotation: Rotation
    skew: float
    thumbnail_sha256: Sha256 | None
    read: bool
    ocr_sha256: Sha256 | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A person's decision and the time it was stored, in seconds since 1970."""

    decision: ReviewDecision
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """A dossier: one owner's tenure of one unit.

    `closed_on` is the owner's last day, None where none is known, and `closed` whether it is over; `retain_until` is the last day on which
    a closed one must be kept, None: for good; `expired`: that day has gone by.
    """

    id: DossierId
    estate: str
    unit: UnitNumber
    tenure_id: TenureId
    tenure: RegisterTenure
    opened_at: float
    closed_on: date | None
    closed: bool
    retain_until: date | None
    expired: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfRow:
    """A filed document in its dossier; `box` is where its paper lies, "" where unknown, `filed_at` seconds since 1970."""

    id: DocumentId
    doc_type: str
    title: str
    date: date | None
    archive_no: str
    pages: int
    published: bool
    box: str
    filed_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRow:
    """A stored finding; `document` is None where it concerns none that is stored."""

    kind: FindingKind
    severity: Severity
    status: FindingStatus
    estate: str
    unit: str
    archive_no: str
    document: DocumentId | None
    detail: str
    first_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """A stored scan's bytes: the name they came under and how many they are."""

    source: str
    size: int


def document_pages(tx: Transaction, document_id: DocumentId) -> tuple[PageCard, ...]:
    """Return the document's pages in order."""
    query = (
        sa.select(*(page.c[name] for name in _CARD), scan.c.source, scan.c.sha256)
        .join(scan, scan.c.id == page.c.scan_id)
        .where(page.c.document_id == document_id)
        .order_by(page.c.document_position)
    )
    return tuple(
        PageCard(
            id=PageId(r.id),
            look=f"{r.sha256[:12]}-{r.rotation or 0}-{r.skew or 0.0:.2f}",
            size=_upright(r),
            page_no=r.page_no,
            source=r.source,
            scan_sha256=Sha256(r.sha256),
            has_thumbnail=r.thumbnail_sha256 is not None,
            text=r.text,
        )
        for r in tx.connection.execute(query)
    )


def _upright(r: Any) -> tuple[int, int] | None:
    if r.scan_width is None:
        return None
    return (r.scan_width, r.scan_height) if (r.rotation or 0) % 180 == 0 else (r.scan_height, r.scan_width)


def page_numbers(tx: Transaction, documents: Sequence[DocumentId]) -> tuple[tuple[PageId, int], ...]:
    """Return every page of the documents with its place in its document, from 1."""
    place = sa.func.row_number().over(partition_by=page.c.document_id, order_by=page.c.document_position)
    return tuple(
        (PageId(r[0]), int(r[1])) for r in tx.connection.execute(sa.select(page.c.id, place).where(page.c.document_id.in_(documents)))
    )


def page_file(tx: Transaction, page_id: PageId) -> PageFile | None:
    """Return what drawing the page needs; None where there is no such page."""
    query = (
        sa.select(*(page.c[name] for name in _DRAWN), page.c.kind.label("page_kind"), scan.c.sha256, scan.c.kind)
        .join(scan, scan.c.id == page.c.scan_id)
        .where(page.c.id == page_id)
    )
    r = tx.connection.execute(query).first()
    if r is None:
        return None
    return PageFile(
        scan_sha256=Sha256(r.sha256),
        kind=None if r.kind is None else FileKind(r.kind),
        page_no=r.page_no,
        rotation=r.rotation or 0,
        skew=r.skew or 0.0,
        thumbnail_sha256=None if r.thumbnail_sha256 is None else Sha256(r.thumbnail_sha256),
        read=r.scan_width is not None and (r.ocr_sha256 is not None or r.page_kind not in _NOT_LOOKED_AT),
        ocr_sha256=None if r.ocr_sha256 is None else Sha256(r.ocr_sha256),
    )


def decisions(tx: Transaction, document_id: DocumentId) -> tuple[Decided, ...]:
    """Return what people decided about the document, first to last."""
    rows = tx.connection.execute(sa.select(decision).where(decision.c.document_id == document_id).order_by(decision.c.id))
    return tuple(Decided(decision=from_json(ReviewDecision, r.content), at=r.at) for r in rows)


def _volumes() -> sa.Select[Any]:
    return (
        sa.select(
            dossier.c.id,
            dossier.c.tenure_id,
            dossier.c.opened_at,
            dossier.c.closed_on,
            dossier.c.retain_until,
            register_unit.c.estate,
            register_unit.c.unit,
            tenure,
        )
        .join(register_unit, register_unit.c.id == dossier.c.unit_id)
        .join(tenure, tenure.c.id == dossier.c.tenure_id)
    )


def _volume(tx: Transaction, r: Any) -> Volume:
    return Volume(
        id=DossierId(r[0]),
        estate=r.estate,
        unit=UnitNumber.parse(r.unit),
        tenure_id=TenureId(r.tenure_id),
        tenure=tenure_of(r._mapping),
        opened_at=r.opened_at,
        closed_on=r.closed_on,
        closed=is_closed(tx, r.closed_on),
        retain_until=r.retain_until,
        expired=is_closed(tx, r.closed_on) and is_closed(tx, r.retain_until),
    )


def volume(tx: Transaction, dossier_id: DossierId) -> Volume | None:
    """Return one dossier; None where there is none of that number."""
    r = tx.connection.execute(_volumes().where(dossier.c.id == dossier_id)).first()
    return None if r is None else _volume(tx, r)


def volumes(tx: Transaction) -> Iterator[Volume]:
    """Yield every dossier by number."""
    query = _volumes().order_by(dossier.c.id)
    return (_volume(tx, r) for r in tx.connection.execution_options(yield_per=_AT_ONCE).execute(query))


def volumes_of_unit(tx: Transaction, estate: str, unit: UnitNumber) -> tuple[Volume, ...]:
    """Return all dossiers of one unit, oldest tenure first."""
    query = _volumes().where(register_unit.c.estate == estate, register_unit.c.unit == str(unit))
    return tuple(_volume(tx, r) for r in tx.connection.execute(query.order_by(sa.nullsfirst(tenure.c.start), tenure.c.id)))


def shelf(tx: Transaction, dossier_id: DossierId) -> tuple[ShelfRow, ...]:
    """Return the dossier's filed documents by type and date."""
    pages = sa.select(sa.func.count()).where(page.c.document_id == document.c.id).correlate(document).scalar_subquery()
    query = (
        sa.select(document, pages.label("pages"))
        .where(document.c.dossier_id == dossier_id, document.c.state == DocumentState.FILED)
        .order_by(document.c.category, document.c.doc_type, sa.nullslast(document.c.date), document.c.id)
    )
    return tuple(
        ShelfRow(
            id=DocumentId(r.id),
            doc_type=r.doc_type,
            title=r.title,
            date=r.date,
            archive_no=r.archive_no or "",
            pages=r.pages,
            published=r.pdf_sha256 is not None,
            box=r.box,
            filed_at=r.filed_at or 0.0,
        )
        for r in tx.connection.execute(query)
    )


def by_archive_no(tx: Transaction, archive_no: str, estates: Estates = None) -> DocumentId | None:
    """Return the document of exactly that archive number."""
    found = tx.connection.scalar(sa.select(document.c.id).where(document.c.archive_no == archive_no, document_within(estates)))
    return None if found is None else DocumentId(found)


def finding_row(r: Any) -> FindingRow:
    """A row of the finding table as it is listed."""
    return FindingRow(
        kind=FindingKind(r.kind),
        severity=Severity(r.severity),
        status=FindingStatus(r.status),
        estate=r.estate,
        unit=r.unit,
        archive_no=r.archive_no,
        document=DocumentId(int(r.document)) if r.document.isascii() and r.document.isdigit() else None,
        detail=r.detail,
        first_at=r.first_at,
    )


def original(tx: Transaction, sha256: Sha256) -> Original | None:
    """Return the first scan with these bytes; None where no scan ever had them."""
    r = tx.connection.execute(sa.select(scan.c.source, scan.c.size).where(scan.c.sha256 == sha256).order_by(scan.c.id).limit(1)).first()
    return None if r is None else Original(source=r.source, size=r.size)


def register_estates(tx: Transaction, estates: Estates = None) -> tuple[str, ...]:
    """Return the names of the register's estates."""
    return tuple(
        tx.connection.scalars(sa.select(register_unit.c.estate).where(unit_within(estates)).distinct().order_by(register_unit.c.estate))
    )

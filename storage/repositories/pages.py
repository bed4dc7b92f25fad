"""Pages: made when a scan is opened, read once, given one final state when their group becomes documents."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from domain.classification import Classification
from domain.document import UnderstoodPage
from domain.failure import Failure
from domain.fields import ExtractedFields
from domain.ids import BatchId, DocumentId, GroupId, PageId, ScanId, Sha256
from domain.natural import natural_order
from domain.page import PageKind, PageState, QualityFacts, Rotation
from domain.reading import PageRecord
from domain.scan import FileKind, Scan
from domain.scan_quality import PageFacts
from storage.engine import Transaction
from storage.mapping import from_json, to_json
from storage.tables import page, page_group, scan
from storage.text_index import index_page
from storage.upsert import insert_new

FACTS = (
    page.c.dpi,
    page.c.skew,
    page.c.skew_known,
    page.c.rotation_known,
    page.c.blur,
    page.c.contrast,
    page.c.ink,
    page.c.clipped,
    page.c.doubtful,
    page.c.type_height,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWork:
    """What a worker needs to read a page: where its bytes are and which page of them.

    `turned` is a person's word on which way is up, None where nobody gave it; `document_id` the document it is part of already.
    """

    page_id: PageId
    scan_id: ScanId
    group_id: GroupId
    batch_id: BatchId
    sha256: Sha256
    kind: FileKind
    page_no: int
    priority: int
    turned: Rotation | None = None
    document_id: DocumentId | None = None


def add(tx: Transaction, of: Scan, group_id: GroupId, page_numbers: Sequence[int]) -> tuple[PageId, ...]:
    """Make the scan's pages (again harmless) and return their ids in order."""
    rows = [
        {"batch_id": of.batch_id, "scan_id": of.id, "group_id": group_id, "page_no": n, "state": PageState.WAITING, "read": False}
        for n in page_numbers
    ]
    insert_new(tx, page, rows)
    return tuple(PageId(i) for i in tx.connection.scalars(sa.select(page.c.id).where(page.c.scan_id == of.id).order_by(page.c.page_no)))


def work(tx: Transaction, page_id: PageId) -> PageWork:
    """Return what is needed to read the page."""
    row = tx.connection.execute(
        sa.select(
            page.c.id,
            page.c.scan_id,
            page.c.group_id,
            page.c.batch_id,
            page.c.page_no,
            page.c.turned,
            page.c.document_id,
            scan.c.sha256,
            scan.c.kind,
            scan.c.priority,
        )
        .join(scan, scan.c.id == page.c.scan_id)
        .where(page.c.id == page_id)
    ).one()
    return PageWork(
        page_id=PageId(row.id),
        scan_id=ScanId(row.scan_id),
        group_id=GroupId(row.group_id),
        batch_id=BatchId(row.batch_id),
        sha256=Sha256(row.sha256),
        kind=FileKind(row.kind),
        page_no=row.page_no,
        priority=row.priority,
        turned=row.turned,
        document_id=None if row.document_id is None else DocumentId(row.document_id),
    )


def save(tx: Transaction, page_id: PageId, record: PageRecord) -> None:
    """Keep what was read; the page still waits for its documents to be formed."""
    transform, quality = record.transform, record.quality
    tx.connection.execute(
        page.update()
        .where(page.c.id == page_id)
        .values(
            read=True,
            kind=record.kind,
            scan_width=transform.scan_width,
            scan_height=transform.scan_height,
            scale=record.scale,
            dpi=quality.dpi,
            rotation=transform.rotation,
            skew=transform.skew,
            skew_known=quality.skew_known,
            blur=quality.blur,
            contrast=quality.contrast,
            ink=quality.ink,
            rotation_known=quality.rotation_known,
            clipped=quality.clipped,
            doubtful=record.doubtful,
            type_height=record.type_height,
            separator=record.separator.replace("\x00", ""),  # PostgreSQL's text holds no NUL; a code on paper or a text layer may
            engine=record.engine,
            text=record.text.replace("\x00", ""),
            text_confidence=record.text_confidence,
            ocr_sha256=record.ocr_sha256,
            thumbnail_sha256=record.thumbnail_sha256,
            classification=None if record.classification is None else to_json(Classification, record.classification),
            fields=to_json(ExtractedFields, record.fields),
            timings=[list(t) for t in record.timings],
        )
    )
    index_page(tx, page_id, record.text)


def quarantine(tx: Transaction, page_id: PageId, failure: Failure) -> None:
    """Refuse this page alone."""
    tx.connection.execute(
        page.update()
        .where(page.c.id == page_id)
        .values(read=True, state=PageState.QUARANTINED, reason=failure.code.code, detail=failure.detail)
    )


def group_ready(tx: Transaction, group_id: GroupId) -> bool:
    """Whether all scans of a sealed group are opened and all its pages read.

    Locks the group's row, so that of two last pages finishing at once one sees it.
    """
    lock = sa.select(page_group.c.sealed, page_group.c.assembled).where(page_group.c.id == group_id)
    group = tx.connection.execute(lock if tx.sqlite else lock.with_for_update()).one()
    if group.assembled or not group.sealed:
        return False
    unopened = sa.select(scan.c.id).where(scan.c.group_id == group_id, scan.c.state == "received", scan.c.page_count.is_(None)).limit(1)
    unread = sa.select(page.c.id).where(page.c.group_id == group_id, page.c.read.is_(False)).limit(1)
    return tx.connection.scalar(unopened) is None and tx.connection.scalar(unread) is None


def understood(tx: Transaction, group_id: GroupId) -> tuple[UnderstoodPage, ...]:
    """Return the group's pages in the order of the paper: scans by natural order of their source, then page number."""
    rows = _understood(tx, page.c.group_id == group_id)
    return tuple(_understood_page(r) for r in sorted(rows, key=lambda r: (natural_order(r.source), r.scan_id, r.page_no)))


def understood_in(tx: Transaction, document_id: DocumentId) -> tuple[UnderstoodPage, ...]:
    """Return the document's pages in its order."""
    rows = _understood(tx, page.c.document_id == document_id)
    return tuple(_understood_page(r) for r in sorted(rows, key=lambda r: int(r.document_position)))


def _understood(tx: Transaction, which: sa.ColumnElement[bool]) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    query = sa.select(
        page.c.id,
        page.c.scan_id,
        page.c.page_no,
        page.c.document_position,
        page.c.kind,
        page.c.state,
        page.c.classification,
        page.c.fields,
        page.c.text,
        page.c.text_confidence,
        page.c.separator,
        scan.c.source,
        *FACTS,
    )
    return tx.connection.execute(query.join(scan, scan.c.id == page.c.scan_id).where(which)).all()


def _understood_page(r: sa.Row[*tuple[Any, ...]]) -> UnderstoodPage:
    return UnderstoodPage(
        page_id=PageId(r.id),
        kind=PageKind(r.kind) if r.kind else PageKind.CONTENT,
        readable=r.state != PageState.QUARANTINED,
        new_file=r.page_no == 1,
        classification=None if r.classification is None else from_json(Classification, r.classification),
        fields=ExtractedFields() if r.fields is None else from_json(ExtractedFields, r.fields),
        text_length=len(r.text or ""),
        confidence=r.text_confidence or 0.0,
        separator=r.separator,
        facts=facts_of(r),
        text=r.text or "",
    )


def facts_of(row: sa.Row[*tuple[Any, ...]]) -> PageFacts:
    """The measured facts in a row that holds FACTS; zeros for a page never read."""
    quality = QualityFacts(
        dpi=row.dpi or 0.0,
        skew_known=bool(row.skew_known),
        rotation_known=bool(row.rotation_known),
        blur=row.blur or 0.0,
        contrast=row.contrast or 0.0,
        ink=row.ink or 0.0,
        clipped=row.clipped or 0,
    )
    return PageFacts(quality=quality, skew=row.skew or 0.0, doubtful=row.doubtful or 0.0, type_height=row.type_height or 0.0)


def facts(tx: Transaction, document_id: DocumentId) -> tuple[PageFacts, ...]:
    """Return the measured facts of the document's pages in order."""
    query = sa.select(*FACTS).where(page.c.document_id == document_id).order_by(page.c.document_position)
    return tuple(facts_of(row) for row in tx.connection.execute(query))


def settle(tx: Transaction, page_ids: Sequence[PageId], state: PageState, *, reason: str | None = None) -> None:
    """Give readable waiting pages their final state."""
    if page_ids:
        tx.connection.execute(
            page.update().where(page.c.id.in_(page_ids), page.c.state == PageState.WAITING).values(state=state, reason=reason)
        )


def join_document(tx: Transaction, document_id: DocumentId, page_ids: Sequence[PageId]) -> None:
    """Put the pages into the document in this order."""
    for position, page_id in enumerate(page_ids, start=1):
        tx.connection.execute(page.update().where(page.c.id == page_id).values(document_id=document_id, document_position=position))


def move(tx: Transaction, document_id: DocumentId, before: PageState, after: PageState, *, reason: str | None = None) -> None:
    """Carry a document's pages along when a person decides it."""
    tx.connection.execute(page.update().where(page.c.document_id == document_id, page.c.state == before).values(state=after, reason=reason))


def refused(tx: Transaction, scan_id: ScanId) -> bool:
    """Whether any page of the scan is in quarantine."""
    query = sa.select(page.c.id).where(page.c.scan_id == scan_id, page.c.state == PageState.QUARANTINED).limit(1)
    return tx.connection.scalar(query) is not None


def reopen(tx: Transaction, scan_id: ScanId, group_id: GroupId) -> tuple[PageId, ...]:
    """Make the scan's quarantined pages wait to be read again, in that group; return them."""
    again = (
        page.update()
        .where(page.c.scan_id == scan_id, page.c.state == PageState.QUARANTINED)
        .values(state=PageState.WAITING, read=False, reason=None, detail="", group_id=group_id)
        .returning(page.c.id)
    )
    return tuple(PageId(i) for i in tx.connection.scalars(again))


def ids(tx: Transaction) -> dict[tuple[str, int | None], PageId]:
    """Return the id of every page by its scan's source and page number; of several scans from one source, the last one's."""
    query = sa.select(scan.c.source, page.c.page_no, page.c.id).join(scan, scan.c.id == page.c.scan_id).order_by(page.c.id)
    return {(row.source, row.page_no): PageId(row.id) for row in tx.connection.execute(query)}

"""A document's pages as its searchable PDF needs them."""

from dataclasses import dataclass

import sqlalchemy as sa

from domain.ids import DocumentId, PageId, Sha256
from domain.page import PageTransform
from domain.scan import FileKind
from storage.engine import Transaction
from storage.tables import page, scan


@dataclass(frozen=True, slots=True, kw_only=True)
class PageToPublish:
    """A page of a document as the searchable PDF needs it, in order."""

    id: PageId
    sha256: Sha256
    kind: FileKind
    page_no: int
    readable: bool
    transform: PageTransform | None
    scale: float
    dpi: float
    ocr_sha256: Sha256 | None


def of_document(tx: Transaction, document_id: DocumentId) -> tuple[PageToPublish, ...]:
    """Return the document's pages in order."""
    rows = tx.connection.execute(
        sa.select(page, scan.c.sha256, scan.c.kind.label("file_kind"))
        .join(scan, scan.c.id == page.c.scan_id)
        .where(page.c.document_id == document_id)
        .order_by(page.c.document_position)
    ).all()
    return tuple(
        PageToPublish(
            id=PageId(r.id),
            sha256=Sha256(r.sha256),
            kind=FileKind(r.file_kind),
            page_no=r.page_no,
            readable=r.scan_width is not None,
            transform=None
            if r.scan_width is None
            else PageTransform(scan_width=r.scan_width, scan_height=r.scan_height, rotation=r.rotation, skew=r.skew),
            scale=r.scale or 1.0,
            dpi=r.dpi or 200.0,
            ocr_sha256=None if r.ocr_sha256 is None else Sha256(r.ocr_sha256),
        )
        for r in rows
    )

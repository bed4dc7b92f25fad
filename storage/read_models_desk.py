"""What the desk needs of a waiting document's pages and neighbours. Reading only."""

from dataclasses import dataclass

import sqlalchemy as sa

from domain.document import DocumentState
from domain.ids import DocumentId, PageId, Sha256
from domain.page import PageTransform
from domain.people import Estates
from storage.engine import Transaction
from storage.estates import document_within
from storage.tables import document, page


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Where a page's recognised text is kept; None where it has none."""

    ocr_sha256: Sha256 | None


def reading(tx: Transaction, page_id: PageId) -> Reading | None:
    """Return where the page's text is; None where there is no such page."""
    row = tx.connection.execute(sa.select(page.c.ocr_sha256).where(page.c.id == page_id)).first()
    return None if row is None else Reading(ocr_sha256=None if row.ocr_sha256 is None else Sha256(row.ocr_sha256))


def transforms(tx: Transaction, document_id: DocumentId) -> tuple[PageTransform | None, ...]:
    """Return how each page of the document was turned and straightened, in order; None for one never read."""
    query = sa.select(page.c.scan_width, page.c.scan_height, page.c.rotation, page.c.skew).where(page.c.document_id == document_id)
    return tuple(
        None
        if row.scan_width is None
        else PageTransform(scan_width=row.scan_width, scan_height=row.scan_height, rotation=row.rotation, skew=row.skew)
        for row in tx.connection.execute(query.order_by(page.c.document_position))
    )


def neighbours(tx: Transaction, document_id: DocumentId, estates: Estates) -> tuple[DocumentId | None, DocumentId | None]:
    """Return the waiting documents of batch and estates that lie before and after it on paper, as far as the order of pages tells."""
    own = tx.connection.execute(sa.select(document.c.batch_id, document.c.first_page_id).where(document.c.id == document_id)).one()
    waiting = sa.select(document.c.id).where(document.c.state == DocumentState.REVIEW, document.c.batch_id == own.batch_id)
    waiting = waiting.where(document_within(estates))
    before = waiting.where(document.c.first_page_id < own.first_page_id).order_by(document.c.first_page_id.desc())
    after = waiting.where(document.c.first_page_id > own.first_page_id).order_by(document.c.first_page_id)
    return _number(tx.connection.scalar(before.limit(1))), _number(tx.connection.scalar(after.limit(1)))


def _number(found: int | None) -> DocumentId | None:
    return None if found is None else DocumentId(found)

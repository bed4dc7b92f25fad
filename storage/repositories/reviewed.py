"""Papers whose type a person has decided: what the classifier may learn from."""

from dataclasses import dataclass

import sqlalchemy as sa

from domain.document import DocumentState
from domain.ids import DocumentId, PageId, Sha256
from domain.page import PageKind
from storage.engine import Transaction
from storage.tables import decision, document, page


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedPage:
    """A page of a document that a person filed or corrected; `position` counts from 1, `doc_type` is the type that stands now."""

    page_id: PageId
    document_id: DocumentId
    position: int
    doc_type: str
    estate: str
    ocr_sha256: Sha256


def pages(tx: Transaction, *, limit: int) -> tuple[ReviewedPage, ...]:
    """Return the read pages of such documents, in order; of more than `limit` those of the newest documents."""
    decided = sa.select(decision.c.document_id).where(decision.c.action != "reject")
    rows = tx.connection.execute(
        sa.select(page.c.id, page.c.document_id, page.c.document_position, page.c.ocr_sha256, document.c.doc_type, document.c.estate)
        .join(document, document.c.id == page.c.document_id)
        .where(
            document.c.state == DocumentState.FILED,
            document.c.id.in_(decided),
            page.c.kind == PageKind.CONTENT,
            page.c.ocr_sha256.is_not(None),
        )
        .order_by(page.c.document_id.desc(), page.c.document_position)
        .limit(limit)
    ).all()
    return tuple(
        sorted(
            (
                ReviewedPage(
                    page_id=PageId(r.id),
                    document_id=DocumentId(r.document_id),
                    position=r.document_position,
                    doc_type=r.doc_type,
                    estate=r.estate,
                    ocr_sha256=Sha256(r.ocr_sha256),
                )
                for r in rows
            ),
            key=lambda item: (item.document_id, item.position),
        )
    )


def documents(tx: Transaction) -> int:
    """Count the documents that people have filed or corrected."""
    decided = sa.select(decision.c.document_id).where(decision.c.action != "reject")
    query = sa.select(sa.func.count()).select_from(document).where(document.c.state == DocumentState.FILED, document.c.id.in_(decided))
    return int(tx.connection.scalar(query) or 0)

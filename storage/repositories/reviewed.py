"""Papers whose type a person has decided or found right: what the classifier may learn from."""

from dataclasses import dataclass

import sqlalchemy as sa

from domain.document import DocumentState
from domain.ids import DocumentId, PageId, Sha256
from domain.page import PageKind
from domain.sampling import Verdict
from storage.engine import Transaction
from storage.tables import decision, document, page, sample


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedPage:
    """A page of a document that a person filed, corrected or, in the sample, found right.

    `position` counts from 1, `doc_type` is the type that stands now.
    """

    page_id: PageId
    document_id: DocumentId
    position: int
    doc_type: str
    estate: str
    ocr_sha256: Sha256


def pages(tx: Transaction, *, limit: int) -> tuple[ReviewedPage, ...]:
    """Return the read pages of such documents, in order; of more than `limit` those of the newest documents."""
    rows = tx.connection.execute(
        sa.select(page.c.id, page.c.document_id, page.c.document_position, page.c.ocr_sha256, document.c.doc_type, document.c.estate)
        .join(document, document.c.id == page.c.document_id)
        .where(
            document.c.state == DocumentState.FILED,
            document.c.id.in_(_decided()),
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


def _decided() -> sa.CompoundSelect[int]:
    """Ids of documents that a person filed, corrected, or found right in the sample."""
    by_hand = sa.select(decision.c.document_id).where(decision.c.action != "reject")
    return sa.union(by_hand, sa.select(sample.c.document_id).where(sample.c.verdict == Verdict.RIGHT.code))

"""Papers that a person sent back to the scanner, until somebody says that they have been scanned again."""

from dataclasses import dataclass

import sqlalchemy as sa

from domain.ids import DocumentId
from storage.engine import Transaction
from storage.tables import batch, document, page, rescan, scan
from storage.upsert import insert_or_update


@dataclass(frozen=True, slots=True, kw_only=True)
class RescanWanted:
    """A paper to fetch and scan again: where it lies and which scan it was. `at` in seconds since 1970."""

    document_id: DocumentId
    batch: str
    box: str
    source: str
    page_no: int
    pages: int
    note: str
    by: str
    at: float


def ask(tx: Transaction, document_id: DocumentId, *, by: str, note: str) -> None:
    """Put the document on the list, or on it again."""
    values = {"document_id": document_id, "by": by, "at": tx.now, "note": note, "done_by": "", "done_at": None}
    insert_or_update(tx, rescan, values, ["document_id"])


def withdraw(tx: Transaction, document_id: DocumentId) -> None:
    """Take the document off the list: the decision that put it there was taken back."""
    tx.connection.execute(rescan.delete().where(rescan.c.document_id == document_id))


def done(tx: Transaction, document_id: DocumentId, by: str) -> bool:
    """Note that the paper has been scanned again; False where it was not on the list."""
    marked = rescan.update().where(rescan.c.document_id == document_id, rescan.c.done_at.is_(None)).values(done_by=by, done_at=tx.now)
    return tx.connection.execute(marked).rowcount == 1


def wanted(tx: Transaction, *, limit: int, offset: int) -> tuple[RescanWanted, ...]:
    """Return what is still to be scanned again, by box and batch, so that a box is fetched once."""
    pages = sa.select(sa.func.count()).where(page.c.document_id == document.c.id).correlate(document).scalar_subquery()
    query = (
        sa.select(rescan, batch.c.name, document.c.box, document.c.batch_label, scan.c.source, page.c.page_no, pages.label("pages"))
        .join(document, document.c.id == rescan.c.document_id)
        .join(batch, batch.c.id == document.c.batch_id)
        .join(page, page.c.id == document.c.first_page_id)
        .join(scan, scan.c.id == page.c.scan_id)
        .where(rescan.c.done_at.is_(None))
        .order_by(document.c.box, batch.c.name, document.c.id)
        .limit(limit)
        .offset(offset)
    )
    return tuple(
        RescanWanted(
            document_id=DocumentId(r.document_id),
            batch=r.batch_label or r.name,
            box=r.box,
            source=r.source,
            page_no=r.page_no,
            pages=r.pages,
            note=r.note,
            by=r.by,
            at=r.at,
        )
        for r in tx.connection.execute(query)
    )


def count(tx: Transaction) -> int:
    """How many papers are still to be scanned again."""
    return int(tx.connection.scalar(sa.select(sa.func.count()).select_from(rescan).where(rescan.c.done_at.is_(None))) or 0)

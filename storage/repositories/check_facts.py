"""What the consistency checks need of documents and pages, in one read."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from domain.document import DocumentState
from domain.ids import DocumentId
from domain.scan_quality import PageFacts
from domain.taxonomy import Category
from domain.unit_number import UnitNumber
from storage.engine import Transaction
from storage.repositories.pages import FACTS, facts_of
from storage.tables import document, page, scan


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedPage:
    """Measured facts of a page; `key` names its bytes (scan digest and page number)."""

    facts: PageFacts
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedDocument:
    """A filed document, or one in review; `owner_read` is the first owner's name read from its pages, "" where none."""

    id: DocumentId
    archive_no: str
    estate: str
    unit: UnitNumber | None
    owner: str
    owner_read: str
    doc_type: str
    category: Category
    title: str
    date: date | None
    filed: bool
    pages: tuple[CheckedPage, ...]


def documents(tx: Transaction) -> tuple[CheckedDocument, ...]:
    """Return filed documents and those in review, by number."""
    pages: dict[int, list[CheckedPage]] = defaultdict(list)
    owners: dict[int, str] = {}
    query = (
        sa.select(page.c.document_id, page.c.page_no, page.c.fields, scan.c.sha256, *FACTS)
        .join(scan, scan.c.id == page.c.scan_id)
        .where(page.c.document_id.is_not(None))
        .order_by(page.c.document_id, page.c.document_position)
    )
    for row in tx.connection.execute(query):
        pages[row.document_id].append(CheckedPage(facts=facts_of(row), key=f"{row.sha256}:{row.page_no}"))
        named = next((n["name"] for n in (row.fields or {}).get("names", ()) if n["role"] == "owner"), "")
        if named:
            owners.setdefault(row.document_id, named)
    kept = sa.select(document).where(document.c.state != DocumentState.REJECTED).order_by(document.c.id)
    return tuple(
        CheckedDocument(
            id=DocumentId(d.id),
            archive_no=d.archive_no or "",
            estate=d.estate,
            unit=None if d.unit is None else UnitNumber.parse(d.unit),
            owner=d.owner,
            owner_read=owners.get(d.id, ""),
            doc_type=d.doc_type,
            category=Category(d.category),
            title=d.title,
            date=d.date,
            filed=d.state == DocumentState.FILED,
            pages=tuple(pages[d.id]),
        )
        for d in tx.connection.execute(kept)
    )

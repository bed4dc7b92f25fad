"""Papers whose type a person has decided or found right: what the classifier may learn from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from domain.document import DocumentState
from domain.ids import BatchId, DocumentId, GroupId, PageId, Sha256
from domain.page import PageKind
from domain.sampling import Verdict
from domain.taxonomy import Category
from domain.unit_number import UnitNumber
from storage.engine import Transaction
from storage.tables import decision, document, page, sample

_AT_ONCE = 500


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


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedDocument:
    """A document that people decided: where it stands now, and its readable pages in order.

    `machine_estate`, `machine_unit` are what the machine chose. `verdict` is the last one of the sample, None where it came from review.
    """

    document_id: DocumentId
    batch_id: BatchId
    group_id: GroupId
    state: DocumentState
    category: Category
    estate: str
    unit: UnitNumber | None
    machine_estate: str
    machine_unit: UnitNumber | None
    verdict: Verdict | None
    pages: tuple[PageId, ...]


def documents(tx: Transaction, *, limit: int) -> tuple[DecidedDocument, ...]:
    """Return documents with a verdict that says something, and those that people filed in review; the newest `limit`, oldest first.

    Sampled ones without such a verdict are left out: the machine filed them, and nobody has said whether rightly.
    """
    by_hand = sa.select(decision.c.document_id).where(decision.c.action == "file")
    reviewed = sa.and_(sample.c.document_id.is_(None), document.c.state == DocumentState.FILED, document.c.id.in_(by_hand))
    judged = sa.and_(sample.c.verdict.is_not(None), sample.c.verdict != Verdict.UNCLEAR.code)
    rows = tx.connection.execute(
        sa.select(document, sample.c.verdict)
        .outerjoin(sample, sample.c.document_id == document.c.id)
        .where(sa.or_(judged, reviewed))
        .order_by(document.c.id.desc())
        .limit(limit)
    ).all()
    held = _pages_of(tx, [row.id for row in rows])
    return tuple(_document(row, held.get(row.id, ())) for row in reversed(rows))


def _pages_of(tx: Transaction, ids: Sequence[int]) -> dict[int, tuple[PageId, ...]]:
    held: dict[int, tuple[PageId, ...]] = {}
    for start in range(0, len(ids), _AT_ONCE):
        query = sa.select(page.c.document_id, page.c.id).where(page.c.document_id.in_(ids[start : start + _AT_ONCE]))
        for row in tx.connection.execute(query.order_by(page.c.document_id, page.c.document_position)):
            held[row.document_id] = (*held.get(row.document_id, ()), PageId(row.id))
    return held


def _document(row: sa.Row[*tuple[Any, ...]], pages: tuple[PageId, ...]) -> DecidedDocument:
    machine = row.machine
    return DecidedDocument(
        document_id=DocumentId(row.id),
        batch_id=BatchId(row.batch_id),
        group_id=GroupId(row.group_id),
        state=DocumentState(row.state),
        category=Category(row.category),
        estate=row.estate,
        unit=_unit(row.unit),
        machine_estate=machine["estate"],
        machine_unit=_unit(machine["unit"]),
        verdict=None if row.verdict is None else Verdict.of(row.verdict),
        pages=pages,
    )


def _unit(text: str | None) -> UnitNumber | None:
    return None if text is None else UnitNumber.parse(text)


def _decided() -> sa.CompoundSelect[int]:
    """Ids of documents that a person filed, corrected, or found right in the sample."""
    by_hand = sa.select(decision.c.document_id).where(decision.c.action != "reject")
    return sa.union(by_hand, sa.select(sample.c.document_id).where(sample.c.verdict == Verdict.RIGHT.code))

"""Changes that people made to the pages of waiting documents, each with what stood before, so that it can be put back exactly."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from domain.ids import ArrangementId, DocumentId, PageId
from domain.page import PageKind, PageState, Rotation
from storage.engine import Transaction
from storage.tables import arrangement, decision, document, job, opinion, page, paper_sketch, rescan, review_lock, sample

PAGE_COLUMNS = ("document_id", "document_position", "state", "reason", "kind")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement:
    """One change. `versions` are those of the documents as it left them: another one since means that somebody went on from there."""

    id: ArrangementId
    document_id: DocumentId
    kind: str
    by: str
    at: float
    versions: tuple[tuple[DocumentId, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How documents and their pages stand."""

    documents: tuple[dict[str, Any], ...]
    pages: tuple[dict[str, Any], ...]


def standing(tx: Transaction, document_ids: Iterable[DocumentId]) -> Standing:
    """Take down all that a change of these documents' pages may alter."""
    ids = tuple(document_ids)
    rows = tx.connection.execute(sa.select(document).where(document.c.id.in_(ids)).order_by(document.c.id))
    columns = [page.c.id, *(page.c[name] for name in PAGE_COLUMNS)]
    leaves = tx.connection.execute(sa.select(*columns).where(page.c.document_id.in_(ids)).order_by(page.c.id))
    return Standing(
        documents=tuple({k: v.isoformat() if isinstance(v, date) else v for k, v in row._mapping.items()} for row in rows),
        pages=tuple(dict(row._mapping) for row in leaves),
    )


def add(tx: Transaction, document_id: DocumentId, before: Standing, after: Iterable[DocumentId], *, kind: str, by: str) -> ArrangementId:
    """Log a change that has just been made: how things stood, and the documents that came of it."""
    versions = [[i, n] for i, n in _versions(tx, after).items()]
    values = {"document_id": document_id, "kind": kind, "by": by, "at": tx.now, "versions": versions}
    held = {"documents": list(before.documents), "pages": list(before.pages)}
    row = tx.connection.execute(arrangement.insert().values(before=held, **values).returning(arrangement.c.id)).one()
    return ArrangementId(row.id)


def latest(tx: Transaction, document_id: DocumentId) -> Arrangement | None:
    """Return the last change, not undone, that the document came out of; None where its pages were never changed."""
    came_out = sa.cast(arrangement.c.versions, sa.Text).contains(f"[{document_id}, ", autoescape=True)  # of [[document, version], …]
    query = sa.select(arrangement).where(came_out, arrangement.c.undone_at.is_(None)).order_by(arrangement.c.id.desc()).limit(1)
    row = tx.connection.execute(query).first()
    if row is None:
        return None
    return Arrangement(
        id=ArrangementId(row.id),
        document_id=DocumentId(row.document_id),
        kind=row.kind,
        by=row.by,
        at=row.at,
        versions=tuple((DocumentId(i), int(n)) for i, n in row.versions),
    )


def untouched(tx: Transaction, change: Arrangement) -> bool:
    """Whether every document still is as the change left it."""
    return _versions(tx, (i for i, _n in change.versions)) == dict(change.versions)


def put_back(tx: Transaction, change: Arrangement) -> tuple[DocumentId, ...]:
    """Make documents and pages what they were before the change; return the documents that stand again."""
    before = tx.connection.execute(sa.select(arrangement.c.before).where(arrangement.c.id == change.id)).scalar_one()
    stood = {DocumentId(row["id"]): row for row in before["documents"]}
    after = {i: n for i, n in change.versions}
    tx.connection.execute(page.update().where(page.c.document_id.in_(list(after))).values(document_id=None, document_position=None))
    for gone in [i for i in after if i not in stood]:
        remove(tx, gone)
    # first pages are unique: put them out of each other's way before they go back
    tx.connection.execute(document.update().where(document.c.id.in_(list(stood))).values(first_page_id=-document.c.id))
    for number, row in stood.items():
        values = row | {"date": row["date"] and date.fromisoformat(row["date"]), "version": max(after.get(number, 0), row["version"]) + 1}
        if number in after:
            tx.connection.execute(document.update().where(document.c.id == number).values(**values))
        else:
            tx.connection.execute(document.insert().values(**values))
    for leaf in before["pages"]:
        kept = {name: leaf[name] for name in PAGE_COLUMNS}
        tx.connection.execute(page.update().where(page.c.id == leaf["id"]).values(**kept))
    tx.connection.execute(arrangement.update().where(arrangement.c.id == change.id).values(undone_at=tx.now))
    return tuple(stood)


def bears_traces(tx: Transaction, document_id: DocumentId) -> bool:
    """Whether anything hangs on the document that must outlive it: its archive number, decisions, opinions, samples."""
    if tx.connection.scalar(sa.select(document.c.archive_no).where(document.c.id == document_id)) is not None:
        return True
    return any(
        tx.connection.scalar(sa.select(table.c.document_id).where(table.c.document_id == document_id).limit(1)) is not None
        for table in (decision, opinion, sample, rescan)
    )


def remove(tx: Transaction, document_id: DocumentId) -> None:
    """Drop an emptied document that bears no traces; its pages live on in others."""
    tx.connection.execute(job.delete().where(job.c.kind == "publish_document", job.c.subject_id == document_id))
    tx.connection.execute(review_lock.delete().where(review_lock.c.document_id == document_id))
    tx.connection.execute(paper_sketch.delete().where(paper_sketch.c.document_id == document_id))
    tx.connection.execute(document.delete().where(document.c.id == document_id))


def set_first_page(tx: Transaction, document_id: DocumentId, page_id: PageId) -> None:
    """Note which page the document begins with."""
    tx.connection.execute(document.update().where(document.c.id == document_id).values(first_page_id=page_id))


def turn(tx: Transaction, page_id: PageId, rotation: Rotation) -> None:
    """Keep a person's word on which way the page is up; it counts at the next reading."""
    tx.connection.execute(page.update().where(page.c.id == page_id).values(turned=rotation))


def rotation(tx: Transaction, page_id: PageId) -> Rotation:
    """Return how the page is turned, by a person's word where one was given."""
    row = tx.connection.execute(sa.select(page.c.turned, page.c.rotation).where(page.c.id == page_id)).one()
    return row.turned if row.turned is not None else row.rotation or 0


def set_blank(tx: Transaction, page_id: PageId) -> None:
    """Take the page out of its document for a blank side, on a person's word."""
    tx.connection.execute(
        page.update()
        .where(page.c.id == page_id)
        .values(document_id=None, document_position=None, state=PageState.BLANK, kind=PageKind.BLANK, reason=None)
    )


def _versions(tx: Transaction, document_ids: Iterable[DocumentId]) -> dict[DocumentId, int]:
    rows = tx.connection.execute(sa.select(document.c.id, document.c.version).where(document.c.id.in_(tuple(document_ids))))
    return {DocumentId(row.id): int(row.version) for row in rows}

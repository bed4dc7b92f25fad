"""Documents, their dossiers and archive numbers, and what people decided about them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from domain.document import DocumentState, FilingDecision
from domain.ids import BatchId, DocumentId, DossierId, GroupId, PageId, Sha256, TenureId, UnitId
from domain.people import Estates
from domain.review import ReviewDecision, ReviewReason, UnitProposal, head_start
from domain.taxonomy import Category
from domain.unit_number import UnitNumber
from storage.engine import Transaction
from storage.estates import document_within
from storage.mapping import from_json, to_json
from storage.repositories import dossier_ticks, events
from storage.tables import archive_serial, decision, document, dossier
from storage.upsert import insert_new


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDocument:
    """A document as it stands: the machine's decision or, where a person decided, the person's.

    `box` is where its paper lies, `batch_label` the batch that its separator sheet states; "" where unknown. `version` counts its changes.
    """

    id: DocumentId
    batch_id: BatchId
    state: DocumentState
    decided: FilingDecision
    archive_no: str | None
    dossier_id: DossierId | None
    pdf_sha256: Sha256 | None
    box: str
    batch_label: str
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a document comes from: its batch, its group, its first page, and what is said of the place of its paper."""

    batch_id: BatchId
    group_id: GroupId
    first_page: PageId
    box: str = ""
    batch_label: str = ""


def add(tx: Transaction, origin: Origin, *, decided: FilingDecision, state: DocumentState) -> DocumentId:
    """Insert a document with the machine's decision, kept apart for good in `machine`."""
    row = tx.connection.execute(
        document.insert()
        .values(
            batch_id=origin.batch_id,
            group_id=origin.group_id,
            first_page_id=origin.first_page,
            box=origin.box,
            batch_label=origin.batch_label,
            state=state,
            machine=_machine(decided),
            created_at=tx.now,
            queue_rank=tx.now - head_start(decided.reasons, decided.category),
            **_columns(decided),
        )
        .returning(document.c.id)
    ).one()
    return DocumentId(row.id)


def get(tx: Transaction, document_id: DocumentId) -> StoredDocument | None:
    """Return the document, None where there is none."""
    row = tx.connection.execute(sa.select(document).where(document.c.id == document_id)).first()
    return None if row is None else _document(row)


def group_of(tx: Transaction, document_id: DocumentId) -> GroupId:
    """Return the page group the document came from; LookupError where there is no such document."""
    found = tx.connection.scalar(sa.select(document.c.group_id).where(document.c.id == document_id))
    if found is None:
        raise LookupError(f"document {document_id}")
    return GroupId(found)


def machine_decision(tx: Transaction, document_id: DocumentId) -> FilingDecision:
    """Return what the machine decided, whatever people made of it since; LookupError where there is no such document."""
    held = tx.connection.scalar(sa.select(document.c.machine).where(document.c.id == document_id))
    if held is None:
        raise LookupError(f"document {document_id}")
    return _decided(held, held["date"] and date.fromisoformat(held["date"]), held)


def lock(tx: Transaction, document_id: DocumentId) -> None:
    """Let nobody else decide the document until this transaction ends (SQLite's write transaction is that lock already)."""
    if not tx.sqlite:
        tx.connection.execute(sa.select(document.c.id).where(document.c.id == document_id).with_for_update())


def in_state(tx: Transaction, state: DocumentState, *, limit: int) -> tuple[StoredDocument, ...]:
    """Return documents in that state in the order of the review queue: by risk and age."""
    rows = tx.connection.execute(
        sa.select(document).where(document.c.state == state).order_by(document.c.queue_rank, document.c.id).limit(limit)
    )
    return tuple(_document(r) for r in rows)


def waiting_like(tx: Transaction, document_id: DocumentId, estates: Estates) -> tuple[DocumentId, ...]:
    """Return the other waiting documents of the batch, in these estates, that were understood alike, in the queue's order.

    Alike are type, estate, unit, reasons, and the first proposal's estate and unit.
    """
    return tuple(DocumentId(i) for i in tx.connection.scalars(_LIKE.where(document_within(estates)), {"document": document_id}))


def _like() -> sa.Select[int]:
    """Built once: writing it down costs more than asking it."""
    own = document.alias()

    def understood(row: sa.FromClause) -> tuple[sa.ColumnElement[Any], ...]:
        best = tuple(sa.cast(row.c.machine[("proposals", 0, part)], sa.Text) for part in ("estate", "unit"))
        return row.c.batch_id, row.c.doc_type, row.c.estate, row.c.unit, sa.cast(row.c.reasons, sa.Text), *best

    alike = (mine.is_not_distinct_from(its) for mine, its in zip(understood(own), understood(document), strict=True))
    waits = (own.c.id == sa.bindparam("document"), document.c.id != own.c.id, document.c.state == DocumentState.REVIEW)
    joined = document.join(own, sa.and_(*waits, *alike))
    return sa.select(document.c.id).select_from(joined).order_by(document.c.queue_rank, document.c.id)


_LIKE = _like()


def last_decision(tx: Transaction, document_id: DocumentId) -> ReviewDecision | None:
    """Return what a person decided last; None where nobody did."""
    query = sa.select(decision.c.content).where(decision.c.document_id == document_id).order_by(decision.c.id.desc()).limit(1)
    content = tx.connection.scalar(query)
    return None if content is None else from_json(ReviewDecision, content)


def decide(tx: Transaction, document_id: DocumentId, state: DocumentState, decided: FilingDecision, by: ReviewDecision) -> None:
    """Put a person's decision beside the machine's own and make it the one that counts."""
    _change(tx, document_id, decided, state=state)
    tx.connection.execute(
        decision.insert().values(document_id=document_id, action=by.action, by=by.by, at=tx.now, content=to_json(ReviewDecision, by))
    )
    held = _dossier_of(tx, document_id)
    if held is not None:
        dossier_ticks.mark(tx, [held])


def understand_anew(tx: Transaction, document_id: DocumentId, decided: FilingDecision) -> None:
    """Put what the machine makes of a waiting document with other pages in the place of what it made of it before."""
    _change(tx, document_id, decided, machine=_machine(decided))


def touch(tx: Transaction, document_id: DocumentId) -> None:
    """Count a change that is none of the decision's."""
    tx.connection.execute(document.update().where(document.c.id == document_id).values(version=document.c.version + 1))


def _change(tx: Transaction, document_id: DocumentId, decided: FilingDecision, **values: Any) -> None:
    rank = document.c.created_at - head_start(decided.reasons, decided.category)
    changed = document.update().where(document.c.id == document_id)
    tx.connection.execute(changed.values(version=document.c.version + 1, queue_rank=rank, **values, **_columns(decided)))


def open_dossier(tx: Transaction, unit_id: UnitId, tenure_id: TenureId) -> DossierId:
    """Return the dossier of the owner's tenure, opened now where this is its first document."""
    mine = sa.select(dossier.c.id).where(dossier.c.unit_id == unit_id, dossier.c.tenure_id == tenure_id)
    held = tx.connection.scalar(mine)
    if held is None:
        insert_new(tx, dossier, [{"unit_id": unit_id, "tenure_id": tenure_id, "opened_at": tx.now}])
        held = tx.connection.scalars(mine).one()
        events.record(tx, "dossier.opened", "dossier", held)
    return DossierId(held)


def put_into(tx: Transaction, document_id: DocumentId, dossier_id: DossierId) -> None:
    """Put the document into the dossier, out of the one it lay in."""
    before = _dossier_of(tx, document_id)
    tx.connection.execute(document.update().where(document.c.id == document_id).values(dossier_id=dossier_id, filed_at=tx.now))
    dossier_ticks.mark(tx, [dossier_id, *([before] if before else [])])
    if before is not None and before != dossier_id:
        events.record(tx, "dossier.released", "dossier", before, detail=f"document {document_id} to dossier {dossier_id}")
    if before != dossier_id:
        whence = f" from dossier {before}" if before else ""
        events.record(tx, "dossier.received", "dossier", dossier_id, detail=f"document {document_id}{whence}")


def take_out(tx: Transaction, document_id: DocumentId) -> None:
    """Take the document out of its dossier; its archive number stays with it for good."""
    before = _dossier_of(tx, document_id)
    tx.connection.execute(document.update().where(document.c.id == document_id).values(dossier_id=None))
    if before is not None:
        dossier_ticks.mark(tx, [before])
        events.record(tx, "dossier.released", "dossier", before, detail=f"document {document_id} to review")


def _dossier_of(tx: Transaction, document_id: DocumentId) -> DossierId | None:
    found = tx.connection.scalar(sa.select(document.c.dossier_id).where(document.c.id == document_id))
    return None if found is None else DossierId(found)


def next_serial(tx: Transaction, key: str) -> int:
    """Return the next running number for the key, from 1; a number once given is never given again."""
    insert_new(tx, archive_serial, [{"key": key, "last": 0}])
    row = tx.connection.execute(
        archive_serial.update().where(archive_serial.c.key == key).values(last=archive_serial.c.last + 1).returning(archive_serial.c.last)
    ).one()
    return int(row.last)


def is_numbered(tx: Transaction, document_id: DocumentId) -> bool:
    """Whether the document has its archive number."""
    return tx.connection.scalar(sa.select(document.c.archive_no).where(document.c.id == document_id)) is not None


def archive_no_taken(tx: Transaction, archive_no: str) -> bool:
    """Whether some document has that number."""
    return tx.connection.scalar(sa.select(document.c.id).where(document.c.archive_no == archive_no)) is not None


def set_archive_no(tx: Transaction, document_id: DocumentId, archive_no: str) -> None:
    """Give the document its permanent number; ConflictError where it is taken."""
    tx.connection.execute(
        document.update().where(document.c.id == document_id, document.c.archive_no.is_(None)).values(archive_no=archive_no)
    )


def published(tx: Transaction, document_id: DocumentId, pdf: Sha256) -> None:
    """Note the document's searchable PDF."""
    tx.connection.execute(document.update().where(document.c.id == document_id).values(pdf_sha256=pdf))


def _columns(decided: FilingDecision) -> dict[str, Any]:
    return {
        "category": decided.category,
        "doc_type": decided.doc_type,
        "title": decided.title,
        "date": decided.date,
        "estate": decided.estate,
        "unit": None if decided.unit is None else str(decided.unit),
        "owner": decided.owner,
        "confidence": decided.confidence,
        "reasons": [reason.code for reason in decided.reasons],
    }


def _machine(decided: FilingDecision) -> dict[str, Any]:
    plain = {k: (v.isoformat() if k == "date" and v else v) for k, v in _columns(decided).items()}
    return {
        **plain,
        "tenure_index": decided.tenure_index,
        "proposals": to_json(tuple[UnitProposal, ...], decided.proposals),
        "model": decided.model,
    }


def _document(row: sa.Row[tuple[object, ...]]) -> StoredDocument:
    r = row._mapping
    return StoredDocument(
        id=DocumentId(r["id"]),
        batch_id=BatchId(r["batch_id"]),
        state=DocumentState(r["state"]),
        decided=_decided(r, r["date"], r["machine"]),
        archive_no=r["archive_no"],
        dossier_id=None if r["dossier_id"] is None else DossierId(r["dossier_id"]),
        pdf_sha256=None if r["pdf_sha256"] is None else Sha256(r["pdf_sha256"]),
        box=r["box"],
        batch_label=r["batch_label"],
        version=r["version"],
    )


def _decided(r: Mapping[Any, Any], when: date | None, machine: Mapping[str, Any]) -> FilingDecision:
    return FilingDecision(
        category=Category(r["category"]),
        doc_type=r["doc_type"],
        title=r["title"],
        date=when,
        estate=r["estate"],
        unit=None if r["unit"] is None else UnitNumber.parse(r["unit"]),
        owner=r["owner"],
        tenure_index=machine["tenure_index"],
        confidence=r["confidence"],
        reasons=tuple(ReviewReason.of(code) for code in r["reasons"]),
        proposals=from_json(tuple[UnitProposal, ...], machine["proposals"]),
        model=machine["model"],
    )

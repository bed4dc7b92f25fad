"""Acceptances of digitisation batches: how each was drawn, checked, ticked and closed. Nothing is ever taken away."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from domain.acceptance import (
    AcceptanceId,
    AcceptanceState,
    Check,
    Criterion,
    Defect,
    Excuse,
    ItemVerdict,
    Reason,
    SampledItem,
    Standard,
    Tally,
)
from domain.catalogue import CatalogueRow
from domain.ids import BatchId, DocumentId
from storage.engine import Transaction
from storage.mapping import from_json, to_json
from storage.tables import acceptance, acceptance_defect, acceptance_excuse, acceptance_item, acceptance_verdict
from storage.turns import Turn, take_turn
from storage.upsert import insert_or_update

_CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """How an acceptance began: what it is held to, and all that repeating its draw takes.

    `boxes`: those named as the batch's, () where they are told from the links. `share`: of the population drawn, 0..1. `follows`: the
    acceptance before, which was sent back.
    """

    batch_id: BatchId
    follows: AcceptanceId | None
    boxes: tuple[str, ...]
    standard: Standard
    seed: str
    share: float
    population: int
    population_sha256: str
    drawn: int
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """Who closed it and when (seconds since 1970), why it was sent back (() where accepted), and their remark."""

    by: str
    at: float
    reasons: tuple[Reason, ...]
    remark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """An acceptance as it stands; times in seconds since 1970; `closing` is None while it is open."""

    id: AcceptanceId
    state: AcceptanceState
    drawing: Drawing
    opened_at: float
    checked_at: float
    facts_sha256: str
    tallies: tuple[Tally, ...]
    closing: Closing | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a computer check found: a digest of the records it judged, tallies, failing items, and each document's catalogue row."""

    facts_sha256: str
    tallies: tuple[Tally, ...]
    defects: tuple[Defect, ...]
    linked: tuple[tuple[DocumentId, CatalogueRow], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredVerdict:
    """A form as ticked, and when, in seconds since 1970."""

    document_id: DocumentId
    verdict: ItemVerdict
    at: float


def lock(tx: Transaction) -> None:
    """One opening, tick or closing at a time until this transaction ends."""
    take_turn(tx, Turn.ACCEPTANCES)


def add(tx: Transaction, drawing: Drawing, checked: Checked) -> AcceptanceId:
    """Open one; ConflictError where another of the batch is open."""
    row = tx.connection.execute(
        acceptance.insert()
        .values(
            batch_id=drawing.batch_id,
            follows=drawing.follows,
            state=AcceptanceState.OPEN,
            boxes=list(drawing.boxes),
            standard=to_json(Standard, drawing.standard),
            seed=drawing.seed,
            share=drawing.share,
            population=drawing.population,
            population_sha256=drawing.population_sha256,
            drawn=drawing.drawn,
            opened_by=drawing.by,
            opened_at=tx.now,
            reasons=[],
            **_checked(tx, checked),
        )
        .returning(acceptance.c.id)
    ).one()
    made = AcceptanceId(row.id)
    _keep_defects(tx, made, checked.defects)
    return made


def check_again(tx: Transaction, acceptance_id: AcceptanceId, checked: Checked) -> None:
    """Put the figures and failing items of a new check in the place of the last one's; excuses stay."""
    tx.connection.execute(acceptance.update().where(acceptance.c.id == acceptance_id).values(**_checked(tx, checked)))
    tx.connection.execute(acceptance_defect.delete().where(acceptance_defect.c.acceptance_id == acceptance_id))
    _keep_defects(tx, acceptance_id, checked.defects)
    rows = dict(checked.linked)
    own = acceptance_item.c.acceptance_id == acceptance_id
    for document in tx.connection.scalars(sa.select(acceptance_item.c.document_id).where(own)).all():
        row = _row(rows.get(DocumentId(document)))
        tx.connection.execute(acceptance_item.update().where(own, acceptance_item.c.document_id == document).values(catalogue=row))


def _row(row: CatalogueRow | None) -> object:
    return None if row is None else to_json(CatalogueRow, row)


def _checked(tx: Transaction, checked: Checked) -> dict[str, object]:
    tallies = [{"check": t.check.code, "looked": t.looked, "failed": t.failed, "applies": t.applies} for t in checked.tallies]
    return {"checked_at": tx.now, "facts_sha256": checked.facts_sha256, "tallies": tallies}


def _keep_defects(tx: Transaction, acceptance_id: AcceptanceId, defects: Sequence[Defect]) -> None:
    rows = [
        {"acceptance_id": acceptance_id, "check": d.check.code, "subject": d.subject, "paper": d.paper, "en": d.en, "zh": d.zh}
        for d in defects
    ]
    for start in range(0, len(rows), _CHUNK):
        tx.connection.execute(acceptance_defect.insert(), rows[start : start + _CHUNK])


def close(tx: Transaction, acceptance_id: AcceptanceId, state: AcceptanceState, *, by: str, reasons: Iterable[Reason], remark: str) -> None:
    """End it as accepted or sent back."""
    why = [{"en": reason.en, "zh": reason.zh} for reason in reasons]
    changes = {"state": state, "closed_by": by, "closed_at": tx.now, "reasons": why, "remark": remark}
    tx.connection.execute(acceptance.update().where(acceptance.c.id == acceptance_id).values(**changes))


def get(tx: Transaction, acceptance_id: AcceptanceId) -> Acceptance | None:
    """Return one; None where there is none of that number."""
    row = tx.connection.execute(sa.select(acceptance).where(acceptance.c.id == acceptance_id)).first()
    return None if row is None else _acceptance(row)


def of_batch(tx: Transaction, batch_id: BatchId) -> tuple[Acceptance, ...]:
    """Return all of a batch, first to last."""
    rows = tx.connection.execute(sa.select(acceptance).where(acceptance.c.batch_id == batch_id).order_by(acceptance.c.id))
    return tuple(_acceptance(row) for row in rows)


def defects(tx: Transaction, acceptance_id: AcceptanceId) -> tuple[Defect, ...]:
    """Return the failing items of the last check, check by check."""
    found = tx.connection.execute(
        sa.select(acceptance_defect).where(acceptance_defect.c.acceptance_id == acceptance_id).order_by(acceptance_defect.c.id)
    )
    order = {check: place for place, check in enumerate(Check)}
    held = [Defect(check=Check.of(r.check), subject=r.subject, paper=r.paper, en=r.en, zh=r.zh) for r in found]
    return tuple(sorted(held, key=lambda defect: order[defect.check]))


def excuse(tx: Transaction, acceptance_id: AcceptanceId, given: Excuse) -> None:
    """Keep why a failing item is good all the same; a later reason for the same item replaces it."""
    row = {
        "acceptance_id": acceptance_id,
        "check": given.check.code,
        "subject": given.subject,
        "why": given.why,
        "by": given.by,
        "at": tx.now,
    }
    insert_or_update(tx, acceptance_excuse, row, ["acceptance_id", "check", "subject"])


def excuses(tx: Transaction, acceptance_id: AcceptanceId) -> tuple[Excuse, ...]:
    """Return the items excused, first to last."""
    query = sa.select(acceptance_excuse).where(acceptance_excuse.c.acceptance_id == acceptance_id).order_by(acceptance_excuse.c.id)
    return tuple(Excuse(check=Check.of(r.check), subject=r.subject, why=r.why, by=r.by, at=r.at) for r in tx.connection.execute(query))


def add_items(
    tx: Transaction, acceptance_id: AcceptanceId, drawn: Sequence[DocumentId], again: Sequence[DocumentId], checked: Checked
) -> None:
    """Keep the sample in the order of its lots, and after it what is to be looked at once more."""
    marked, linked = [(document, False) for document in drawn] + [(document, True) for document in again], dict(checked.linked)
    rows = [
        {
            "acceptance_id": acceptance_id,
            "document_id": document,
            "position": place,
            "again": once_more,
            "catalogue": _row(linked.get(document)),
        }
        for place, (document, once_more) in enumerate(marked, start=1)
    ]
    tx.connection.execute(acceptance_item.insert(), rows)


def items(tx: Transaction, acceptance_id: AcceptanceId) -> tuple[SampledItem, ...]:
    """Return the sample in its order, each with the verdict that counts."""
    last = {each.document_id: each.verdict for each in verdicts(tx, acceptance_id)}
    query = sa.select(acceptance_item).where(acceptance_item.c.acceptance_id == acceptance_id).order_by(acceptance_item.c.position)
    return tuple(
        SampledItem(document_id=DocumentId(r.document_id), again=r.again, verdict=last.get(DocumentId(r.document_id)))
        for r in tx.connection.execute(query)
    )


def add_verdict(tx: Transaction, acceptance_id: AcceptanceId, document_id: DocumentId, verdict: ItemVerdict) -> None:
    """Keep a form as ticked; LookupError where the document is not in the sample."""
    item = tx.connection.scalar(
        sa.select(acceptance_item.c.id).where(
            acceptance_item.c.acceptance_id == acceptance_id, acceptance_item.c.document_id == document_id
        )
    )
    if item is None:
        raise LookupError(f"document {document_id} in acceptance {acceptance_id}")
    wrong = [criterion.code for criterion in verdict.wrong]
    tx.connection.execute(acceptance_verdict.insert().values(item_id=item, wrong=wrong, remark=verdict.remark, by=verdict.by, at=tx.now))


def verdicts(tx: Transaction, acceptance_id: AcceptanceId, document_id: DocumentId | None = None) -> tuple[StoredVerdict, ...]:
    """Return all forms of the sample, or of one document of it, first to last."""
    query = (
        sa.select(acceptance_verdict, acceptance_item.c.document_id)
        .join(acceptance_item, acceptance_item.c.id == acceptance_verdict.c.item_id)
        .where(acceptance_item.c.acceptance_id == acceptance_id)
        .order_by(acceptance_verdict.c.id)
    )
    if document_id is not None:
        query = query.where(acceptance_item.c.document_id == document_id)
    return tuple(
        StoredVerdict(
            document_id=DocumentId(r.document_id),
            verdict=ItemVerdict(wrong=tuple(Criterion.of(code) for code in r.wrong), remark=r.remark, by=r.by),
            at=r.at,
        )
        for r in tx.connection.execute(query)
    )


def _acceptance(row: sa.Row[tuple[object, ...]]) -> Acceptance:
    r = row._mapping
    return Acceptance(
        id=AcceptanceId(r["id"]),
        state=AcceptanceState(r["state"]),
        drawing=Drawing(
            batch_id=BatchId(r["batch_id"]),
            follows=None if r["follows"] is None else AcceptanceId(r["follows"]),
            boxes=tuple(r["boxes"]),
            standard=from_json(Standard, r["standard"]),
            seed=r["seed"],
            share=r["share"],
            population=r["population"],
            population_sha256=r["population_sha256"],
            drawn=r["drawn"],
            by=r["opened_by"],
        ),
        opened_at=r["opened_at"],
        checked_at=r["checked_at"],
        facts_sha256=r["facts_sha256"],
        tallies=tuple(
            Tally(check=Check.of(t["check"]), looked=t["looked"], failed=t["failed"], applies=t["applies"]) for t in r["tallies"]
        ),
        closing=None
        if r["closed_at"] is None
        else Closing(
            by=r["closed_by"], at=r["closed_at"], reasons=tuple(Reason(en=w["en"], zh=w["zh"]) for w in r["reasons"]), remark=r["remark"]
        ),
    )

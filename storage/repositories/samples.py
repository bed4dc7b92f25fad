"""The sample of documents that the machine filed alone: how they were drawn, and what people found of them."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa

from domain.document import DocumentState
from domain.ids import DocumentId, DossierId, DrawId
from domain.sampling import SampleVerdict, Verdict
from domain.taxonomy import Category
from domain.unit_number import UnitNumber
from storage.engine import Transaction
from storage.tables import decision, document, meta, sample, sample_draw, sample_verdict
from storage.turns import Turn, take_turn
from storage.upsert import insert_new

SEED = "sample_seed"


class DrawKind(StrEnum):
    """draw: by a person, from what was filed before · stream: a share of what is filed from then on, until the next stream."""

    DRAW = "draw"
    STREAM = "stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """How documents came into the sample.

    `share` is each one's probability 0..1; `since` and `at` in seconds since 1970; `category` None for any. `population` and its SHA-256
    are 0 and "" for a stream, `seed` too is "" there (the home's own is secret).
    """

    kind: DrawKind
    seed: str
    category: Category | None
    since: float
    share: float
    population: int
    population_sha256: str
    drawn: int
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDraw:
    """A draw with its number and time."""

    id: DrawId
    draw: Draw
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampled:
    """A sampled document: category, dossier and time of the machine's filing, and the last verdict.

    `verdict` is None while it waits, `wrong` while it waits and where the person cannot tell.
    """

    document_id: DocumentId
    draw_id: DrawId
    category: Category
    dossier_id: DossierId
    filed_at: float
    verdict: Verdict | None
    wrong: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredVerdict:
    """A verdict as given, whether it breaks the promise (None where it cannot be told), and when, in seconds since 1970."""

    content: SampleVerdict
    wrong: bool | None
    at: float


def lock(tx: Transaction) -> None:
    """One draw or verdict at a time until this transaction ends: each is judged with all before it."""
    take_turn(tx, Turn.SAMPLES)


def seed(tx: Transaction) -> str:
    """Return the home's own seed, made at the first call; it is never shown."""
    found = tx.connection.scalar(sa.select(meta.c.value).where(meta.c.key == SEED))
    if found is None:
        insert_new(tx, meta, [{"key": SEED, "value": secrets.token_hex(16)}])
        found = tx.connection.scalar(sa.select(meta.c.value).where(meta.c.key == SEED))
    return str(found)


def stream(tx: Transaction, share: float) -> DrawId:
    """Return the stream of that share, begun now where another share was in force."""
    query = sa.select(sample_draw.c.id, sample_draw.c.share).where(sample_draw.c.kind == DrawKind.STREAM)
    last = tx.connection.execute(query.order_by(sample_draw.c.id.desc()).limit(1)).first()
    if last is not None and last.share == share:
        return DrawId(last.id)
    return add_draw(
        tx,
        Draw(
            kind=DrawKind.STREAM,
            seed="",
            category=None,
            since=tx.now,
            share=share,
            population=0,
            population_sha256="",
            drawn=0,
            by="",
        ),
    )


def add_draw(tx: Transaction, draw: Draw) -> DrawId:
    """Note a draw."""
    row = tx.connection.execute(
        sample_draw.insert()
        .values(
            kind=draw.kind,
            seed=draw.seed,
            category=draw.category,
            since=draw.since,
            share=draw.share,
            population=draw.population,
            population_sha256=draw.population_sha256,
            drawn=draw.drawn,
            by=draw.by,
            at=tx.now,
        )
        .returning(sample_draw.c.id)
    ).one()
    return DrawId(row.id)


def draws(tx: Transaction) -> tuple[StoredDraw, ...]:
    """Return all draws, first to last."""
    return tuple(
        StoredDraw(
            id=DrawId(r.id),
            draw=Draw(
                kind=DrawKind(r.kind),
                seed=r.seed,
                category=None if r.category is None else Category(r.category),
                since=r.since,
                share=r.share,
                population=r.population,
                population_sha256=r.population_sha256,
                drawn=r.drawn,
                by=r.by,
            ),
            at=r.at,
        )
        for r in tx.connection.execute(sa.select(sample_draw).order_by(sample_draw.c.id))
    )


def population(tx: Transaction, category: Category | None, since: float) -> tuple[DocumentId, ...]:
    """Return the documents that the machine filed from `since` on, that nobody has looked at and no draw has taken."""
    query = sa.select(document.c.id).where(_unseen(), document.c.filed_at >= since, document.c.filed_at < tx.now)
    if category is not None:
        query = query.where(document.c.category == category)
    return tuple(DocumentId(i) for i in tx.connection.scalars(query.order_by(document.c.id)))


def _unseen() -> sa.ColumnElement[bool]:
    decided = sa.exists().where(decision.c.document_id == document.c.id)
    sampled = sa.exists().where(sample.c.document_id == document.c.id)
    return sa.and_(document.c.state == DocumentState.FILED, document.c.filed_at.is_not(None), ~decided, ~sampled)


def filed_alone(tx: Transaction, category: Category, since: float) -> int:
    """How many documents the machine filed in the category from `since` on, by its own decision; sampled ones count as they were filed."""
    number = sa.select(sa.func.count())
    unseen = number.select_from(document).where(_unseen(), document.c.category == category, document.c.filed_at >= since)
    seen = number.select_from(sample).where(sample.c.category == category, sample.c.filed_at >= since)
    return (tx.connection.scalar(unseen) or 0) + (tx.connection.scalar(seen) or 0)


def add(tx: Transaction, draw_id: DrawId, turns: Sequence[tuple[DocumentId, float]]) -> None:
    """Put filed documents into the sample, each with its place in the queue (0..1)."""
    columns = (document.c.id, document.c.category, document.c.dossier_id, document.c.filed_at)
    for document_id, turn in turns:
        row = tx.connection.execute(sa.select(*columns).where(document.c.id == document_id)).one()
        tx.connection.execute(
            sample.insert().values(
                document_id=row.id,
                draw_id=draw_id,
                category=row.category,
                dossier_id=row.dossier_id,
                filed_at=row.filed_at,
                turn=turn,
            )
        )


def get(tx: Transaction, document_id: DocumentId) -> Sampled | None:
    """Return the sampled document; None where no draw took it."""
    row = tx.connection.execute(sa.select(sample).where(sample.c.document_id == document_id)).first()
    return None if row is None else _sampled(row)


def every(tx: Transaction) -> tuple[Sampled, ...]:
    """Return the whole sample in the order of the queue."""
    return tuple(_sampled(r) for r in tx.connection.execute(sa.select(sample).order_by(sample.c.turn, sample.c.document_id)))


def add_verdict(tx: Transaction, document_id: DocumentId, verdict: SampleVerdict, *, wrong: bool | None) -> None:
    """Keep a person's verdict; it is the one that counts until another is given."""
    tx.connection.execute(
        sample_verdict.insert().values(
            document_id=document_id,
            verdict=verdict.verdict.code,
            wrong=wrong,
            by=verdict.by,
            at=tx.now,
            content={
                "doc_type": verdict.doc_type,
                "unit": None if verdict.unit is None else str(verdict.unit),
                "estate": verdict.estate,
                "owner": verdict.owner,
                "note": verdict.note,
            },
        )
    )
    tx.connection.execute(sample.update().where(sample.c.document_id == document_id).values(verdict=verdict.verdict.code, wrong=wrong))


def verdicts(tx: Transaction, document_id: DocumentId) -> tuple[StoredVerdict, ...]:
    """Return all verdicts on the document, first to last."""
    rows = tx.connection.execute(sa.select(sample_verdict).where(sample_verdict.c.document_id == document_id).order_by(sample_verdict.c.id))
    return tuple(StoredVerdict(content=_verdict(r), wrong=r.wrong, at=r.at) for r in rows)


def _verdict(row: sa.Row[tuple[object, ...]]) -> SampleVerdict:
    r = row._mapping
    held = r["content"]
    return SampleVerdict(
        verdict=Verdict.of(r["verdict"]),
        by=r["by"],
        doc_type=held["doc_type"],
        unit=None if held["unit"] is None else UnitNumber.parse(held["unit"]),
        estate=held["estate"],
        owner=held["owner"],
        note=held["note"],
    )


def _sampled(row: sa.Row[tuple[object, ...]]) -> Sampled:
    r = row._mapping
    return Sampled(
        document_id=DocumentId(r["document_id"]),
        draw_id=DrawId(r["draw_id"]),
        category=Category(r["category"]),
        dossier_id=DossierId(r["dossier_id"]),
        filed_at=r["filed_at"],
        verdict=None if r["verdict"] is None else Verdict.of(r["verdict"]),
        wrong=r["wrong"],
    )

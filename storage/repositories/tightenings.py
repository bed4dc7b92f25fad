"""How strict each category's threshold has become, why, and whether the head knows."""

from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa

from domain.ids import NoticeId
from domain.taxonomy import Category
from storage.engine import Transaction
from storage.tables import tightening


class Cause(StrEnum):
    """Why a factor changed.

    broken: the category's sample shows that it breaks the promise · together: only all categories taken together show it, and this one has
    mistakes · relaxed: by a person's command.
    """

    BROKEN = "broken"
    TOGETHER = "together"
    RELAXED = "relaxed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change of a category's factor (0 < factor <= 1, which multiplies its promise).

    `promise`, `decided`, `wrong` and the interval `low`..`high` are what the sample said then (0 for a relaxation). `by` is "" for the
    machine.
    """

    category: Category
    factor: float
    cause: Cause
    promise: float
    decided: int
    wrong: int
    low: float
    high: float
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredChange:
    """A change with its number, its time in seconds since 1970, and who has acknowledged it ("" while nobody has)."""

    id: NoticeId
    change: Change
    at: float
    acknowledged_by: str


def add(tx: Transaction, change: Change) -> NoticeId:
    """Put a change in force. A relaxation needs no acknowledgement: the person who commands it knows."""
    told = change.cause is Cause.RELAXED
    row = tx.connection.execute(
        tightening.insert()
        .values(
            category=change.category,
            factor=change.factor,
            cause=change.cause,
            promise=change.promise,
            decided=change.decided,
            wrong=change.wrong,
            low=change.low,
            high=change.high,
            by=change.by,
            at=tx.now,
            acknowledged_by=change.by if told else None,
            acknowledged_at=tx.now if told else None,
        )
        .returning(tightening.c.id)
    ).one()
    return NoticeId(row.id)


def in_force(tx: Transaction) -> dict[Category, StoredChange]:
    """Return the last change of each category that ever had one."""
    return {each.change.category: each for each in history(tx)}


def history(tx: Transaction) -> tuple[StoredChange, ...]:
    """Return all changes, first to last."""
    return tuple(_change(r) for r in tx.connection.execute(sa.select(tightening).order_by(tightening.c.id)))


def untold(tx: Transaction) -> tuple[StoredChange, ...]:
    """Return the changes that nobody has acknowledged, first to last."""
    rows = tx.connection.execute(sa.select(tightening).where(tightening.c.acknowledged_at.is_(None)).order_by(tightening.c.id))
    return tuple(_change(r) for r in rows)


def acknowledge(tx: Transaction, notice: NoticeId, by: str) -> bool:
    """Note who has taken notice; False where there is no such notice or it was acknowledged before."""
    done = tx.connection.execute(
        tightening.update()
        .where(tightening.c.id == notice, tightening.c.acknowledged_at.is_(None))
        .values(acknowledged_by=by, acknowledged_at=tx.now)
        .returning(tightening.c.id)
    )
    return done.first() is not None


def _change(row: sa.Row[tuple[object, ...]]) -> StoredChange:
    r = row._mapping
    return StoredChange(
        id=NoticeId(r["id"]),
        change=Change(
            category=Category(r["category"]),
            factor=r["factor"],
            cause=Cause(r["cause"]),
            promise=r["promise"],
            decided=r["decided"],
            wrong=r["wrong"],
            low=r["low"],
            high=r["high"],
            by=r["by"],
        ),
        at=r["at"],
        acknowledged_by=r["acknowledged_by"] or "",
    )

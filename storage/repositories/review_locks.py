"""Whose hands are on a waiting document. A lock expires by itself, so that nobody's lunch holds up a paper."""

from collections.abc import Iterable

import sqlalchemy as sa

from domain.desk import Hand, Hold
from domain.ids import DocumentId
from storage.engine import Transaction
from storage.tables import review_lock
from storage.upsert import insert_new


def take(tx: Transaction, document_id: DocumentId, hand: Hand, *, seconds: float) -> Hold:
    """Keep the document for this window, or go on keeping it; where another one has it, nothing changes. Return who has it now."""
    values = {"holder": hand.by, "token": hand.token, "until": tx.now + seconds}
    free = sa.or_(review_lock.c.token == hand.token, review_lock.c.until < tx.now)
    tx.connection.execute(review_lock.update().where(review_lock.c.document_id == document_id, free).values(**values))
    insert_new(tx, review_lock, [{"document_id": document_id, **values}])
    return _hold(tx.connection.execute(sa.select(review_lock).where(review_lock.c.document_id == document_id)).one())


def other_holder(tx: Transaction, document_id: DocumentId, token: str) -> Hold | None:
    """Return who else has the document now; None where nobody has."""
    query = sa.select(review_lock).where(
        review_lock.c.document_id == document_id, review_lock.c.token != token, review_lock.c.until >= tx.now
    )
    row = tx.connection.execute(query).first()
    return None if row is None else _hold(row)


def release(tx: Transaction, document_ids: Iterable[DocumentId]) -> None:
    """Let documents go that have been decided."""
    tx.connection.execute(review_lock.delete().where(review_lock.c.document_id.in_(tuple(document_ids))))


def let_go(tx: Transaction, document_id: DocumentId, token: str) -> None:
    """Let the document go if this window has it."""
    tx.connection.execute(review_lock.delete().where(review_lock.c.document_id == document_id, review_lock.c.token == token))


def _hold(row: sa.Row[tuple[object, ...]]) -> Hold:
    r = row._mapping
    return Hold(holder=r["holder"], token=r["token"], until=r["until"])

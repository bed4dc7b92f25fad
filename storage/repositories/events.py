"""The record of what happened: one row an action, ids only."""

from storage.engine import Transaction
from storage.tables import event


def record(tx: Transaction, action: str, subject: str, subject_id: int, *, worker: str = "", detail: str = "") -> None:
    """Note that `action` was done to the subject; `detail` holds codes and numbers, never names, phones or page text."""
    tx.connection.execute(
        event.insert().values(at=tx.now, action=action, subject=subject, subject_id=subject_id, worker=worker, detail=detail)
    )

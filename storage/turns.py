"""What only one transaction at a time may do."""

from enum import IntEnum

import sqlalchemy as sa

from storage.engine import Transaction


class Turn(IntEnum):
    """Each number is an advisory lock of PostgreSQL's."""

    SCHEMA = 7305486
    ACCOUNTS = 7305487
    ACCEPTANCES = 7305488
    IMPORTS = 7305489
    SAMPLES = 7305490
    RETRIES = 7305491


def take_turn(tx: Transaction, turn: Turn) -> None:
    """Wait until nobody else is at it, and keep the turn until this transaction ends; SQLite's write transaction is that lock already."""
    if not tx.sqlite:
        tx.connection.execute(sa.select(sa.func.pg_advisory_xact_lock(turn.value)))

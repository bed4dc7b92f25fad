"""Which version of the models works: one row names those that went live, in order; the last is at work."""

import json

import sqlalchemy as sa

from storage.engine import Transaction
from storage.tables import meta
from storage.upsert import insert_or_update

HISTORY = "models_live"
SHIPPED = ""
"""The version that came with the program."""


def live(tx: Transaction) -> str:
    """Return the version at work, SHIPPED where none of the home's own is."""
    return history(tx)[-1]


def history(tx: Transaction) -> tuple[str, ...]:
    """Return the versions that a rollback would come back to, the one at work last; the first is the shipped one."""
    found = tx.connection.scalar(sa.select(meta.c.value).where(meta.c.key == HISTORY))
    return (SHIPPED, *(json.loads(found) if found else ()))


def go_live(tx: Transaction, version: str) -> None:
    """Let this version work from now on."""
    _write(tx, (*history(tx), version))


def roll_back(tx: Transaction) -> str:
    """Let the version before the one at work do so again and return it; the shipped one stays."""
    before = history(tx)[:-1] or (SHIPPED,)
    _write(tx, before)
    return before[-1]


def _write(tx: Transaction, versions: tuple[str, ...]) -> None:
    insert_or_update(tx, meta, {"key": HISTORY, "value": json.dumps(versions[1:])}, ["key"])

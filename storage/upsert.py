"""INSERT ... ON CONFLICT for both databases behind one function."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from storage.engine import Transaction


def insert_new(tx: Transaction, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows; those that break a unique rule are left out silently, because they are there already."""
    if not rows:
        return
    if tx.sqlite:
        tx.connection.execute(sqlite.insert(table).on_conflict_do_nothing(), rows)
    else:
        tx.connection.execute(postgresql.insert(table).on_conflict_do_nothing(), rows)


def insert_or_update(tx: Transaction, table: sa.Table, row: Mapping[str, Any], keys: Sequence[str]) -> None:
    """Insert one row, or update all its other columns where a row with the same `keys` stands."""
    changes = {k: v for k, v in row.items() if k not in keys}
    if tx.sqlite:
        tx.connection.execute(sqlite.insert(table).values(**row).on_conflict_do_update(index_elements=list(keys), set_=changes))
    else:
        tx.connection.execute(postgresql.insert(table).values(**row).on_conflict_do_update(index_elements=list(keys), set_=changes))


def insert_or_update_all(
    tx: Transaction, table: sa.Table, rows: Sequence[Mapping[str, Any]], *, keys: Sequence[str], kept: Collection[str] = ()
) -> None:
    """Insert rows of the same columns; where a row with the same `keys` stands, update its other columns but those `kept`."""
    if not rows:
        return
    insert = sqlite.insert(table) if tx.sqlite else postgresql.insert(table)
    changes = {name: insert.excluded[name] for name in rows[0] if name not in keys and name not in kept}
    tx.connection.execute(insert.on_conflict_do_update(index_elements=list(keys), set_=changes), rows)

"""A register put straight into a database, for tests that need one and not its import."""

from collections.abc import Iterable
from datetime import date

from domain.register import RegisterRow
from dossiers.register_update import plan_register
from dossiers.unit_update import UpdateOptions
from storage.engine import Transaction
from storage.repositories import register

AS_OF = date(2026, 1, 1)


def save_register(tx: Transaction, rows: Iterable[RegisterRow]) -> None:
    """Lay the rows over what the database holds."""
    tuple(register.write(tx, plan_register(register.held(tx), rows, UpdateOptions(as_of=AS_OF)).steps))

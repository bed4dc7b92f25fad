"""What people put back to work out of quarantine, each time on record."""

from collections.abc import Sequence

import sqlalchemy as sa

from domain.ids import ScanId
from domain.page import PageState
from domain.scan import ScanState
from storage.engine import Transaction
from storage.tables import page, retry, scan
from storage.turns import Turn, take_turn

_AT_ONCE = 1_000


def lock(tx: Transaction) -> None:
    """One retry of many at a time until this transaction ends, so that none counts files that another has just queued."""
    take_turn(tx, Turn.RETRIES)


def note(tx: Transaction, scan_ids: Sequence[ScanId], *, by: str) -> None:
    """Keep that each file, where it is refused whole, or else its refused pages are tried again, and what they had been refused for."""
    for start in range(0, len(scan_ids), _AT_ONCE):
        _note(tx, scan_ids[start : start + _AT_ONCE], by)


def _note(tx: Transaction, scan_ids: Sequence[ScanId], by: str) -> None:
    who = (sa.literal(by).label("by"), sa.literal(tx.now, sa.Float).label("at"))
    whole = sa.select(scan.c.id, sa.null(), scan.c.reason, *who).where(scan.c.id.in_(scan_ids), scan.c.state == ScanState.QUARANTINED)
    single = sa.select(page.c.scan_id, page.c.id, page.c.reason, *who).where(
        page.c.scan_id.in_(scan_ids), page.c.state == PageState.QUARANTINED
    )
    columns = ["scan_id", "page_id", "reason", "by", "at"]
    for each in (whole, single):
        tx.connection.execute(retry.insert().from_select(columns, each))

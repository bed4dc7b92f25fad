"""What people put back to work out of quarantine, each time on record."""

import sqlalchemy as sa

from domain.ids import ScanId
from domain.page import PageState
from domain.scan import ScanState
from storage.engine import Transaction
from storage.tables import page, retry, scan


def note(tx: Transaction, scan_id: ScanId, *, by: str) -> None:
    """Keep that the file, where it is refused whole, or else its refused pages are tried again, and what they had been refused for."""
    who = (sa.literal(by).label("by"), sa.literal(tx.now, sa.Float).label("at"))
    whole = sa.select(scan.c.id, sa.null(), scan.c.reason, *who).where(scan.c.id == scan_id, scan.c.state == ScanState.QUARANTINED)
    single = sa.select(page.c.scan_id, page.c.id, page.c.reason, *who).where(
        page.c.scan_id == scan_id, page.c.state == PageState.QUARANTINED
    )
    columns = ["scan_id", "page_id", "reason", "by", "at"]
    for each in (whole, single):
        tx.connection.execute(retry.insert().from_select(columns, each))

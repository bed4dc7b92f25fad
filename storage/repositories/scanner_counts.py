"""What scanners counted for batches, as people entered it; earlier entries stay on record."""

from domain.ids import BatchId
from storage.engine import Transaction
from storage.repositories import events
from storage.tables import scanner_count


def add(tx: Transaction, batch_id: BatchId, *, files: int | None, pages: int | None, by: str) -> None:
    """Enter what the scanner counted; None where it is not known."""
    tx.connection.execute(scanner_count.insert().values(batch_id=batch_id, files=files, pages=pages, by=by, at=tx.now))
    events.record(tx, "batch.counted", "batch", batch_id, detail=f"files {files} pages {pages}")

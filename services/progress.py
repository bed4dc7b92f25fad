"""Fan-in: when the last page of a group is read, its documents can be formed. The database decides, in that page's own transaction."""

from domain.ids import BatchId, GroupId
from domain.job import JobKind
from storage.engine import Transaction
from storage.repositories import jobs, pages


def group_moved(tx: Transaction, group_id: GroupId, *, batch_id: BatchId, priority: int) -> None:
    """Call after anything in the group changed; enqueues its assembly if nothing is left to wait for."""
    if pages.group_ready(tx, group_id):
        jobs.enqueue(tx, JobKind.ASSEMBLE_GROUP, [group_id], batch_id=batch_id, priority=priority)

"""When nothing else of a batch is left to do, check what its documents touch."""

from domain.failure import Failure
from domain.ids import BatchId
from domain.job import JobKind, Lease
from services import checking
from services.workplace import Effects, Workplace
from storage.engine import Transaction
from storage.repositories import events, jobs

LAST = 9
"""After all work on pages."""
SOON, LATER = 2.0, 15.0
"""Seconds until a batch's check is due by itself. The batch's last job makes it due at once; of two that end in the same moment each may
take the other for the last."""


def wanted(tx: Transaction, batch_id: BatchId, *, due_in: float = SOON) -> None:
    """Ask for a check of the batch, because documents were formed; one under way is done anew."""
    jobs.wake(tx, JobKind.CHECK_BATCH, batch_id, batch_id=batch_id, priority=LAST, due_in=due_in)


def moved(tx: Transaction, done: Lease) -> None:
    """Let the batch's check be due now if the job just done was the last before it."""
    if done.kind is not JobKind.CHECK_BATCH and not jobs.others_live(tx, done.batch_id, JobKind.CHECK_BATCH):
        jobs.hasten(tx, JobKind.CHECK_BATCH, done.batch_id)


def check(place: Workplace, batch_id: BatchId) -> Effects:
    """Check the batch, in transactions of its own, which may be repeated; or put that off while other work on it is left."""
    with place.database.read() as tx:
        early = jobs.others_live(tx, batch_id, JobKind.CHECK_BATCH)
    if early:
        return lambda tx: wanted(tx, batch_id, due_in=LATER if jobs.others_live(tx, batch_id, JobKind.CHECK_BATCH) else 0.0)
    checking.check_batch(place, batch_id)
    return lambda _tx: None


def give_up(batch_id: BatchId, failure: Failure) -> Effects:
    """The batch stays unchecked until the next full check."""

    def write(tx: Transaction) -> None:
        events.record(tx, "check.failed", "batch", batch_id, detail=failure.code.code)

    return write

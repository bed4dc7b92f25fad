"""The queue in the database: enqueue, ring, claim under a fencing lease, finish, fail, release.

Any message on the broker may be lost, doubled, late or stale.
"""

import uuid
from collections.abc import Iterable

import sqlalchemy as sa

from domain.ids import BatchId, JobId
from domain.job import JobKind, Lease, LeaseRules
from storage.engine import Transaction
from storage.tables import job
from storage.upsert import insert_new, insert_or_update, insert_or_update_all

LIVE = job.c.state == "live"
PAUSED = "paused:"
_ONE = ("kind", "subject_id")


def enqueue(tx: Transaction, kind: JobKind, subjects: Iterable[int], *, batch_id: BatchId, priority: int) -> None:
    """Add one job a subject; a job that is there already (live or done) is left as it is, so enqueuing twice is harmless."""
    rows = [
        {"kind": kind, "subject_id": subject, "batch_id": batch_id, "priority": priority, "due": tx.now, "state": "live"}
        for subject in subjects
    ]
    insert_new(tx, job, rows)


def wake(tx: Transaction, kind: JobKind, subject_id: int, *, batch_id: BatchId, priority: int, due_in: float = 0.0) -> None:
    """Add the job, or make it live again from its first attempt; whoever works on it loses the lease, since it is to be done anew."""
    insert_or_update(tx, job, _anew(kind, subject_id, batch_id, priority, tx.now + due_in), _ONE)


def wake_all(tx: Transaction, kind: JobKind, wanted: Iterable[tuple[int, BatchId, int]]) -> None:
    """`wake` for many: subject, batch and priority of each."""
    insert_or_update_all(tx, job, [_anew(kind, *each, tx.now) for each in wanted], keys=_ONE)


def _anew(kind: JobKind, subject_id: int, batch_id: BatchId, priority: int, due: float) -> dict[str, object]:
    values = {"state": "live", "attempts": 0, "token": None, "lease_until": None, "rung": None, "due": due, "error": ""}
    return {"kind": kind, "subject_id": subject_id, "batch_id": batch_id, "priority": priority, **values}


def others_live(tx: Transaction, batch_id: BatchId, kind: JobKind) -> bool:
    """Whether any job of the batch of another kind is not done yet."""
    return tx.connection.scalar(sa.select(job.c.id).where(LIVE, job.c.batch_id == batch_id, job.c.kind != kind).limit(1)) is not None


def hasten(tx: Transaction, kind: JobKind, batch_id: BatchId) -> None:
    """Let the batch's jobs of that kind, if they wait for their time, be due now."""
    waiting = job.update().where(LIVE, job.c.batch_id == batch_id, job.c.kind == kind, job.c.due > tx.now, job.c.token.is_(None))
    tx.connection.execute(waiting.values(due=tx.now))


def requeue(tx: Transaction, kind: JobKind, subject_id: int) -> None:
    """Make a finished or given-up job live again from its first attempt (a person asked for a retry)."""
    tx.connection.execute(
        job.update()
        .where(job.c.kind == kind, job.c.subject_id == subject_id)
        .values(state="live", attempts=0, token=None, lease_until=None, rung=None, due=tx.now, error="")
    )


def again(tx: Transaction, kind: JobKind, subject_id: int, *, batch_id: BatchId, priority: int) -> None:
    """Have the job done, whether or not it was done before."""
    enqueue(tx, kind, [subject_id], batch_id=batch_id, priority=priority)
    requeue(tx, kind, subject_id)


def any_due(tx: Transaction, rules: LeaseRules) -> bool:
    """Whether `ring` would find anything: a look that takes no write lock."""
    free = sa.or_(job.c.lease_until.is_(None), job.c.lease_until < tx.now)
    quiet = sa.or_(job.c.rung.is_(None), job.c.rung <= tx.now - rules.ring_seconds)
    return tx.connection.scalar(sa.select(job.c.id).where(LIVE, free, quiet, job.c.due <= tx.now).limit(1)) is not None


def outstanding(tx: Transaction, rules: LeaseRules) -> int:
    """How many rings are not answered yet: the pump keeps this small so that priorities still count."""
    waiting = sa.and_(job.c.rung > tx.now - rules.ring_seconds, job.c.lease_until.is_(None))
    return int(tx.connection.scalar(sa.select(sa.func.count()).select_from(job).where(LIVE, waiting)) or 0)


def ring(tx: Transaction, rules: LeaseRules, *, limit: int, oldest_first: bool = False) -> tuple[JobId, ...]:
    """Mark up to `limit` live, due, unleased jobs as rung and return them: dispatcher, sweeper and outbox in one.

    Sooner priority first, then fewer attempts, so that a job that kills its worker does not hold up the rest; `oldest_first`
    ignores priority, which the pump asks for now and then so that bulk work moves while daily work keeps coming.
    """
    free = sa.or_(job.c.lease_until.is_(None), job.c.lease_until < tx.now)
    quiet = sa.or_(job.c.rung.is_(None), job.c.rung <= tx.now - rules.ring_seconds)
    order = (job.c.due, job.c.id) if oldest_first else (job.c.priority, job.c.attempts, job.c.due, job.c.id)
    pick = sa.select(job.c.id).where(LIVE, free, quiet, job.c.due <= tx.now).order_by(*order).limit(limit)
    if not tx.sqlite:
        pick = pick.with_for_update(skip_locked=True)
    ids = list(tx.connection.scalars(pick))
    if not ids:
        return ()
    tx.connection.execute(job.update().where(job.c.id.in_(ids)).values(rung=tx.now))
    return tuple(JobId(i) for i in ids)


def unring(tx: Transaction) -> None:
    """Forget all rings: the broker they went to is empty (it lived in a process that has gone)."""
    tx.connection.execute(job.update().where(LIVE, job.c.rung.is_not(None)).values(rung=None))


def claim(tx: Transaction, job_id: JobId, worker: str, rules: LeaseRules, *, exhausted: bool = False) -> Lease | None:
    """Take the job if it is live, due, unleased; None means that the message was stale and nothing is to be done.

    The attempt is counted here, so that a page that kills its worker runs out of attempts instead of looping. With `exhausted`
    only a job without attempts left is taken, to be given up.
    """
    token = uuid.uuid4().hex
    left = job.c.attempts >= rules.max_attempts if exhausted else job.c.attempts < rules.max_attempts
    row = tx.connection.execute(
        job.update()
        .where(job.c.id == job_id, LIVE, job.c.due <= tx.now, left, sa.or_(job.c.lease_until.is_(None), job.c.lease_until < tx.now))
        .values(token=token, lease_until=tx.now + rules.lease_seconds, attempts=job.c.attempts + 1, worker=worker)
        .returning(job)
    ).first()
    if row is None:
        return None
    return Lease(
        job_id=JobId(row.id),
        kind=JobKind(row.kind),
        subject_id=row.subject_id,
        batch_id=BatchId(row.batch_id),
        priority=row.priority,
        attempts=row.attempts,
        token=token,
        worker=worker,
    )


def renew(tx: Transaction, lease: Lease, rules: LeaseRules) -> bool:
    """Extend the lease; False where it was lost."""
    return tx.connection.execute(_held(lease).values(lease_until=tx.now + rules.lease_seconds)).rowcount == 1


def finish(tx: Transaction, lease: Lease) -> bool:
    """Mark the job done; False where the lease was lost, and then the caller must roll back everything it did."""
    values = {"state": "done", "token": None, "lease_until": None, "rung": None, "error": ""}
    return tx.connection.execute(_held(lease).values(**values)).rowcount == 1


def fail(tx: Transaction, lease: Lease, *, error: str, retry_in: float) -> None:
    """Give the job back to be tried again `retry_in` seconds from now; `error` is technical and holds no personal data."""
    tx.connection.execute(_held(lease).values(token=None, lease_until=None, rung=None, error=error[:500], due=tx.now + retry_in))


def pause(tx: Transaction, lease: Lease, *, error: str, retry_in: float) -> None:
    """Give the job back without counting the attempt: the machine was at fault (disk full, server away), not the page."""
    tx.connection.execute(
        _held(lease).values(
            token=None, lease_until=None, rung=None, due=tx.now + retry_in, attempts=job.c.attempts - 1, error=PAUSED + error
        )
    )


def release(tx: Transaction, workers: Iterable[str]) -> int:
    """Free the leases of workers known to be dead; return how many. Attempts stay counted."""
    dead = list(workers)
    if not dead:
        return 0
    done = tx.connection.execute(
        job.update().where(LIVE, job.c.worker.in_(dead), job.c.token.is_not(None)).values(token=None, lease_until=None, rung=None)
    )
    return int(done.rowcount)


def any_live(tx: Transaction, batch_id: BatchId) -> bool:
    """Whether any job of the batch is not done yet."""
    return tx.connection.scalar(sa.select(job.c.id).where(LIVE, job.c.batch_id == batch_id).limit(1)) is not None


def pauses(tx: Transaction, batch_id: BatchId) -> tuple[str, ...]:
    """Return why jobs of the batch pause, each reason once; empty as soon as any job of it is in work."""
    live = sa.select(job.c.error).where(LIVE, job.c.batch_id == batch_id)
    if tx.connection.scalar(live.where(job.c.lease_until > tx.now).limit(1)) is not None:
        return ()
    reasons = tx.connection.scalars(live.where(job.c.error.startswith(PAUSED)).distinct())
    return tuple(reason.removeprefix(PAUSED) for reason in reasons)


def _held(lease: Lease) -> sa.Update:
    return job.update().where(job.c.id == lease.job_id, LIVE, job.c.token == lease.token)

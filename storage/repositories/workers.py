"""Who is working: one row a worker process, and one a watched folder."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from domain.ids import JobId
from domain.people import Estates
from storage.engine import Transaction
from storage.tables import source_state, worker
from storage.upsert import insert_or_update


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerRow:
    """A worker process; `busy_since` is None while it waits for work."""

    id: str
    form: str
    host: str
    pid: int
    seen_at: float
    busy_since: float | None


def beat(tx: Transaction, *, worker_id: str, form: str, host: str, pid: int, job_id: JobId | None, busy_since: float | None) -> None:
    """Note that the worker lives and what it is at."""
    row = {"id": worker_id, "form": form, "host": host, "pid": pid, "started_at": tx.now, "seen_at": tx.now}
    insert_or_update(tx, worker, {**row, "job_id": job_id, "busy_since": busy_since}, ["id"])


def living(tx: Transaction, *, within: float) -> tuple[WorkerRow, ...]:
    """Return the workers seen in the last `within` seconds."""
    rows = tx.connection.execute(sa.select(worker).where(worker.c.seen_at > tx.now - within).order_by(worker.c.id))
    return tuple(WorkerRow(id=r.id, form=r.form, host=r.host, pid=r.pid, seen_at=r.seen_at, busy_since=r.busy_since) for r in rows)


def of_form(tx: Transaction, form: str, host: str) -> tuple[str, ...]:
    """Return the ids of all worker rows of that form on that host, dead or alive."""
    return tuple(tx.connection.scalars(sa.select(worker.c.id).where(worker.c.form == form, worker.c.host == host)))


def forget(tx: Transaction, ids: Iterable[str]) -> None:
    """Drop rows of workers that have gone."""
    tx.connection.execute(worker.delete().where(worker.c.id.in_(list(ids))))


def source_seen(tx: Transaction, *, name: str, path: str, state: str, waiting: int, estate: str = "") -> None:
    """Note how a watched folder stands; `estate` is that of its papers, "" for any."""
    row = {"name": name, "path": path, "state": state, "waiting": waiting, "estate": estate, "seen_at": tx.now}
    insert_or_update(tx, source_state, row, ["name"])


def sources(tx: Transaction, estates: Estates = None) -> tuple[tuple[str, str, str, int], ...]:
    """Return (name, path, state, files waiting) of the watched folders of these estates."""
    within = sa.true() if estates is None else source_state.c.estate.in_(estates)
    rows = tx.connection.execute(sa.select(source_state).where(within).order_by(source_state.c.name))
    return tuple((r.name, r.path, r.state, r.waiting) for r in rows)

"""The queue's promises, on SQLite and on a real PostgreSQL."""

import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
import sqlalchemy as sa

from domain.ids import BatchId, JobId, Sha256
from domain.job import JobKind, Lease, LeaseRules
from domain.scan import ScanState
from storage import schema
from storage.engine import ConflictError, Database, Transaction
from storage.repositories import jobs, scans
from storage.repositories.scans import NewScan
from storage.tables import job

RULES = LeaseRules(lease_seconds=30, ring_seconds=5, max_attempts=3)


@pytest.fixture
def database(database_url: str, tmp_path: Path) -> Iterator[Database]:
    opened = Database(database_url or f"sqlite:///{tmp_path / 'queue.db'}")
    schema.upgrade(opened)
    yield opened
    opened.close()


def add(database: Database, *, priority: int = 5, subjects: tuple[int, ...] = (1,)) -> BatchId:
    with database.begin() as tx:
        batch_id = scans.open_batch(tx, "batch")
        jobs.enqueue(tx, JobKind.READ_PAGE, subjects, batch_id=batch_id, priority=priority)
    return batch_id


def ids(database: Database) -> list[JobId]:
    with database.read() as tx:
        return [JobId(i) for i in tx.connection.scalars(sa.select(job.c.id).order_by(job.c.subject_id))]


def claim(database: Database, job_id: JobId, worker: str = "w") -> Lease | None:
    with database.begin() as tx:
        return jobs.claim(tx, job_id, worker, RULES)


def later(tx: Transaction, seconds: float) -> Transaction:
    return Transaction(connection=tx.connection, now=tx.now + seconds)


def test_enqueuing_twice_makes_one_job(database: Database) -> None:
    add(database)
    add(database)
    assert len(ids(database)) == 1


def test_a_job_is_claimed_once_and_finished_once(database: Database) -> None:
    add(database)
    [job_id] = ids(database)
    first = claim(database, job_id)
    assert first is not None
    assert first.attempts == 1
    assert claim(database, job_id) is None
    with database.begin() as tx:
        assert jobs.finish(tx, first)
    with database.begin() as tx:
        assert not jobs.finish(tx, first)
    assert claim(database, job_id) is None


def test_a_lease_that_ran_out_is_taken_over_and_the_first_holder_is_fenced(database: Database) -> None:
    add(database)
    [job_id] = ids(database)
    first = claim(database, job_id)
    assert first is not None
    with database.begin() as tx:
        second = jobs.claim(later(tx, 31), job_id, "other", RULES)
    assert second is not None
    assert second.attempts == 2
    with database.begin() as tx:
        assert not jobs.renew(tx, first, RULES)
        assert not jobs.finish(tx, first)
    with database.begin() as tx:
        assert jobs.finish(tx, second)


def test_a_renewed_lease_is_not_taken_over(database: Database) -> None:
    add(database)
    [job_id] = ids(database)
    first = claim(database, job_id)
    assert first is not None
    with database.begin() as tx:
        assert jobs.renew(later(tx, 25), first, RULES)
    with database.begin() as tx:
        assert jobs.claim(later(tx, 31), job_id, "other", RULES) is None


def test_a_job_that_kills_its_workers_runs_out_of_attempts(database: Database) -> None:
    add(database)
    [job_id] = ids(database)
    for _ in range(RULES.max_attempts):
        assert claim(database, job_id) is not None
        with database.begin() as tx:
            assert jobs.release(tx, ["w"]) == 1
    assert claim(database, job_id) is None
    with database.begin() as tx:
        last = jobs.claim(tx, job_id, "w", RULES, exhausted=True)
    assert last is not None


def test_a_failed_job_waits_and_a_paused_one_is_not_blamed(database: Database) -> None:
    add(database)
    [job_id] = ids(database)
    first = claim(database, job_id)
    assert first is not None
    with database.begin() as tx:
        jobs.fail(tx, first, error="ValueError", retry_in=60)
    assert claim(database, job_id) is None
    with database.begin() as tx:
        second = jobs.claim(later(tx, 61), job_id, "w", RULES)
        assert second is not None
        jobs.pause(later(tx, 61), second, error="disk full", retry_in=0)
        third = jobs.claim(later(tx, 62), job_id, "w", RULES)
    assert third is not None
    assert third.attempts == 2


def test_the_pump_rings_by_priority_once_and_again_after_a_while(database: Database) -> None:
    batch_id = add(database, priority=9, subjects=(1, 2))
    with database.begin() as tx:
        jobs.enqueue(tx, JobKind.READ_PAGE, (3,), batch_id=batch_id, priority=1)
    bulk1, bulk2, daily = ids(database)
    with database.begin() as tx:
        assert jobs.ring(tx, RULES, limit=2) == (daily, bulk1)
        assert jobs.outstanding(tx, RULES) == 2
        assert jobs.ring(tx, RULES, limit=5) == (bulk2,)
        assert jobs.ring(tx, RULES, limit=5) == ()
        assert set(jobs.ring(later(tx, 6), RULES, limit=5)) == {daily, bulk1, bulk2}


def test_the_oldest_job_is_rung_whatever_its_priority_when_asked(database: Database) -> None:
    batch_id = add(database, priority=9, subjects=(1,))
    with database.begin() as tx:
        jobs.enqueue(later(tx, 1), JobKind.READ_PAGE, (2,), batch_id=batch_id, priority=1)
    bulk, _daily = ids(database)
    with database.begin() as tx:
        assert jobs.ring(later(tx, 2), RULES, limit=1, oldest_first=True) == (bulk,)


def test_a_batch_is_live_until_its_last_job_is_finished(database: Database) -> None:
    batch_id = add(database)
    [job_id] = ids(database)
    lease = claim(database, job_id)
    assert lease is not None
    with database.begin() as tx:
        assert jobs.any_live(tx, batch_id)
        assert not jobs.any_live(tx, BatchId(batch_id + 1))
        assert jobs.finish(tx, lease)
        assert not jobs.any_live(tx, batch_id)


def test_of_many_racing_claimers_one_wins(database: Database) -> None:
    add(database)
    [job_id] = ids(database)
    won: list[Lease] = []

    def race(name: str) -> None:
        lease = claim(database, job_id, name)
        if lease is not None:
            won.append(lease)

    threads = [threading.Thread(target=race, args=(f"w{n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1


def test_the_first_scan_of_some_bytes_is_unique(database: Database) -> None:
    def new(source: str) -> NewScan:
        return NewScan(batch_id=batch_id, group_key="", source=source, sha256=Sha256("a" * 64), size=1, priority=5, estate="")

    with database.begin() as tx:
        batch_id = scans.open_batch(tx, "batch")
        scans.add(tx, new("a.pdf"), state=ScanState.RECEIVED, duplicate_of=None, failure=None)
    with pytest.raises(ConflictError), database.begin() as tx:
        scans.add(tx, new("b.pdf"), state=ScanState.RECEIVED, duplicate_of=None, failure=None)


@pytest.mark.parametrize("form", ["sqlite", "postgresql"])
def test_the_schema_is_made_once_by_racing_processes(form: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'race.db'}" if form == "sqlite" else request.getfixturevalue("fresh_postgres_database")
    with ProcessPoolExecutor(3, mp_context=get_context("spawn"), initializer=_ready, initargs=[get_context("spawn").Barrier(3)]) as pool:
        assert list(pool.map(_made, [url] * 3)) == [True] * 3


def _ready(barrier: Barrier) -> None:
    barrier.wait()  # all three have started before the first begins


def _made(url: str) -> bool:
    with closing(Database(url)) as database:
        schema.upgrade(database)
        return schema.is_current(database)

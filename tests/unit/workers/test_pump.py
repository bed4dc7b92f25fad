"""The pump and the keeper outlive what they depend on."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from domain.errors import MissingPartError, StoreBusyError
from domain.ids import JobId
from domain.job import JobKind, LeaseRules
from storage import schema
from storage.engine import Database, Transaction
from storage.repositories import jobs, scans
from tests.servers import free_port
from workers import pump as pump_module
from workers.app import TASK, make_app
from workers.keeper import Keeper
from workers.options import WorkerOptions
from workers.process import ring_broker
from workers.pump import Pump

RULES = LeaseRules(ring_seconds=0.05)
PATIENCE = 20.0


@pytest.fixture
def database(tmp_path: Path) -> Database:
    opened = Database(f"sqlite:///{tmp_path / 'pump.db'}")
    schema.upgrade(opened)
    with opened.begin() as tx:
        jobs.enqueue(tx, JobKind.READ_PAGE, [1], batch_id=scans.open_batch(tx, "b"), priority=5)
    return opened


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


def test_the_pump_rings_again_when_the_broker_is_back(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pump_module, "WAIT_SECONDS", 0.01)
    away, rung, refused = threading.Event(), list[JobId](), list[JobId]()
    away.set()

    def ring(job_id: JobId) -> None:
        if away.is_set():
            refused.append(job_id)
            raise MissingPartError("away", "away")
        rung.append(job_id)

    pump = Pump(database, RULES, room=lambda _tx: 1, ring=ring)
    pump.start()
    wait_for(lambda: len(refused) > 1)
    away.clear()
    wait_for(lambda: bool(rung))
    pump.stop()
    database.close()


def test_a_woken_pump_looks_at_once(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pump_module, "IDLE_SECONDS", 10 * PATIENCE)
    room, looked, rung = threading.Event(), threading.Event(), list[JobId]()

    def places(_tx: Transaction) -> int:
        looked.set()
        return int(room.is_set())

    pump = Pump(database, RULES, room=places, ring=rung.append)
    pump.start()
    assert looked.wait(PATIENCE)
    room.set()
    pump.wake()
    wait_for(lambda: bool(rung))
    pump.stop()
    database.close()


def test_a_job_that_is_taken_is_not_rung_for_as_well(database: Database) -> None:
    rung: list[JobId] = []
    pump = Pump(database, RULES, room=lambda _tx: 1, ring=rung.append)
    taken = pump.take(1)
    assert len(taken) == 1
    assert (pump.take(1), pump.once(), rung) == ((), 0, [])
    database.close()


def test_a_broker_that_is_away_is_a_missing_part() -> None:
    options = WorkerOptions(broker_url=f"redis://127.0.0.1:{free_port()}/0", slots=1, job_seconds=60, memory_mib=1000, jobs_per_process=1)

    def nothing(_job_id: int) -> None:
        """Never run."""

    with make_app(options) as app, pytest.raises(MissingPartError):
        ring_broker(app.task(name=TASK)(nothing), JobId(1))


def test_a_pump_that_never_started_can_be_stopped(database: Database) -> None:
    Pump(database, RULES, room=lambda _tx: 1, ring=lambda _id: None).stop()
    database.close()


def test_the_keeper_goes_on_where_its_first_beat_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[int] = []

    def begin() -> None:
        tries.append(1)
        raise StoreBusyError("busy", "busy")

    place = SimpleNamespace(rules=SimpleNamespace(leases=LeaseRules(lease_seconds=0.03)), database=SimpleNamespace(begin=begin))
    keeper = Keeper(place, "w", "embedded")  # type: ignore[arg-type]
    keeper.start()
    wait_for(lambda: len(tries) > 2)
    with pytest.raises(StoreBusyError):
        keeper.stop()

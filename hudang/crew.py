"""The processes of a home: builds their command lines, holds the home's supervisor lock, frees the leases of the dead."""

import logging
import platform
import sys
import time
from collections.abc import Sequence
from types import TracebackType

from domain.errors import MissingPartError, StorageFullError, StoreBusyError
from hudang.settings import Settings
from services.workplace import Workplace
from storage.repositories import jobs, workers
from workers.supervisor import HomeLock, ProcessSpec, Supervisor

log = logging.getLogger(__name__)

LOOK_EVERY = 2.0
LEFT_OVER = 86_400.0
"""Half-written objects that nobody has touched for so many seconds were left by a crash."""
STALE_LEASES = 4.0
"""A worker that has not beaten for so many leases hangs so hard that not even its keeper runs."""


class Crew:
    """Workers (and for `hudang up` watch and web too) of one home on this machine, started and stopped together."""

    def __init__(self, settings: Settings, place: Workplace, *, also: Sequence[str] = ()) -> None:
        self._settings = settings
        self._place = place
        self._lock = HomeLock(settings.home / "run" / "supervisor.lock")
        self._supervisor = Supervisor(
            [self._service(name) for name in also], on_exit=self._released, output=settings.home / "logs" / "processes.out"
        )
        self._staffed = False
        self._looked = 0.0
        self.leading = False

    def __enter__(self) -> "Crew":
        self.leading = self._lock.acquire()
        if self.leading:
            self._place.blobs.sweep(time.time() - LEFT_OVER)
            self._clear_the_dead()
            self._supervisor.start()
            self._staff()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.leading:
            self._supervisor.stop()
            self._lock.release()

    def poll(self) -> None:
        """Look after the processes; call every fraction of a second. Takes over where another supervisor of this home has ended.

        While the database is away, busy or full nothing is given up: the next call does what this one could not.
        """
        try:
            self._poll()
        except (MissingPartError, StoreBusyError, StorageFullError) as error:
            log.warning("Supervision waits: %s", error, extra={"action": "supervisor.waits"})
            time.sleep(LOOK_EVERY)

    def _poll(self) -> None:
        if not self.leading:
            self.__enter__()
            return
        self._supervisor.poll()
        if time.monotonic() - self._looked > LOOK_EVERY:
            self._looked = time.monotonic()
            self._staff()
            self._kill_overdue()

    def _staff(self) -> None:
        """Start workers, in the scaled form only where no other machine or container has living ones."""
        if self._staffed:
            return
        with self._place.database.read() as tx:
            alone = not workers.living(tx, within=self._place.rules.leases.lease_seconds)
        if alone or not self._settings.broker_url:
            self._staffed = True
            for spec in self._workers():
                self._supervisor.add(spec)

    def _workers(self) -> list[ProcessSpec]:
        home = str(self._settings.home)
        if self._settings.broker_url:
            return [ProcessSpec(name="worker", command=lambda _word: [sys.executable, "-m", "hudang", "worker", "--home", home])]
        solo = [sys.executable, "-m", "hudang.solo", home, "--solo"]
        return [ProcessSpec(name=f"worker{n}", command=lambda word: [*solo, word]) for n in range(1, self._settings.slots + 1)]

    def _service(self, name: str) -> ProcessSpec:
        return ProcessSpec(name=name, command=lambda _word: [sys.executable, "-m", "hudang", name, "--home", str(self._settings.home)])

    def _clear_the_dead(self) -> None:
        """Free what embedded workers of an earlier supervisor held: the lock proves that none of them is led any more."""
        if self._settings.broker_url:
            return
        with self._place.database.begin() as tx:
            dead = workers.of_form(tx, "embedded", platform.node())
            jobs.release(tx, dead)
            jobs.unring(tx)
            workers.forget(tx, dead)

    def _released(self, word: str) -> None:
        with self._place.database.begin() as tx:
            jobs.release(tx, [word])
            workers.forget(tx, [word])

    def _kill_overdue(self) -> None:
        rules = self._place.rules
        with self._place.database.read() as tx:
            rows = workers.living(tx, within=86_400)
            now = tx.now
        for row in rows:
            busy = row.busy_since is not None and now - row.busy_since > rules.job_seconds + rules.leases.lease_seconds
            stale = now - row.seen_at > STALE_LEASES * rules.leases.lease_seconds
            if row.form == "embedded" and row.host == platform.node() and (busy or stale):
                self._supervisor.kill(row.pid)

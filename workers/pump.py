"""The pump: looks for live, due, unleased jobs and rings for them. Several pumps are harmless; a lost ring is repeated."""

import logging
import threading
from collections.abc import Callable

from domain.errors import HudangError
from domain.ids import JobId
from domain.job import LeaseRules
from storage.engine import Database, Transaction
from storage.repositories import jobs

log = logging.getLogger(__name__)

IDLE_SECONDS = 0.25
BUSY_SECONDS = 0.02
WAIT_SECONDS = 2.0
FAIR_EVERY = 4
"""Each fourth ring goes to the oldest job whatever its priority, so that bulk work moves while daily scans keep coming."""


class Pump:
    """A thread that keeps at most `room()` rings unanswered and hands each job id to `ring`."""

    def __init__(self, database: Database, rules: LeaseRules, *, room: Callable[[Transaction], int], ring: Callable[[JobId], None]) -> None:
        self._database = database
        self._rules = rules
        self._room = room
        self._ring = ring
        self._turn = 0
        self._stop = threading.Event()
        self._woken = threading.Event()
        self._thread = threading.Thread(target=self._run, name="pump", daemon=True)

    def start(self) -> None:
        """Begin to pump."""
        self._thread.start()

    def wake(self) -> None:
        """Look at once: there is room again."""
        self._woken.set()

    def stop(self) -> None:
        """Stop after the ring in hand."""
        self._stop.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                pause = BUSY_SECONDS if self.once() else IDLE_SECONDS
            except HudangError as error:  # database or broker away, disk full: look again shortly, nothing is lost meanwhile
                log.warning("Pump waits: %s", error, extra={"action": "pump.waits"})
                pause = WAIT_SECONDS
            self._woken.wait(pause)
            self._woken.clear()

    def once(self) -> int:
        """Ring for what there is room for; return how many jobs were rung."""
        with self._database.read() as tx:
            room = self._room(tx)
        rung = self.take(room) if room > 0 else ()
        for job_id in rung:
            self._ring(job_id)
        return len(rung)

    def take(self, most: int) -> tuple[JobId, ...]:
        """Mark up to so many jobs as rung and return them to whoever does them without a ring."""
        with self._database.read() as tx:
            if not jobs.any_due(tx, self._rules):
                return ()
        self._turn += 1
        with self._database.begin() as tx:
            return jobs.ring(tx, self._rules, limit=most, oldest_first=self._turn % FAIR_EVERY == 0)

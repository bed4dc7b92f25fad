"""Each worker process's keeper: a thread that says the worker lives and renews the lease of the job in hand until its deadline."""

import logging
import os
import platform
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from domain.errors import HudangError
from domain.job import Lease
from services.workplace import Workplace
from storage.repositories import jobs, workers

log = logging.getLogger(__name__)


class Keeper:
    """Beats every third of a lease; a job past its deadline is no longer renewed, so that another worker may take it."""

    def __init__(self, place: Workplace, worker_id: str, form: str) -> None:
        self._place = place
        self.worker_id = worker_id
        self._form = form
        self._lease: Lease | None = None
        self._since = 0.0
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="keeper", daemon=True)

    def start(self) -> None:
        """Begin to beat, the first time at once."""
        self._thread.start()

    def stop(self) -> None:
        """Stop beating and take the worker off the list."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)
        with self._place.database.begin() as tx:
            workers.forget(tx, [self.worker_id])

    @contextmanager
    def holding(self, lease: Lease) -> Iterator[None]:
        """Keep this lease alive while the block runs."""
        with self._lock:
            self._lease, self._since = lease, time.time()
        try:
            yield
        finally:
            with self._lock:
                self._lease = None

    def _run(self) -> None:
        pause = 0.0
        while not self._stop.wait(pause):
            pause = self._place.rules.leases.lease_seconds / 3
            try:
                self._beat()
            except HudangError as error:  # the database is away or full: the next beat tries again, the lease guards the page
                log.warning("Beat failed: %s", error, extra={"action": "worker.beat_failed", "worker": self.worker_id})

    def _beat(self) -> None:
        with self._lock:
            lease, since = self._lease, self._since
        rules = self._place.rules
        with self._place.database.begin() as tx:
            workers.beat(
                tx,
                worker_id=self.worker_id,
                form=self._form,
                host=platform.node(),
                pid=os.getpid(),
                job_id=lease.job_id if lease else None,
                busy_since=since if lease else None,
            )
            overdue = lease is not None and time.time() - since > rules.job_seconds
            if lease and not overdue and not jobs.renew(tx, lease, rules.leases) and self._lease is lease:
                log.warning("Lease could not be renewed", extra={"action": "job.renewal_lost", "job": lease.job_id})

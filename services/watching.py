"""Take in what the watched folders deliver: each file its own group, daily scans before bulk work."""

import logging
import threading
import time
from collections.abc import Mapping, Sequence

from domain.errors import MissingPartError, StorageFullError, StoreBusyError
from domain.ids import BatchId
from domain.scan import Source
from ingest.watch import ClaimedFile, DeliveryOutcome, Watcher, WatchEvent
from services.intake import Arrival, receive
from services.workplace import Workplace
from storage.repositories import scans, workers

log = logging.getLogger(__name__)

STATUS_SECONDS = 3.0
SIGN_OF_LIFE_SECONDS = 30.0
"""An idle watch writes no more often than this."""


class Watch:
    """Watches all sources until told to stop; each source's arrivals of a day are one batch."""

    def __init__(self, place: Workplace, sources: Sequence[Source]) -> None:
        self._place = place
        self._sources = {source.name: source for source in sources}
        self._watcher = Watcher(tuple(sources), self._deliver, on_event=_log)

    def run(self, stop: threading.Event) -> None:
        """Watch; claims left by an earlier process are delivered first."""
        done = threading.Event()
        reporter = threading.Thread(target=self._report, args=(done,), name="watch-status", daemon=True)
        reporter.start()
        try:
            self._watcher.run(stop)
        finally:
            done.set()
            reporter.join(timeout=5)

    def _deliver(self, claimed: ClaimedFile) -> DeliveryOutcome:
        try:
            received = receive(
                self._place,
                Arrival(
                    path=claimed.path,
                    source=claimed.name,
                    batch_id=self._batch(claimed.source),
                    priority=claimed.source.priority,
                    estate=claimed.source.estate,
                    refusal=claimed.refusal,
                    claim=claimed.claim_id,
                ),
            )
        except (StorageFullError, StoreBusyError, MissingPartError) as error:
            log.error("Intake waits: %s", error, extra={"action": "watch.waits", "source": claimed.source.name})
            return DeliveryOutcome(durable=False)
        return DeliveryOutcome(durable=True, sha256=received.sha256)

    def _batch(self, source: Source) -> BatchId:
        name = f"{source.name} {self._place.today():%Y-%m-%d}"
        with self._place.database.begin() as tx:
            return scans.open_batch(tx, name)

    def _report(self, done: threading.Event) -> None:
        shown: dict[str, tuple[str, int]] = {}
        written = 0.0
        while not done.wait(STATUS_SECONDS):
            now = {status.name: (str(status.state), status.waiting + status.claimed) for status in self._watcher.status()}
            if now == shown and time.monotonic() - written < SIGN_OF_LIFE_SECONDS:
                continue
            written = time.monotonic()
            try:
                self._show(now)
            except (StorageFullError, StoreBusyError, MissingPartError) as error:
                log.warning("Status not shown: %s", error, extra={"action": "watch.status_waits"})
            else:
                shown = now

    def _show(self, states: Mapping[str, tuple[str, int]]) -> None:
        with self._place.database.begin() as tx:
            for name, (state, waiting) in states.items():
                source = self._sources[name]
                workers.source_seen(tx, name=name, path=source.path, state=state, waiting=waiting, estate=source.estate)


def _log(event: WatchEvent) -> None:
    log.info("Watch", extra={"action": event.action, "source": event.source, "claim": event.claim_id, "detail": event.detail})

"""Watching all drop folders.

The scan is the truth; events of the file system only wake it early, as they are lost in bursts and do not exist on shares. Each source
has a thread of its own, so a share that hangs, a full disk or a burst of 5,000 files in one folder never holds up the others.
"""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from pathlib import Path

from domain.scan import Source, SourceKind
from ingest.claims import ClaimedFile, DeliveryOutcome
from ingest.watch_events import wake_on_events
from ingest.watch_source import Clock, Deliver, SourceState, SourceStatus, SourceWatch, WatchEvent, WatchOptions

__all__ = ["ClaimedFile", "DeliveryOutcome", "SourceState", "SourceStatus", "WatchEvent", "WatchOptions", "Watcher"]

_LOOK_UP = 0.5
_SHORTEST = 0.2


class Watcher:
    """All drop folders, each in a thread of its own; `deliver` and `on_event` are called from several threads at once.

    `deliver` stores the bytes and commits the row before it answers durable; it may be called again with a claim_id that it has
    seen, where the process died between its answer and the claim's removal.
    """

    def __init__(
        self,
        sources: Sequence[Source],
        deliver: Deliver,
        *,
        clock: Clock = time.monotonic,
        options: WatchOptions | None = None,
        on_event: Callable[[WatchEvent], None] = lambda _: None,
    ) -> None:
        self._options = options or WatchOptions()
        each = replace(self._options, idle_share=self._options.idle_share / max(1, len(sources)))
        roots = [Path(source.path).absolute() for source in sources]
        # A drop folder inside another one belongs to its own source only.
        skip = frozenset(str(root) for root in roots)
        self._sources = tuple(sources)
        self._watches = tuple(SourceWatch(source, deliver, clock=clock, options=each, on_event=on_event, skip=skip) for source in sources)

    def status(self) -> tuple[SourceStatus, ...]:
        """Each source as it stands, in the order given, soonest priority first."""
        order = sorted(range(len(self._sources)), key=lambda index: self._sources[index].priority)
        return tuple(self._watches[index].status for index in order)

    def run(self, stop: threading.Event) -> None:
        """Watch until `stop` is set. A defect in one source ends them all and is raised here; claims stay for the next start."""
        halt = threading.Event()
        wakes = [threading.Event() for _ in self._watches]
        with ThreadPoolExecutor(max_workers=max(1, 2 * len(self._watches)), thread_name_prefix="watch") as pool:
            loops: list[Future[None]] = []
            for source, watch, wake in zip(self._sources, self._watches, wakes, strict=True):
                loops.append(pool.submit(_loop, watch, wake, halt))
                if self._options.events and source.kind is SourceKind.LOCAL:
                    loops.append(pool.submit(wake_on_events, Path(source.path).absolute(), wake, halt))
            try:
                while not stop.wait(_LOOK_UP) and not _defects(loops):
                    continue
            finally:
                halt.set()
                for wake in wakes:
                    wake.set()
            wait(loops, return_when=FIRST_EXCEPTION)
            for loop in _defects(loops):
                loop.result()


def _defects(loops: Sequence[Future[None]]) -> list[Future[None]]:
    return [loop for loop in loops if loop.done() and loop.exception() is not None]


def _loop(watch: SourceWatch, wake: threading.Event, halt: threading.Event) -> None:
    """Step a source until `halt`, sleeping between steps; `wake` cuts a sleep short, though never below a twentieth of it."""
    try:
        while not halt.is_set():
            delay = watch.step(halt.is_set)
            shortest = min(delay, max(_SHORTEST, delay / 20))
            halt.wait(shortest)
            wake.wait(delay - shortest)
            wake.clear()
    finally:
        watch.close()

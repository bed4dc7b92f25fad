"""Run a reader over pages in worker processes, so that whatever a page does to it costs that page only."""

import multiprocessing
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import wait
from typing import Any

import psutil

from domain.errors import MissingPartError
from evaluation.bench.pages import Scanned, TruePage
from evaluation.bench.readers import Reading, build, target

PAGE_SECONDS = 600.0
"""Longest time for one page; a reader that takes longer is killed, and the page counts as failed."""

START_SECONDS = 300.0
SAMPLE_SECONDS = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one page: a reading, or why there is none."""

    page: TruePage
    reading: Reading | None
    failure: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One reader over some pages; `tag` is the reader's own.

    `start_seconds`: from the start of a process until it is ready for its first page, the longest of them; `peak_bytes`: the largest
    resident memory of one worker and all it started, looked at every quarter second.
    """

    reader: str
    tag: str
    workers: int
    outcomes: tuple[Outcome, ...]
    start_seconds: float
    peak_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ready:
    """What a worker says first."""

    pages_at_once: int
    tag: str


class _Worker:
    """One process and what it is busy with."""

    def __init__(self, reader: str) -> None:
        spawn = multiprocessing.get_context("spawn")
        self.connection, theirs = spawn.Pipe()
        self.started = self.since = time.monotonic()
        self.process = spawn.Process(target=_serve, args=(target(reader), theirs))
        self.process.start()
        theirs.close()
        self.batch: tuple[TruePage, ...] = ()
        self.likes = 0  # pages at once; 0 until it is ready

    def give(self, batch: tuple[TruePage, ...]) -> None:
        self.batch, self.since = batch, time.monotonic()
        self.connection.send([page.scan for page in batch])

    def overdue(self) -> bool:
        limit = PAGE_SECONDS * len(self.batch) if self.likes else START_SECONDS
        return (bool(self.batch) or not self.likes) and time.monotonic() - self.since > limit

    def resident(self) -> int:
        try:
            process = psutil.Process(self.process.pid)
            return sum(_resident(each) for each in (process, *process.children(recursive=True)))
        except psutil.NoSuchProcess:
            return 0

    def end(self) -> None:
        """Let an idle process go; kill a busy one with all it started."""
        if self.batch or not self.likes:
            try:
                for process in psutil.Process(self.process.pid).children(recursive=True):
                    process.kill()
            except psutil.NoSuchProcess:
                pass
            self.process.kill()
        self.connection.close()
        self.process.join()


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


def _serve(where: str, connection: Any) -> None:
    """A worker: build the reader, then answer each batch with its readings or with what went wrong."""
    try:
        reader = build(where)
    except MissingPartError as missing:
        connection.send((missing.en, missing.message_zh))
        return
    connection.send(_Ready(pages_at_once=reader.batch, tag=reader.tag))
    try:
        while True:
            scans: list[Scanned] = connection.recv()
            connection.send(_answer(reader.read, scans))
    except EOFError:  # the parent has no more pages
        reader.close()


def _answer(read: Any, scans: list[Scanned]) -> list[Reading] | str:
    try:
        readings: list[Reading] = read(scans)
    except Exception as error:  # a peer may raise anything; it is told as the page's failure
        return f"{type(error).__name__}: {error}"
    return readings if len(readings) == len(scans) else f"{len(readings)} readings for {len(scans)} pages"


class _Crew:
    """The workers of one run."""

    def __init__(self, reader: str, pages: Sequence[TruePage], workers: int) -> None:
        self.reader = reader
        self.tag = ""
        self.queue = deque(sorted(pages, key=lambda page: page.corpus))
        self.outcomes: list[Outcome] = []
        self.start_seconds = 0.0
        self.peak_bytes = 0
        self.alone: deque[TruePage] = deque()
        self.workers = [_Worker(reader) for _ in range(workers)]

    def work(self) -> None:
        while self.workers:
            ready = wait([worker.connection for worker in self.workers], SAMPLE_SECONDS)
            self.peak_bytes = max(self.peak_bytes, *(worker.resident() for worker in self.workers))
            for worker in list(self.workers):
                if worker.connection in ready:
                    self._hear(worker)
                elif worker.overdue():
                    self._lose(worker, "took too long")

    def _hear(self, worker: _Worker) -> None:
        try:
            said = worker.connection.recv()
        except (EOFError, ConnectionResetError):
            worker.process.join()
            self._lose(worker, f"the process ended with {worker.process.exitcode}")
            return
        if isinstance(said, tuple):
            raise MissingPartError(*said)
        if isinstance(said, _Ready):
            worker.likes, self.tag = said.pages_at_once, said.tag
            self.start_seconds = max(self.start_seconds, time.monotonic() - worker.started)
        else:
            self._keep(worker.batch, said)
        self._next(worker)

    def _keep(self, batch: tuple[TruePage, ...], said: list[Reading] | str) -> None:
        if not isinstance(said, str):
            self.outcomes += [Outcome(page=page, reading=reading) for page, reading in zip(batch, said, strict=True)]
        elif len(batch) > 1:  # one of them may have spoilt it for the others
            self.alone.extend(batch)
        else:
            self.outcomes.append(Outcome(page=batch[0], reading=None, failure=said))

    def _next(self, worker: _Worker) -> None:
        batch: list[TruePage] = []
        while self.queue and len(batch) < worker.likes and self.queue[0].corpus == (batch or self.queue)[0].corpus:
            batch.append(self.queue.popleft())
        if not batch and self.alone:
            batch.append(self.alone.popleft())
        worker.batch = ()
        if batch:
            worker.give(tuple(batch))
        else:
            self._dismiss(worker)

    def _dismiss(self, worker: _Worker) -> None:
        self.workers.remove(worker)
        worker.end()

    def _lose(self, worker: _Worker, why: str) -> None:
        if not worker.likes:
            raise MissingPartError(f"The reader {self.reader} does not start: {why}.", f"无法启动 {self.reader}：{why}。")
        self._keep(worker.batch, why)
        self._dismiss(worker)
        if self.queue or self.alone:
            self.workers.append(_Worker(self.reader))

    def end(self) -> None:
        for worker in list(self.workers):
            self._dismiss(worker)


def run(reader: str, pages: Sequence[TruePage], workers: int) -> Run:
    """Read the pages with so many processes at once.

    Pages of one corpus are read after one another, in batches as large as the reader likes. MissingPartError where the reader cannot be
    built; anything that goes wrong later is a failed page.
    """
    crew = _Crew(reader, pages, workers)
    try:
        crew.work()
    finally:
        crew.end()
    order = {page.name: number for number, page in enumerate(pages)}
    outcomes = sorted(crew.outcomes, key=lambda outcome: order[outcome.page.name])
    return Run(
        reader=reader,
        tag=crew.tag,
        workers=workers,
        outcomes=tuple(outcomes),
        start_seconds=crew.start_seconds,
        peak_bytes=crew.peak_bytes,
    )

"""A worker process from start to end, in both forms: Celery runs the task, a pump feeds it, a keeper keeps its lease."""

import logging
import os
import platform
import signal
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from types import FrameType
from typing import Any

import psutil
from celery import Celery, signals
from celery.exceptions import WorkerShutdown
from celery.worker import state as worker_state
from kombu.exceptions import OperationalError

from domain.errors import HudangError, MissingPartError
from domain.ids import JobId
from services import jobs as job_service
from services.workplace import Workplace
from storage.engine import Transaction
from storage.repositories import jobs
from workers.app import TASK, make_app
from workers.keeper import Keeper
from workers.options import WorkerOptions
from workers.pump import Pump
from workers.supervisor import die_with

log = logging.getLogger(__name__)

HOST_LETTERS = 24
"""Of the host's name in a worker's id, which has 64 characters."""
QUIET = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel=WARNING"]


@dataclass(slots=True)
class _Process:
    """What this very process works with; filled when it starts to work, never inherited through a fork."""

    place: Workplace
    keeper: Keeper
    options: WorkerOptions
    done: int = 0
    idle: threading.Event = field(default_factory=threading.Event)


def run_embedded(make_place: Callable[[], Workplace], options: WorkerOptions, *, worker_id: str) -> None:
    """Work in this process, one job at a time, until told to stop."""
    place = make_place()
    process = _Process(place=place, keeper=Keeper(place, worker_id, "embedded"), options=options)
    process.idle.set()
    threading.excepthook = _end_process
    app = make_app(options)

    def following() -> JobId | None:
        """The next job, straight away: a ring would be heard only after up to 20 ms, four times for a page that is a document."""
        if _retires(process) or worker_state.should_stop is not None:
            return None
        try:
            return next(iter(pump.take(1)), None)
        except HudangError as error:  # database away, disk full: the pump goes on looking
            log.warning("Pump waits: %s", error, extra={"action": "pump.waits"})
            return None

    def freed() -> None:
        if worker_state.should_stop is None:
            process.idle.set()
            pump.wake()

    task = _register(app, lambda: process, following, freed)

    def ring(job_id: JobId) -> None:
        process.idle.clear()
        ring_broker(task, job_id)

    pump = Pump(place.database, place.rules.leases, room=lambda _tx: int(process.idle.is_set()), ring=ring)

    def ready(**_kwargs: object) -> None:
        signal.signal(signal.SIGTERM, partial(_stop, process.idle))
        process.keeper.start()
        pump.start()

    signals.worker_ready.connect(ready, weak=False)
    try:
        # straight to the worker: Celery's command line loads a shell with colours and completion first
        app.Worker(
            pool_cls="solo", loglevel="WARNING", quiet=True, without_gossip=True, without_mingle=True, without_heartbeat=True
        ).start()
    finally:
        pump.stop()
        process.keeper.stop()
        place.close()


def _stop(idle: threading.Event, _number: int, _frame: FrameType | None) -> None:
    """End after the job in hand; at once where there is none: Celery itself would wait up to two seconds for another message."""
    worker_state.should_stop = 0
    if idle.is_set():
        raise WorkerShutdown(0)


def run_scaled(make_place: Callable[[], Workplace], options: WorkerOptions) -> None:
    """Run a Celery prefork worker on the broker; its parent pumps, its children work."""
    host = f"{platform.node()[:HOST_LETTERS]}:{uuid.uuid4().hex[:8]}"
    parent = make_place()
    threading.excepthook = _end_process
    child: dict[str, _Process] = {}
    app = make_app(options)
    # a child that could not open the home when it was forked (database away) tries again at its first job
    task = _register(app, lambda: child.get("process") or open_home())

    def room(tx: Transaction) -> int:
        return 2 * options.slots - jobs.outstanding(tx, parent.rules.leases)

    pump = Pump(parent.database, parent.rules.leases, room=room, ring=lambda job_id: ring_broker(task, job_id))

    def start_child(**_kwargs: object) -> None:
        die_with(os.getppid())
        open_home()

    def open_home() -> _Process:
        place = make_place()
        process = _Process(place=place, keeper=Keeper(place, f"scaled:{host}:{os.getpid()}", "scaled"), options=options)
        process.keeper.start()
        child["process"] = process
        return process

    def stop_child(**_kwargs: object) -> None:
        if "process" in child:
            child["process"].keeper.stop()
            child["process"].place.close()

    signals.worker_process_init.connect(start_child, weak=False)
    signals.worker_process_shutdown.connect(stop_child, weak=False)
    signals.worker_ready.connect(lambda **_kwargs: pump.start(), weak=False)
    try:
        app.worker_main(["--quiet", "worker", "--pool=prefork", f"--concurrency={options.slots}", f"--hostname=hudang@{host}", *QUIET])
    finally:
        pump.stop()
        parent.close()


def ring_broker(task: Any, job_id: JobId) -> None:  # Celery's Task has no types
    """Send one doorbell; MissingPartError while the broker is away, and then the pump rings again later."""
    try:
        task.apply_async((job_id,), retry=False)
    except OperationalError as error:
        raise MissingPartError("The broker cannot be reached; it is tried again.", "无法连接消息服务，将自动重试。") from error


def _end_process(failed: threading.ExceptHookArgs) -> None:
    """A worker without its pump or keeper would look alive and do nothing: end it, so that another is started."""
    log.critical("Thread died", exc_info=failed.exc_value, extra={"action": "worker.thread_died"})
    os._exit(1)


def _keep_our_logging(**_kwargs: object) -> None:
    """A receiver of this signal keeps Celery from setting up logging of its own."""


signals.setup_logging.connect(_keep_our_logging)


def _register(
    app: Celery,
    process_of: Callable[[], _Process],
    following: Callable[[], JobId | None] = lambda: None,
    freed: Callable[[], None] = lambda: None,
) -> Any:  # Celery's Task has no types
    def run_jobs(first: int) -> None:
        process = process_of()
        wanted: JobId | None = JobId(first)
        try:
            while wanted is not None:
                process.done += 1
                job_service.run(process.place, wanted, process.keeper.worker_id, holding=process.keeper.holding)
                wanted = following()
        finally:
            freed()

    return app.task(name=TASK)(run_jobs)


def _retires(process: _Process) -> bool:
    """A solo worker has no recycling of its own: after enough jobs or memory it asks Celery to stop, and the supervisor starts another."""
    resident = psutil.Process().memory_info().rss >> 20
    due = process.done >= process.options.jobs_per_process or resident > process.options.memory_mib
    if due:
        log.info("Worker retires", extra={"action": "worker.retires", "jobs": process.done, "resident_mib": resident})
        worker_state.should_stop = 0
    return due

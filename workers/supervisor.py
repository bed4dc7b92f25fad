"""Starts, watches, restarts and stops the processes of one home. A home has one supervisor at a time."""

import ctypes
import fcntl
import logging
import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

log = logging.getLogger(__name__)

STEADY_SECONDS = 10.0
LONGEST_PAUSE = 30.0
PARENT = "HUDANG_SUPERVISOR_PID"
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessSpec:
    """A process to keep running: `command` makes its arguments anew for each start from a fresh process id word."""

    name: str
    command: Callable[[str], Sequence[str]]


@dataclass(slots=True)
class _Running:
    spec: ProcessSpec
    process: subprocess.Popen[bytes] | None = None
    word: str = ""
    started: float = 0.0
    failures: int = 0
    not_before: float = field(default=0.0)


def die_with_supervisor() -> None:
    """Where a supervisor started this process, die with it."""
    parent = os.environ.pop(PARENT, "")
    if parent:
        die_with(int(parent))


def die_with(parent: int) -> None:
    """Ask the kernel to kill this process when that parent dies (Linux), and end at once if it has."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)


class HomeLock:
    """An exclusive lock on a home's supervisor file; the kernel frees it when its holder dies, however it dies."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[str] | None = None

    def acquire(self) -> bool:
        """Take the lock; False where another process holds it."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle = self._path.open("a+")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.close()
            return False
        self._file = handle
        return True

    def release(self) -> None:
        """Give the lock back."""
        if self._file is not None:
            self._file.close()
            self._file = None


class Supervisor:
    """Keeps its processes running; `on_exit` hears the word of each process that has ended.

    What the processes print by themselves (crash notes of native libraries, not the logs) goes to the file `output`.
    """

    def __init__(self, specs: Sequence[ProcessSpec], *, on_exit: Callable[[str], None], output: Path) -> None:
        self._running = [_Running(spec) for spec in specs]
        self._output = output
        self._on_exit = on_exit
        self._count = 0

    def start(self) -> None:
        """Start every process."""
        for entry in self._running:
            self._spawn(entry)

    def add(self, spec: ProcessSpec) -> None:
        """Take one more process into care and start it."""
        self._running.append(_Running(spec))
        self._spawn(self._running[-1])

    def poll(self) -> None:
        """Look once at every process; start again those that ended, later the more often they end early."""
        for entry in self._running:
            if entry.process is not None and entry.process.poll() is not None:
                self._ended(entry)
            if entry.process is None and time.monotonic() >= entry.not_before:
                self._spawn(entry)

    def kill(self, pid: int) -> None:
        """Kill one of our processes that is past its deadline; poll starts it again."""
        for entry in self._running:
            if entry.process is not None and entry.process.pid == pid and entry.process.poll() is None:
                log.warning("Process past its deadline is killed", extra={"action": "supervisor.kill", "role": entry.spec.name})
                entry.process.kill()

    def stop(self, *, grace_seconds: float = 10.0) -> None:
        """Ask all to stop, wait, then kill what is left."""
        alive = [entry for entry in self._running if entry.process is not None and entry.process.poll() is None]
        for entry in alive:
            assert entry.process is not None
            entry.process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + grace_seconds
        for entry in self._running:
            if entry.process is None:
                continue
            try:
                entry.process.wait(timeout=max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                entry.process.kill()
                entry.process.wait()
            self._on_exit(entry.word)
            entry.process = None

    def _spawn(self, entry: _Running) -> None:
        self._count += 1
        entry.word = f"{entry.spec.name}:{os.getpid()}:{self._count}"
        # a session of its own: Ctrl-C on the terminal reaches the supervisor alone, which then stops its processes in order
        with self._output.open("ab") as output:
            entry.process = subprocess.Popen(
                entry.spec.command(entry.word),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                env={**os.environ, PARENT: str(os.getpid())},
            )
        entry.started = time.monotonic()
        log.info("Process started", extra={"action": "supervisor.start", "role": entry.spec.name, "pid": entry.process.pid})

    def _ended(self, entry: _Running) -> None:
        assert entry.process is not None
        steady = time.monotonic() - entry.started > STEADY_SECONDS
        clean = entry.process.returncode == 0
        entry.failures = 0 if steady or clean else entry.failures + 1
        entry.not_before = time.monotonic() + (0.0 if entry.failures == 0 else min(LONGEST_PAUSE, 0.1 * 2.0**entry.failures))
        level = logging.INFO if clean else logging.WARNING
        log.log(
            level,
            "Process ended",
            extra={"action": "supervisor.ended", "role": entry.spec.name, "code": entry.process.returncode},
        )
        self._on_exit(entry.word)
        entry.process = None

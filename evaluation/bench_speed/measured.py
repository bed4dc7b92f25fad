"""Run a command and learn what it and everything it started cost."""

import os
import subprocess
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

import psutil

LOOK_EVERY = 0.25
"""Seconds between two looks at the processes; a look costs some 5 ms. The highest size of one process is the kernel's own count."""


class CommandFailedError(Exception):
    """The command ended with an error; its output is kept in the file named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What a command with all its descendants cost.

    `seconds` by the clock, `cpu_seconds` user and system of the whole tree (of processes that their parents waited for, as Unix counts).
    Sizes are resident bytes: `process_bytes` the highest of any one process, `worker_bytes` the highest of one marked process with all it
    started, `together_bytes` the highest of the whole tree; memory that processes share is counted in each. `worker_started` is when the
    first marked process started, in seconds since 1970; 0.0 where none was seen.
    """

    seconds: float
    cpu_seconds: float
    process_bytes: int
    worker_bytes: int
    together_bytes: int
    worker_started: float


@dataclass(slots=True)
class _Peaks:
    process: int = 0
    worker: int = 0
    together: int = 0
    worker_started: float = 0.0
    marked: set[int] = field(default_factory=set)


def measure(command: Sequence[str], *, env: Mapping[str, str], output: Path, marker: str = "") -> Usage:
    """Run the command to its end; CommandFailedError where it fails. A worker is a process with the argument `marker`."""
    peaks, ended = _Peaks(), threading.Event()
    with output.open("wb") as out:
        started = monotonic()
        process = subprocess.Popen(list(command), env=dict(env), stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT)
        watcher = threading.Thread(target=_watch, args=(process.pid, marker, peaks, ended), daemon=True)
        watcher.start()
        try:
            _, status, used = os.wait4(process.pid, 0)
        except BaseException:
            process.terminate()  # the programs measured end what they started themselves
            process.wait()
            raise
        finally:
            ended.set()
        seconds = monotonic() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    watcher.join()
    if process.returncode:
        raise CommandFailedError(f"{' '.join(command)} ended with {process.returncode}: see {output}")
    return Usage(
        seconds=seconds,
        cpu_seconds=used.ru_utime + used.ru_stime,
        process_bytes=peaks.process,
        worker_bytes=peaks.worker,
        together_bytes=peaks.together,
        worker_started=peaks.worker_started,
    )


def _watch(root: int, marker: str, peaks: _Peaks, ended: threading.Event) -> None:
    while not ended.wait(LOOK_EVERY):
        with suppress(psutil.NoSuchProcess):  # it ended between two lines; the next look sees the others
            _look(psutil.Process(root), marker, peaks)


def _look(root: psutil.Process, marker: str, peaks: _Peaks) -> None:
    sizes: dict[int, int] = {}
    parents: dict[int, int] = {}
    for process in [root, *root.children(recursive=True)]:
        with suppress(psutil.NoSuchProcess, FileNotFoundError, ProcessLookupError):
            sizes[process.pid] = process.memory_info().rss
            parents[process.pid] = process.ppid()
            peaks.process = max(peaks.process, _highest(process.pid))
            if marker and process.pid not in peaks.marked and marker in process.cmdline():
                peaks.marked.add(process.pid)
                peaks.worker_started = min(process.create_time(), peaks.worker_started or process.create_time())
    peaks.together = max(peaks.together, sum(sizes.values()))
    for worker in peaks.marked & sizes.keys():
        peaks.worker = max(peaks.worker, sum(size for pid, size in sizes.items() if _descends(pid, worker, parents)))


def _descends(pid: int, ancestor: int, parents: Mapping[int, int]) -> bool:
    while pid in parents:
        if pid == ancestor:
            return True
        pid = parents[pid]
    return False


def _highest(pid: int) -> int:
    """The kernel's high-water mark of a process's resident size in bytes; 0 where it has none any more."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) << 10
    return 0

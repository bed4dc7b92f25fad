"""The supervisor with real processes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from workers.supervisor import HomeLock, ProcessSpec, Supervisor

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
PATIENCE = 20.0
DEAF = """
import pathlib, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
pathlib.Path({ready!r}).touch()
time.sleep(60)
"""


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def children() -> list[psutil.Process]:
    return [p for p in psutil.Process().children() if p.status() != psutil.STATUS_ZOMBIE]


def test_a_killed_process_is_reported_and_started_again(tmp_path: Path) -> None:
    ended: list[str] = []
    supervisor = Supervisor([ProcessSpec(name="w", command=lambda _word: SLEEP)], on_exit=ended.append, output=tmp_path / "out")
    before = {p.pid for p in children()}
    supervisor.start()
    [first] = [p for p in children() if p.pid not in before]
    first.kill()

    def again() -> bool:
        supervisor.poll()
        return any(p.pid not in before and p.pid != first.pid for p in children())

    wait_for(again)
    assert len(ended) == 1
    supervisor.stop()
    assert {p.pid for p in children()} <= before
    assert len(ended) == 2


def ignore(_word: str) -> None:
    """Nobody needs to hear of it here."""


def test_a_process_that_ignores_the_request_to_stop_is_killed(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    deaf = (
        f"import signal,time,pathlib; signal.signal(signal.SIGTERM, signal.SIG_IGN); pathlib.Path({str(ready)!r}).touch(); time.sleep(60)"
    )
    supervisor = Supervisor(
        [ProcessSpec(name="w", command=lambda _word: [sys.executable, "-c", deaf])], on_exit=lambda _word: None, output=tmp_path / "out"
    )
    before = {p.pid for p in children()}
    supervisor.start()
    wait_for(ready.exists)
    supervisor.stop(grace_seconds=0.2)
    assert {p.pid for p in children()} <= before


CHILD = """
from workers.supervisor import die_with_supervisor
die_with_supervisor()
import os, pathlib, time
pathlib.Path({note!r}).write_text(str(os.getpid()))
time.sleep(60)
"""
LEADER = """
import os, pathlib, sys, time
from workers.supervisor import ProcessSpec, Supervisor
spec = ProcessSpec(name="w", command=lambda word: [sys.executable, "-c", {child!r}])
Supervisor([spec], on_exit=print, output=pathlib.Path(os.devnull)).start()
time.sleep(60)
"""


def test_processes_die_with_a_killed_supervisor(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    leader = subprocess.Popen([sys.executable, "-c", LEADER.format(child=CHILD.format(note=str(note)))])
    wait_for(lambda: note.exists() and bool(note.read_text()))
    pid = int(note.read_text())
    os.kill(leader.pid, signal.SIGKILL)
    leader.wait()
    wait_for(lambda: not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)


def test_a_home_has_one_supervisor_at_a_time(tmp_path: Path) -> None:
    first, second = HomeLock(tmp_path / "run" / "lock"), HomeLock(tmp_path / "run" / "lock")
    assert first.acquire()
    assert not second.acquire()
    first.release()
    assert second.acquire()
    second.release()

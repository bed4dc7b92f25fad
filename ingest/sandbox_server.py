"""The decoders' nursery: a small process with the decoders imported once, which forks one short-lived child per call.

Started by `ingest.sandbox.Sandbox` as `python -m ingest.sandbox_server SOCKET PARENT FOLDER`. It has one thread, so forking is safe;
it never looks into a request itself, so a hostile file can only reach a child. The child lives under kernel limits of memory and time,
in a process group of its own, and is gone with everything it started before the next request is read.
"""

import contextlib
import ctypes
import errno
import gc
import importlib
import json
import os
import pickle
import resource
import select
import shutil
import signal
import socket
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any, NoReturn

import ingest.probe
import ingest.rasterize  # noqa: F401 - imported so that every child has the decoders ready
from domain.errors import HudangError, UnreadableError
from ingest import sandbox_wire
from ingest.sandbox_wire import EXIT_CRASHED, EXIT_DISK_FULL, EXIT_DONE, EXIT_MEMORY

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_MAX_TEMP_BYTES = 4 << 30
_LIBC = ctypes.CDLL(None, use_errno=True)


def _limit(memory_bytes: int, cpu_seconds: int) -> None:
    """Set the kernel's limits for this process and all it starts; memory counts from what the idle process holds."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    space = pages * resource.getpagesize() + memory_bytes
    resource.setrlimit(resource.RLIMIT_AS, (space, space))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 2))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_MAX_TEMP_BYTES, _MAX_TEMP_BYTES))


def _place(exception: BaseException) -> str:
    """Type and innermost place of an exception; its message stays out, it may hold a name or page text."""
    frames = traceback.extract_tb(exception.__traceback__)
    where = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return type(exception).__name__ + where


def _write_error(descriptor: int, error: HudangError) -> None:
    failure = error.failure if isinstance(error, UnreadableError) else None
    sandbox_wire.write(descriptor, ("error", type(error).__name__, error.en, error.message_zh, failure))


def _live(request: dict[str, Any], input_fd: int, output_fd: int) -> NoReturn:
    """The child's whole life: limits, the call, the result, gone."""
    status = EXIT_CRASHED
    try:
        os.setpgid(0, 0)
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        os.chdir(request["folder"])
        tempfile.tempdir = os.environ["TMPDIR"] = request["folder"]
        _limit(request["memory_bytes"], request["cpu_seconds"])
        with open(input_fd, "rb") as stream:
            args, kwargs = pickle.load(stream)
        function = getattr(importlib.import_module(request["module"]), request["name"])
        sandbox_wire.write(output_fd, ("value", function(*args, **kwargs)))
        status = EXIT_DONE
    except HudangError as error:
        _write_error(output_fd, error)
        status = EXIT_DONE
    except MemoryError:
        status = EXIT_MEMORY
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
            raise
        status = EXIT_DISK_FULL
    finally:
        defect = sys.exc_info()[1]
        if defect is not None:
            os.ftruncate(output_fd, 0)
            os.lseek(output_fd, 0, os.SEEK_SET)
            sandbox_wire.write(output_fd, ("crash", _place(defect)))
        os._exit(status)


def _watch(child: int, others: list[int], wall_seconds: float) -> tuple[bool, bool]:
    """Wait for the child's end; then nothing of its process group is alive. Returns (timed out, our own end has come)."""
    child_fd = os.pidfd_open(child)
    try:
        readable, _, _ = select.select([child_fd, *others], [], [], wall_seconds)
    finally:
        os.close(child_fd)
    try:
        os.killpg(child, signal.SIGKILL)  # safe: the child is not reaped yet, so its id is not taken by another
    except ProcessLookupError:
        os.kill(child, signal.SIGKILL)
    return not readable, any(descriptor in readable for descriptor in others)


def _serve_one(request: dict[str, Any], descriptors: list[int], wait_on: list[int]) -> dict[str, Any] | None:
    """Fork, wait, report; None where the parent is gone."""
    child = os.fork()
    if child == 0:
        for descriptor in wait_on:
            os.close(descriptor)
        _live(request, *descriptors)
    for descriptor in descriptors:
        os.close(descriptor)
    timed_out, ended = _watch(child, wait_on, request["wall_seconds"])
    _, status, usage = os.wait4(child, 0)
    _reap_orphans()
    if ended:
        return None
    return {
        "timed_out": timed_out,
        "code": os.waitstatus_to_exitcode(status),
        "peak_bytes": usage.ru_maxrss * 1024,
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
    }


def _reap_orphans() -> None:
    """Collect what a killed child had started; they were killed with it and came to us as sub-reaper."""
    listing = Path(f"/proc/self/task/{os.getpid()}/children")
    while orphans := listing.read_text(encoding="ascii").split():
        for orphan in map(int, orphans):
            os.kill(orphan, signal.SIGKILL)
            os.waitpid(orphan, 0)


def serve(connection: socket.socket, parent_fd: int) -> None:
    """Answer requests until the parent closes the connection or dies."""
    wait_on = [connection.fileno(), parent_fd]
    while True:
        readable, _, _ = select.select(wait_on, [], [])
        if parent_fd in readable:
            return
        message, descriptors, _, _ = socket.recv_fds(connection, 1 << 16, 2)
        if not message:
            return
        request = json.loads(message)
        with contextlib.suppress(ImportError):  # the child meets it again and reports it
            importlib.import_module(request["module"])
        reply = _serve_one(request, list(descriptors), wait_on)
        if reply is None:
            return
        connection.sendall(json.dumps(reply).encode("ascii"))


def main() -> None:
    """Run until the parent is gone, then take the temporary folder along."""
    descriptor, parent, folder = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    parent_fd = os.pidfd_open(parent)
    if os.getppid() != parent:
        return
    _LIBC.prctl(_PR_SET_CHILD_SUBREAPER, 1)
    gc.freeze()
    with socket.socket(fileno=descriptor) as connection:
        serve(connection, parent_fd)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()

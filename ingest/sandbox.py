"""Decoders run where a crash, a hang or memory exhaustion in one file costs that file only.

A `Sandbox` keeps one idle helper process (`ingest.sandbox_server`) with the decoders imported; each call forks a child from it, which takes
milliseconds. Works from any process, also from forked pool workers: a copy of the object in a forked child starts a helper of its own.
"""

import fcntl
import json
import os
import pickle
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar, overload

import domain.errors
from domain.errors import HudangError, StorageFullError, UnreadableError
from domain.failure import Failure, FailureCode
from ingest import sandbox_wire
from ingest.limits import DecodeLimits
from ingest.sandbox_wire import EXIT_CRASHED, EXIT_DISK_FULL, EXIT_DONE, EXIT_MEMORY

_P = ParamSpec("_P")
_T = TypeVar("_T")
_PREFIX = "hudang-sandbox-"
_KEPT_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "HOME", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "SSL_CERT_FILE", "TZ")
_SET_ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "VIPS_CONCURRENCY": "1",
    "VIPS_BLOCK_UNTRUSTED": "1",
    "MALLOC_ARENA_MAX": "1",
    "PYTHONUTF8": "1",
}
_GRACE_SECONDS = 10.0
"""How much longer than a call's own limit the helper may take to answer before it is itself taken for dead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallUsage:
    """What one call cost: highest resident memory of any one process in it, in bytes, and processor time of all, in seconds."""

    peak_bytes: int
    cpu_seconds: float


class _HelperLostError(Exception):
    """The helper process ended before it answered."""


class _Helper:
    """The helper process, its connection and its temporary folder, as one process owns them."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        _remove_stale_folders(Path(tempfile.gettempdir()))
        self.folder, self._lock = _locked_folder()
        self.connection, theirs = socket.socketpair()
        with theirs:
            arguments = [str(theirs.fileno()), str(self.owner), str(self.folder)]
            self.process = subprocess.Popen(
                [sys.executable, "-m", "ingest.sandbox_server", *arguments],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=_environment(),
                start_new_session=True,  # Ctrl-C on the terminal is the caller's business
            )

    def forget(self) -> None:
        """Let go of a helper that belongs to the process we were forked from."""
        self.connection.close()
        os.close(self._lock)
        self.process.returncode = 0  # it is not our child: nothing to wait for, nothing to warn of

    def end(self) -> None:
        """Stop the process, wait for it, remove its folder."""
        self.connection.close()
        try:
            self.process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
        os.close(self._lock)

    def ask(self, request: dict[str, Any], descriptors: list[int], timeout: float) -> dict[str, Any] | None:
        """Send one request and wait for its report; None where none came in time. _HelperLostError where the helper is dead."""
        try:
            self.connection.settimeout(timeout)
            socket.send_fds(self.connection, [json.dumps(request).encode("ascii")], descriptors)
            reply = self.connection.recv(1 << 16)
        except TimeoutError:
            return None
        except OSError as error:
            raise _HelperLostError from error
        if not reply:
            raise _HelperLostError
        answer: dict[str, Any] = json.loads(reply)
        return answer


def _environment() -> dict[str, str]:
    """What a decoder may know of our environment: no settings, no secrets."""
    kept = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
    return kept | _SET_ENVIRONMENT | {"PYTHONPATH": os.pathsep.join(entry or str(Path.cwd()) for entry in sys.path)}


def _locked_folder() -> tuple[Path, int]:
    """A new temporary folder and the lock that says its owner lives."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        try:
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        except FileNotFoundError:
            continue  # another start took it for stale between the two lines
        fcntl.flock(lock, fcntl.LOCK_SH)
        if folder.exists():
            return folder, lock
        os.close(lock)


def _remove_stale_folders(parent: Path) -> None:
    """Remove what killed processes of this user left behind."""
    for folder in parent.glob(_PREFIX + "*"):
        try:
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        except OSError:
            continue  # gone meanwhile, or another user's
        try:
            if os.fstat(lock).st_uid == os.getuid():
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
        except BlockingIOError:
            continue  # its owner lives
        finally:
            os.close(lock)


def _refuse(code: FailureCode, detail: str) -> UnreadableError:
    return UnreadableError(Failure(code=code, detail=detail))


def _failure_of(report: dict[str, Any], limits: DecodeLimits, crash: str) -> HudangError:
    """The error that stands for a child that did not finish."""
    code = report["code"]
    nearly_full = report["peak_bytes"] >= limits.memory_bytes * 0.6
    if report["timed_out"]:
        return _refuse(FailureCode.DECODER_TIMEOUT, f"wall time limit {limits.wall_seconds:g} s")
    if code == -signal.SIGXCPU or (code == -signal.SIGKILL and report["cpu_seconds"] >= limits.cpu_seconds):
        return _refuse(FailureCode.DECODER_TIMEOUT, f"processor time limit {limits.cpu_seconds} s")
    if code == EXIT_DISK_FULL:
        return StorageFullError("The disk is full.", StorageFullError.zh)
    if code in {EXIT_MEMORY, -signal.SIGKILL} or (code < 0 and nearly_full):
        return _refuse(FailureCode.DECODER_MEMORY, f"memory limit {limits.memory_bytes >> 20} MiB")
    if code == EXIT_CRASHED:
        return _refuse(FailureCode.DECODER_CRASHED, crash)
    return _refuse(FailureCode.DECODER_CRASHED, f"signal {-code}" if code < 0 else f"exit status {code}")


def _raised(kind: str, en: str, zh: str, failure: Failure | None) -> HudangError:
    """The child's own error again."""
    if failure is not None:
        return UnreadableError(failure)
    found = getattr(domain.errors, kind, HudangError)
    return found(en, zh) if issubclass(found, HudangError) else HudangError(en, zh)


def _result(output: int, report: dict[str, Any], limits: DecodeLimits) -> Any:
    """The value that the child returned; else raise what stands for its end."""
    try:
        content = sandbox_wire.read(output)
    except sandbox_wire.WireError as error:
        content = ("crash", f"unreadable answer: {error}")
    match content:
        case ("value", value) if report["code"] == EXIT_DONE:
            return value
        case ("error", str(kind), str(en), str(zh), Failure() | None as failure) if report["code"] == EXIT_DONE:
            raise _raised(kind, en, zh, failure)
        case ("crash", str(crash)):
            raise _failure_of(report | {"code": report["code"] or EXIT_CRASHED}, limits, crash)
        case _:
            raise _failure_of(report | {"code": report["code"] or EXIT_CRASHED}, limits, "no answer")


class Sandbox:
    """Calls functions in throw-away processes under limits; safe to share between threads (calls then queue) and across fork.

    `last_usage` is the cost of the latest call. Close it, or use it as a context manager; a killed owner leaves no process behind.
    """

    def __init__(self, limits: DecodeLimits) -> None:
        self.limits = limits
        self.last_usage = CallUsage(peak_bytes=0, cpu_seconds=0.0)
        self._helper: _Helper | None = None
        self._lock = threading.Lock()
        self._lock_owner = os.getpid()

    def _own_lock(self) -> threading.Lock:
        """The lock of this process: after a fork the copied one may be held by a thread that does not exist here."""
        if self._lock_owner != os.getpid():
            self._lock, self._lock_owner = threading.Lock(), os.getpid()
        return self._lock

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the helper process; the next call would start another."""
        with self._own_lock():
            self._drop_helper()

    @overload
    def call(self, function: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> _T: ...

    @overload
    def call(self, function: str, /, *args: Any, **kwargs: Any) -> Any: ...

    def call(self, function: Callable[..., Any] | str, /, *args: Any, **kwargs: Any) -> Any:
        """Run a module-level function ("module:function" or itself) in a child and return its value.

        Arguments are pickled; values may be plain data, tuples, bytes, arrays, paths, dates, and the project's dataclasses and enums.
        The child's working folder is an empty temporary one. Raises the function's own HudangError as it is; UnreadableError with
        DECODER_CRASHED (also for any other exception), DECODER_TIMEOUT or DECODER_MEMORY; StorageFullError where the disk is full.
        """
        module, _, name = (function if isinstance(function, str) else f"{function.__module__}:{function.__qualname__}").partition(":")
        request = os.memfd_create("hudang-request")
        output = os.memfd_create("hudang-output", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        try:
            with open(request, "wb", closefd=False) as stream:
                pickle.dump((args, kwargs), stream, protocol=5)
            with self._own_lock():
                report = self._report(module, name, [request, output])
            fcntl.fcntl(output, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SHRINK)  # nothing may cut memory that we are about to map
            return _result(output, report, self.limits)
        finally:
            os.close(request)
            os.close(output)

    def _report(self, module: str, name: str, descriptors: list[int]) -> dict[str, Any]:
        """Have the helper run it; a helper that died is replaced once."""
        for last_try in (False, True):
            helper = self._living_helper()
            for descriptor in descriptors:  # the child reads and writes at the place that we leave
                os.lseek(descriptor, 0, os.SEEK_SET)
            os.ftruncate(descriptors[1], 0)
            folder = Path(tempfile.mkdtemp(dir=helper.folder))
            request = {
                "module": module,
                "name": name,
                "folder": str(folder),
                "memory_bytes": self.limits.memory_bytes,
                "cpu_seconds": self.limits.cpu_seconds,
                "wall_seconds": self.limits.wall_seconds,
            }
            try:
                report = helper.ask(request, descriptors, self.limits.wall_seconds + _GRACE_SECONDS)
            except _HelperLostError as error:
                self._drop_helper()
                if last_try:
                    raise _refuse(FailureCode.DECODER_CRASHED, "the helper process died twice") from error
                continue
            shutil.rmtree(folder, ignore_errors=True)
            if report is None:
                self._drop_helper()
                raise _refuse(FailureCode.DECODER_TIMEOUT, "the helper process did not answer")
            self.last_usage = CallUsage(peak_bytes=report["peak_bytes"], cpu_seconds=report["cpu_seconds"])
            return report
        raise AssertionError("not reached")

    def _living_helper(self) -> _Helper:
        if self._helper is not None and self._helper.owner != os.getpid():
            self._helper.forget()
            self._helper = None
        if self._helper is None:
            self._helper = _Helper()
        return self._helper

    def _drop_helper(self) -> None:
        if self._helper is not None:
            if self._helper.owner == os.getpid():
                self._helper.end()
            else:
                self._helper.forget()
        self._helper = None

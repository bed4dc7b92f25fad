"""Real PostgreSQL and Redis servers of the tests' own: loopback only, free ports, temporary folders, ended by process id."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import psycopg
import redis

_READY_SECONDS = 60.0


class MissingServerError(RuntimeError):
    """A server program is not installed; the message holds the command that brings it."""


def free_port() -> int:
    """A loopback port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@dataclass(kw_only=True)
class _Server:
    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def command(self) -> list[str]:
        raise NotImplementedError

    def ready(self) -> bool:
        raise NotImplementedError

    def start(self) -> None:
        """Start on the same port and folder, and wait until the server answers."""
        with self._log() as log:
            self.process = subprocess.Popen(self.command(), stdout=log, stderr=log, cwd=self.folder, **_as_unprivileged())
        deadline = time.monotonic() + _READY_SECONDS
        while not self.ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((self.folder / "log").read_text(errors="replace")[-2000:])
            time.sleep(0.05)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal and wait for the end; no server, no signal."""
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            self.process.send_signal(number)
        self.process.wait(timeout=_READY_SECONDS)
        self.process = None

    def _log(self) -> IO[bytes]:
        return (self.folder / "log").open("ab")


@dataclass(kw_only=True)
class PostgresServer(_Server):
    """PostgreSQL with one superuser `hudang` trusted from loopback. `kill` is an immediate stop: recovery at the next start."""

    binaries: Path

    def command(self) -> list[str]:
        settings = ("listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", "max_connections=200")
        options = [part for setting in settings for part in ("-c", setting)]
        return [str(self.binaries / "postgres"), "-D", str(self.folder / "data"), "-p", str(self.port), *options]

    def ready(self) -> bool:
        try:
            with self.connect():
                return True
        except psycopg.OperationalError:
            return False

    def connect(self) -> psycopg.Connection:
        return psycopg.connect(host="127.0.0.1", port=self.port, user="hudang", dbname="postgres", autocommit=True, connect_timeout=5)

    def url(self, database: str = "postgres") -> str:
        return f"postgresql+psycopg://hudang@127.0.0.1:{self.port}/{database}"

    def stop(self) -> None:
        self.signal(signal.SIGINT)

    def kill(self) -> None:
        self.signal(signal.SIGQUIT)


@dataclass(kw_only=True)
class RedisServer(_Server):
    """Redis that keeps nothing on disk."""

    program: str

    def command(self) -> list[str]:
        options = {"--port": str(self.port), "--bind": "127.0.0.1", "--save": "", "--appendonly": "no", "--dir": str(self.folder)}
        return [self.program, *(part for pair in options.items() for part in pair)]

    def ready(self) -> bool:
        with redis.Redis(host="127.0.0.1", port=self.port, socket_timeout=5) as client:
            try:
                return bool(client.ping())
            except redis.ConnectionError:
                return False

    def url(self, number: int = 0) -> str:
        return f"redis://127.0.0.1:{self.port}/{number}"

    def stop(self) -> None:
        self.signal(signal.SIGTERM)

    def kill(self) -> None:
        self.signal(signal.SIGKILL)


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """A started server; `initdb` refuses root, so root runs it as an unprivileged user who owns the folder."""
    binaries = _postgres_binaries()
    with _folder("hudang-postgres-") as folder:
        server = PostgresServer(folder=folder, port=free_port(), binaries=binaries)
        made = [
            str(binaries / "initdb"),
            "-D",
            str(folder / "data"),
            "-U",
            "hudang",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
        ]
        subprocess.run(made, check=True, stdout=subprocess.DEVNULL, cwd=folder, **_as_unprivileged())
        server.start()
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def redis_server() -> Iterator[RedisServer]:
    """A started server."""
    program = shutil.which("redis-server")
    if program is None:
        raise MissingServerError("redis-server is missing: sudo apt-get install -y --no-install-recommends redis-server")
    with _folder("hudang-redis-") as folder:
        server = RedisServer(folder=folder, port=free_port(), program=program)
        server.start()
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def _folder(prefix: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as name:
        if who := _as_unprivileged():
            os.chown(name, who["user"], who["group"])
        yield Path(name)


def _as_unprivileged() -> dict[str, int]:
    """Popen's user and group for a server: nothing to change unless we are root."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = known.get("postgres") or known["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid}


def _postgres_binaries() -> Path:
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    places = [*versions, *(Path(found).resolve().parent for found in [shutil.which("postgres")] if found)]
    for place in places:
        if (place / "initdb").exists() and (place / "postgres").exists():
            return place
    raise MissingServerError("PostgreSQL is missing: sudo apt-get install -y --no-install-recommends postgresql")

"""Database engines for the embedded and the scaled form, and transactions with the database's own clock."""

import errno
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

from domain.errors import MissingPartError, StorageFullError, StoreBusyError

_WAIT, _AGAIN = 15.0, 0.02
"""Seconds that SQLite waits for others' locks; between two tries where it does not wait by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """An open transaction and the time it began, in seconds since 1970 by the database server's clock (workers' clocks may differ)."""

    connection: Connection
    now: float

    @property
    def sqlite(self) -> bool:
        """True on the embedded database."""
        return self.connection.dialect.name == "sqlite"


class Database:
    """One engine; `begin` for reading and writing, `read` for reading only."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._engine = _make_engine(url)
        self._reading: dict[str, Any] = {"reading": True} if url.startswith("sqlite") else {"isolation_level": "REPEATABLE READ"}

    @property
    def engine(self) -> Engine:
        """The engine, for migrations and backups."""
        return self._engine

    @contextmanager
    def begin(self) -> Iterator[Transaction]:
        """Commit on leaving, roll back on any error. A full disk becomes StorageFullError, an absent server MissingPartError."""
        with _operators_errors(), self._engine.begin() as connection:
            yield Transaction(connection=connection, now=_now(connection))

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """Run a snapshot for reading: all statements see one state, and on SQLite it never waits for writers."""
        with _operators_errors(), self._engine.connect().execution_options(**self._reading) as connection:
            yield Transaction(connection=connection, now=_now(connection))

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


def _now(connection: Connection) -> float:
    if connection.dialect.name == "sqlite":
        return time.time()
    return float(connection.scalar(sa.text("SELECT extract(epoch FROM clock_timestamp())::float8")) or 0.0)


def _make_engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return sa.create_engine(url, pool_pre_ping=True, pool_size=4, max_overflow=8, hide_parameters=True)
    engine = sa.create_engine(url, hide_parameters=True)  # an error's text would hold names and page text

    @event.listens_for(engine, "connect")
    def _configure(raw: sqlite3.Connection, _record: object) -> None:
        raw.isolation_level = None  # we issue BEGIN ourselves
        raw.execute(f"PRAGMA busy_timeout={round(_WAIT * 1000)}")
        _write_ahead(raw)
        for pragma in ("synchronous=FULL", "foreign_keys=ON", "cache_size=-16000"):
            raw.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # writers queue up at BEGIN: a read-to-write upgrade would fail at once instead of waiting
        reading = connection.get_execution_options().get("reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def _write_ahead(raw: sqlite3.Connection) -> None:
    """Keep a write-ahead log; SQLite does not wait for the lock that a new file's first switch to it takes, so we do."""
    deadline = time.monotonic() + _WAIT
    while True:
        try:
            raw.execute("PRAGMA journal_mode=WAL").fetchall()
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(_AGAIN)


class ConflictError(Exception):
    """A unique rule of the database was broken: another process was first."""


@contextmanager
def _operators_errors() -> Iterator[None]:
    try:
        yield
    except sa.exc.IntegrityError as error:
        raise ConflictError(str(error.orig).partition("\n")[0]) from error  # the lines below it show the row
    except sa.exc.OperationalError as error:
        text = str(error.orig)
        if "disk is full" in text or "No space left" in text:
            raise disk_full(error) from error
        if "locked" in text and isinstance(error.orig, sqlite3.Error):
            raise StoreBusyError("The database is busy; work goes on by itself.", "数据库繁忙，工作会自动继续。") from error
        if error.connection_invalidated or "connect" in text:
            raise MissingPartError(
                "The database server cannot be reached. Check HUDANG_DATABASE_URL and that the server runs.",
                "无法连接数据库服务器，请检查 HUDANG_DATABASE_URL 及数据库服务是否运行。",
            ) from error
        raise


def disk_full(error: Exception) -> StorageFullError:
    """Build the operator's error for a full disk, with the system's as its cause."""
    full = StorageFullError("The disk is full. Free some space; work goes on by itself.", "磁盘已满，请腾出空间，工作会自动继续。")
    full.__cause__ = error
    return full


def is_full(error: OSError) -> bool:
    """Whether an operating-system error means that no space is left."""
    return error.errno in {errno.ENOSPC, errno.EDQUOT}

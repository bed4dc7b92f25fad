"""The access register: rows are added to the chain and read, nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from domain.access import FIRST, Act, Entry, Head, Link, linked
from domain.people import Estates
from storage.engine import Transaction
from storage.tables import access_log, meta

HEAD = "access_log.head"
_STREAMED = {"yield_per": 500}


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFilter:
    """What rows must fulfil; "" and None are no condition. Times are seconds since 1970, `words` is looked for in all texts."""

    who: str = ""
    act: Act | None = None
    subject: str = ""
    key: str = ""
    words: str = ""
    since: float | None = None
    until: float | None = None
    estates: Estates = None


def append(tx: Transaction, entry: Entry) -> Link:
    """Add an entry as the next link; writers wait for one another at the head, so that the chain never forks."""
    link = linked(head(tx, lock=True), replace(entry, at=round(entry.at, 3)))
    values = {name: getattr(link.entry, name) for name in Entry.__slots__ if name != "act"}
    values |= {"number": link.number, "act": link.entry.act.code, "previous": link.previous, "digest": link.digest}
    tx.connection.execute(access_log.insert().values(**values))
    tx.connection.execute(meta.update().where(meta.c.key == HEAD).values(value=f"{link.number}:{link.digest}"))
    return link


def head(tx: Transaction, *, lock: bool = False) -> Head:
    """Return the end of the chain as it is kept outside the table; FIRST for one that is not kept any more."""
    query = sa.select(meta.c.value).where(meta.c.key == HEAD)
    value = tx.connection.scalar(query.with_for_update() if lock else query) or f"0:{FIRST}"
    number, _, digest = value.partition(":")
    return Head(number=int(number), digest=digest)


def done_lately(tx: Transaction, entry: Entry, *, since: float) -> bool:
    """Whether the same person has done the same on the same paper, for the same purpose, after `since`."""
    same = ("who", "via", "subject", "key", "purpose", "approved_by", "detail")
    alike = [access_log.c[name] == getattr(entry, name) for name in same]
    query = sa.select(access_log.c.number).where(*alike, access_log.c.act == entry.act.code, access_log.c.at > since)
    return tx.connection.scalar(query.limit(1)) is not None


def count(tx: Transaction, wanted: LogFilter) -> int:
    """How many rows fulfil the filter."""
    return tx.connection.scalar(sa.select(sa.func.count()).select_from(access_log).where(*_conditions(wanted))) or 0


def rows(tx: Transaction, wanted: LogFilter, *, limit: int, offset: int = 0) -> tuple[Link, ...]:
    """Return rows that fulfil the filter, newest first."""
    query = sa.select(access_log).where(*_conditions(wanted)).order_by(access_log.c.number.desc())
    return tuple(_link(row) for row in tx.connection.execute(query.limit(limit).offset(offset)))


def chain(tx: Transaction) -> Iterator[Link]:
    """Yield all rows in the order of their numbers."""
    for row in tx.connection.execute(sa.select(access_log).order_by(access_log.c.number), execution_options=_STREAMED):
        yield _link(row)


def people(tx: Transaction) -> tuple[str, ...]:
    """Return everybody who stands in the register."""
    return tuple(tx.connection.scalars(sa.select(access_log.c.who).distinct().order_by(access_log.c.who)))


def _conditions(wanted: LogFilter) -> list[sa.ColumnElement[bool]]:
    c = access_log.c
    found: list[sa.ColumnElement[bool]] = [c[name] == value for name in ("who", "subject", "key") if (value := getattr(wanted, name))]
    if wanted.act is not None:
        found.append(c.act == wanted.act.code)
    if wanted.since is not None:
        found.append(c.at >= wanted.since)
    if wanted.until is not None:
        found.append(c.at < wanted.until)
    if wanted.words:
        found.append(sa.or_(*(c[name].contains(wanted.words, autoescape=True) for name in ("paper", "purpose", "detail", "estate"))))
    if wanted.estates is not None:
        found.append(c.estate.in_(wanted.estates))
    return found


def _link(row: Any) -> Link:
    fields = {name: row._mapping[name] for name in Entry.__slots__ if name != "act"}
    return Link(number=row.number, entry=Entry(**fields, act=Act.of(row.act)), previous=row.previous, digest=row.digest)

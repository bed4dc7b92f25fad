"""Keep the access register (查阅登记表): add entries, look them up, hold the chain against its head and anchors."""

import getpass
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from domain.access import Act, Breach, Broken, Entry, Head, Link, broken
from domain.verification import Fault, FaultKind
from services.workplace import Workplace
from storage import anchors
from storage.repositories import access_log
from storage.repositories.access_log import LogFilter

PAGE = 50
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_FAULTS = {
    Breach.CHANGED: FaultKind.ACCESS_LOG_CHANGED,
    Breach.GAP: FaultKind.ACCESS_LOG_GAP,
    Breach.CUT: FaultKind.ACCESS_LOG_CUT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """One page of the register, how many rows fulfil the filter, and who stands in it at all."""

    links: tuple[Link, ...]
    total: int
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """How long the chain is, its end, and every place where it does not hold."""

    head: Head
    broken: tuple[Broken, ...]


def note(place: Workplace, entry: Entry) -> None:
    """Add an entry with the database's time, unless the same person has just done the same (`Act.together`)."""
    whole = _bounded(entry)
    if entry.act.together:
        with place.database.read() as tx:  # apart, so that what is no new entry waits for no writer
            if access_log.done_lately(tx, whole, since=tx.now - entry.act.together):
                return
    with place.database.begin() as tx:
        link = access_log.append(tx, replace(whole, at=tx.now))
    anchors.note(place.home, Head(number=link.number, digest=link.digest))


def _bounded(entry: Entry) -> Entry:
    """Without control characters, which a database may refuse, and no longer than its columns."""

    def clean(text: str, most: int) -> str:
        return _CONTROL.sub(" ", text)[:most]

    return replace(
        entry,
        who=clean(entry.who, 64),
        key=clean(entry.key, 64),
        paper=clean(entry.paper, 255),
        estate=clean(entry.estate, 255),
        purpose=clean(entry.purpose, 500),
        approved_by=clean(entry.approved_by, 64),
        address=clean(entry.address, 64),
        detail=clean(entry.detail, 500),
    )


@contextmanager
def noting(place: Workplace, act: Act, *, unless: bool = False, **what: str) -> Iterator[None]:
    """Note what a command does, by the operating system's user, when it has ended or was broken off; `unless` it changes nothing."""
    if unless:
        yield
        return
    entry = Entry(at=0.0, who=getpass.getuser(), via="command", act=act, **what)
    try:
        yield
    except BaseException:
        note(place, replace(entry, detail=f"{entry.detail} 未完成".strip()))
        raise
    note(place, entry)


def register(place: Workplace, wanted: LogFilter, *, limit: int = PAGE, offset: int = 0) -> Register:
    """Return rows of the register, newest first."""
    with place.database.read() as tx:
        return Register(
            links=access_log.rows(tx, wanted, limit=limit, offset=offset), total=access_log.count(tx, wanted), people=access_log.people(tx)
        )


def check(place: Workplace) -> Checked:
    """Hold the whole chain against its head and its anchors, and write down its end where it holds."""
    earlier = anchors.read(place.home)  # before the snapshot: later ones would lie beyond it
    with place.database.read() as tx:
        head = access_log.head(tx)
        found = tuple(broken(access_log.chain(tx), head, earlier))
    if not found and head.number and head not in earlier:
        anchors.note(place.home, head, now=True)
    return Checked(head=head, broken=found)


def faults(checked: Checked) -> Iterator[Fault]:
    """The chain's breaches as faults of a verification."""
    for each in checked.broken:
        yield Fault(kind=_FAULTS[each.breach], subject=f"access_log {each.number}", detail=each.detail)

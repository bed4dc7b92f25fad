"""Verify the whole store (四性检测): every byte hashed, every record held against it, every file opened by a second reader.

Only reads, and only looks at what stands when it begins; work may go on meanwhile. Memory is bounded: what records name is sorted by the
database into a temporary file, and the store is walked in the same order beside it.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from domain.errors import UsageError
from domain.ids import Sha256
from domain.verification import Checked, Fault, FaultKind, Property, Restored, VerifyReport
from dossiers.shelf import SerialPlace, serial_places
from services import access_logging
from services.verifying_content import look_at_originals, look_at_pdfs
from services.verifying_store import look_at_home, look_at_store
from services.workplace import Workplace
from storage import read_models_verify
from storage.engine import Transaction
from storage.read_models_verify import Totals
from storage.repositories import events

MOST_KEPT = 2000
"""Faults of one kind that are listed; beyond that they are only counted."""
_SERIALS_AT_ONCE = 500

Tell = Callable[[str, int, int], None]
"""Told how far it is: the stage's code (objects, originals, pdfs), how many are done, of how many."""


class Findings:
    """Collects faults: all are counted, a bounded number of each kind is kept."""

    def __init__(self) -> None:
        self.counts: Counter[FaultKind] = Counter()
        self.kept: list[Fault] = []
        self.restored: list[Restored] = []

    def add(self, fault: Fault) -> None:
        """Note one fault."""
        self.counts[fault.kind] += 1
        if self.counts[fault.kind] <= MOST_KEPT:
            self.kept.append(fault)

    def add_all(self, faults: Iterable[Fault]) -> None:
        """Note several faults."""
        for fault in faults:
            self.add(fault)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A copy of the store's `objects` folder to restore from."""

    objects: Path

    @classmethod
    def at(cls, folder: Path) -> "Backup":
        """The copy at `folder`, which is one of `objects` itself or of the home around it; UsageError where it is neither."""
        for candidate in (folder / "objects", folder):
            if candidate.is_dir() and any(len(each.name) == 2 for each in candidate.iterdir()):
                return cls(objects=candidate)
        raise UsageError(
            f"{folder} is no copy of a store: it holds no objects folder.", f"{folder} 不是存储的备份：其中没有 objects 目录。"
        )

    def path(self, sha256: Sha256) -> Path:
        """Where the object lies in the copy; it need not exist."""
        return self.objects / sha256[:2] / sha256[2:4] / sha256


def verify(place: Workplace, *, tell: Tell, backup: Backup | None = None) -> VerifyReport:
    """Look at everything and say what is wrong; with `backup` put missing and damaged objects back from it, and nothing else."""
    began, clock = time.time(), time.monotonic()
    found = Findings()
    with place.database.read() as tx:
        totals = read_models_verify.totals(tx)
        found.add_all(read_models_verify.contradictions(tx))
    serials = _look_at_serials(place, found)
    store = look_at_store(place, found, tell=tell, restore=None if backup is None else backup.path)
    look_at_home(place, found)
    entries = access_logging.check(place)
    found.add_all(access_logging.faults(entries))
    opened = look_at_originals(place, found, totals.originals, tell), look_at_pdfs(place, found, totals.pdfs, tell)
    report = VerifyReport(
        began_at=began,
        seconds=time.monotonic() - clock,
        objects=store.objects,
        size=store.size,
        unreferenced=store.unreferenced,
        checked=_checked(totals, objects=store.objects, serials=serials, entries=entries.head.number, opened=opened),
        faults=_named(place, found.kept),
        counts=tuple((kind, found.counts[kind]) for kind in FaultKind if found.counts[kind]),
        restored=tuple(found.restored),
    )
    with place.database.begin() as tx:
        detail = ",".join(f"{kind.code}={number}" for kind, number in report.counts) or "sound"
        events.record(tx, "store.verified", "store", report.objects, detail=f"{detail} restored={len(report.restored)}")
    return report


def _named(place: Workplace, kept: Sequence[Fault]) -> tuple[Fault, ...]:
    """The faults property by property, each with what operators know its paper by."""
    with place.database.read() as tx:
        papers = read_models_verify.papers(tx, {fault.record for fault in kept if fault.record})
    order = {kind: number for number, kind in enumerate(FaultKind)}
    named = (replace(fault, paper=papers.get(fault.record, "")) for fault in kept)
    return tuple(sorted(named, key=lambda fault: order[fault.kind]))


def _checked(totals: Totals, *, objects: int, serials: int, entries: int, opened: tuple[int, int]) -> tuple[Checked, ...]:
    def row(prop: Property, number: int, en: str, zh: str) -> Checked:
        return Checked(property=prop, subject_en=en, subject_zh=zh, number=number)

    return (
        row(Property.AUTHENTICITY, objects, "objects hashed", "已校验摘要的对象"),
        row(Property.COMPLETENESS, totals.scans, "scans", "扫描件"),
        row(Property.COMPLETENESS, totals.pages, "pages", "页"),
        row(Property.COMPLETENESS, totals.documents, "documents", "文件（件）"),
        row(Property.COMPLETENESS, serials, "archive numbers given", "已发出的档号"),
        row(Property.USABILITY, opened[0], "originals opened by a second reader", "第二种程序打开的原件"),
        row(Property.USABILITY, opened[1], "searchable PDFs opened", "已打开的可检索 PDF"),
        row(Property.SECURITY, totals.filed, "filings held against the log", "核对日志的归档文件"),
        row(Property.SECURITY, entries, "entries of the access register chained", "核对链条的查阅登记"),
        row(Property.SECURITY, objects, "entries of the store looked at", "已检查的存储条目"),
    )


def _look_at_serials(place: Workplace, found: Findings) -> int:
    """Every running number that was given must be some document's; a number once given is never taken back."""
    given = 0
    with place.database.read() as tx:
        for key, last in read_models_verify.serials(tx):
            given += last
            held = {at: sum(last_in - len(gaps) for last_in, gaps in _gaps(tx, at, last)) for at in serial_places(key)}
            if not held:
                continue
            where = max(held, key=lambda at: held[at])  # of several ones in a number the serial is the one that counts on
            for _number, gaps in _gaps(tx, where, last) if held[where] < last else ():
                found.add_all(Fault(kind=FaultKind.SERIAL_GAP, subject=gap) for gap in gaps)
    return given


def _gaps(tx: Transaction, at: SerialPlace, last: int) -> Iterator[tuple[int, list[str]]]:
    """Yield, some serials at a time, how many there are and the numbers among them that no document has."""
    for first in range(1, last + 1, _SERIALS_AT_ONCE):
        numbers = [at.number(serial) for serial in range(first, min(last + 1, first + _SERIALS_AT_ONCE))]
        taken = read_models_verify.archive_numbers_among(tx, numbers)
        yield len(numbers), [number for number in numbers if number not in taken]

"""The store beside the records: every object hashed, everything named found, nothing else lying there."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from domain.errors import DamagedStoreError
from domain.ids import Sha256
from domain.verification import Fault, FaultKind, Restored
from services.named_objects import named_objects
from services.workplace import Workplace
from storage import store_walk
from storage.read_models_verify import Reference
from storage.store_walk import EntryKind, StoreEntry

LEFT_OVER = 86_400.0
"""Seconds after which a temporary file belongs to no writer any more; the workers' start sweeps the same."""
_OWN_PARTS = ("", "settings.toml", "taxonomy.toml", "hudang.db", "objects", "logs", "run", "secret.key", "access-log.anchors")

Where = Callable[[Sha256], Path]


class Collector(Protocol):
    """Where faults and repairs are noted."""

    restored: list[Restored]

    def add(self, fault: Fault) -> None:
        """Note one fault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreFacts:
    """How many objects were hashed, their bytes, and how many of them no record names (left by work that was cut off; harmless)."""

    objects: int
    size: int
    unreferenced: int


def look_at_store(place: Workplace, found: Collector, *, tell: Callable[[str, int, int], None], restore: Where | None) -> StoreFacts:
    """Walk the store and the sorted references side by side; with `restore` put back what is missing or changed."""
    total, objects, size, unreferenced = store_walk.count(place.blobs.root), 0, 0, 0
    with named_objects() as held:
        with place.database.read() as tx:
            held.note(tx)
        named = held.grouped()
        awaited = next(named, None)
        for entry in store_walk.walk(place.blobs.root):
            _note_entry(entry, found)
            if entry.kind is not EntryKind.OBJECT or not entry.sha256:
                continue
            while awaited is not None and awaited[0].sha256 < entry.sha256:
                _missing(place, awaited, found, restore)
                awaited = next(named, None)
            wanted: tuple[Reference, ...] = ()
            if awaited is not None and awaited[0].sha256 == entry.sha256:
                wanted, awaited = awaited, next(named, None)
            _hash(place, entry, wanted, found, restore)
            objects, size, unreferenced = objects + 1, size + entry.size, unreferenced + (not wanted)
            tell("objects", objects, total)
        while awaited is not None:
            _missing(place, awaited, found, restore)
            awaited = next(named, None)
    return StoreFacts(objects=objects, size=size, unreferenced=unreferenced)


def _note_entry(entry: StoreEntry, found: Collector) -> None:
    if entry.kind is EntryKind.LINK:
        found.add(Fault(kind=FaultKind.LINK, subject=f"objects/{entry.name}"))
    elif entry.kind is EntryKind.FOREIGN:
        found.add(Fault(kind=FaultKind.FOREIGN_FILE, subject=f"objects/{entry.name}", detail=f"{entry.size} bytes"))
    elif entry.kind is EntryKind.TEMPORARY:
        if entry.modified_at < time.time() - LEFT_OVER:
            found.add(Fault(kind=FaultKind.LEFT_OVER, subject=f"objects/{entry.name}", detail=f"{entry.size} bytes"))
    elif entry.writable:
        found.add(Fault(kind=FaultKind.WRITABLE, subject=f"objects/{entry.name}"))


def _hash(place: Workplace, entry: StoreEntry, wanted: tuple[Reference, ...], found: Collector, restore: Where | None) -> None:
    try:
        size = place.blobs.check(entry.sha256)
    except DamagedStoreError:
        if _put_back(place, entry.sha256, FaultKind.OBJECT_CHANGED, found, restore):
            return
        found.add(Fault(kind=FaultKind.OBJECT_CHANGED, subject=entry.sha256, record=_first(wanted), detail=_who(wanted)))
        return
    except OSError as error:
        detail = f"{type(error).__name__} {_who(wanted)}"
        found.add(Fault(kind=FaultKind.OBJECT_UNREADABLE, subject=entry.sha256, record=_first(wanted), detail=detail))
        return
    for each in wanted:
        if each.size not in {-1, size}:
            record, detail = f"{each.kind.value} {each.id}", f"{each.size} bytes recorded, {size} stored"
            found.add(Fault(kind=FaultKind.SIZE_DIFFERS, subject=record, record=record, detail=detail))


def _missing(place: Workplace, wanted: tuple[Reference, ...], found: Collector, restore: Where | None) -> None:
    sha256 = wanted[0].sha256
    if place.blobs.has(sha256):  # stored between the walk of its folder and now: not one that records named at the start
        return
    if not _put_back(place, sha256, FaultKind.OBJECT_MISSING, found, restore):
        found.add(Fault(kind=FaultKind.OBJECT_MISSING, subject=sha256, record=_first(wanted), detail=_who(wanted)))


def _put_back(place: Workplace, sha256: Sha256, kind: FaultKind, found: Collector, restore: Where | None) -> bool:
    """Restore from the backup where it holds the right bytes; a backup that is itself damaged there restores nothing."""
    source = None if restore is None else restore(sha256)
    if source is None or source.is_symlink() or not source.is_file():
        return False
    try:
        place.blobs.restore(sha256, source)
    except DamagedStoreError:
        return False
    found.restored.append(Restored(sha256=sha256, kind=kind))
    return True


def _first(wanted: tuple[Reference, ...]) -> str:
    """The record to name an object by; where it is several, the scan or document rather than a page."""
    return min((f"{each.kind.value} {each.id}" for each in wanted), key=lambda name: (name.startswith(("page", "thumb")), name), default="")


def _who(wanted: tuple[Reference, ...]) -> str:
    return ", ".join(f"{each.kind.value} {each.id}" for each in wanted[:5]) or "no record"


def look_at_home(place: Workplace, found: Collector) -> None:
    """The home's own parts must be changed by nobody else."""
    for name in _OWN_PARTS:
        path = place.home / name
        if path.exists() and store_walk.others_may_write(path):
            found.add(Fault(kind=FaultKind.WRITABLE, subject=name or "."))

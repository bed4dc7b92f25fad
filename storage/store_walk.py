"""Look at the store as it lies on disk: every entry in the order of its name, nothing opened, no link followed."""

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from domain.ids import Sha256

_FAN = re.compile(r"[0-9a-f]{2}")
_NAME = re.compile(r"[0-9a-f]{64}")
_OTHERS_WRITE = stat.S_IWOTH
_ANY_WRITE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
TEMPORARY = "tmp"


class EntryKind(StrEnum):
    """What an entry of the store is."""

    OBJECT = "object"
    TEMPORARY = "temporary"
    FOREIGN = "foreign"
    LINK = "link"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreEntry:
    """One entry. `name` is its path below the store, `sha256` its digest where it is an object; `writable` where it may be changed."""

    kind: EntryKind
    name: str
    sha256: Sha256
    size: int
    modified_at: float
    writable: bool


def walk(root: Path) -> Iterator[StoreEntry]:
    """Yield everything below the store, objects in the order of their digests; a folder only where others may write into it.

    An object is a plain file named by a digest in the two folders of its first four characters. Files may vanish while this looks.
    """
    for first in _listed(root):
        if first.name == TEMPORARY and first.is_dir(follow_symlinks=False):
            yield from (_entry(root, each, EntryKind.TEMPORARY) for each in _listed(Path(first.path)))
        elif _is_fan(first):
            yield from _folder(root, first)
            for second in _listed(Path(first.path)):
                if _is_fan(second):
                    yield from _folder(root, second)
                    for entry in _listed(Path(second.path)):
                        yield from _below(root, entry, expected=first.name + second.name)
                else:
                    yield from _below(root, second)
        else:
            yield from _below(root, first)


def others_may_write(path: Path) -> bool:
    """Whether somebody outside owner and group may change the file or folder; a sticky folder counts as closed."""
    mode = path.lstat().st_mode
    return bool(mode & _OTHERS_WRITE) and not mode & stat.S_ISVTX and not stat.S_ISLNK(mode)


def count(root: Path) -> int:
    """How many files lie in the two levels of the store, to tell how far a walk has come."""
    return sum(len(files) for _folder, _folders, files in os.walk(root))


def _listed(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return sorted(found, key=lambda entry: entry.name)
    except FileNotFoundError:
        return []


def _is_fan(entry: os.DirEntry[str]) -> bool:
    return bool(_FAN.fullmatch(entry.name)) and entry.is_dir(follow_symlinks=False)


def _folder(root: Path, entry: os.DirEntry[str]) -> Iterator[StoreEntry]:
    if others_may_write(Path(entry.path)):
        yield StoreEntry(kind=EntryKind.OBJECT, name=_name(root, entry), sha256=Sha256(""), size=0, modified_at=0.0, writable=True)


def _below(root: Path, entry: os.DirEntry[str], *, expected: str = "") -> Iterator[StoreEntry]:
    """An object where one is expected, else whatever the entry is; a foreign folder with everything in it."""
    if entry.is_dir(follow_symlinks=False):
        inside = _listed(Path(entry.path))
        yield from (found for each in inside for found in _below(root, each))
        if not inside:
            yield _entry(root, entry, EntryKind.FOREIGN)
        return
    known = bool(expected) and entry.name.startswith(expected) and bool(_NAME.fullmatch(entry.name))
    yield _entry(root, entry, EntryKind.OBJECT if known else EntryKind.FOREIGN)


def _entry(root: Path, entry: os.DirEntry[str], kind: EntryKind) -> StoreEntry:
    try:
        facts = entry.stat(follow_symlinks=False)
    except FileNotFoundError:  # a writer has finished meanwhile: what is gone is a temporary file and was no fault
        return StoreEntry(
            kind=EntryKind.TEMPORARY, name=_name(root, entry), sha256=Sha256(""), size=0, modified_at=float("inf"), writable=False
        )
    plain = stat.S_ISREG(facts.st_mode) or stat.S_ISDIR(facts.st_mode)
    return StoreEntry(
        kind=kind if plain else EntryKind.LINK,
        name=_name(root, entry),
        sha256=Sha256(entry.name if kind is EntryKind.OBJECT and plain else ""),
        size=facts.st_size,
        modified_at=facts.st_mtime,
        writable=bool(facts.st_mode & _ANY_WRITE),
    )


def _name(root: Path, entry: os.DirEntry[str]) -> str:
    return Path(entry.path).relative_to(root).as_posix()

"""Has the scanner finished writing? A pure rule over successive scans of a drop folder; the clock is passed in.

Rule: a file is ready when its size, change time and inode stood still over at least two scans for the quiet time, it is not empty,
nobody is known to hold it open for writing, and its content is whole. What never becomes whole is handed over after a grace, so that
intake can quarantine it with a reason instead of its being ignored for ever.
"""

import fnmatch
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass

_LITTER = frozenset(
    {
        "thumbs.db",
        "ehthumbs.db",
        "desktop.ini",
        "@eadir",
        "@tmp",
        "@recycle",
        "@recently-snapshot",
        "#recycle",
        "#snapshot",
        "~snapshot",
        "$recycle.bin",
        "recycler",
        "system volume information",
        "lost+found",
        "__macosx",
        "network trash folder",
        "temporary items",
    }
)
_TEMPORARY = (
    ".*",
    "~*",
    "*~",
    "*.part",
    "*.partial",
    "*.tmp",
    "*.temp",
    "*.crdownload",
    "*.download",
    "*.filepart",
    "*.opdownload",
    "*.uploading",
    "*.upload",
    "*.writing",
    "*.incomplete",
    "*.aria2",
    "*.swp",
    "*.lock",
    "synoindex_*",
    "*@synoresource",
    "*@synoeastream",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSign:
    """What tells a file from a changed one without reading it: bytes, change time in ns, inode."""

    size: int
    mtime_ns: int
    inode: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A file as scans saw it.

    `since` is the clock's seconds when `sign` was first seen, `scans` how many scans saw it, `pause` the longest standstill in
    seconds after which the file went on growing.
    """

    sign: FileSign
    since: float
    scans: int = 1
    pause: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a file must stand still, in seconds.

    `quiet`: any file; `quiet_paged`: a file of a type that is whole after each page (TIFF); `incomplete`: one whose content is cut
    short; `held`: one that a program keeps open for writing; `empty`: one with zero bytes.
    """

    quiet: float = 3.0
    quiet_paged: float = 10.0
    incomplete: float = 120.0
    held: float = 600.0
    empty: float = 600.0


LOCAL_PATIENCE = Patience()
SHARE_PATIENCE = Patience(quiet=10.0, quiet_paged=30.0, incomplete=300.0)
"""Shares are slower to show a change and often stall."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a look into a file tells: is it whole, and is its type one that is whole after each page."""

    whole: bool
    paged: bool = False


def sign_of(status: os.stat_result) -> FileSign:
    """The sign of a file from its stat."""
    return FileSign(size=status.st_size, mtime_ns=status.st_mtime_ns, inode=status.st_ino)


def is_litter(name: str) -> bool:
    """True for a name that no scanner gives a finished scan: temporary, hidden, or what a NAS or desktop leaves behind."""
    folded = name.casefold()
    return folded in _LITTER or any(fnmatch.fnmatchcase(folded, pattern) for pattern in _TEMPORARY)


def is_regular(status: os.stat_result) -> bool:
    """True for a plain file (no link, folder, device, pipe or socket)."""
    return stat.S_ISREG(status.st_mode)


def sight(previous: Sighting | None, sign: FileSign, now: float) -> Sighting:
    """Add one scan's view of a file at clock `now` to what earlier scans saw (None: never seen)."""
    if previous is None or previous.sign.inode != sign.inode:
        return Sighting(sign=sign, since=now)
    if previous.sign == sign:
        return Sighting(sign=sign, since=previous.since, scans=previous.scans + 1, pause=previous.pause)
    stood = now - previous.since if previous.sign.size else 0.0
    return Sighting(sign=sign, since=now, pause=max(previous.pause, stood))


def is_ready(sighting: Sighting, now: float, patience: Patience, content: Callable[[], Content], held: Callable[[], bool]) -> bool:
    """Decide whether a file may be taken at clock `now`.

    `content` and `held` are asked only of a file that stood still long enough, as they open it. A file that went on after a pause
    must stand still twice that pause, at most the grace for incomplete ones.
    """
    if sighting.scans < 2:
        return False
    stood = now - sighting.since
    if sighting.sign.size == 0:
        return stood >= patience.empty
    learnt = min(2 * sighting.pause, patience.incomplete)
    if stood < max(patience.quiet, learnt):
        return False
    seen = content()
    if not seen.whole and stood < patience.incomplete:
        return False
    if seen.whole and seen.paged and stood < patience.quiet_paged:
        return False
    return stood >= patience.held or not held()

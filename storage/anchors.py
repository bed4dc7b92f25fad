"""Ends of the access register's chain, written down outside the database: a file in the home that is only ever added to."""

import os
import time
from pathlib import Path

from domain.access import Head

NAME = "access-log.anchors"
EVERY = 60.0
"""Seconds between two lines at most: what a forger who reaches only the database could cut off unseen by this file."""


def note(home: Path, head: Head, *, now: bool = False) -> None:
    """Add a line, unless the last one was added less than EVERY seconds ago and it need not be `now`."""
    path = home / NAME
    try:
        if not now and time.time() - path.stat().st_mtime < EVERY:
            return
    except FileNotFoundError:
        pass
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "ab") as out:
        out.write(f"{head.number} {head.digest}\n".encode())
        out.flush()
        os.fsync(out.fileno())


def read(home: Path) -> tuple[Head, ...]:
    """Return the ends written down, first to last; a line that cannot be read counts as one that fits no chain."""
    path = home / NAME
    if not path.exists():
        return ()
    return tuple(_head(line) for line in path.read_text("ascii", errors="replace").splitlines() if line.strip())


def _head(line: str) -> Head:
    number, _, digest = line.strip().partition(" ")
    return Head(number=int(number), digest=digest) if number.isascii() and number.isdigit() else Head(number=1, digest=line)

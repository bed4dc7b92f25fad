"""Findings on perfect reading: invented estates whose records are as they should be, then with discrepancies of every kind."""

import tempfile
from collections.abc import Iterable
from pathlib import Path

from evaluation.findings.home import checked, open_home
from evaluation.findings.inject import inject
from evaluation.findings.injector import Expected
from evaluation.findings.papers import clean_archive
from evaluation.findings.scoring import Compared, Key, plain
from evaluation.findings.store import Stored, store


def run(*, estates: int, papers: int, each: int, seed: int) -> tuple[Compared, Compared]:
    """The clean estates, and the same with `each` discrepancies of every kind."""
    archive, makers = clean_archive(estates, papers, seed=seed)
    with tempfile.TemporaryDirectory(prefix="findings-") as folder:
        place = open_home(Path(folder) / "clean")
        store(place, archive)
        clean = Compared(title=f"clean: {len(archive.papers)} papers", expected=(), found=checked(place))
        place.close()
        injected = inject(archive, makers, each=each, seed=seed)
        place = open_home(Path(folder) / "injected")
        stored = store(place, injected.archive())
        found = raised(checked(place))
        place.close()
    title = f"injected: {len(injected.papers)} papers, {len(injected.rows)} rows"
    return clean, Compared(title=title, expected=keys_of(injected.expected, stored), found=found)


def keys_of(expected: Iterable[Expected], stored: Stored) -> tuple[Key, ...]:
    """Kind and about of what must be raised."""
    return tuple(
        (e.kind, f"d:{stored.documents[e.paper]}" if e.paper else f"r:{stored.rows[e.row]}" if e.row else plain(e.place)) for e in expected
    )


def raised(keys: Iterable[Key]) -> tuple[Key, ...]:
    """Raised keys as those that must be raised are written."""
    return tuple((kind, plain(about)) for kind, about in keys)

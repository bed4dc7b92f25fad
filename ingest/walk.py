"""From the paths given to a batch to the files in them, in the order of the paper."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from domain.natural import natural_order
from ingest.stability import is_litter


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFile:
    """A file to take in. `source` is its path as given with "/" as separator; `folder` is the folder it lies in, as given."""

    path: Path
    source: str
    folder: str


def walk(paths: Sequence[Path], *, skip: Path | None = None) -> Iterator[FoundFile]:
    """Yield every file below the paths, folders in natural order; links to folders are not followed but yielded to be refused.

    Temporary and litter names (Thumbs.db, .DS_Store, ~$…) and the folder `skip` (our own home) are left out below folders; what is
    named outright is always taken. A folder that may not be read is yielded itself, to be refused.
    """
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            yield from _below(path, skip)
        else:
            yield _found(path)


def _below(folder: Path, skip: Path | None) -> Iterator[FoundFile]:
    try:
        entries = sorted(os.scandir(folder), key=lambda e: natural_order(e.name))
    except PermissionError:
        yield _found(folder)
        return
    for entry in entries:
        if is_litter(entry.name):
            continue
        if entry.is_dir(follow_symlinks=False):
            if skip is None or not Path(entry.path).samefile(skip):
                yield from _below(Path(entry.path), skip)
        else:
            yield _found(Path(entry.path))


def _found(path: Path) -> FoundFile:
    return FoundFile(path=path, source=path.as_posix(), folder=path.parent.as_posix())

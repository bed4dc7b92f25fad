"""One scan of a drop folder: the entries below it, by path."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ingest.claims import CLAIMS_FOLDER
from ingest.stability import is_litter


@dataclass(slots=True)
class Listing:
    """What a scan found.

    `entries`: each entry's own stat by its path below the drop folder ("/" as separator); `ignored`: temporary and litter names;
    `stuck`: entries and subfolders that may not be looked at.
    """

    entries: dict[str, os.stat_result] = field(default_factory=dict)
    ignored: int = 0
    stuck: int = 0


def scan_folder(root: Path, skip: frozenset[str] = frozenset()) -> Listing:
    """List everything below a drop folder that is no folder, links not followed; `skip` are absolute paths of folders not to enter.

    OSError where the drop folder itself cannot be read.
    """
    listing = Listing()
    with os.scandir(root) as entries:
        folders = list(_sort(entries, "", skip, listing))
    while folders:
        path, prefix = folders.pop()
        try:
            with os.scandir(path) as entries:
                folders.extend(_sort(entries, prefix, skip, listing))
        except FileNotFoundError:
            continue
        except OSError:
            listing.stuck += 1
    return listing


def _sort(entries: Iterator[os.DirEntry[str]], prefix: str, skip: frozenset[str], listing: Listing) -> Iterator[tuple[str, str]]:
    """Put a folder's entries into the listing; yields its subfolders with their prefixes."""
    for entry in entries:
        if is_litter(entry.name):
            listing.ignored += entry.name != CLAIMS_FOLDER
        elif not entry.is_dir(follow_symlinks=False):
            try:
                listing.entries[prefix + entry.name] = entry.stat(follow_symlinks=False)
            except FileNotFoundError:
                continue
            except OSError:
                listing.stuck += 1
        elif entry.path not in skip:
            yield entry.path, f"{prefix}{entry.name}/"

"""A batch: take in a set of files, and know when every page of it has reached a final state."""

import hashlib
import logging
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from domain.errors import HudangError, StorageFullError, StoreBusyError, UnreadableError
from domain.ids import BatchId
from domain.scan import MULTI_PAGE_KINDS
from ingest.probe import detect
from ingest.walk import FoundFile, walk
from services.intake import Arrival, Received, receive
from services.progress import group_moved
from services.workplace import Workplace
from storage import read_models
from storage.read_models import Counts
from storage.repositories import jobs, scans

log = logging.getLogger(__name__)

WAIT_SECONDS = 5.0

Waiting = Callable[[HudangError], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRequest:
    """What is to be digitised. `name` "" means: named after the paths, so that the same command resumes the same batch."""

    paths: tuple[Path, ...]
    name: str = ""
    box: str = ""
    estate: str = ""


def batch_name(request: BatchRequest) -> str:
    """Return the batch's name; without one given it is the first path's name and a digest of all paths."""
    if request.name:
        return request.name
    resolved = "\n".join(str(path.absolute()) for path in request.paths)
    return f"{request.paths[0].absolute().name[:200]}-{hashlib.sha256(resolved.encode(errors='surrogateescape')).hexdigest()[:8]}"


def begin(place: Workplace, request: BatchRequest) -> BatchId:
    """Open the batch, new or again."""
    with place.database.begin() as tx:
        return scans.open_batch(tx, batch_name(request), box=request.box)


def take_in(place: Workplace, batch_id: BatchId, request: BatchRequest, waiting: Waiting = lambda _error: None) -> Iterator[Received]:
    """Store one file after the other, leaving the sources in place; files this batch holds already are passed over.

    `waiting` is told each time a full disk or busy database is waited out.
    """
    for found in walk(request.paths, skip=place.home):
        arrival = Arrival(
            path=found.path,
            source=found.source,
            batch_id=batch_id,
            group_key=_group_key(found),
            priority=place.rules.batch_priority,
            estate=request.estate,
            claim=_claim(batch_id, found),
        )
        try:
            received = _receive(place, arrival, waiting)
        except FileNotFoundError:
            if os.path.lexists(found.path):
                raise
            # taken away since the folder was listed
            log.warning("A file has gone before it was taken in", extra={"action": "scan.gone", "batch": batch_id})
            continue
        yield received


def _receive(place: Workplace, arrival: Arrival, waiting: Waiting) -> Received:
    """Take one file in; a full disk or busy database is waited out, since stopping here would leave the batch half taken in."""
    while True:
        try:
            return receive(place, arrival)
        except (StorageFullError, StoreBusyError) as error:
            waiting(error)
            time.sleep(WAIT_SECONDS)


def _claim(batch_id: BatchId, found: FoundFile) -> str:
    """The file's own mark in this batch, however its path was spelled."""
    place = str(found.path.absolute()).encode(errors="surrogateescape")
    return f"{batch_id}:{hashlib.sha256(place).hexdigest()[:40]}"


def _group_key(found: FoundFile) -> str:
    """Single-page images of one folder follow one another on paper; a PDF or TIFF is a sequence of its own."""
    if found.path.is_symlink() or not found.path.is_file():
        return ""
    try:
        kind = detect(found.path, name=found.path.name)
    except (UnreadableError, OSError):  # opening the stored bytes will say what is wrong with them
        return ""
    return "" if kind in MULTI_PAGE_KINDS else str(Path(found.folder).absolute())


def seal(place: Workplace, batch_id: BatchId) -> None:
    """No more files come: groups that wait only for this are put together now."""
    with place.database.begin() as tx:
        for group_id in scans.seal_batch(tx, batch_id):
            group_moved(tx, group_id, batch_id=batch_id, priority=place.rules.batch_priority)


def progress(place: Workplace, batch_id: BatchId | None = None) -> Counts:
    """Count where the batch's (or everything's) scans and pages stand."""
    with place.database.read() as tx:
        return read_models.counts(tx, batch_id)


def finished(place: Workplace, batch_id: BatchId) -> bool:
    """Whether nothing is left to do for the batch."""
    with place.database.read() as tx:
        return not jobs.any_live(tx, batch_id)


def pauses(place: Workplace, batch_id: BatchId) -> tuple[tuple[str, str], ...]:
    """Why nothing of the batch moves, as (English, Chinese) sentences; empty while any page is in work."""
    with place.database.read() as tx:
        reasons = jobs.pauses(tx, batch_id)
    return tuple((en, zh) for en, _, zh in (reason.partition("\n") for reason in reasons))

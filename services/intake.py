"""Take files in: store the bytes, commit the row, and only then let the source go."""

import logging
from dataclasses import dataclass
from pathlib import Path

from domain.failure import Failure, FailureCode
from domain.ids import BatchId, ScanId, Sha256
from domain.job import JobKind
from domain.scan import ScanState
from ingest.names import check_entry, shown_name
from services.workplace import Workplace
from storage.engine import ConflictError
from storage.repositories import events, jobs, scans
from storage.repositories.scans import NewScan

log = logging.getLogger(__name__)

OF_THE_ENTRY = frozenset({FailureCode.BAD_NAME, FailureCode.LINK_OUTSIDE, FailureCode.NOT_A_FILE, FailureCode.NO_PERMISSION})
"""Refusals that say nothing about the bytes: the same bytes under a fit name are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A file that has arrived. `group_key` names the folder whose single-page images belong together, "" for a file on its own.

    `refusal` is set where the entry itself (link, device, name) is refused before its content is looked at. `claim` tells a second
    delivery of the same claimed file from a second drop of the same bytes.
    """

    path: Path
    source: str
    batch_id: BatchId
    group_key: str = ""
    priority: int
    estate: str = ""
    refusal: Failure | None = None
    claim: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What became of an arrival: its scan and state; `known` where this very file was taken before."""

    scan_id: ScanId
    state: ScanState
    sha256: Sha256
    known: bool


def receive(place: Workplace, arrival: Arrival) -> Received:
    """Store the file's bytes, flush them to disk and commit its row; when this returns, the source may be removed."""
    failure = arrival.refusal or check_entry(arrival.path)
    sha256, size = _store(place, arrival.path, failure)
    new = NewScan(
        batch_id=arrival.batch_id,
        group_key=arrival.group_key,
        source=shown_name(arrival.source),
        sha256=sha256,
        size=size,
        priority=arrival.priority,
        estate=arrival.estate,
        claim=arrival.claim,
    )
    try:
        return _record(place, new, failure)
    except ConflictError:  # another process stored the same bytes as first between our look and our insert
        return _record(place, new, failure)


def _store(place: Workplace, path: Path, failure: Failure | None) -> tuple[Sha256, int]:
    """Store what can be stored: a link's or device's own name stands for bytes that must not be followed or read."""
    if path.is_file() and not path.is_symlink():
        try:
            return place.blobs.put_file(path)
        except PermissionError:
            if failure is None:
                raise
    content = str(path.readlink() if path.is_symlink() else path.name).encode(errors="surrogateescape")
    return place.blobs.put_bytes(content), len(content)


def _record(place: Workplace, new: NewScan, failure: Failure | None) -> Received:
    with place.database.begin() as tx:
        before = scans.known(tx, new)
        if before is not None:
            return Received(scan_id=before, state=scans.get(tx, before).state, sha256=new.sha256, known=True)
        first = scans.first_of(tx, new.sha256, hold=True)
        unread = first if first and first.failure and first.failure.code in OF_THE_ENTRY and failure is None else None
        if unread:
            scans.step_back(tx, unread.id)
            first = None
        state, failure = _state(first.state if first else None, first.failure if first else None, failure)
        scan_id = scans.add(tx, new, state=state, duplicate_of=first.id if first else None, failure=failure)
        if unread:
            scans.follow(tx, unread.id, scan_id)
        if state is ScanState.RECEIVED:
            jobs.enqueue(tx, JobKind.OPEN_SCAN, [scan_id], batch_id=new.batch_id, priority=new.priority)
        events.record(tx, f"scan.{state}", "scan", scan_id, detail=failure.code.code if failure else "")
    log.info("Scan taken in", extra={"action": f"scan.{state}", "scan": scan_id})
    return Received(scan_id=scan_id, state=state, sha256=new.sha256, known=False)


def _state(first: ScanState | None, first_failure: Failure | None, failure: Failure | None) -> tuple[ScanState, Failure | None]:
    """Decide the state of a new scan from its own refusal and from the first scan with the same bytes, if there is one."""
    if failure is not None:
        return ScanState.QUARANTINED, failure
    if first is None:
        return ScanState.RECEIVED, None
    if first is ScanState.QUARANTINED:
        return ScanState.QUARANTINED, first_failure
    return ScanState.DUPLICATE, None

"""Watching one drop folder: scan, wait until files stand still, claim, deliver, release."""

import errno
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from pathlib import Path

from domain.errors import HudangError
from domain.failure import FailureCode
from domain.scan import Source, SourceKind
from ingest.claims import Claim, ClaimedFile, ClaimFolder, DeliveryOutcome, refuse, same_bytes, unchanged
from ingest.claims import held_for_writing as held_open
from ingest.completeness import look_into
from ingest.names import shown_name
from ingest.stability import LOCAL_PATIENCE, SHARE_PATIENCE, Content, FileSign, Patience, Sighting, is_ready, is_regular, sight, sign_of
from ingest.watch_scan import Listing, scan_folder

Deliver = Callable[[ClaimedFile], DeliveryOutcome]
Clock = Callable[[], float]

_BLOCKING = frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT})
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


class SourceState(StrEnum):
    """What a source is doing: not looked at yet, watched, gone, watched by another process, or not to be read or written by us."""

    STARTING = "starting"
    WATCHING = "watching"
    MISSING = "missing"
    TAKEN = "taken"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStatus:
    """A source as the status page shows it.

    `waiting`: entries in the folder, not yet claimed; `claimed`: ours, not yet stored; `ignored`: temporary and litter names; `stuck`:
    what may not be claimed or read; `delivered`: since the start; `detail`: the system's word for why it is not watched.
    """

    name: str
    state: SourceState = SourceState.STARTING
    waiting: int = 0
    claimed: int = 0
    ignored: int = 0
    stuck: int = 0
    delivered: int = 0
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchEvent:
    """One thing that happened, for the log: an action word, the source's name, the claim's id, a technical detail. No file names."""

    action: str
    source: str
    claim_id: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchOptions:
    """How the watch paces itself, in seconds.

    `poll`: shortest time between scans; `idle_share`: the part of a core that scanning all sources may cost while nothing waits (ten
    times that while files wait); `turn`: longest delivering before the folder is scanned again; `backoff`, `longest_backoff`: pause after a
    failed delivery, doubled each time. `local` and `share` are the readiness times. `transient` are the errors of `deliver` after
    which a claim is tried again: any other is a defect and ends the watch, the claim staying for the next start.
    """

    poll: float = 1.0
    idle_share: float = 0.006
    turn: float = 2.0
    backoff: float = 1.0
    longest_backoff: float = 60.0
    local: Patience = LOCAL_PATIENCE
    share: Patience = SHARE_PATIENCE
    transient: tuple[type[Exception], ...] = (OSError, HudangError)
    events: bool = True


@dataclass(slots=True, kw_only=True)
class _Held:
    """A claim not yet released.

    `due`: when to attend to it next; `tries`: failed attempts; `changed`: a late writer was at it since the claim; `stored`: it was
    delivered and only waits to be removed.
    """

    claim: Claim
    sighting: Sighting
    due: float = 0.0
    tries: int = 0
    changed: bool = False
    stored: tuple[ClaimedFile, DeliveryOutcome] | None = None


class SourceWatch:
    """One drop folder. `step` does one round; who calls it, and when, is the loop's business."""

    def __init__(
        self,
        source: Source,
        deliver: Deliver,
        *,
        clock: Clock = time.monotonic,
        options: WatchOptions | None = None,
        on_event: Callable[[WatchEvent], None] = lambda _: None,
        skip: frozenset[str] = frozenset(),
    ) -> None:
        self._source = source
        self._root = Path(source.path).absolute()
        self._deliver = deliver
        self._clock = clock
        self._options = options or WatchOptions()
        self._patience = self._options.share if source.kind is SourceKind.SHARE else self._options.local
        self._on_event = on_event
        self._skip = skip
        self._folder = ClaimFolder(self._root)
        self._sightings: dict[str, Sighting] = {}
        self._looks: dict[FileSign, Content] = {}
        self._unclaimable: dict[str, float] = {}
        self._held: dict[Path, _Held] = {}
        self._paused_until = 0.0
        self._failures = 0
        self.status = SourceStatus(name=source.name)

    def step(self, stop: Callable[[], bool] = lambda: False) -> float:
        """Scan once, deliver what is ready for at most a turn, and tell after how many seconds to do so again (0: there is more)."""
        began = time.thread_time()
        try:
            listing = scan_folder(self._root, self._skip)
            if not self._own(bool(listing.entries)):
                return self._options.poll
            ready = self._look(listing)
            cost = time.thread_time() - began
            more = self._work(ready, stop)
        except OSError as error:
            self._lose(error)
            return self._options.poll
        self.status = replace(
            self.status,
            waiting=len(self._sightings),
            claimed=len(self._held),
            ignored=listing.ignored,
            stuck=listing.stuck + len(self._unclaimable),
        )
        share = self._options.idle_share * (10 if self._sightings or self._held else 1)
        return 0.0 if more else max(self._options.poll, cost / share)

    def close(self) -> None:
        """Stop being the folder's watcher."""
        self._folder.let_go()

    def _tell(self, action: str, claim_id: str = "", detail: str = "") -> None:
        self._on_event(WatchEvent(action=action, source=self._source.name, claim_id=claim_id, detail=detail))

    def _turn_to(self, state: SourceState, detail: str = "") -> None:
        if state is not self.status.state:
            self._tell(f"source_{state}", detail=detail)
        self.status = replace(self.status, state=state, detail=detail)

    def _lose(self, error: OSError) -> None:
        """The folder is gone or cannot be used: forget what was seen; when it is back it is treated as at the start."""
        self._turn_to(SourceState.BLOCKED if error.errno in _BLOCKING else SourceState.MISSING, _code(error))
        self.status = replace(self.status, waiting=0, claimed=0, ignored=0, stuck=0)
        self._folder.let_go()
        self._sightings.clear()
        self._unclaimable.clear()
        self._held.clear()

    def _own(self, wanted: bool) -> bool:
        """Be the folder's only watcher before anything is claimed; recover the claims of an earlier run on becoming it."""
        if (wanted or self._folder.exists()) and not self._folder.acquire():
            self._turn_to(SourceState.TAKEN)
            return False
        if self.status.state is not SourceState.WATCHING:
            for claim in self._folder.leftovers():
                sighting = Sighting(sign=sign_of(claim.path.lstat()), since=self._clock())
                self._held[claim.path] = _Held(claim=claim, sighting=sighting)
                self._tell("claim_recovered", claim.id)
            self._turn_to(SourceState.WATCHING)
        return True

    def _look(self, listing: Listing) -> list[str]:
        """Take a scan into account; the paths that may be claimed, oldest first."""
        now = self._clock()
        self._sightings = {path: sight(self._sightings.get(path), sign_of(status), now) for path, status in listing.entries.items()}
        signs = {sighting.sign for sighting in self._sightings.values()} | {held.sighting.sign for held in self._held.values()}
        self._looks = {sign: content for sign, content in self._looks.items() if sign in signs}
        self._unclaimable = {path: due for path, due in self._unclaimable.items() if path in listing.entries}
        ready = [path for path, status in listing.entries.items() if self._is_ready(path, status, now)]
        return sorted(ready, key=lambda path: (self._sightings[path].sign.mtime_ns, path))

    def _is_ready(self, path: str, status: os.stat_result, now: float) -> bool:
        sighting = self._sightings[path]
        if now < self._unclaimable.get(path, now):
            return False
        if not is_regular(status):
            return sighting.scans >= 2 and now - sighting.since >= self._patience.quiet
        return self._settled(self._root / path, sighting, now, self._patience)

    def _settled(self, path: Path, sighting: Sighting, now: float, patience: Patience) -> bool:
        return is_ready(sighting, now, patience, lambda: self._content(path, sighting.sign), lambda: held_open(path))

    def _content(self, path: Path, sign: FileSign) -> Content:
        """Look into a file once for each state it is in. One that may not be opened is handed over, to be refused with that reason."""
        if sign not in self._looks:
            try:
                self._looks[sign] = look_into(path)
            except FileNotFoundError:
                return Content(whole=False)
            except PermissionError:
                return Content(whole=True)
        return self._looks[sign]

    def _work(self, ready: list[str], stop: Callable[[], bool]) -> bool:
        """Attend to held claims, then claim new files; True where the turn ended with more to do."""
        until = self._clock() + self._options.turn
        held = sorted(self._held.values(), key=lambda held: held.due)
        tasks = [partial(self._attend, one) for one in held] + [partial(self._claim, path) for path in ready]
        for task in tasks:
            if stop() or self._clock() < self._paused_until:
                return False
            if self._clock() >= until:
                return True
            task()
        return False

    def _claim(self, path: str) -> None:
        """Claim one ready file and deliver it, unless it changed since the scan."""
        sighting = self._sightings[path]
        if not unchanged(self._root / path, sighting.sign):
            return
        try:
            claim = self._folder.take(path)
        except FileNotFoundError:
            return
        except OSError as error:
            self._unclaimable[path] = self._clock() + self._options.longest_backoff
            self._tell("claim_failed", detail=_code(error))
            if error.errno in _FULL:
                self._pause()
            return
        del self._sightings[path]
        held = _Held(claim=claim, sighting=sighting)
        self._held[claim.path] = held
        self._tell("claimed", claim.id)
        self._attend(held)

    def _attend(self, held: _Held) -> None:
        """Deliver a claim if it is due and stands still, and remove it once it is stored and still what was delivered."""
        now = self._clock()
        if now < held.due:
            return
        try:
            status = held.claim.path.lstat()
        except FileNotFoundError:
            self._let_go(held, "claim_vanished")
            return
        before = held.sighting
        held.sighting = sight(before, sign_of(status), now)
        if held.sighting.sign != before.sign:
            self._note_change(held)
        # A claim was ready once; only what a late writer changed must become so again by the whole rule.
        claimed = replace(self._patience, incomplete=self._patience.quiet, empty=self._patience.quiet)
        patience = self._patience if held.changed else claimed
        if is_regular(status) and not self._settled(held.claim.path, held.sighting, now, patience):
            return
        if held.stored is None:
            self._hand_over(held, self._claimed_file(held))
        if held.stored is not None:
            self._remove(held, *held.stored)

    def _note_change(self, held: _Held) -> None:
        """A late writer was at a claim: what was stored of it is no longer all, so it is delivered again when it stands still."""
        held.changed = True
        held.stored = None
        self._tell("claim_changed", held.claim.id)

    def _claimed_file(self, held: _Held) -> ClaimedFile:
        claim = held.claim
        return ClaimedFile(
            claim_id=claim.id,
            path=claim.path,
            source=self._source,
            name=shown_name(claim.relative),
            sign=held.sighting.sign,
            refusal=refuse(claim.path, claim.relative),
        )

    def _hand_over(self, held: _Held, file: ClaimedFile) -> None:
        """Deliver; after a failure the claim is kept and due again later."""
        try:
            outcome = self._deliver(file)
        except self._options.transient as error:
            self._put_off(held, "deliver_failed", type(error).__name__)
            return
        if not outcome.durable:
            self._put_off(held, "deliver_failed", "not durable")
            return
        self._failures = 0
        held.stored = (file, outcome)
        held.tries = 0
        self.status = replace(self.status, delivered=self.status.delivered + 1)

    def _remove(self, held: _Held, file: ClaimedFile, outcome: DeliveryOutcome) -> None:
        """Remove what is stored, move aside what was refused unread."""
        try:
            if file.refusal is not None and file.refusal.code is not FailureCode.BAD_NAME:
                self._folder.set_aside(held.claim)
                self._let_go(held, "set_aside")
            elif self._still_as_delivered(file, outcome):
                self._folder.release(held.claim)
                self._let_go(held, "delivered")
            else:
                held.sighting = Sighting(sign=sign_of(file.path.lstat()), since=self._clock())
                self._note_change(held)
        except PermissionError as error:
            self._put_off(held, "release_failed", _code(error))

    def _still_as_delivered(self, file: ClaimedFile, outcome: DeliveryOutcome) -> bool:
        if not unchanged(file.path, file.sign):
            return False
        # A share's size and times may come from a cache; only its bytes tell.
        return self._source.kind is SourceKind.LOCAL or outcome.sha256 is None or same_bytes(file.path, outcome.sha256)

    def _let_go(self, held: _Held, action: str) -> None:
        self._held.pop(held.claim.path, None)
        self._tell(action, held.claim.id)

    def _put_off(self, held: _Held, action: str, detail: str) -> None:
        held.tries += 1
        # Longer than the pause of the folder, so that another file is tried before this one again.
        held.due = self._clock() + self._backoff(held.tries + 1)
        self._tell(action, held.claim.id, detail)
        self._pause()

    def _backoff(self, tries: int) -> float:
        return min(self._options.longest_backoff, self._options.backoff * 2.0 ** min(tries - 1, 16))

    def _pause(self) -> None:
        """After a failure claim nothing for a while: most likely the next file would fail the same way (disk full, store away)."""
        self._failures += 1
        self._paused_until = self._clock() + self._backoff(self._failures)


def _code(error: OSError) -> str:
    """The system's word for an error, which names no file."""
    return errno.errorcode.get(error.errno or 0, type(error).__name__)

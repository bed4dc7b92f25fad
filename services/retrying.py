"""Quarantine: what could not be read, and trying it again. The original stays as it is whatever comes of it."""

from dataclasses import dataclass, replace

from domain.errors import UsageError
from domain.failure import Failure, FailureCode
from domain.ids import BatchId, ScanId
from domain.job import JobKind
from domain.scan import Scan, ScanState
from services.looking import stored
from services.workplace import Effects, Workplace
from storage import read_models_quarantine
from storage.engine import Transaction
from storage.read_models_quarantine import Refused, Retried, Wanted
from storage.repositories import events, jobs, pages, retries, scans

PAGE = 50
MOST_RETRIED = 20
NOTHING_HELD = frozenset({FailureCode.EMPTY_FILE, FailureCode.LINK_OUTSIDE, FailureCode.NOT_A_FILE, FailureCode.NO_PERMISSION})
"""Refusals of which no content could be stored: there is nothing to try again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantine:
    """One page of what could not be read, how much there is, by reason and batch, what was tried again last, and files that wait for it."""

    rows: tuple[Refused, ...]
    total: int
    everything: int
    reasons: tuple[tuple[str, int], ...]
    batches: tuple[tuple[BatchId, str, int], ...]
    retried: tuple[Retried, ...]
    queued: int


def quarantine(place: Workplace, wanted: Wanted, *, page: int) -> Quarantine:
    """Return one page (from 1) of what could not be read, newest first; reasons are counted whatever reason is wanted, so batches."""
    with place.database.read() as tx:
        reasons = read_models_quarantine.reasons(tx, replace(wanted, reason=""))
        return Quarantine(
            rows=read_models_quarantine.refused(tx, wanted, limit=PAGE, offset=(page - 1) * PAGE),
            total=sum(number for reason, number in reasons if wanted.reason in {"", reason}),
            everything=read_models_quarantine.total(tx, Wanted(estates=wanted.estates)),
            reasons=reasons,
            batches=read_models_quarantine.batches(tx, replace(wanted, batch=None)),
            retried=read_models_quarantine.retried(tx, wanted.estates, limit=MOST_RETRIED),
            queued=read_models_quarantine.queued(tx, wanted.estates),
        )


def retry(place: Workplace, sha256: str, *, by: str) -> int:
    """Put a file that was refused whole, or its refused pages, back to work at once; return how many jobs that makes.

    UsageError where no content of it could be stored.
    """
    with place.database.begin() as tx:
        first = stored(tx, sha256)
        if _nothing_held(first):
            raise _nothing_to_try()
        scans.lock(tx, first.id)
        retries.note(tx, [first.id], by=by)
        return _back(tx, first.id)


def retry_all(place: Workplace, wanted: Wanted, *, by: str) -> int:
    """Let workers put back to work all that is wanted, a job a file; return how many files.

    UsageError where the reason says that nothing of them is stored. Until a worker comes to it a file stays in quarantine as it was.
    """
    without = {code.code for code in NOTHING_HELD}
    if wanted.reason in without:
        raise _nothing_to_try()
    with place.database.begin() as tx:
        retries.lock(tx)
        found = read_models_quarantine.to_retry(tx, wanted, without=without)
        jobs.wake_all(tx, JobKind.RETRY_SCAN, found)  # jobs before scans, as a worker locks them: neither is to wait for the other
        retries.note(tx, [scan_id for scan_id, _batch, _priority in found], by=by)
    return len(found)


def put_back(scan_id: ScanId) -> Effects:
    """What a worker writes who comes to a file that is to be tried again; nothing where it was put back meanwhile."""

    def write(tx: Transaction) -> None:
        _back(tx, scan_id)

    return write


def give_up(scan_id: ScanId, failure: Failure) -> Effects:
    """The file stays in quarantine."""
    return lambda tx: events.record(tx, "retry.failed", "scan", scan_id, detail=failure.code.code)


def _nothing_held(first: Scan) -> bool:
    return first.failure is not None and first.failure.code in NOTHING_HELD


def _back(tx: Transaction, scan_id: ScanId) -> int:
    """Put the file back to work, or its refused pages; return how many jobs that makes."""
    scans.lock(tx, scan_id)
    first = scans.get(tx, scan_id)
    whole = first.state is ScanState.QUARANTINED
    if not whole and not pages.refused(tx, scan_id):
        return 0
    group_id = scans.new_group(tx, first.batch_id, f"retry:{scan_id}:{tx.now}")
    if whole:
        scans.reopen(tx, scan_id, group_id)
        kind, subjects = JobKind.OPEN_SCAN, [int(scan_id)]
    else:
        kind, subjects = JobKind.READ_PAGE, [int(page_id) for page_id in pages.reopen(tx, scan_id, group_id)]
    for subject in subjects:
        jobs.again(tx, kind, subject, batch_id=first.batch_id, priority=first.priority)
    events.record(tx, "scan.retried", "scan", scan_id)
    return len(subjects)


def _nothing_to_try() -> UsageError:
    return UsageError(
        "Of an entry refused for this reason no content is stored, so nothing can be tried again. Mend the cause and drop the file anew.",
        "因此原因被拒的条目没有内容可存，无可重试。请排除原因后重新放入文件。",
    )

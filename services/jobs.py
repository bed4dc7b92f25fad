"""Do one job under its lease: claim, work outside any transaction, then finish and write in one transaction."""

import logging
import random
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext

from domain.errors import HudangError, MissingPartError, StorageFullError, StoreBusyError, UnreadableError
from domain.failure import Failure, FailureCode
from domain.ids import BatchId, DocumentId, GroupId, JobId, PageId, ScanId
from domain.job import JobKind, Lease, LeaseRules
from services import assembling, batch_end, opening, publication, reading_pages, retrying
from services.workplace import Effects, Workplace
from storage.engine import disk_full, is_full
from storage.repositories import events, jobs

log = logging.getLogger(__name__)

PAUSE_SECONDS = 15.0

WORK: Mapping[JobKind, Callable[[Workplace, int], Effects]] = {
    JobKind.OPEN_SCAN: lambda place, subject: opening.open_scan(place, ScanId(subject)),
    JobKind.READ_PAGE: lambda place, subject: reading_pages.read(place, PageId(subject)),
    JobKind.ASSEMBLE_GROUP: lambda place, subject: assembling.assemble(place, GroupId(subject)),
    JobKind.PUBLISH_DOCUMENT: lambda place, subject: publication.publish(place, DocumentId(subject)),
    JobKind.CHECK_BATCH: lambda place, subject: batch_end.check(place, BatchId(subject)),
    JobKind.RETRY_SCAN: lambda _place, subject: retrying.put_back(ScanId(subject)),
}
"""What each kind of job does: pure work that returns what is to be written."""

GIVE_UP: Mapping[JobKind, Callable[[int, Failure], Effects]] = {
    JobKind.OPEN_SCAN: lambda subject, failure: opening.give_up(ScanId(subject), failure),
    JobKind.READ_PAGE: lambda subject, failure: reading_pages.give_up(PageId(subject), failure),
    JobKind.ASSEMBLE_GROUP: lambda subject, failure: assembling.give_up(GroupId(subject), failure),
    JobKind.PUBLISH_DOCUMENT: lambda subject, failure: publication.give_up(DocumentId(subject), failure),
    JobKind.CHECK_BATCH: lambda subject, failure: batch_end.give_up(BatchId(subject), failure),
    JobKind.RETRY_SCAN: lambda subject, failure: retrying.give_up(ScanId(subject), failure),
}
"""What is written where a job can never succeed: its subject keeps the reason, and the rest goes on."""


class _FencedError(Exception):
    """The lease was lost while working: roll back; another worker has the job."""


def run(
    place: Workplace,
    job_id: JobId,
    worker: str,
    *,
    holding: Callable[[Lease], AbstractContextManager[object]] = lambda _lease: nullcontext(),
) -> bool:
    """Do the job if it can be claimed; False where there was nothing to do. `holding` keeps the lease alive during the work."""
    rules = place.rules.leases
    with place.database.begin() as tx:
        lease = jobs.claim(tx, job_id, worker, rules)
    if lease is None:
        return _give_up_exhausted(place, job_id, worker)
    with holding(lease):
        _work(place, lease, rules)
    return True


def _work(place: Workplace, lease: Lease, rules: LeaseRules) -> None:
    try:
        _finish(place, lease, WORK[lease.kind](place, lease.subject_id), "done")
    except _FencedError:
        log.warning("Lease lost, result discarded", extra={"action": "job.fenced", **_ids(lease)})
    except UnreadableError as error:
        _give_up(place, lease, error.failure)
    except (StorageFullError, StoreBusyError, MissingPartError) as error:
        _pause(place, lease, error)
    except OSError as error:
        if is_full(error):
            _pause(place, lease, disk_full(error))
        else:
            _fail(place, lease, error, rules)
    except Exception as error:  # the funnel of this shell: whatever goes wrong on one page costs that page a try, never the rest
        _fail(place, lease, error, rules)


def _finish(place: Workplace, lease: Lease, effects: Effects, action: str) -> None:
    with place.database.begin() as tx:
        if not jobs.finish(tx, lease):
            raise _FencedError
        effects(tx)
        batch_end.moved(tx, lease)
        events.record(tx, f"{lease.kind}.{action}", lease.kind, lease.subject_id, worker=lease.worker)
    log.info("Job finished", extra={"action": f"{lease.kind}.{action}", **_ids(lease)})


def _give_up(place: Workplace, lease: Lease, failure: Failure) -> None:
    try:
        _finish(place, lease, GIVE_UP[lease.kind](lease.subject_id, failure), failure.code.code)
    except _FencedError:
        log.warning("Lease lost, refusal discarded", extra={"action": "job.fenced", **_ids(lease)})


def _give_up_exhausted(place: Workplace, job_id: JobId, worker: str) -> bool:
    """A job whose attempts are used up killed its workers: keep the reason instead of trying for ever."""
    with place.database.begin() as tx:
        lease = jobs.claim(tx, job_id, worker, place.rules.leases, exhausted=True)
    if lease is None:
        return False
    _give_up(place, lease, Failure(code=FailureCode.WORKER_LOST, detail=f"{lease.attempts - 1} attempts"))
    return True


def _pause(place: Workplace, lease: Lease, error: HudangError) -> None:
    log.error("Work pauses, no page is blamed: %s", error, extra={"action": "job.paused", **_ids(lease)})
    with place.database.begin() as tx:
        jobs.pause(tx, lease, error=f"{error.en}\n{error.message_zh}", retry_in=PAUSE_SECONDS)


def _fail(place: Workplace, lease: Lease, error: Exception, rules: LeaseRules) -> None:
    log.error("Job failed", exc_info=error, extra={"action": "job.failed", "error": type(error).__name__, **_ids(lease)})
    if lease.attempts >= rules.max_attempts:
        _give_up(place, lease, Failure(code=FailureCode.STAGE_FAILED, detail=type(error).__name__))
        return
    with place.database.begin() as tx:
        jobs.fail(tx, lease, error=type(error).__name__, retry_in=backoff(lease.attempts, rules))


def backoff(attempts: int, rules: LeaseRules) -> float:
    """Seconds to wait after so many attempts: doubling from half a second, bounded, spread by ±30 % so that none march in step."""
    return min(rules.max_backoff_seconds, 0.25 * 2.0 ** min(attempts, 16)) * random.uniform(0.7, 1.3)


def _ids(lease: Lease) -> dict[str, object]:
    return {"job": lease.job_id, "kind": lease.kind, "subject": lease.subject_id, "attempt": lease.attempts, "worker": lease.worker}

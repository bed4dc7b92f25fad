"""Quarantine: what could not be read, and trying it again. The original stays as it is whatever comes of it."""

from dataclasses import dataclass, replace

from domain.errors import UsageError
from domain.failure import FailureCode
from domain.ids import BatchId
from domain.job import JobKind
from domain.scan import Scan, ScanState
from services.looking import stored
from services.workplace import Workplace
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
    """One page of what could not be read, how much there is, by reason and batch, and what was tried again last."""

    rows: tuple[Refused, ...]
    total: int
    everything: int
    reasons: tuple[tuple[str, int], ...]
    batches: tuple[tuple[BatchId, str, int], ...]
    retried: tuple[Retried, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """What was put back to work: files, and jobs (a file refused whole is one, else each refused page)."""

    files: int
    jobs: int


NOTHING = Again(files=0, jobs=0)


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
        )


def retry(place: Workplace, sha256: str, *, by: str) -> Again:
    """Put a file that was refused whole, or its refused pages, back to work; UsageError where no content of it could be stored."""
    with place.database.begin() as tx:
        first = stored(tx, sha256)
        if _nothing_held(first):
            raise _nothing_to_try()
        return _again(tx, first, by)


def retry_all(place: Workplace, wanted: Wanted, *, by: str) -> Again:
    """Put back to work all that is wanted, one file after the other; UsageError where the reason says that nothing of them is stored."""
    if wanted.reason in {code.code for code in NOTHING_HELD}:
        raise _nothing_to_try()
    with place.database.read() as tx:
        contents = read_models_quarantine.contents(tx, wanted)
    files = made = 0
    for sha256 in contents:
        with place.database.begin() as tx:
            first = stored(tx, sha256)
            done = NOTHING if _nothing_held(first) else _again(tx, first, by)
        files, made = files + done.files, made + done.jobs
    return Again(files=files, jobs=made)


def _nothing_held(first: Scan) -> bool:
    return first.failure is not None and first.failure.code in NOTHING_HELD


def _again(tx: Transaction, first: Scan, by: str) -> Again:
    scans.lock(tx, first.id)
    first = scans.get(tx, first.id)
    whole = first.state is ScanState.QUARANTINED
    if not whole and not pages.refused(tx, first.id):
        return NOTHING
    retries.note(tx, first.id, by=by)
    group_id = scans.new_group(tx, first.batch_id, f"retry:{first.id}:{tx.now}")
    if whole:
        scans.reopen(tx, first.id, group_id)
        kind, subjects = JobKind.OPEN_SCAN, [int(first.id)]
    else:
        kind, subjects = JobKind.READ_PAGE, [int(page_id) for page_id in pages.reopen(tx, first.id, group_id)]
    for subject in subjects:
        jobs.again(tx, kind, subject, batch_id=first.batch_id, priority=first.priority)
    events.record(tx, "scan.retried", "scan", first.id)
    return Again(files=1, jobs=len(subjects))


def _nothing_to_try() -> UsageError:
    return UsageError(
        "Of an entry refused for this reason no content is stored, so nothing can be tried again. Mend the cause and drop the file anew.",
        "因此原因被拒的条目没有内容可存，无可重试。请排除原因后重新放入文件。",
    )

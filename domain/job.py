"""Jobs: what is still to be done, and the lease under which a worker does it."""

from dataclasses import dataclass
from enum import StrEnum

from domain.ids import BatchId, JobId


class JobKind(StrEnum):
    """open_scan → read_page × n → assemble_group → publish_document; check_batch whenever nothing else of a batch is left.

    retry_scan: put a file, or its refused pages, back to work out of quarantine, where many were asked for at once.
    """

    OPEN_SCAN = "open_scan"
    READ_PAGE = "read_page"
    ASSEMBLE_GROUP = "assemble_group"
    PUBLISH_DOCUMENT = "publish_document"
    CHECK_BATCH = "check_batch"
    RETRY_SCAN = "retry_scan"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """A claimed job. Whoever holds `token` may finish it; `attempts` counts claims including this one."""

    job_id: JobId
    kind: JobKind
    subject_id: int
    batch_id: BatchId
    priority: int
    attempts: int
    token: str
    worker: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaseRules:
    """Times in seconds: a lease without renewal, an unanswered ring, the longest back-off; and the claims before a job is given up."""

    lease_seconds: float = 30.0
    ring_seconds: float = 5.0
    max_attempts: int = 8
    max_backoff_seconds: float = 60.0

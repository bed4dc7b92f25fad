"""Findings: a check compared two records and they disagree. Data, never an exception."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum


class FindingKind(StrEnum):
    """What disagrees."""

    SCAN_MISSING = "scan_missing"
    PAPER_MISSING = "paper_missing"
    PAGE_COUNT_MISMATCH = "page_count_mismatch"
    OWNER_MISMATCH = "owner_mismatch"
    DATE_MISMATCH = "date_mismatch"
    CATEGORY_MISMATCH = "category_mismatch"
    UNIT_NOT_IN_REGISTER = "unit_not_in_register"
    DUPLICATE_ARCHIVE_NO = "duplicate_archive_no"
    DOCUMENT_MISSING = "document_missing"
    DUPLICATE_DOCUMENT = "duplicate_document"
    IMAGE_QUALITY = "image_quality"
    REPAIR_WITHOUT_RETURN_VISIT = "repair_without_return_visit"
    UNIT_MISMATCH = "unit_mismatch"
    TYPE_MISMATCH = "type_mismatch"
    ARCHIVE_NO_MISMATCH = "archive_no_mismatch"
    BOX_MISMATCH = "box_mismatch"
    BOX_WITHOUT_SCANS = "box_without_scans"
    NUMBER_GAP = "number_gap"
    DATE_OUTSIDE_TENURE = "date_outside_tenure"
    DUPLICATE_ACROSS_DOSSIERS = "duplicate_across_dossiers"
    NEAR_DUPLICATE_DIFFERS = "near_duplicate_differs"
    COMPLAINT_WITHOUT_REPLY = "complaint_without_reply"


class Severity(StrEnum):
    """How much it matters."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class FindingStatus(StrEnum):
    """The life of a finding."""

    OPEN = "open"
    ACCEPTED = "accepted"
    MENDED = "mended"
    WAIVED = "waived"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """One field as both sides have it, as staff read it; "" where a side does not state it."""

    field: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One disagreement.

    `detail` is the operator's sentence in Chinese, `mend` the step that mends it. `sides` are the fields of both sides, `ours` and
    `theirs` name them (文件, 纸质目录第 5 行). `document` is the id of the document as text, `other` that of a second one, `row` the stored
    catalogue row; `place` names what a finding of neither is about: a unit, box, series or number, in the form that `about` builds.
    `topic` tells findings of one kind about one thing apart (the missing item of a list). `facts` is what it rests on, so that a waived
    finding returns only when its facts change. People's names are masked everywhere, in `facts` as a digest.
    """

    kind: FindingKind
    severity: Severity
    archive_no: str = ""
    estate: str = ""
    unit: str = ""
    box: str = ""
    document: str = ""
    other: str = ""
    row: int | None = None
    place: str = ""
    topic: str = ""
    detail: str = ""
    mend: str = ""
    ours: str = ""
    theirs: str = ""
    sides: tuple[Contrast, ...] = ()
    facts: str = ""

    @property
    def about(self) -> str:
        """What the finding is about: d:document, r:catalogue row, or `place` (u:estate|unit, b:box, s:series, k:number)."""
        if self.place:
            return self.place
        if self.document:
            return f"d:{self.document}"
        return f"r:{self.row}" if self.row is not None else f"u:{self.estate}|{self.unit}"

    @property
    def subject(self) -> str:
        """Digest of what disagrees about what, whatever the facts: the same through all changes of the facts."""
        return _digest(self.kind, self.about, self._topic)

    @property
    def fingerprint(self) -> str:
        """Digest of the subject and the facts: the same disagreement found again is the same finding."""
        return _digest(self.kind, self.about, self._topic, self.facts)

    @property
    def _topic(self) -> str:
        """A list's missing items are things apart, each its own fact."""
        return self.topic or (self.facts if self.kind is FindingKind.DOCUMENT_MISSING else "")


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFinding:
    """A finding as kept, with where it stands.

    `by` and `note` are whoever moved it last and why, "" for the checks; `assignee` is who is to mend an accepted one. `earlier` is the
    number of the waived or accepted finding on the same subject whose facts were others. Times are seconds since 1970 UTC.
    """

    id: int
    finding: Finding
    status: FindingStatus
    assignee: str
    by: str
    note: str
    first_at: float
    last_at: float
    status_at: float
    earlier: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingMove:
    """One step in a finding's life; `before` None at its first appearance, `by` "" for the checks."""

    at: float
    by: str
    before: FindingStatus | None
    after: FindingStatus
    note: str

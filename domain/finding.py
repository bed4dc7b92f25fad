"""Findings: a check compared two records and they disagree. Data, never an exception."""

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
class Finding:
    """One disagreement.

    `detail` is the operator's sentence in Chinese; `facts` is what it rests on, so that a waived finding returns only when its
    facts change.
    """

    kind: FindingKind
    severity: Severity
    archive_no: str = ""
    estate: str = ""
    unit: str = ""
    document: str = ""
    detail: str = ""
    facts: str = ""

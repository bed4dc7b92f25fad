"""All checks over one set of records."""

from collections.abc import Callable

from checks.archive_no_mismatch import archive_no_mismatch
from checks.box_mismatch import box_mismatch
from checks.box_without_scans import box_without_scans
from checks.category_mismatch import category_mismatch
from checks.date_mismatch import date_mismatch
from checks.date_outside_tenure import date_outside_tenure
from checks.document_missing import document_missing
from checks.duplicate_archive_no import duplicate_archive_no
from checks.duplicates import duplicates
from checks.image_quality import image_quality
from checks.linking import Links, link
from checks.number_gap import number_gap
from checks.owner_mismatch import owner_mismatch
from checks.page_count_mismatch import page_count_mismatch
from checks.paper_missing import paper_missing
from checks.records import CheckRecords
from checks.scan_missing import scan_missing
from checks.type_mismatch import type_mismatch
from checks.unanswered import complaint_without_reply, repair_without_return_visit
from checks.unit_mismatch import unit_mismatch
from checks.unit_not_in_register import unit_not_in_register
from domain.finding import Finding, Severity

Check = Callable[[CheckRecords, Links], tuple[Finding, ...]]

CHECKS: tuple[Check, ...] = (
    scan_missing,
    paper_missing,
    page_count_mismatch,
    owner_mismatch,
    date_mismatch,
    category_mismatch,
    type_mismatch,
    unit_mismatch,
    archive_no_mismatch,
    box_mismatch,
    box_without_scans,
    unit_not_in_register,
    duplicate_archive_no,
    number_gap,
    document_missing,
    date_outside_tenure,
    duplicates,
    image_quality,
    repair_without_return_visit,
    complaint_without_reply,
)


def run_checks(records: CheckRecords) -> tuple[Finding, ...]:
    """Every check's findings, the gravest first, then by kind, estate, unit, archive number and document."""
    return run_linked(records, link(records))


def run_linked(records: CheckRecords, links: Links) -> tuple[Finding, ...]:
    """Every check's findings on records whose links are known, in the order of `run_checks`."""
    ranks = list(Severity)
    return tuple(
        sorted(
            (finding for check in CHECKS for finding in check(records, links)),
            key=lambda item: (ranks.index(item.severity), item.kind, item.estate, item.unit, item.archive_no, item.document, item.facts),
        )
    )

"""All checks over one set of records."""

from collections.abc import Callable

from checks.category_mismatch import category_mismatch
from checks.date_mismatch import date_mismatch
from checks.document_missing import document_missing
from checks.duplicate_archive_no import duplicate_archive_no
from checks.duplicate_document import duplicate_document
from checks.image_quality import image_quality
from checks.linking import Links, link
from checks.owner_mismatch import owner_mismatch
from checks.page_count_mismatch import page_count_mismatch
from checks.paper_missing import paper_missing
from checks.records import CheckRecords
from checks.repair_without_return_visit import repair_without_return_visit
from checks.scan_missing import scan_missing
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
    unit_not_in_register,
    duplicate_archive_no,
    document_missing,
    duplicate_document,
    image_quality,
    repair_without_return_visit,
)


def run_checks(records: CheckRecords) -> tuple[Finding, ...]:
    """Every check's findings, the gravest first, then by kind, estate, unit, archive number and document."""
    links = link(records)
    ranks = list(Severity)
    return tuple(
        sorted(
            (finding for check in CHECKS for finding in check(records, links)),
            key=lambda item: (ranks.index(item.severity), item.kind, item.estate, item.unit, item.archive_no, item.document, item.facts),
        )
    )

"""page_count_mismatch: the catalogue and the scan count different pages."""

from checks.linking import Links
from checks.records import CheckRecords, unit_text
from domain.finding import Finding, FindingKind, Severity


def page_count_mismatch(records: CheckRecords, links: Links) -> tuple[Finding, ...]:
    """An error where the scan has fewer pages than catalogued, a warning where it has more (a blank back may have been counted)."""
    return tuple(
        Finding(
            kind=FindingKind.PAGE_COUNT_MISMATCH,
            severity=Severity.ERROR if len(document.pages) < row.page_count else Severity.WARNING,
            archive_no=document.archive_no or row.archive_no,
            estate=document.estate,
            unit=unit_text(document.unit),
            document=document.document,
            detail=f"目录登记 {row.page_count} 页，扫描件 {len(document.pages)} 页。",
            facts=f"catalogue={row.page_count}|scan={len(document.pages)}",
        )
        for row, document in links.pairs
        if row.page_count is not None and row.page_count != len(document.pages)
    )

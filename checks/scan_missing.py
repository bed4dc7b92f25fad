"""scan_missing: catalogued on paper, never scanned."""

from checks.linking import Links, number_key
from checks.records import CheckRecords, unit_text
from domain.finding import Finding, FindingKind, Severity


def scan_missing(records: CheckRecords, links: Links) -> tuple[Finding, ...]:
    """Catalogue rows that no document answers to; a number that several rows share is duplicate_archive_no's matter."""
    scanned = {number_key(document.archive_no) for document in records.documents if document.archive_no}
    return tuple(
        Finding(
            kind=FindingKind.SCAN_MISSING,
            severity=Severity.ERROR,
            archive_no=row.archive_no,
            estate=row.estate,
            unit=unit_text(row.unit),
            detail=f"目录第 {row.row} 行（档号 {row.archive_no or '未填'}）没有对应的扫描件。",
            facts=f"row={row.row}|no={row.archive_no}|box={row.box}",
        )
        for row in links.rows_alone
        if number_key(row.archive_no) not in scanned
    )

"""date_mismatch: the catalogue and the paper bear different dates, or the paper's date cannot be."""

from datetime import date

from checks.linking import Links
from checks.records import CheckRecords, DocumentRecord, days_text, unit_text
from domain.finding import Finding, FindingKind, Severity

_OLDEST = date(1980, 1, 1)
"""Our rule: no property-management paper is older."""


def date_mismatch(records: CheckRecords, links: Links) -> tuple[Finding, ...]:
    """Linked papers whose dates differ, and documents dated in the future or before the trade began."""
    found = [
        _finding(document, f"目录日期 {row.date}，文件日期 {document.date}。", days_text((row.date, document.date)))
        for row, document in links.pairs
        if row.date and document.date and row.date != document.date
    ]
    known = {finding.document for finding in found}
    for document in records.documents:
        if document.document in known or document.date is None or _OLDEST <= document.date <= records.options.today:
            continue
        found.append(_finding(document, f"文件日期 {document.date} 不合理。", days_text((document.date,))))
    return tuple(found)


def _finding(document: DocumentRecord, detail: str, facts: str) -> Finding:
    return Finding(
        kind=FindingKind.DATE_MISMATCH,
        severity=Severity.WARNING,
        archive_no=document.archive_no,
        estate=document.estate,
        unit=unit_text(document.unit),
        document=document.document,
        detail=detail,
        facts=facts,
    )

"""paper_missing: scanned, not in the paper archive's catalogue."""

from checks.linking import Links
from checks.records import CheckRecords, unit_text
from domain.finding import Finding, FindingKind, Severity


def paper_missing(records: CheckRecords, links: Links) -> tuple[Finding, ...]:
    """Filed documents that no catalogue row answers to; none where no catalogue was imported."""
    if not records.catalogue:
        return ()
    return tuple(
        Finding(
            kind=FindingKind.PAPER_MISSING,
            severity=Severity.WARNING,
            archive_no=document.archive_no,
            estate=document.estate,
            unit=unit_text(document.unit),
            document=document.document,
            detail="已扫描归档，但纸质档案目录中没有登记。",
            facts=f"document={document.document}|no={document.archive_no}",
        )
        for document in links.documents_alone
        if document.filed
    )

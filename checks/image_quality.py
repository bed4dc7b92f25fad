"""image_quality: pages scanned too coarse, slanted, blurred, pale or cut off, or so that much of their text is in doubt."""

from checks.linking import Links
from checks.records import CheckRecords, unit_text
from domain.finding import Finding, FindingKind, Severity
from domain.scan_quality import scan_faults


def image_quality(records: CheckRecords, links: Links) -> tuple[Finding, ...]:
    """One finding a document with any such page, naming pages, faults and what to do; as grave as its worst fault."""
    ranks = list(Severity)
    found = []
    for document in records.documents:
        faults = [(page.page_no, fault) for page in document.pages for fault in scan_faults(page.facts, records.options.quality)]
        if faults:
            found.append(
                Finding(
                    kind=FindingKind.IMAGE_QUALITY,
                    severity=min((fault.severity for _, fault in faults), key=ranks.index),
                    archive_no=document.archive_no,
                    estate=document.estate,
                    unit=unit_text(document.unit),
                    document=document.document,
                    detail="".join(f"第 {number} 页{fault.zh}，{fault.mend_zh}。" for number, fault in faults),
                    facts="|".join(f"{number}:{fault.kind.code}" for number, fault in faults),
                )
            )
    return tuple(found)

"""image_quality: pages scanned too coarse, slanted, blurred, pale or cut off, or so that much of their text is in doubt."""

from dataclasses import replace

from checks.linking import Links
from checks.records import CheckRecords
from checks.told import contrast, of_document
from domain.finding import Finding, FindingKind, Severity


def image_quality(records: CheckRecords, links: Links) -> tuple[Finding, ...]:
    """One finding a document with any such page, naming pages, faults and what to do; as grave as its worst fault."""
    ranks = list(Severity)
    return tuple(
        replace(
            of_document(FindingKind.IMAGE_QUALITY, min((each.fault.severity for each in document.faults), key=ranks.index), document),
            theirs="扫描要求",
            detail="".join(f"第 {each.page_no} 页{each.fault.zh}，{each.fault.mend_zh}。" for each in document.faults),
            mend="；".join(dict.fromkeys(each.fault.mend_zh for each in document.faults)) + "。",
            sides=tuple(contrast(f"第 {each.page_no} 页", each.fault.zh, each.fault.mend_zh) for each in document.faults),
            facts="|".join(f"{each.page_no}:{each.fault.kind.code}" for each in document.faults),
        )
        for document in records.documents
        if document.faults
    )

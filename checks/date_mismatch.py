"""date_mismatch: the catalogue and the paper bear different dates, or the paper's date cannot be."""

from dataclasses import replace
from datetime import date

from checks.linking import Links
from checks.records import CheckRecords, days_text
from checks.told import contrast, of_document, of_pair
from domain.finding import Finding, FindingKind, Severity

_OLDEST = date(1980, 1, 1)
"""Our rule: no property-management paper is older."""


def date_mismatch(records: CheckRecords, links: Links) -> tuple[Finding, ...]:
    """Linked papers whose dates differ, and documents dated in the future or before the trade began; filed ones only."""
    found = [
        replace(
            of_pair(FindingKind.DATE_MISMATCH, Severity.WARNING, held, document),
            detail=f"目录日期 {held.paper.date}，文件日期 {document.date}。",
            mend="核对原件上的日期，更正文件或目录中写错的一方；若原件并非同一份，请补扫目录所列的文件，并把本件补登入目录。",
            sides=(contrast("日期", document.date, held.paper.date),),
            facts=days_text((held.paper.date, document.date)),
        )
        for held, document in links.pairs
        if document.filed and held.paper.date and document.date and held.paper.date != document.date
    ]
    known = {finding.document for finding in found}
    for document in records.documents:
        day = document.date
        if not document.filed or day is None or document.document in known or _OLDEST <= day <= records.options.today:
            continue
        found.append(
            replace(
                of_document(FindingKind.DATE_MISMATCH, Severity.WARNING, document),
                theirs="合理范围",
                detail=f"文件日期 {day} 不合理。",
                mend="核对原件上的日期并更正文件日期。",
                sides=(contrast("日期", day, f"{_OLDEST} 至 {records.options.today}"),),
                facts=days_text((day,)),
            )
        )
    return tuple(found)

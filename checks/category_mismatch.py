"""category_mismatch: the catalogue puts the paper into another category than the scan was filed under."""

from checks.linking import Kinds, Links
from checks.records import CheckRecords, unit_text
from domain.finding import Finding, FindingKind, Severity
from domain.taxonomy import CATEGORY_ZH


def category_mismatch(records: CheckRecords, links: Links) -> tuple[Finding, ...]:
    """Linked papers whose categories differ; a catalogue wording that names no known type or category says nothing."""
    kinds = Kinds(records.taxonomy)
    found = []
    for row, document in links.pairs:
        category = kinds.category_of(row)
        if category is not None and category is not document.category:
            found.append(
                Finding(
                    kind=FindingKind.CATEGORY_MISMATCH,
                    severity=Severity.WARNING,
                    archive_no=document.archive_no or row.archive_no,
                    estate=document.estate,
                    unit=unit_text(document.unit),
                    document=document.document,
                    detail=f"目录类别为“{CATEGORY_ZH[category]}”，归档类别为“{CATEGORY_ZH[document.category]}”。",
                    facts=f"catalogue={category}|document={document.category}",
                )
            )
    return tuple(found)

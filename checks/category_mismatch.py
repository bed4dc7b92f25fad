"""category_mismatch: the catalogue puts the paper into another category than the scan was filed under."""

from dataclasses import replace

from checks.likeness import Kinds
from checks.linking import Links
from checks.records import CheckRecords
from checks.told import contrast, of_pair
from domain.finding import Finding, FindingKind, Severity
from domain.taxonomy import CATEGORY_ZH


def category_mismatch(records: CheckRecords, links: Links) -> tuple[Finding, ...]:
    """Linked papers whose categories differ; a catalogue wording that names no known type or category says nothing."""
    kinds = Kinds(records.taxonomy)
    found = []
    for held, document in links.pairs:
        category = kinds.category_of(held.paper)
        if not document.filed or category is None or category is document.category:
            continue
        listed, filed = CATEGORY_ZH[category], CATEGORY_ZH[document.category]
        found.append(
            replace(
                of_pair(FindingKind.CATEGORY_MISMATCH, Severity.WARNING, held, document),
                detail=f"目录类别为“{listed}”，归档类别为“{filed}”。",
                mend="打开文件核对内容；归档类别有误的更正文件类型，目录有误的更正目录。",
                sides=(
                    contrast("类别", filed, listed),
                    contrast("题名", document.title or records.taxonomy.name_of(document.doc_type), held.paper.title),
                ),
                facts=f"catalogue={category}|document={document.category}",
            )
        )
    return tuple(found)

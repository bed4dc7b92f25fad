"""type_mismatch: the catalogue names another type of the same category than the scan was filed under."""

from dataclasses import replace

from checks.likeness import Kinds
from checks.linking import Links
from checks.records import CheckRecords
from checks.told import contrast, of_pair
from domain.finding import Finding, FindingKind, Severity
from domain.taxonomy import FALLBACK_TYPE


def type_mismatch(records: CheckRecords, links: Links) -> tuple[Finding, ...]:
    """Linked papers of one category whose types differ; 其他 and a wording that names no known type say nothing."""
    kinds = Kinds(records.taxonomy)
    found = []
    for held, document in links.pairs:
        listed = kinds.type_of(held.paper)
        silent = not document.filed or not listed or FALLBACK_TYPE in (listed, document.doc_type) or listed == document.doc_type
        if silent or kinds.category_of(held.paper) is not document.category:
            continue
        names = records.taxonomy.name_of(document.doc_type), records.taxonomy.name_of(listed)
        found.append(
            replace(
                of_pair(FindingKind.TYPE_MISMATCH, Severity.NOTE, held, document),
                detail=f"目录类型为“{names[1]}”，归档类型为“{names[0]}”。",
                mend="打开文件核对标题；归档类型有误的更正文件类型，目录有误的更正目录。",
                sides=(contrast("文件类型", *names), contrast("题名", document.title, held.paper.title)),
                facts=f"catalogue={listed}|document={document.doc_type}",
            )
        )
    return tuple(found)

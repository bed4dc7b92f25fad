"""duplicate_document: the same paper filed twice."""

from collections import defaultdict
from itertools import combinations

from checks.linking import Links
from checks.records import CheckRecords, DocumentRecord, unit_text
from domain.finding import Finding, FindingKind, Severity


def duplicate_document(records: CheckRecords, links: Links) -> tuple[Finding, ...]:
    """Documents of one unit whose pages look the same one by one; one finding a later copy, naming the first.

    Pictures of the same page differ in at most `near_bits` of 64; documents with other page counts, types or dates are other papers.
    """
    groups = defaultdict(list)
    for document in records.documents:
        if document.unit is not None and document.pages:
            groups[document.estate, document.unit, document.doc_type, len(document.pages)].append(document)
    found = {}
    for same in groups.values():
        for first, second in combinations(sorted(same, key=lambda item: (item.archive_no, item.document)), 2):
            if second.document not in found and _alike(first, second, records.options.near_bits):
                found[second.document] = _finding(first, second)
    return tuple(found.values())


def _alike(first: DocumentRecord, second: DocumentRecord, near_bits: int) -> bool:
    if first.date and second.date and first.date != second.date:
        return False
    for one, other in zip(first.pages, second.pages, strict=True):
        if one.sha256 and one.sha256 == other.sha256:
            continue
        if one.image_hash is None or other.image_hash is None or (one.image_hash ^ other.image_hash).bit_count() > near_bits:
            return False
    return True


def _finding(first: DocumentRecord, second: DocumentRecord) -> Finding:
    return Finding(
        kind=FindingKind.DUPLICATE_DOCUMENT,
        severity=Severity.WARNING,
        archive_no=second.archive_no,
        estate=second.estate,
        unit=unit_text(second.unit),
        document=second.document,
        detail=f"与文件 {first.archive_no or first.document} 内容相同，疑似重复归档。",
        facts=f"first={first.document}|second={second.document}",
    )

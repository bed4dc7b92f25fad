"""duplicate_archive_no: one archive number on several papers."""

from collections import defaultdict

from checks.linking import Links
from checks.records import CheckRecords, DocumentRecord, unit_text
from checks.text_keys import number_key
from checks.told import contrast, document_name
from domain.catalogue import HeldPaper
from domain.finding import Finding, FindingKind, Severity

_MOST_NAMED = 8
_MEND = "按盒内原件核对，为多出的文件另编档号，并更正目录。"


def duplicate_archive_no(records: CheckRecords, links: Links) -> tuple[Finding, ...]:
    """One finding a number, for documents and for catalogue rows apart; numbers are compared folded and without blanks."""
    documents: dict[str, list[DocumentRecord]] = defaultdict(list)
    rows: dict[str, list[HeldPaper]] = defaultdict(list)
    for document in records.documents:
        documents[number_key(document.archive_no)].append(document)
    for held in records.catalogue:
        rows[number_key(held.paper.archive_no)].append(held)
    found = [_of_documents(key, same) for key, same in documents.items() if _names_several(key, len(same), records)]
    return (*found, *(_of_rows(key, same) for key, same in rows.items() if _names_several(key, len(same), records)))


def _names_several(key: str, count: int, records: CheckRecords) -> bool:
    return count > 1 and key not in records.common and any(map(str.isdigit, key))


def _of_documents(key: str, same: list[DocumentRecord]) -> Finding:
    first = same[0]
    return Finding(
        kind=FindingKind.DUPLICATE_ARCHIVE_NO,
        severity=Severity.ERROR,
        archive_no=first.archive_no,
        estate=first.estate,
        unit=unit_text(first.unit),
        document=first.document,
        place=f"k:{key}",
        topic="documents",
        detail=f"{len(same)} 份文件使用同一档号。",
        mend=_MEND,
        ours=document_name(first),
        theirs="其他文件",
        sides=tuple(contrast("同号文件", first.title, f"{other.title}（文件 {other.document}）") for other in same[1:_MOST_NAMED]),
        facts="documents=" + ",".join(sorted(document.document for document in same)),
    )


def _of_rows(key: str, same: list[HeldPaper]) -> Finding:
    first = same[0].paper
    return Finding(
        kind=FindingKind.DUPLICATE_ARCHIVE_NO,
        severity=Severity.ERROR,
        archive_no=first.archive_no,
        estate=first.estate,
        unit=unit_text(first.unit),
        box=first.box,
        row=same[0].id,
        place=f"k:{key}",
        topic="rows",
        detail=f"目录中第 {'、'.join(str(held.paper.row) for held in same)} 行的档号相同。",
        mend=_MEND,
        ours=f"纸质目录第 {first.row} 行",
        theirs="目录其他行",
        sides=tuple(contrast("题名", first.title, f"{held.paper.title}（第 {held.paper.row} 行）") for held in same[1:_MOST_NAMED]),
        facts="rows=" + ",".join(str(held.id) for held in same),
    )

"""duplicate_archive_no: one archive number on several papers."""

from collections import defaultdict

from checks.linking import Links, number_key
from checks.records import CheckRecords, unit_text
from domain.finding import Finding, FindingKind, Severity


def duplicate_archive_no(records: CheckRecords, links: Links) -> tuple[Finding, ...]:
    """One finding a number, for documents and for catalogue rows apart; numbers are compared folded and without blanks."""
    documents = defaultdict(list)
    rows = defaultdict(list)
    for document in records.documents:
        documents[number_key(document.archive_no)].append(document)
    for row in records.catalogue:
        rows[number_key(row.archive_no)].append(row)
    found = [
        Finding(
            kind=FindingKind.DUPLICATE_ARCHIVE_NO,
            severity=Severity.ERROR,
            archive_no=same[0].archive_no,
            estate=same[0].estate,
            unit=unit_text(same[0].unit),
            document=same[0].document,
            detail=f"{len(same)} 份文件使用同一档号。",
            facts="documents=" + ",".join(sorted(document.document for document in same)),
        )
        for key, same in documents.items()
        if key and len(same) > 1
    ]
    found += [
        Finding(
            kind=FindingKind.DUPLICATE_ARCHIVE_NO,
            severity=Severity.ERROR,
            archive_no=same_rows[0].archive_no,
            estate=same_rows[0].estate,
            unit=unit_text(same_rows[0].unit),
            detail="目录中第 " + "、".join(str(row.row) for row in same_rows) + " 行的档号相同。",
            facts="rows=" + ",".join(str(row.row) for row in same_rows),
        )
        for key, same_rows in rows.items()
        if key and len(same_rows) > 1
    ]
    return tuple(found)

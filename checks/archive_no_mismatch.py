"""archive_no_mismatch: a number in the catalogue that is another paper's."""

from collections import Counter
from dataclasses import replace

from checks.linking import Links
from checks.records import CheckRecords, DocumentRecord
from checks.text_keys import number_key
from checks.told import contrast, document_name, of_pair
from domain.catalogue import HeldPaper
from domain.finding import Contrast, Finding, FindingKind, Severity


def archive_no_mismatch(records: CheckRecords, links: Links) -> tuple[Finding, ...]:
    """Papers linked by their content whose catalogue row bears another document's number, and one number on two different papers.

    A number that several rows or documents bear is duplicate_archive_no's matter.
    """
    borne = {number_key(d.archive_no): d for d in records.documents if d.archive_no and number_key(d.archive_no) not in records.common}
    rows = Counter(number_key(held.paper.archive_no) for held in records.catalogue)
    found = []
    for held, document in links.pairs:
        other = borne.get(key := number_key(held.paper.archive_no))
        if other is not None and rows[key] == 1 and document.filed and number_key(document.archive_no) != key:
            found.append(_of(held, document, f"目录写的档号 {held.paper.archive_no} 是另一份文件（{document_name(other)}）的。", ()))
    for held in links.rows_alone:
        document_of = borne.get(key := number_key(held.paper.archive_no))
        if document_of is not None and rows[key] == 1:
            sides = (
                contrast("房号", document_of.unit, held.paper.unit),
                contrast("题名", document_of.title, held.paper.title),
                contrast("日期", document_of.date, held.paper.date),
            )
            found.append(_of(held, document_of, "目录与文件档号相同，房号、题名、日期却几乎全不相同，应是两份不同的文件。", sides))
    return tuple(found)


def _of(held: HeldPaper, document: DocumentRecord, detail: str, sides: tuple[Contrast, ...]) -> Finding:
    return replace(
        of_pair(FindingKind.ARCHIVE_NO_MISMATCH, Severity.ERROR, held, document),
        detail=detail,
        mend="按盒内原件核对档号，更正目录中的档号；原件尚未扫描的补扫。",
        sides=(contrast("档号", document.archive_no, held.paper.archive_no), *sides),
        facts=f"catalogue={held.paper.archive_no}|document={document.archive_no}",
    )

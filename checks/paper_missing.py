"""paper_missing: scanned, not in the paper archive's catalogue."""

from dataclasses import replace

from checks.linking import Links, Unsure
from checks.records import CheckRecords, DocumentRecord
from checks.text_keys import number_key, text_key
from checks.told import contrast, of_document
from domain.finding import Finding, FindingKind, Severity


def paper_missing(records: CheckRecords, links: Links) -> tuple[Finding, ...]:
    """Filed documents that no catalogue row answers to; none of an estate of which no paper is listed.

    A number that a catalogue row bears is the matter of the checks on numbers. Of documents that cannot be told apart one finding says
    how many are not in the catalogue.
    """
    listed = {number_key(held.paper.archive_no) for held in records.catalogue if held.paper.archive_no}
    alone = (
        document
        for document in links.documents_alone
        if document.filed and number_key(document.archive_no) not in listed
        if "" in records.catalogued or text_key(document.estate) in records.catalogued
    )
    return (*map(_of, alone), *(_of_group(group) for group in links.unsure if len(group.documents) > len(group.rows)))


def _of(document: DocumentRecord) -> Finding:
    return replace(
        of_document(FindingKind.PAPER_MISSING, Severity.WARNING, document),
        theirs="纸质目录中没有",
        detail="已扫描归档，但纸质档案目录中没有登记。",
        mend="核对原件所在的盒，在纸质档案目录中补登本件；若目录中有同一件而写法不同，请更正目录。",
        sides=(
            contrast("题名", document.title, ""),
            contrast("房号", document.unit, ""),
            contrast("日期", document.date, ""),
            contrast("页数", document.page_count, ""),
        ),
        facts=f"no={document.archive_no}",
    )


def _of_group(group: Unsure) -> Finding:
    first, more = group.documents[0], len(group.documents) - len(group.rows)
    named = "、".join(document.archive_no or document.document for document in group.documents)
    return replace(
        of_document(FindingKind.PAPER_MISSING, Severity.WARNING, first),
        theirs="纸质目录",
        detail=f"{len(group.documents)} 份内容相同的文件（{named}）在目录中只有 {len(group.rows)} 行，有 {more} 份没有登记。",
        mend="清点原件，在纸质档案目录中补登缺少的几行，并补填日期或档号，以便逐份对应。",
        sides=(contrast("份数", len(group.documents), len(group.rows)), contrast("题名", first.title, "")),
        facts=f"documents={','.join(document.document for document in group.documents)}|more={more}",
    )

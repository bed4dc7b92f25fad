"""scan_missing: catalogued on paper, never scanned."""

from dataclasses import replace

from checks.linking import Links, Unsure
from checks.records import CheckRecords
from checks.text_keys import number_key
from checks.told import contrast, of_row
from domain.catalogue import CatalogueRow, HeldPaper
from domain.finding import Finding, FindingKind, Severity
from domain.finding_words import box_words

_MEND = "到{box}查找原件并补扫；原件确已不在的，在目录备注中写明去向后豁免。"


def scan_missing(records: CheckRecords, links: Links) -> tuple[Finding, ...]:
    """Catalogue rows that no document answers to; a number that a document bears is the matter of the checks on numbers.

    Of rows that cannot be told apart one finding says how many are missing.
    """
    scanned = {number_key(document.archive_no) for document in records.documents if document.archive_no}
    found = [_of(held) for held in links.rows_alone if number_key(held.paper.archive_no) not in scanned]
    return (*found, *(_of_group(group) for group in links.unsure if len(group.rows) > len(group.documents)))


def _of(held: HeldPaper) -> Finding:
    paper = held.paper
    return replace(
        of_row(FindingKind.SCAN_MISSING, Severity.ERROR, held),
        ours="未见扫描件",
        detail=_detail(paper),
        mend=_MEND.format(box=f"{box_words(paper.box)} " if paper.box else "纸质档案"),
        sides=(
            contrast("题名", "", paper.title),
            contrast("房号", "", paper.unit),
            contrast("日期", "", paper.date),
            contrast("页数", "", paper.page_count),
            contrast("盒号", "", paper.box),
        ),
        facts=f"no={paper.archive_no}|box={paper.box}|title={paper.title}|date={paper.date or '-'}",
    )


def _detail(paper: CatalogueRow) -> str:
    number = paper.archive_no or "未填"
    if not paper.title:
        return f"目录第 {paper.row} 行（档号 {number}，无题名）没有对应的扫描件。"
    return f"目录第 {paper.row} 行（档号 {number}，{paper.title}）没有对应的扫描件。"


def _of_group(group: Unsure) -> Finding:
    first, short = group.rows[0], len(group.rows) - len(group.documents)
    named = "、".join(str(held.paper.row) for held in group.rows)
    return replace(
        of_row(FindingKind.SCAN_MISSING, Severity.ERROR, first),
        ours="扫描件",
        detail=f"目录第 {named} 行内容相同，扫描件只有 {len(group.documents)} 份，缺 {short} 份，无法判断缺的是哪一行。",
        mend="按目录清点原件，补扫缺少的几份；在目录中补填日期或档号，以便逐份对应。",
        sides=(contrast("份数", len(group.documents), len(group.rows)), contrast("题名", "", first.paper.title)),
        facts=f"rows={','.join(str(held.id) for held in group.rows)}|short={short}",
    )

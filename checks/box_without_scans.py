"""box_without_scans: a box that the catalogue lists and of which nothing was scanned."""

from collections import defaultdict

from checks.linking import Links
from checks.records import CheckRecords
from checks.text_keys import box_key
from checks.told import contrast
from domain.catalogue import HeldPaper
from domain.finding import Finding, FindingKind, Severity
from domain.finding_words import box_words

_LEAST = 2
"""A box of one row is scan_missing's matter."""


def box_without_scans(records: CheckRecords, links: Links) -> tuple[Finding, ...]:
    """Boxes of two rows or more of which no row is linked to a document and out of which no document says it came."""
    boxes: dict[str, list[HeldPaper]] = defaultdict(list)
    for held in records.catalogue:
        if key := box_key(held.paper.box):
            boxes[key].append(held)
    scanned = {box_key(document.box) for document in records.documents}
    linked = [held for held, _ in links.pairs] + [held for group in links.unsure for held in group.rows] + list(links.rows_waiting)
    scanned |= {box_key(held.paper.box) for held in linked}
    return tuple(_of(key, rows) for key, rows in boxes.items() if key not in scanned and len(rows) >= _LEAST)


def _of(key: str, rows: list[HeldPaper]) -> Finding:
    label = rows[0].paper.box
    estates = {held.paper.estate for held in rows}
    return Finding(
        kind=FindingKind.BOX_WITHOUT_SCANS,
        severity=Severity.ERROR,
        estate=estates.pop() if len(estates) == 1 else "",
        box=label,
        place=f"b:{key}",
        detail=f"目录中{box_words(label)} 有 {len(rows)} 件，一件也没有扫描。",
        mend="确认该盒是否漏扫；漏扫的整盒补扫，盒号写错的更正目录。",
        ours="扫描件",
        theirs=f"纸质目录{box_words(label)}",
        sides=(contrast("件数", 0, len(rows)),),
        facts=f"rows={len(rows)}",
    )

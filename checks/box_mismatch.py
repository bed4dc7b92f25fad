"""box_mismatch: the paper was scanned out of another box than the catalogue says."""

from dataclasses import replace

from checks.linking import Links
from checks.records import CheckRecords
from checks.text_keys import box_key
from checks.told import contrast, of_pair
from domain.finding import Finding, FindingKind, Severity
from domain.finding_words import box_words


def box_mismatch(records: CheckRecords, links: Links) -> tuple[Finding, ...]:
    """Linked papers, both with a box (of the separator sheet or the batch, and of the catalogue), whose labels differ."""
    return tuple(
        replace(
            of_pair(FindingKind.BOX_MISMATCH, Severity.WARNING, held, document),
            detail=f"目录记在{box_words(held.paper.box)}，扫描时取自{box_words(document.box)}。",
            mend="到两个盒中核对原件实际位置；放错盒的归还原盒，分隔页或目录写错的予以更正。",
            sides=(contrast("盒号", document.box, held.paper.box),),
            facts=f"catalogue={held.paper.box}|document={document.box}",
        )
        for held, document in links.pairs
        if document.filed and (theirs := box_key(held.paper.box)) and (ours := box_key(document.box)) and theirs != ours
    )

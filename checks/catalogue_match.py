"""A batch beside the paper catalogue: one scan a row, its pages, its order and what is said of it."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from checks.category_mismatch import category_mismatch
from checks.date_mismatch import date_mismatch
from checks.linking import Links, link, settled
from checks.owner_mismatch import owner_mismatch
from checks.page_count_mismatch import page_count_mismatch
from checks.records import CheckRecords, DocumentRecord
from domain.acceptance import Check, Defect, Demand
from domain.catalogue import CatalogueRow
from domain.finding import Finding, FindingKind
from domain.unit_match import same_unit


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueMatch:
    """The batch beside the paper catalogue: what each check looked at, the defects, and those that findings tell of.

    `catalogued`: some row of the catalogue belongs to the batch; else nothing is judged. `pairs`: rows and documents that are one paper.
    """

    catalogued: bool
    pairs: tuple[tuple[CatalogueRow, DocumentRecord], ...]
    looked: tuple[tuple[Check, int], ...]
    defects: tuple[Defect, ...]
    content: tuple[tuple[Defect, Finding], ...]


def match_catalogue(
    records: CheckRecords, *, batch: Collection[str], boxes: Collection[str], sequences: Sequence[Sequence[str]]
) -> CatalogueMatch:
    """Hold the batch's documents (ids as text) against the catalogue, linked over the whole archive so that no other batch's row is taken.

    Rows of the batch are those linked to its documents, and those without a scan in its boxes: the `boxes` named, else each box of which
    more than half of the linked rows are linked to this batch. `sequences` are the batch's documents in the order they lie in on paper.
    """
    links = settled(link(records))
    own = frozenset(boxes) or _boxes(links, batch)
    mine = replace(
        links,
        pairs=tuple(pair for pair in links.pairs if pair[1].document in batch),
        rows_alone=tuple(held for held in links.rows_alone if held.paper.box in own),
        documents_alone=tuple(document for document in links.documents_alone if document.document in batch),
    )
    pairs = tuple((held.paper, document) for held, document in mine.pairs)
    if not mine.pairs and not mine.rows_alone:
        return CatalogueMatch(catalogued=False, pairs=(), looked=tuple((check, 0) for check in _CATALOGUE), defects=(), content=())
    looked = {
        Check.LINKS: len(mine.pairs) + len(mine.rows_alone) + len(mine.documents_alone),
        Check.COUNTS: sum(row.page_count is not None for row, _ in pairs),
        Check.CONTENT: len(mine.pairs),
        Check.ORDER: len(mine.pairs),
    }
    counts = (_defect(Check.COUNTS, finding) for finding in page_count_mismatch(records, mine))
    return CatalogueMatch(
        catalogued=True,
        pairs=pairs,
        looked=tuple(looked.items()),
        defects=(*_link_defects(mine), *counts, *_unit_defects(pairs), *_order_defects(pairs, sequences)),
        content=tuple((_defect(Check.CONTENT, finding), finding) for finding in _content(records, mine)),
    )


_CATALOGUE = tuple(check for check in Check if check.demand is Demand.CATALOGUE)


def _boxes(links: Links, batch: Collection[str]) -> frozenset[str]:
    linked, own = Counter[str](), Counter[str]()
    for held, document in links.pairs:
        linked[held.paper.box] += 1
        own[held.paper.box] += document.document in batch
    return frozenset(box for box in own if own[box] * 2 > linked[box])


def _link_defects(mine: Links) -> Iterator[Defect]:
    told = Counter[int]()
    for row in (held.paper for held in mine.rows_alone):
        where = f"目录第 {row.row} 行"
        told[row.row] += 1  # lists of several files may each have such a row
        yield Defect(
            check=Check.LINKS,
            subject=f"row {row.row}" if told[row.row] == 1 else f"row {row.row}/{told[row.row]}",
            paper=row.archive_no or where,
            en=f"row {row.row} of the catalogue, {row.box or 'no box'}: no scan answers to it",
            zh=f"{where}（{row.box or '未填盒号'}）没有对应的扫描件",
        )
    for document in mine.documents_alone:
        yield Defect(
            check=Check.LINKS,
            subject=f"document {document.document}",
            paper=document.archive_no or f"文件 {document.document}",
            en="scanned, but not in the catalogue",
            zh="已扫描，但目录中没有登记",
        )


def _unit_defects(pairs: Iterable[tuple[CatalogueRow, DocumentRecord]]) -> Iterator[Defect]:
    """Pairs of one archive number whose units differ."""
    for row, document in pairs:
        if row.unit and document.unit and not same_unit(row.unit, document.unit):
            yield Defect(
                check=Check.CONTENT,
                subject=f"document {document.document}",
                paper=document.archive_no,
                en=f"another unit than row {row.row} of the catalogue",
                zh=f"房号与目录第 {row.row} 行不同",
            )


def _content(records: CheckRecords, mine: Links) -> Iterator[Finding]:
    """Findings of the linked papers alone: what contradicts the register only is not the catalogue's matter."""
    linked = replace(records, documents=(), register=())
    for check in (owner_mismatch, date_mismatch, category_mismatch):
        yield from check(linked, mine)


_EN = {
    FindingKind.OWNER_MISMATCH: "another owner than in the catalogue",
    FindingKind.DATE_MISMATCH: "another date than in the catalogue",
    FindingKind.CATEGORY_MISMATCH: "another category than in the catalogue",
    FindingKind.PAGE_COUNT_MISMATCH: "another number of pages than in the catalogue",
}


def _defect(check: Check, finding: Finding) -> Defect:
    facts = "" if finding.kind is FindingKind.OWNER_MISMATCH else f" ({finding.facts.replace('|', ', ')})"
    subject = f"document {finding.document}"
    return Defect(check=check, subject=subject, paper=finding.archive_no or subject, en=_EN[finding.kind] + facts, zh=finding.detail)


def _order_defects(pairs: Sequence[tuple[CatalogueRow, DocumentRecord]], sequences: Sequence[Sequence[str]]) -> Iterator[Defect]:
    """Yield the documents that would have to be moved: those outside the longest run of rising rows of one sequence and box."""
    of = {document.document: (row, document) for row, document in pairs}
    for sequence in sequences:
        boxes: dict[str, list[tuple[CatalogueRow, DocumentRecord]]] = defaultdict(list)
        for name in sequence:
            if name in of:
                boxes[of[name][0].box].append(of[name])
        for linked in boxes.values():
            kept = _rising([row.row for row, _ in linked])
            for place, (row, document) in enumerate(linked):
                if place not in kept:
                    yield Defect(
                        check=Check.ORDER,
                        subject=f"document {document.document}",
                        paper=document.archive_no or f"文件 {document.document}",
                        en=f"lies elsewhere than row {row.row} of the catalogue says",
                        zh=f"在扫描件中的位置与目录第 {row.row} 行的次序不符",
                    )


def _rising(numbers: Sequence[int]) -> frozenset[int]:
    """Positions of a longest rising subsequence (patience sorting)."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for place, number in enumerate(numbers):
        at = bisect_left(tails, number)
        before.append(ends[at - 1] if at else -1)
        tails[at : at + 1] = [number]
        ends[at : at + 1] = [place]
    found, place = [], ends[-1] if ends else -1
    while place >= 0:
        found.append(place)
        place = before[place]
    return frozenset(found)

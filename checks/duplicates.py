"""duplicate_document, duplicate_across_dossiers, near_duplicate_differs: one paper scanned and filed twice."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from checks.linking import Links
from checks.records import CheckRecords, DocumentRecord, unit_text
from checks.sketch import same_paper
from checks.told import contrast, document_name, of_document
from domain.finding import Contrast, Finding, FindingKind, Severity
from domain.names import NameMatch, compare
from domain.taxonomy import Taxonomy
from domain.unit_match import loose_keys, plain_unit

_LEAST_NUMBERS = 4
"""Numbers that two papers of different units must have between them where neither names a unit."""
_MOST_IN_UNIT = 300
"""Documents of one unit that are still compared each with each; of more, those that meet under a key."""


def duplicates(records: CheckRecords, links: Links) -> tuple[Finding, ...]:
    """Filed documents that are likely scans of one paper; one finding a later scan, naming the first.

    In one dossier it is a plain duplicate, or a near one where the two are recorded with a different date, type, owner or count of pages;
    in two dossiers one of the two is in the wrong one. Papers of different units on one form are told apart by the units they name.
    """
    first: dict[str, tuple[int, DocumentRecord, DocumentRecord]] = {}
    compared = [document for document in records.documents if document.filed and document.sketch.shingles]
    for one, other in _candidates(compared, records.crowded):
        earlier, later = sorted((one, other), key=_order)
        known = first.get(later.document)
        if (known is None or _order(earlier) < known[0]) and _same(earlier, later):
            first[later.document] = (_order(earlier), earlier, later)
    return tuple(_of(earlier, later, records.taxonomy) for _, earlier, later in first.values())


def _order(document: DocumentRecord) -> int:
    return int(document.document)


def _candidates(documents: Sequence[DocumentRecord], crowded: frozenset[int]) -> Iterator[tuple[DocumentRecord, DocumentRecord]]:
    units, meeting = defaultdict(list), defaultdict(list)
    for document in documents:
        if document.unit is not None:
            units[document.estate, document.unit].append(document)
        for key in document.sketch.keys:
            meeting[key].append(document)
    for group in units.values():
        if len(group) <= _MOST_IN_UNIT:
            yield from combinations(group, 2)
    for group in (group for key, group in meeting.items() if key not in crowded):
        yield from combinations(group, 2)


def _same(one: DocumentRecord, other: DocumentRecord) -> bool:
    if not same_paper(one.sketch, other.sketch, same_day=one.date is not None and one.date == other.date):
        return False
    if (one.estate, one.unit) == (other.estate, other.unit):
        return True
    named, others = _named(one), _named(other)
    if named or others:
        return bool(named & others)
    return len({*one.sketch.numbers, *other.sketch.numbers}) >= _LEAST_NUMBERS


def _named(document: DocumentRecord) -> frozenset[str]:
    """The units that the paper itself names, as compared."""
    return frozenset(key for unit in document.units_read for key in loose_keys(plain_unit(unit)))


def _of(first: DocumentRecord, second: DocumentRecord, taxonomy: Taxonomy) -> Finding:
    named = document_name(first)
    sides = tuple(_differences(first, second, taxonomy))
    if (first.estate, first.unit, first.dossier) != (second.estate, second.unit, second.dossier):
        kind, severity = FindingKind.DUPLICATE_ACROSS_DOSSIERS, Severity.ERROR
        detail = f"与{named} 是同一份纸，却分别归入两个户档。"
        mend = "核对原件上的房号和业主，把归错户档的一份经抽查更正移出或退回。"
        where = contrast("房号", second.unit, first.unit)
        sides = (contrast("项目", second.estate, first.estate), where, *sides)
    elif sides:
        kind, severity = FindingKind.NEAR_DUPLICATE_DIFFERS, Severity.WARNING
        detail = f"与{named} 几乎相同，但登记的{'、'.join(side.field for side in sides)}不同，其中一份有误。"
        mend = "对照两份图像；确为同一份纸的，更正写错的一份并退回重复件；确为两份的予以豁免。"
    else:
        kind, severity = FindingKind.DUPLICATE_DOCUMENT, Severity.WARNING
        detail = f"与{named} 内容相同，疑似重复归档。"
        mend = "对照两份图像；确为重复扫描的退回后扫的一份，确为两份原件的予以豁免。"
        sides = (contrast("题名", second.title, first.title), contrast("日期", second.date, first.date))
    return replace(
        of_document(kind, severity, second),
        other=first.document,
        detail=detail,
        mend=mend,
        theirs=named,
        sides=sides,
        facts=f"first={first.document}|{unit_text(first.unit)}|{unit_text(second.unit)}|"
        + "|".join(f"{side.field}={side.ours}/{side.theirs}" for side in sides),
    )


def _differences(first: DocumentRecord, second: DocumentRecord, taxonomy: Taxonomy) -> Iterator[Contrast]:
    if first.date != second.date:
        yield contrast("日期", second.date, first.date)
    if first.doc_type != second.doc_type:
        yield contrast("文件类型", taxonomy.name_of(second.doc_type), taxonomy.name_of(first.doc_type))
    if first.owner_read and second.owner_read and compare(first.owner_read, second.owner_read) is NameMatch.NONE:
        yield contrast("业主", "与另一份不同", "")
    if first.page_count != second.page_count:
        yield contrast("页数", second.page_count, first.page_count)

"""Which catalogue row and which document are the same paper (数据挂接)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from checks.assignment import assign
from checks.components import Standing, components
from checks.likeness import Kinds, Numbers, content_points, likeness, title_likeness
from checks.records import CheckRecords, DocumentRecord
from checks.text_keys import number_key
from domain.catalogue import HeldPaper
from domain.unit_match import same_unit

_BY_NUMBER = -1.0
"""A number that one row and one document bear links them unless the rest of the points falls below: nearly everything contradicts."""
_LEAST = 7.0
"""Points from which a pair is made: one unit and, say, type and title agree and nothing contradicts."""
_LAST = 4.0
"""Points from which a pair is made of a row and a document that nothing better is left for: one of the two is in error."""
_LARGEST = 1_000_000
"""Pairs of one block that are still compared each with each; a larger block is cut by type and date first."""
_TITLE = 0.7
"""Least likeness of titles of a row and a paper in review whose unit is not known yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsure:
    """Rows and documents that are the same papers, but which is which cannot be told: each row fits each document as well as any other."""

    rows: tuple[HeldPaper, ...]
    documents: tuple[DocumentRecord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Pairs of the same paper, ties, rows without a document, documents without a row; each in the order of the records.

    `rows_waiting` have no document, but a paper in review whose unit is not known may be theirs.
    """

    pairs: tuple[tuple[HeldPaper, DocumentRecord], ...]
    unsure: tuple[Unsure, ...]
    rows_alone: tuple[HeldPaper, ...]
    rows_waiting: tuple[HeldPaper, ...]
    documents_alone: tuple[DocumentRecord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """Rows and documents that may be the same papers; `pair` and `tie` are filled as they are found."""

    rows: list[HeldPaper]
    documents: list[DocumentRecord]


def link(records: CheckRecords) -> Links:
    """Join in three steps, one to one, within blocks of records that share a number or a unit.

    1. By archive number, where one row and one document bear it and the rest does not contradict. 2. By the best sum of points
    (`checks.likeness`) of the whole block; where another assignment is as good, the papers are left unsure instead of guessed.
    3. The same of what is left, by fewer points; what is unsure by these stays alone.
    """
    kinds = Kinds(records.taxonomy)
    numbers = _numbers(records)
    pairs: dict[int, DocumentRecord] = {}
    unsure: list[Unsure] = []
    for block in _blocks(records):
        rest = _by_number(block, kinds, numbers, pairs)
        for part in _parts(rest, kinds):
            _by_points(part, kinds, numbers, pairs, unsure)
    return _links(records, kinds, pairs, unsure)


def _numbers(records: CheckRecords) -> Numbers:
    def counted(texts: Iterable[str]) -> Counter[str]:
        return Counter(key for text in texts if (key := number_key(text)) and key not in records.common and any(map(str.isdigit, key)))

    return Numbers(
        rows=counted(held.paper.archive_no for held in records.catalogue),
        documents=counted(document.archive_no for document in records.documents),
    )


def _blocks(records: CheckRecords) -> Iterator[_Block]:
    standings = [Standing(archive_no=d.archive_no, estate=d.estate, unit=d.unit) for d in records.documents]
    standings += [Standing(archive_no=h.paper.archive_no, estate=h.paper.estate, unit=h.paper.unit) for h in records.catalogue]
    first_row = len(records.documents)
    for members in components(standings, records.common):
        documents = [records.documents[at] for at in members if at < first_row]
        rows = [records.catalogue[at - first_row] for at in members if at >= first_row]
        if documents and rows:
            yield _Block(rows=rows, documents=documents)


def _by_number(block: _Block, kinds: Kinds, numbers: Numbers, pairs: dict[int, DocumentRecord]) -> _Block:
    """Step 1; the block that is left."""
    borne = {key: d for d in block.documents if numbers.documents.get(key := number_key(d.archive_no)) == 1}
    rest, taken = [], set()
    for held in block.rows:
        key = number_key(held.paper.archive_no)
        document = borne.get(key) if numbers.rows.get(key) == 1 else None
        if document is not None and content_points(held.paper, document, kinds) >= _BY_NUMBER:
            pairs[held.id] = document
            taken.add(document.document)
        else:
            rest.append(held)
    return _Block(rows=rest, documents=[d for d in block.documents if d.document not in taken])


def _parts(block: _Block, kinds: Kinds) -> Iterator[_Block]:
    """The block, or where it is too large to compare each with each, its parts of one type and date."""
    if len(block.rows) * len(block.documents) <= _LARGEST:
        yield block
        return
    rows, documents = defaultdict(list), defaultdict(list)
    for held in block.rows:
        rows[kinds.type_of(held.paper), held.paper.date].append(held)
    for document in block.documents:
        documents[document.doc_type, document.date].append(document)
    yield from (_Block(rows=rows[key], documents=documents[key]) for key in rows.keys() & documents.keys())


def _by_points(block: _Block, kinds: Kinds, numbers: Numbers, pairs: dict[int, DocumentRecord], unsure: list[Unsure]) -> None:
    """Steps 2 and 3."""
    if not block.rows or not block.documents:
        return
    points = np.array([[likeness(held.paper, d, kinds, numbers) for d in block.documents] for held in block.rows])
    assigned = assign(points, _LEAST)
    rows, columns = set(range(len(block.rows))), set(range(len(block.documents)))
    made = list(assigned.pairs)
    for tie in assigned.ties:
        rows -= set(tie.rows)
        columns -= set(tie.columns)
        unsure.append(Unsure(rows=tuple(block.rows[n] for n in tie.rows), documents=tuple(block.documents[n] for n in tie.columns)))
    left = sorted(rows - {row for row, _ in made}), sorted(columns - {column for _, column in made})
    if all(left):
        made += [(left[0][row], left[1][column]) for row, column in assign(points[np.ix_(*left)], _LAST).pairs]
    for row, column in made:
        pairs[block.rows[row].id] = block.documents[column]


def _links(records: CheckRecords, kinds: Kinds, pairs: dict[int, DocumentRecord], unsure: Sequence[Unsure]) -> Links:
    taken = {document.document for document in pairs.values()} | {d.document for group in unsure for d in group.documents}
    told = pairs.keys() | {held.id for group in unsure for held in group.rows}
    left = [held for held in records.catalogue if held.id not in told]
    waiting = _waiting(records, left, kinds)
    return Links(
        pairs=tuple((held, pairs[held.id]) for held in records.catalogue if held.id in pairs),
        unsure=tuple(unsure),
        rows_alone=tuple(held for held in left if held.id not in waiting),
        rows_waiting=tuple(held for held in left if held.id in waiting),
        documents_alone=tuple(d for d in records.documents if d.document not in taken),
    )


def _waiting(records: CheckRecords, rows: Iterable[HeldPaper], kinds: Kinds) -> set[int]:
    """Rows of which a paper in review, its unit not read or read otherwise, bears type, date and title."""
    unsettled = defaultdict(list)
    for document in records.documents:
        if not document.filed and document.date is not None:
            unsettled[document.date, document.doc_type].append(document)
    return {
        held.id
        for held in rows
        if held.paper.date is not None
        for document in unsettled.get((held.paper.date, kinds.type_of(held.paper)), ())
        if title_likeness(held.paper.title, document.title) >= _TITLE
        and (document.unit is None or held.paper.unit is None or not same_unit(document.unit, held.paper.unit))
    }


def settled(links: Links) -> Links:
    """Papers that cannot be told apart, one by one: they agree with each other's rows as well; what is over has no other side.

    A row whose paper may still wait in review has none yet.
    """
    pairs, rows, documents = list(links.pairs), [*links.rows_alone, *links.rows_waiting], list(links.documents_alone)
    for group in links.unsure:
        least = min(len(group.rows), len(group.documents))
        pairs += zip(group.rows, group.documents, strict=False)
        rows += group.rows[least:]
        documents += group.documents[least:]
    return replace(
        links,
        pairs=tuple(pairs),
        unsure=(),
        rows_alone=tuple(sorted(rows, key=lambda held: held.id)),
        rows_waiting=(),
        documents_alone=tuple(documents),
    )

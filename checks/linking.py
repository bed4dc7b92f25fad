"""Which catalogue row and which document are the same paper (数据挂接)."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass

from rapidfuzz import fuzz

from checks.records import CheckRecords, DocumentRecord
from domain.catalogue import CatalogueRow
from domain.hanzi import simplify
from domain.taxonomy import CATEGORY_ZH, Category, Taxonomy
from domain.unit_match import loose_keys, plain_unit, same_unit

_LEAST_TITLE = 70.0
"""Least rapidfuzz ratio 0..100 at which two titles may name one paper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Pairs of the same paper, rows without a document, documents without a row; each in the order of the records."""

    pairs: tuple[tuple[CatalogueRow, DocumentRecord], ...]
    rows_alone: tuple[CatalogueRow, ...]
    documents_alone: tuple[DocumentRecord, ...]


class Kinds:
    """Reads a catalogue's wording of type or category."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._types = {doc_type.code: doc_type.code for doc_type in taxonomy.types}
        self._types |= {text_key(title): doc_type.code for doc_type in taxonomy.types for title in doc_type.titles if "*" not in title}
        self._categories = {doc_type.code: doc_type.category for doc_type in taxonomy.types}
        self._names = {category.value: category for category in Category} | {name: category for category, name in CATEGORY_ZH.items()}

    def type_of(self, row: CatalogueRow) -> str:
        """The type's code by the row's type or title, "" where neither is a known name."""
        return self._types.get(row.doc_type) or self._types.get(text_key(row.doc_type)) or self._types.get(text_key(row.title), "")

    def category_of(self, row: CatalogueRow) -> Category | None:
        """The category by the row's wording, None where it says nothing known."""
        named = self._names.get(row.doc_type) or self._names.get(text_key(row.doc_type))
        return named or self._categories.get(self.type_of(row))


def text_key(text: str) -> str:
    """Folded, lower case, letters, digits and Chinese characters only."""
    return re.sub(r"[\W_]", "", simplify(text)).lower()


def number_key(archive_no: str) -> str:
    """An archive number as compared: folded, upper case, without blanks."""
    return re.sub(r"\s", "", simplify(archive_no)).upper()


def link(records: CheckRecords) -> Links:
    """Join by archive number where both sides have it once; the rest by unit with type or title, nearest date and title first.

    One to one; a pair by unit needs no contradicting archive number on the row.
    """
    found = _by_number(records)
    rows = [row for row in records.catalogue if row.row not in found]
    taken = {document.document for document in found.values()}
    found |= _by_content(rows, [document for document in records.documents if document.document not in taken], Kinds(records.taxonomy))
    taken = {document.document for document in found.values()}
    return Links(
        pairs=tuple((row, found[row.row]) for row in records.catalogue if row.row in found),
        rows_alone=tuple(row for row in records.catalogue if row.row not in found),
        documents_alone=tuple(document for document in records.documents if document.document not in taken),
    )


def _by_number(records: CheckRecords) -> dict[int, DocumentRecord]:
    counts = Counter(number_key(row.archive_no) for row in records.catalogue)
    numbered: dict[str, list[DocumentRecord]] = defaultdict(list)
    for document in records.documents:
        if document.archive_no:
            numbered[number_key(document.archive_no)].append(document)
    return {
        row.row: numbered[key][0]
        for row in records.catalogue
        if (key := number_key(row.archive_no)) and counts[key] == 1 and len(numbered.get(key, ())) == 1
    }


def _by_content(rows: list[CatalogueRow], documents: list[DocumentRecord], kinds: Kinds) -> dict[int, DocumentRecord]:
    by_unit: dict[str, list[DocumentRecord]] = defaultdict(list)
    for document in documents:
        if document.unit:
            for key in loose_keys(plain_unit(document.unit)):
                by_unit[key].append(document)
    scored = []
    for row in rows:
        near = {d.document: d for key in (loose_keys(plain_unit(row.unit)) if row.unit else ()) for d in by_unit.get(key, ())}
        scored += [(-score, row.row, d.document, d) for d in near.values() if (score := likeness(row, d, kinds)) > 0]
    found: dict[int, DocumentRecord] = {}
    taken: set[str] = set()
    for _, number, name, document in sorted(scored, key=lambda item: item[:3]):
        if number not in found and name not in taken:
            found[number] = document
            taken.add(name)
    return found


def likeness(row: CatalogueRow, document: DocumentRecord, kinds: Kinds) -> float:
    """0 where row and document cannot be the same paper, else higher the more they agree in type, title, date and pages."""
    if row.unit is None or document.unit is None or not same_unit(row.unit, document.unit):
        return 0.0
    if row.estate and document.estate and text_key(row.estate) != text_key(document.estate):
        return 0.0
    title = fuzz.ratio(text_key(row.title), text_key(document.title)) if row.title and document.title else 0.0
    same_type = kinds.type_of(row) == document.doc_type
    if not same_type and title < _LEAST_TITLE:
        return 0.0
    dated = row.date is not None and document.date is not None
    near = max(0.0, 1.0 - abs((row.date - document.date).days) / 60) if row.date and document.date else 0.0
    if dated and not near and title < _LEAST_TITLE:
        return 0.0
    return same_type + title / 100 + 2.0 * near + 0.5 * (row.page_count == len(document.pages))

"""How much speaks for a catalogue row and a document being one paper.

The sum of points, each for one field (our weights, set by what each field tells in the trade: a number is meant to name one paper, a unit
has dozens; dates and titles are copied with slips; counts of pages miss blank backs):

| field | agrees | near | differs | not stated |
|---|---|---|---|---|
| archive number | +8 | | −2 where it is another paper's; −3 where both are of one series (DA-0012, DA-0034) | 0 |
| unit | +4 | | −4 | 0 |
| document type | +2 | | −2 | 0 |
| date | +3 | +1 within 31 days; −1 where only one of year, month, day differs | −3 | 0 |
| title | from +2 (the same) to −2 (nothing in common), by likeness | | | 0 |
| pages | +1 | | −1 | 0 |
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from rapidfuzz import fuzz

from checks.records import DocumentRecord
from checks.text_keys import number_key, serial_of, text_key
from domain.catalogue import CatalogueRow
from domain.taxonomy import CATEGORY_ZH, Category, Taxonomy
from domain.unit_match import same_unit

NUMBER, OTHERS_NUMBER, SAME_SERIES = 8.0, -2.0, -3.0
UNIT, TYPE, DATE, TITLE, PAGES = 4.0, 2.0, 3.0, 2.0, 1.0
NEAR_DATE, SLIPPED_DATE = 1.0, -1.0
NEAR_DAYS = 31
_CONTAINED = 0.9
"""What a title is worth that stands whole within the other (报修单 in 3栋501报修单)."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """How many catalogue rows and documents bear each archive number that names papers."""

    rows: Mapping[str, int]
    documents: Mapping[str, int]


def likeness(row: CatalogueRow, document: DocumentRecord, kinds: Kinds, numbers: Numbers) -> float:
    """The points of the table above."""
    return number_points(row, document, numbers) + content_points(row, document, kinds)


def number_points(row: CatalogueRow, document: DocumentRecord, numbers: Numbers) -> float:
    """Points for the archive numbers: two of one series, or one that a paper of the other side bears, speak against where they differ."""
    one, other = number_key(row.archive_no), number_key(document.archive_no)
    if one == other:
        return NUMBER if one in numbers.documents else 0.0
    first, second = serial_of(one), serial_of(other)
    if first is not None and second is not None and first.series == second.series and any(first.series):
        return SAME_SERIES
    return OTHERS_NUMBER if one in numbers.documents or other in numbers.rows else 0.0


def content_points(row: CatalogueRow, document: DocumentRecord, kinds: Kinds) -> float:
    """Points for everything but the numbers."""
    doc_type = kinds.type_of(row)
    return (
        _either(row.unit is not None and document.unit is not None, agree=units_agree(row, document), worth=UNIT)
        + _either(bool(doc_type), agree=doc_type == document.doc_type, worth=TYPE)
        + _date_points(row.date, document.date)
        + (TITLE * (2.0 * title_likeness(row.title, document.title) - 1.0) if row.title and document.title else 0.0)
        + _either(row.page_count is not None, agree=row.page_count == document.page_count, worth=PAGES)
    )


def units_agree(row: CatalogueRow, document: DocumentRecord) -> bool:
    """Whether both name one unit of one estate, as far as they state it."""
    if row.unit is None or document.unit is None or not same_unit(row.unit, document.unit):
        return False
    return not row.estate or not document.estate or text_key(row.estate) == text_key(document.estate)


@lru_cache(maxsize=65_536)
def title_likeness(one: str, other: str) -> float:
    """0..1: the share of characters in common in order (Indel), 0.9 at least where one title holds the other."""
    first, second = text_key(one), text_key(other)
    alike = fuzz.ratio(first, second) / 100
    short, long = sorted((first, second), key=len)
    return max(alike, _CONTAINED) if len(short) > 2 and short in long else alike


def _date_points(one: date | None, other: date | None) -> float:
    if one is None or other is None:
        return 0.0
    if one == other:
        return DATE
    if abs((one - other).days) <= NEAR_DAYS:
        return NEAR_DATE
    differing = (one.year != other.year) + (one.month != other.month) + (one.day != other.day)
    return SLIPPED_DATE if differing == 1 else -DATE


def _either(stated: bool, *, agree: bool, worth: float) -> float:
    return (worth if agree else -worth) if stated else 0.0

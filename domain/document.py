"""Documents: the logical papers, grouped from pages and decided on."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.classification import Classification
from domain.fields import ExtractedFields
from domain.ids import PageId
from domain.page import PageKind
from domain.review import ReviewReason, UnitProposal
from domain.scan_quality import UNMEASURED, PageFacts
from domain.separator import NOTHING_STATED, Statement
from domain.taxonomy import Category
from domain.unit_number import UnitNumber


class DocumentState(StrEnum):
    """filed | review | rejected (by a person)."""

    FILED = "filed"
    REVIEW = "review"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderstoodPage:
    """A page as grouping sees it, in sequence order. `classification` is None for blank, separator and unreadable pages.

    `text_length` counts characters read; `confidence` is their mean OCR confidence 0..1; `new_file` is True for the first page of a scan;
    `readable` is False for a quarantined page; `separator` is the separator sheet's payload, whose unit is in `fields`. `text` is the
    page's text as read, in which the register's estates are looked for.
    """

    page_id: PageId
    kind: PageKind
    readable: bool
    new_file: bool
    classification: Classification | None
    fields: ExtractedFields
    text_length: int
    confidence: float
    separator: str = ""
    facts: PageFacts = UNMEASURED
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRun:
    """Pages that make one document, in order.

    `boundary_confidence` is the probability 0..1 that both its ends are right. Blank and separator pages belong to no run; `statement` is
    what the last separator sheet before the run says of it. `out_of_order`: the pages did not lie in the order of their numbers; they are
    in it here where the numbers make it certain.
    """

    pages: tuple[UnderstoodPage, ...]
    boundary_confidence: float
    statement: Statement = NOTHING_STATED
    out_of_order: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingDecision:
    """What the machine decided for one document; `reasons` empty means: file it.

    `confidence` is the probability that category and unit are both right. `tenure_index` is the position of the tenure in the
    registered unit's list, None where unknown. `model` tags the maker.
    """

    category: Category
    doc_type: str
    title: str
    date: date | None
    estate: str
    unit: UnitNumber | None
    owner: str
    tenure_index: int | None
    confidence: float
    reasons: tuple[ReviewReason, ...]
    proposals: tuple[UnitProposal, ...]
    model: str

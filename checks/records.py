"""What the checks compare: frozen records of documents, catalogue and register, put together by the caller."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.catalogue import CatalogueRow
from domain.register import RegisteredUnit
from domain.scan_quality import USUAL, PageFacts, QualityLimits
from domain.taxonomy import Category, Taxonomy
from domain.unit_number import UnitNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFact:
    """One page of a document as measured; `image_hash` a 64-bit perceptual hash, None where not made; `sha256` of its picture or scan."""

    page_no: int
    facts: PageFacts
    image_hash: int | None = None
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRecord:
    """A filed document, or one in review that has a unit. `document` is its id as text; `archive_no` is "" before filing.

    `owner` is the owner it is filed under; `owner_read` the owner's name as read from the paper, "" where none.
    """

    document: str
    archive_no: str
    estate: str
    unit: UnitNumber | None
    owner: str
    owner_read: str
    doc_type: str
    category: Category
    title: str
    date: date | None
    filed: bool
    pages: tuple[PageFact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierRecord:
    """A dossier held against its required set. `dossier` is its id as text, `start` and `end` its owner's days.

    `required` names the list and its version, `missing` the items that nothing ticks and something ought to.
    """

    dossier: str
    estate: str
    unit: UnitNumber
    start: date | None
    end: date | None
    required: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckOptions:
    """Limits of the checks; defaults from the trade's rules.

    `today` makes the checks repeatable. `quality` is what a scan is held against; `near_bits` is how many of 64 bits two pictures of the
    same page may differ in (our rule); `return_visit_days` after a repair is our default.
    """

    today: date
    quality: QualityLimits = USUAL
    near_bits: int = 4
    return_visit_days: int = 30
    grace_days: int = 92


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRecords:
    """Everything the checks look at. An empty catalogue or register means that none was imported, and its checks find nothing.

    `dossiers` are those that are held against a required set.
    """

    documents: tuple[DocumentRecord, ...]
    catalogue: tuple[CatalogueRow, ...]
    register: tuple[RegisteredUnit, ...]
    taxonomy: Taxonomy
    options: CheckOptions
    dossiers: tuple[DossierRecord, ...] = ()


def unit_text(unit: UnitNumber | None) -> str:
    """The canonical string, "" for none."""
    return str(unit) if unit else ""


def days_text(days: Sequence[date | None]) -> str:
    """Dates joined for `facts`, "-" where unknown."""
    return "|".join(day.isoformat() if day else "-" for day in days)

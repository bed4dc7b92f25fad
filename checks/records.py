"""What the checks compare: frozen records of documents, catalogue and register, put together by the caller."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from checks.sketch import NO_SKETCH, PaperSketch
from domain.catalogue import HeldPaper
from domain.register import RegisteredUnit, RegisterTenure
from domain.scan_quality import ScanFault
from domain.taxonomy import Category, Taxonomy
from domain.unit_number import UnitNumber

MOST_MEETING = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFault:
    """What is wrong with the scan of one page; pages count from 1 within the document."""

    page_no: int
    fault: ScanFault


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRecord:
    """A filed document, or one in review. `document` is its id as text; `archive_no` is "" before filing.

    `owner` is the owner it is filed under; `owner_read` the owner's name and `units_read` the units as read from the paper. `box` is where
    its paper lies as its separator sheet or batch states, `dossier` the number of the dossier it lies in, `tenure` that dossier's time.
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
    page_count: int
    box: str = ""
    dossier: str = ""
    tenure: RegisterTenure | None = None
    units_read: tuple[UnitNumber, ...] = ()
    faults: tuple[PageFault, ...] = ()
    sketch: PaperSketch = NO_SKETCH


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

    `today` makes the checks repeatable. `return_visit_days` after a repair, `reply_days` after a complaint and `grace_days` at both ends
    of a tenure are our defaults.
    """

    today: date
    return_visit_days: int = 30
    reply_days: int = 30
    grace_days: int = 92


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRecords:
    """Everything the checks look at, or a part of it that is closed under what joins records (see `checks.components`).

    `catalogued` are the estates of which papers are listed, as compared, "" for rows that state none; `registered` says whether a
    register was imported. Without them their checks find nothing. `numbers` are all archive numbers, of documents and catalogue, in which
    gaps are looked for. `common` are numbers, as compared, that more than `components.MOST_BEARERS` papers bear: they name nothing.
    `crowded` are keys of sketches under which more than `MOST_MEETING` papers meet: what they have in common is a form's own text.
    `dossiers` are those that are held against a required set and lack something.
    """

    documents: tuple[DocumentRecord, ...]
    catalogue: tuple[HeldPaper, ...]
    register: tuple[RegisteredUnit, ...]
    taxonomy: Taxonomy
    options: CheckOptions
    catalogued: frozenset[str]
    registered: bool
    numbers: tuple[str, ...] = ()
    common: frozenset[str] = frozenset()
    crowded: frozenset[int] = frozenset()
    dossiers: tuple[DossierRecord, ...] = ()


def unit_text(unit: UnitNumber | None) -> str:
    """The canonical string, "" for none."""
    return str(unit) if unit else ""


def days_text(days: Sequence[date | None]) -> str:
    """Dates joined for `facts`, "-" where unknown."""
    return "|".join(day.isoformat() if day else "-" for day in days)

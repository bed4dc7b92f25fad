"""The paper archive's own list (纸质档案目录)."""

from dataclasses import dataclass
from datetime import date

from domain.unit_number import UnitNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueRow:
    """One catalogued paper; `row` is its row number in the sheet, from 1; None or "" where the list does not state a column."""

    row: int
    archive_no: str
    box: str
    title: str
    doc_type: str
    estate: str
    unit: UnitNumber | None
    owner: str
    date: date | None
    page_count: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldPaper:
    """A catalogued paper as stored."""

    id: int
    paper: CatalogueRow

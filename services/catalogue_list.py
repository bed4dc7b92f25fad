"""The paper archive's list (纸质档案目录) beside what the checks found, for the screen and to take along."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from domain.finding_words import KIND_ZH
from domain.people import Estates
from domain.unit_words import unit_words
from extraction.unit_number import find_units
from publishing.report import Cell, CellKind, Column, Report, Table
from services import table_files
from services.checking import CheckDue, due
from services.workplace import Workplace
from storage import read_models_catalogue
from storage.read_models_catalogue import Agrees, ListedPaper, PapersWanted

PAGE = 50
_COLUMNS = (
    Column(head="目录行号", width=8, kind=CellKind.NUMBER),
    Column(head="盒号", width=10),
    Column(head="档号", width=28),
    Column(head="题名", width=28),
    Column(head="文件类型", width=18),
    Column(head="项目", width=14),
    Column(head="房号", width=20),
    Column(head="责任者", width=16),
    Column(head="日期", width=12, kind=CellKind.DATE),
    Column(head="页数", width=7, kind=CellKind.NUMBER),
    Column(head="核对", width=26),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Some papers, how many there are and how many the whole list has, what it can be narrowed by, and whether a full check is due."""

    rows: tuple[ListedPaper, ...]
    total: int
    everything: int
    estates: tuple[str, ...]
    doc_types: tuple[str, ...]
    due: CheckDue


def wanted(
    *, words: str, box: str, estate: str, doc_type: str, agrees: Agrees | None, estates: Estates, masked: bool = False
) -> PapersWanted:
    """What is asked for; words that are a unit in any written form find that unit too. `masked` as in `PapersWanted`."""
    units = tuple(mention.unit for mention in find_units(words, labelled=True)) if words else ()
    return PapersWanted(words=words, box=box, estate=estate, doc_type=doc_type, units=units, agrees=agrees, estates=estates, masked=masked)


def listing(place: Workplace, asked: PapersWanted, *, page: int) -> Listing:
    """Return one page (from 1) of the list in its order."""
    with place.database.read() as tx:
        return Listing(
            rows=tuple(read_models_catalogue.papers(tx, asked, limit=PAGE, offset=(page - 1) * PAGE)),
            total=read_models_catalogue.total(tx, asked),
            everything=read_models_catalogue.total(tx, PapersWanted(estates=asked.estates)),
            estates=read_models_catalogue.estates(tx, asked.estates),
            doc_types=read_models_catalogue.doc_types(tx, asked.estates),
            due=due(place),
        )


def write(place: Workplace, asked: PapersWanted, out: Path, *, now: datetime) -> None:
    """Write the papers wanted as .xlsx or .csv; rows go to the file as they are read."""
    with place.database.read() as tx:
        table = Table(name="纸质档案目录", columns=_COLUMNS, rows=_rows(place, read_models_catalogue.papers(tx, asked)))
        table_files.write(out, Report(title="纸质档案目录", lines=(table_files.made_at(now),), tables=(table,)), now=now)


def _rows(place: Workplace, papers: Iterable[ListedPaper]) -> Iterator[tuple[Cell, ...]]:
    for each in papers:
        p = each.held.paper
        yield (
            *(p.row, p.box, p.archive_no, p.title, place.taxonomy.name_of(p.doc_type) if p.doc_type else "", p.estate),
            *("" if p.unit is None else unit_words(p.unit), p.owner, p.date, p.page_count),
            "、".join(dict.fromkeys(KIND_ZH[kind] for _, kind in each.open)),
        )

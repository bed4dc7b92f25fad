"""The paper archive's list with what the checks found of each paper, filtered and paged in the database. Reading only."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa

from domain.catalogue import HeldPaper
from domain.finding import FindingKind, FindingStatus
from domain.masking import mask_in_text
from domain.people import Estates
from domain.unit_number import UnitNumber
from storage.engine import Transaction
from storage.repositories.catalogue import paper_of
from storage.tables import catalogue_row, finding

_N = sa.func.count()
_AT_ONCE = 500


class Agrees(StrEnum):
    """How papers stand against the scans: nothing open, something open, or never scanned."""

    YES = "yes"
    NO = "no"
    UNSCANNED = "unscanned"


@dataclass(frozen=True, slots=True, kw_only=True)
class PapersWanted:
    """Which papers; "", () and None do not narrow. `words` stand in archive number, title or owner, `units` match whatever their floor.

    `masked`: whoever asks may not see the numbers of persons, and finds no title by their digits.
    """

    words: str = ""
    box: str = ""
    estate: str = ""
    doc_type: str = ""
    units: tuple[UnitNumber, ...] = ()
    agrees: Agrees | None = None
    estates: Estates = None
    masked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPaper:
    """A paper of the list; `open` are its findings that nobody has settled, by number."""

    held: HeldPaper
    open: tuple[tuple[int, FindingKind], ...]


def papers(tx: Transaction, wanted: PapersWanted, *, limit: int | None = None, offset: int = 0) -> Iterator[ListedPaper]:
    """Yield papers in the order of the list; the rows are streamed."""
    query = sa.select(catalogue_row).where(*_where(tx, wanted)).order_by(catalogue_row.c.id).limit(limit).offset(offset)
    result = tx.connection.execute(query, execution_options={"yield_per": _AT_ONCE})
    for some in result.partitions():
        found = _open_of(tx, [row.id for row in some])
        for row in some:
            yield ListedPaper(held=HeldPaper(id=row.id, paper=paper_of(row)), open=tuple(found.get(row.id, ())))


def total(tx: Transaction, wanted: PapersWanted) -> int:
    """How many papers there are."""
    return tx.connection.scalar(sa.select(_N).select_from(catalogue_row).where(*_where(tx, wanted))) or 0


def estates(tx: Transaction, within: Estates) -> tuple[str, ...]:
    """The estates that papers are of, in order."""
    query = sa.select(catalogue_row.c.estate).where(catalogue_row.c.estate != "", *_where(tx, PapersWanted(estates=within)))
    return tuple(tx.connection.scalars(query.distinct().order_by(catalogue_row.c.estate)))


def doc_types(tx: Transaction, within: Estates) -> tuple[str, ...]:
    """The types that papers are of, by code."""
    query = sa.select(catalogue_row.c.doc_type).where(catalogue_row.c.doc_type != "", *_where(tx, PapersWanted(estates=within)))
    return tuple(tx.connection.scalars(query.distinct().order_by(catalogue_row.c.doc_type)))


def _where(tx: Transaction, wanted: PapersWanted) -> Iterator[sa.ColumnElement[bool]]:
    c = catalogue_row.c
    yield ~c.retired
    if wanted.estates is not None:
        yield c.estate.in_(wanted.estates)
    for column, value in ((c.box, wanted.box), (c.estate, wanted.estate), (c.doc_type, wanted.doc_type)):
        if value:
            yield column == value
    if wanted.words:
        in_title = c.title.contains(wanted.words, autoescape=True)
        if wanted.masked:
            in_title = sa.and_(in_title, c.id.not_in(_in_masked(tx, wanted.words)))
        yield sa.or_(in_title, *(column.contains(wanted.words, autoescape=True) for column in (c.archive_no, c.owner)), *_of(wanted.units))
    if wanted.agrees is not None:
        yield _standing(wanted.agrees)


def _in_masked(tx: Transaction, words: str) -> tuple[int, ...]:
    """The rows whose title no longer holds the words where the numbers of persons in it are masked."""
    if not any(char.isdigit() for char in words):
        return ()
    c = catalogue_row.c
    holding = tx.connection.execute(sa.select(c.id, c.title).where(~c.retired, c.title.contains(words, autoescape=True)))
    return tuple(row.id for row in holding if words not in mask_in_text(row.title))


def _of(units: Sequence[UnitNumber]) -> Iterator[sa.ColumnElement[bool]]:
    for unit in units:
        here = catalogue_row.c.unit.startswith(f"{unit.building}|{unit.entrance}|", autoescape=True)
        yield sa.and_(here, catalogue_row.c.unit.endswith(f"|{unit.room}|{unit.kind}", autoescape=True))


def _unsettled(*more: sa.ColumnElement[bool]) -> sa.Select[tuple[int]]:
    return sa.select(finding.c.row_id).where(
        finding.c.row_id.is_not(None), finding.c.status.in_((FindingStatus.OPEN, FindingStatus.ACCEPTED)), *more
    )


def _standing(agrees: Agrees) -> sa.ColumnElement[bool]:
    if agrees is Agrees.UNSCANNED:
        return catalogue_row.c.id.in_(_unsettled(finding.c.kind == FindingKind.SCAN_MISSING))
    return catalogue_row.c.id.not_in(_unsettled()) if agrees is Agrees.YES else catalogue_row.c.id.in_(_unsettled())


def _open_of(tx: Transaction, ids: Sequence[int]) -> dict[int, list[tuple[int, FindingKind]]]:
    found: dict[int, list[tuple[int, FindingKind]]] = {}
    query = _unsettled(finding.c.row_id.in_(ids)).add_columns(finding.c.id, finding.c.kind).order_by(finding.c.id)
    for row_id, number, kind in tx.connection.execute(query):
        found.setdefault(row_id, []).append((number, FindingKind(kind)))
    return found

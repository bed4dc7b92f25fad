"""Boxes of paper and where they stand (存放位置登记表), for the screen and to take along; what a person enters there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from domain.box import box_key
from domain.errors import UsageError
from domain.natural import natural_order
from domain.people import Estates, sees
from domain.shelving import BoxPlace, PlaceRecord
from publishing.report import Cell, CellKind, Column, Report, Table
from services import placing, required_lists, table_files
from services.workplace import Workplace
from storage import read_models_labels, read_models_web

_LONGEST, MOST_SHOWN = 255, 500
"""Boxes on the page; the file has them all."""
_BETWEEN = re.compile(r"[\s,，、;；]+")
_COLUMNS = (
    Column(head="序号", width=7, kind=CellKind.NUMBER),
    Column(head="项目", width=16),
    Column(head="盒号", width=14),
    Column(head="柜号", width=12),
    Column(head="层", width=10),
    Column(head="件数", width=8, kind=CellKind.NUMBER),
    Column(head="户数", width=8, kind=CellKind.NUMBER),
    Column(head="经办人", width=14),
    Column(head="登记时间", width=17),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxesWanted:
    """Which boxes; "" does not narrow. `unplaced`: only those that hold papers and stand nowhere on record."""

    box: str = ""
    cabinet: str = ""
    unplaced: bool = False
    estates: Estates = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxRow:
    """A box: where it stands (None: not on record), and how many papers and units it holds by the catalogue or the scans."""

    estate: str
    box: str
    record: PlaceRecord | None
    papers: int
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Boxes:
    """The boxes wanted, how many there are, how many stand nowhere, the history of the one asked for, and what there is to choose from."""

    rows: tuple[BoxRow, ...]
    total: int
    unplaced: int
    history: tuple[PlaceRecord, ...]
    cabinets: tuple[str, ...]
    estates: tuple[str, ...]


def listing(place: Workplace, wanted: BoxesWanted) -> Boxes:
    """Return the boxes wanted by cabinet, shelf and box, those that stand nowhere last."""
    every = _boxes(place, wanted.estates)
    rows = tuple(row for row in every if _fits(row, wanted))
    history = placing.history(place, wanted.box) if wanted.box else ()
    with place.database.read() as tx:
        estates = read_models_web.register_estates(tx, wanted.estates)
    return Boxes(
        rows=rows[:MOST_SHOWN],
        total=len(rows),
        unplaced=sum(row.record is None for row in every),
        history=tuple(each for each in history if sees(wanted.estates, each.place.estate)),
        cabinets=tuple(dict.fromkeys(row.record.place.cabinet for row in every if row.record)),
        estates=estates,
    )


def write(place: Workplace, wanted: BoxesWanted, out: Path, *, now: datetime) -> None:
    """Write the boxes wanted as .xlsx or .csv."""
    rows = [row for row in _boxes(place, wanted.estates) if _fits(row, wanted)]
    table = Table(name="存放位置", columns=_COLUMNS, rows=_lines(rows))
    table_files.write(out, Report(title="存放位置登记表", lines=(table_files.made_at(now),), tables=(table,)), now=now)


def put(place: Workplace, boxes: str, *, cabinet: str, shelf: str, estate: str, estates: Estates, by: str) -> int:
    """Enter where the boxes named stand from now on, and return how many; UsageError where something is missing or not this person's."""
    named = tuple(dict.fromkeys(filter(None, _BETWEEN.split(boxes))))
    if not named or not cabinet:
        raise UsageError("Name the boxes and the cabinet.", "请填写盒号和柜号。")
    if max(map(len, named)) > _LONGEST:
        raise UsageError(f"A box has more than {_LONGEST} characters.", f"盒号超过 {_LONGEST} 个字符。")
    _refuse_foreign(place, estate, estates)
    for box in named:
        placing.put(place, BoxPlace(estate=estate, box=box, cabinet=cabinet, shelf=shelf), by=by)
    return len(named)


def remove(place: Workplace, box: str, *, estate: str, estates: Estates, by: str) -> None:
    """Enter that the box stands nowhere any more; UsageError where it is not on record or not this person's."""
    _refuse_foreign(place, estate, estates)
    if not any((each.place.estate, each.place.box) == (estate, box) for each in placing.places(place)):
        raise UsageError(f"The record has no box {box} there.", f"位置记录中没有该项目的 {box} 号盒。")
    placing.put(place, BoxPlace(estate=estate, box=box, cabinet="", shelf=""), by=by)


def _refuse_foreign(place: Workplace, estate: str, estates: Estates) -> None:
    if not sees(estates, estate):
        raise UsageError("Choose one of your account's estates.", "请选择您账号范围内的项目。")
    if estate:
        required_lists.known_estate(place, estate)


def _boxes(place: Workplace, estates: Estates) -> list[BoxRow]:
    """Boxes that hold papers, with their places, then places of boxes that hold none."""
    records = [each for each in placing.places(place) if sees(estates, each.place.estate)]
    by_key = {(each.place.estate, box_key(each.place.box)): each for each in records}
    with place.database.read() as tx:
        held = [each for each in read_models_labels.boxes(tx) if sees(estates, each.estate)]
    rows, used = [], set[int]()
    for each in held:
        record = by_key.get((each.estate, box_key(each.box))) or by_key.get(("", box_key(each.box)))
        used.add(id(record))
        rows.append(BoxRow(estate=each.estate, box=each.box, record=record, papers=each.papers, units=len(each.units)))
    rows += [BoxRow(estate=r.place.estate, box=r.place.box, record=r, papers=0, units=0) for r in records if id(r) not in used]
    placed = sorted((row for row in rows if row.record), key=lambda row: row.record.place.order if row.record else ())
    return [*placed, *sorted((row for row in rows if not row.record), key=lambda row: (row.estate, natural_order(box_key(row.box))))]


def _fits(row: BoxRow, wanted: BoxesWanted) -> bool:
    cabinet = row.record.place.cabinet if row.record else ""
    return (
        (not wanted.box or box_key(wanted.box) == box_key(row.box))
        and wanted.cabinet in {"", cabinet}
        and (not wanted.unplaced or row.record is None)
    )


def _lines(rows: list[BoxRow]) -> Iterator[tuple[Cell, ...]]:
    for number, row in enumerate(rows, start=1):
        place = row.record.place if row.record else None
        entered = (row.record.by, table_files.moment(row.record.at)) if row.record else ("", "")
        yield (number, row.estate, row.box, place.cabinet if place else "", place.shelf if place else "", row.papers, row.units, *entered)

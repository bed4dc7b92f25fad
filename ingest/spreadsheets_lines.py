"""The data rows of a sheet, with what merged titles, section rows, the sheet's name and rows above say where their own cells are blank."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from domain.hanzi import simplify
from ingest.spreadsheets_cells import to_text, to_unit_part
from ingest.spreadsheets_columns import Header, meaning_of
from ingest.spreadsheets_table import Cell, Row, Table

_TOTAL = re.compile(r"(合计|小计|总计|共计|累计|本页|total).*", re.IGNORECASE | re.DOTALL)
_REMARK = re.compile(r"(制表|填表|制单|审核|复核|编制|经办|说明|备注|附注|注[:：]|打印|以上).*", re.DOTALL)
_NUMBER = r"[A-Z]|\d{1,3}[A-Z]?|[一二三四五六七八九十]{1,3}"
_SECTION = re.compile(
    rf"第?(?P<building>(?:{_NUMBER})(?:栋|幢|座|号楼|#楼?|号))(?P<entrance>(?:{_NUMBER})单元)?(业主|住户)?(名册|名单|一览表)?",
    re.IGNORECASE,
)
_IN_TITLE = re.compile(rf"(?P<building>(?:{_NUMBER})(?:栋|幢|座|号楼))", re.IGNORECASE)
_TWO_PARTS = re.compile(r"(\w{1,4})[-－—](\w{2,6})")


class RowError(Exception):
    """A row cannot be used; `column` is the header of what it fails in, "" for the whole row; the texts hold no cell's content."""

    def __init__(self, column: str, en: str, zh: str) -> None:
        super().__init__(en)
        self.column = column
        self.en = en
        self.zh = zh


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A data row.

    `number` is its row in the sheet, from 1; `carried` what holds where its own cells are blank, by meaning; `estate` the caller's;
    `repeats_building` is True where the sheet's room numbers such as 3-501 begin with the building that has a column of its own.
    """

    number: int
    row: Row
    header: Header
    carried: dict[str, str]
    estate: str
    repeats_building: bool

    def text(self, meaning: str) -> str:
        """The row's own text, else what is carried."""
        return self.header.text(self.row, meaning) or self.carried.get(meaning, "")

    def cells(self, meaning: str) -> list[Cell]:
        """The row's own cells with that meaning, best wording first."""
        return self.header.cells(self.row, meaning)

    def labelled(self, meaning: str) -> list[tuple[str, str]]:
        """The row's own cells with that meaning that are not blank, each with its column's header."""
        columns = self.header.columns.get(meaning, ())
        found = ((self.header.labels[column], to_text(self.row[column])) for column in columns if column < len(self.row))
        return [(label, text) for label, text in found if text]

    def label(self, *meanings: str) -> str:
        """The header of the first column with one of those meanings, for messages; "" where there is none."""
        columns = (column for meaning in meanings for column in self.header.columns.get(meaning, ()))
        first = next(columns, None)
        return "" if first is None else self.header.labels[first]

    def full_estate(self) -> str:
        """The row's own estate, else the caller's, with its phase where that is a column of its own."""
        estate, phase = self.text("estate") or self.estate, self.text("phase")
        part = to_unit_part(phase, "room") if phase else None
        phase = f"{part}期" if part else phase
        return estate if phase in estate else estate + phase


def data_lines(table: Table, header: Header, estate: str, kind: str) -> Iterator[Line]:
    """The rows below the header that hold data; blank rows, repeated headers, totals and section headings are passed over.

    `kind` is "register", "catalogue" or "places".
    """
    own = "building" in header.columns
    section = {} if own else _building_named(table, header)
    carried: dict[str, str] = {}
    repeats = own and _repeats_building(table, header)
    known = sorted({column for columns in header.columns.values() for column in columns})
    for index in range(header.first, len(table.rows)):
        row = table.rows[index]
        texts = [text for text in map(to_text, row) if text]
        heading = _SECTION.fullmatch(simplify(texts[0]).replace(" ", "")) if len(set(texts)) == 1 else None
        if heading:
            section, carried = _named(heading), {}
            continue
        cells = [text for text in (to_text(row[column]) for column in known if column < len(row)) if text]
        if not cells or _is_header(cells, kind) or _is_total(texts, header.text(row, "room")):
            continue
        carried = _carry(header, row, carried)
        yield Line(number=index + 1, row=row, header=header, carried=section | carried, estate=estate, repeats_building=repeats)


def _named(found: re.Match[str]) -> dict[str, str]:
    return {level: text for level, text in found.groupdict().items() if text}


def _building_named(table: Table, header: Header) -> dict[str, str]:
    """The building that the sheet's name or a title above the header names."""
    name = _SECTION.fullmatch(simplify(table.name).replace(" ", ""))
    if name:
        return _named(name)
    titles = (simplify(to_text(cell)) for row in table.rows[: header.first] for cell in row)
    return next((_named(found) for found in map(_IN_TITLE.search, titles) if found), {})


def _carry(header: Header, row: Row, above: dict[str, str]) -> dict[str, str]:
    """What this row hands down: a level that is written once and left blank below it.

    The entrance and floor are handed down only together with the building: beside a building of its own a blank means none.
    """
    own = {level: header.text(row, level) for level in ("estate", "phase", "building", "entrance", "floor")}
    estate = own["estate"] or above.get("estate", "")
    moved = estate != above.get("estate", estate)
    kept = {"estate": estate, "phase": own["phase"] or ("" if own["estate"] else above.get("phase", ""))}
    kept["building"] = own["building"] or ("" if moved else above.get("building", ""))
    below = own["building"] or moved
    for level in ("entrance", "floor"):
        kept[level] = own[level] or ("" if below else above.get(level, ""))
        below = below or own[level]
    return {level: text for level, text in kept.items() if text}


def _repeats_building(table: Table, header: Header) -> bool:
    """True where two-part room numbers mostly begin with their row's building (then 3-501 is building and room, else entrance and room)."""
    same = total = 0
    for row in table.rows[header.first :]:
        parts = _TWO_PARTS.fullmatch(header.text(row, "room"))
        building = header.text(row, "building")
        if parts and building:
            total += 1
            same += to_unit_part(parts[1], "building") == to_unit_part(building, "building")
    return same > 0.9 * total


def _is_header(cells: Sequence[str], kind: str) -> bool:
    """A header repeated for printing."""
    return len(cells) > 1 and all(meaning_of(text, kind) for text in cells)


def _is_total(texts: Sequence[str], room: str) -> bool:
    """Sums, and remarks that stand alone or reach across the table."""
    first = simplify(texts[0]).replace(" ", "")
    return bool(_TOTAL.fullmatch(first)) or (
        bool(_REMARK.fullmatch(first)) and (room in {"", texts[0]} or bool(_REMARK.fullmatch(simplify(room))))
    )


def is_date(cell: Cell) -> bool:
    """True for a cell that Excel keeps as a date."""
    return isinstance(cell, date)

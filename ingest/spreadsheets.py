"""Registers of owners and catalogues of paper archives from Excel and CSV files as companies keep them: rows, and row errors as data."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from domain.catalogue import CatalogueRow
from domain.errors import UsageError
from domain.register import BadRow, RegisterRow, RegisterTenure
from domain.unit_number import UnitNumber
from ingest.spreadsheets_cells import to_count, to_date, to_names, to_phones, to_span
from ingest.spreadsheets_columns import Header, find_header
from ingest.spreadsheets_household import household_stated
from ingest.spreadsheets_lines import Line, RowError, data_lines
from ingest.spreadsheets_table import Table, read_tables
from ingest.spreadsheets_units import ParseUnit, of_everybody, unit_of

_REGISTER = (frozenset({"room", "building"}), frozenset({"owner", "tenant", "phone"}))
_CATALOGUE = (
    frozenset({"archive_no", "title"}),
    frozenset({"archive_no", "room", "building", "owner", "pages", "date", "doc_type", "box"}),
)


_NEEDED = {
    "register": ("房号 and 业主", "“房号”和“业主”"),
    "catalogue": ("档号 or 题名", "“档号”或“题名”"),
    "places": ("盒号 and 柜号", "“盒号”和“柜号”"),
}
_LONGEST = 255
"""Characters that the database has room for in an estate, a unit, an archive number or a box."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundColumn:
    """A column that was understood: the sheet ("" for CSV), its header as written, and what it was taken to mean."""

    sheet: str
    header: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedSheet:
    """A sheet of which nothing was read, and why, for the operator."""

    name: str
    en: str
    zh: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterFile:
    """A register as read: good rows in the file's order, bad rows with their reasons, the columns found, and sheets passed over."""

    rows: tuple[RegisterRow, ...]
    bad: tuple[BadRow, ...]
    columns: tuple[FoundColumn, ...]
    skipped: tuple[SkippedSheet, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueFile:
    """A catalogue as read: good rows in the file's order, bad rows with their reasons, the columns found, and sheets passed over."""

    rows: tuple[CatalogueRow, ...]
    bad: tuple[BadRow, ...]
    columns: tuple[FoundColumn, ...]
    skipped: tuple[SkippedSheet, ...] = ()


def read_register(path: Path, *, estate: str = "", parse_unit: ParseUnit) -> RegisterFile:
    """Read a register of owners (业主名册, 业户情况一览表).

    `estate` holds where a row names none; `parse_unit` reads a unit number written out in one text (None: no unit). Rows of one unit
    with different owners or dates stay apart. UsageError where the file cannot be read or no sheet has a column of unit numbers and
    one of owners, tenants or telephones.
    """
    sheets, skipped = sheets_of(path, "register", _REGISTER)
    rows: list[RegisterRow] = []
    bad: list[BadRow] = []
    seen: dict[tuple[str, UnitNumber, RegisterTenure], str] = {}
    for line, where in all_lines(sheets, estate, "register"):
        try:
            row = _register_row(line, parse_unit)
            place = seen.setdefault((row.estate, row.unit, row.tenure), f"{where}{line.number}")
            if place != f"{where}{line.number}":
                raise RowError("", f"The same as row {place}; taken once.", f"与第 {place} 行重复，只导入一次。")
            rows.append(row)
        except RowError as error:
            bad.append(bad_row(line, error, where))
    return RegisterFile(rows=tuple(rows), bad=tuple(bad), columns=_found(sheets), skipped=skipped)


def read_catalogue(path: Path, *, estate: str = "", parse_unit: ParseUnit, type_of: Callable[[str], str]) -> CatalogueFile:
    """Read a paper archive's own list (纸质档案目录).

    `type_of` gives the document type's code for a type's name, or for the title where the list has no types. The rest as
    `read_register`; UsageError where no sheet has archive numbers or titles.
    """
    sheets, skipped = sheets_of(path, "catalogue", _CATALOGUE)
    rows: list[CatalogueRow] = []
    bad: list[BadRow] = []
    for line, where in all_lines(sheets, estate, "catalogue"):
        try:
            rows.append(_catalogue_row(line, parse_unit, type_of))
        except RowError as error:
            bad.append(bad_row(line, error, where))
    return CatalogueFile(rows=tuple(rows), bad=tuple(bad), columns=_found(sheets), skipped=skipped)


def sheets_of(path: Path, kind: str, needed: tuple[frozenset[str], ...]) -> tuple[list[tuple[Table, Header]], tuple[SkippedSheet, ...]]:
    """The sheets of a file that hold a list of that kind, each with its header, and those passed over; UsageError where none does."""
    tables = read_tables(path)
    found = [(table, header) for table in tables if (header := find_header(table.rows, kind, needed)) is not None]
    if not found:
        en, zh = _NEEDED[kind]
        raise UsageError(f"No sheet has a header row with the columns needed ({en}, or wordings like them).", f"未找到含{zh}等列的表头行。")
    read = {table.name for table, _header in found}
    return found, tuple(_skipped(table) for table in tables if table.hidden or (table.name not in read and any(map(any, table.rows))))


def _skipped(table: Table) -> SkippedSheet:
    if table.hidden:
        return SkippedSheet(name=table.name, en="hidden: not read; unhide it to import it", zh="隐藏的工作表，未导入；需要导入请先取消隐藏")
    return SkippedSheet(name=table.name, en="no header row with the columns needed was found", zh="未找到含所需列的表头行，未导入")


def _found(sheets: list[tuple[Table, Header]]) -> tuple[FoundColumn, ...]:
    return tuple(
        FoundColumn(sheet=table.name, header=header.labels[column], meaning=meaning)
        for table, header in sheets
        for meaning, columns in header.columns.items()
        for column in columns
    )


def all_lines(sheets: list[tuple[Table, Header]], estate: str, kind: str) -> Iterator[tuple[Line, str]]:
    """Each data row with its sheet's name as a prefix for messages, "" where there is only one."""
    for table, header in sheets:
        for line in data_lines(table, header, estate, kind):
            yield line, f"{table.name}!" if len(sheets) > 1 else ""


def bad_row(line: Line, error: RowError, where: str) -> BadRow:
    """A row that cannot be used, as data; `where` is its sheet's prefix."""
    return BadRow(row=line.number, column=error.column, en=f"{where} {error.en}".strip(), zh=f"{where}{error.zh}")


def _register_row(line: Line, parse_unit: ParseUnit) -> RegisterRow:
    unit = unit_of(line, parse_unit)
    if unit is None:
        raise RowError(line.label("room", "building"), "The row has no unit number.", "该行没有房号。")
    estate = short(line, "estate", line.full_estate())
    short(line, "room", str(unit))
    start, end = _tenure_dates(line)
    tenure = RegisterTenure(
        owners=_names(line, "owner"),
        tenants=_names(line, "tenant"),
        phones=_phones(line),
        start=start,
        end=end,
        household=household_stated(line.labelled("usage")),
    )
    return RegisterRow(row=line.number, estate=estate, unit=unit, tenure=tenure)


def _catalogue_row(line: Line, parse_unit: ParseUnit, type_of: Callable[[str], str]) -> CatalogueRow:
    archive_no, title = line.text("archive_no"), line.text("title")
    if not archive_no and not title:
        raise RowError(line.label("archive_no", "title"), "The row has neither archive number nor title.", "该行既无档号也无题名。")
    unit = None if of_everybody(line) else unit_of(line, parse_unit)
    if unit is None and not line.label("room", "building"):
        named = parse_unit(title)
        unit = None if named is None or named.partial else named
    type_name = line.text("doc_type") or title
    return CatalogueRow(
        row=line.number,
        archive_no=short(line, "archive_no", archive_no),
        box=short(line, "box", line.text("box")),
        title=title,
        doc_type=type_of(type_name) if type_name else "",
        estate=short(line, "estate", line.full_estate()),
        unit=unit,
        owner="、".join(_names(line, "owner")),
        date=_date(line, "date"),
        page_count=_pages(line),
    )


def short(line: Line, meaning: str, text: str) -> str:
    """A text that is stored and compared whole; what is longer than any such number or name is no such thing."""
    if len(text) > _LONGEST:
        raise RowError(line.label(meaning), f"The cell holds more than {_LONGEST} characters.", f"单元格内容超过 {_LONGEST} 个字符。")
    return text


def _names(line: Line, meaning: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for cell in line.cells(meaning) for name in to_names(cell)))


def _phones(line: Line) -> tuple[str, ...]:
    return tuple(dict.fromkeys(phone for cell in line.cells("phone") for phone in to_phones(cell)))


def _tenure_dates(line: Line) -> tuple[date | None, date | None]:
    start, end = _date(line, "start"), _date(line, "end", last=True)
    for cell in line.cells("span"):
        try:
            since, until = to_span(cell)
        except ValueError as error:
            raise _bad_date(line, "span") from error
        start, end = start or since, end or until
    if start is not None and end is not None and start > end:
        raise RowError(line.label("end", "span"), "The tenure ends before it begins.", "结束日期早于开始日期。")
    return start, end


def _date(line: Line, meaning: str, *, last: bool = False) -> date | None:
    """The first date that the row's columns of that meaning state."""
    for cell in line.cells(meaning):
        try:
            found = to_date(cell, last=last)
        except ValueError as error:
            raise _bad_date(line, meaning) from error
        if found is not None:
            return found
    return None


def _bad_date(line: Line, meaning: str) -> RowError:
    return RowError(line.label(meaning), "The date cannot be read. Write it as 2015-03-01.", "日期无法识别，请写成 2015-03-01 的格式。")


def _pages(line: Line) -> int | None:
    try:
        return next((count for count in map(to_count, line.cells("pages")) if count is not None), None)
    except ValueError as error:
        raise RowError(line.label("pages"), "The number of pages is no whole number above 0.", "页数不是大于 0 的整数。") from error

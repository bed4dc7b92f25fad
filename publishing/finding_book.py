"""Findings as an Excel workbook: figures as numbers, sums in bold, rows as tall as their text, ready to print."""

import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter

from publishing.workbook import FONT

_LINE = 17.5
"""Points of a line of 11-point text, with room for fonts that stand in for ours."""
_MOST_LINES = 23
"""Excel takes rows of 409 points at most."""
_A4, _ROWS_ON_TOP = 9, 2
_TONES = {"错误": "#FAE8E4", "警告": "#FBF0D9"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column's head and its width in half-width characters."""

    head: str
    width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingSheet:
    """One sheet: its name, the line above the table, and the rows.

    An integer is a number, everything else is text; `sums` holds the cells that make a row one of sums.
    """

    name: str
    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[object]]
    sums: frozenset[object] = frozenset()


def write_finding_book(path: Path, sheets: Iterable[FindingSheet]) -> None:
    """Write the workbook; rows go to the file as they come. Text is never taken for a formula or link."""
    path.parent.mkdir(parents=True, exist_ok=True)
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        for sheet in sheets:
            _write(book, sheet)


def _write(book: xlsxwriter.Workbook, sheet: FindingSheet) -> None:
    page = book.add_worksheet(sheet.name)
    plain = {"font_name": FONT, "text_wrap": True, "valign": "top", "border": 1, "border_color": "#B8B8B8"}
    body, total = book.add_format(plain), book.add_format(plain | {"bold": True, "bg_color": "#F1F1EC"})
    tones = {word: book.add_format(plain | {"bg_color": colour}) for word, colour in _TONES.items()}
    head = book.add_format(plain | {"bold": True, "bg_color": "#E8EEF4", "valign": "vcenter"})
    for at, column in enumerate(sheet.columns):
        page.set_column(at, at, column.width)
    page.set_row(0, 24)
    page.write_string(0, 0, sheet.title, book.add_format({"font_name": FONT, "bold": True, "font_size": 14}))
    page.set_row(1, _LINE * max(_lines(column.head, column.width) for column in sheet.columns))
    for at, column in enumerate(sheet.columns):
        page.write_string(1, at, column.head, head)
    last = _ROWS_ON_TOP - 1
    for last, row in enumerate(sheet.rows, start=_ROWS_ON_TOP):
        page.set_row(last, _height(row, sheet.columns))
        summed = any(cell in sheet.sums for cell in row)
        for at, cell in enumerate(row):
            style = total if summed else tones.get(str(cell), body)
            if isinstance(cell, int):
                page.write_number(last, at, cell, style)
            else:
                page.write_string(last, at, "" if cell is None else str(cell), style)
    page.freeze_panes(_ROWS_ON_TOP, 0)
    page.autofilter(1, 0, max(last, _ROWS_ON_TOP), len(sheet.columns) - 1)
    page.repeat_rows(0, 1)
    page.set_landscape()
    page.set_paper(_A4)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.set_footer("&C第 &P 页，共 &N 页")
    page.fit_to_pages(1, 0)


def _height(row: Sequence[object], columns: Sequence[Column]) -> float:
    lines = max(_lines("" if cell is None else str(cell), column.width) for cell, column in zip(row, columns, strict=True))
    return _LINE * min(lines, _MOST_LINES)


def _lines(text: str, width: int) -> int:
    """Lines that a text takes in a column; a Chinese character is as wide as two others."""
    room = max(width - 2, 1)
    return sum(max(1, math.ceil(_wide(line) / room)) for line in text.split("\n"))


def _wide(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in line)

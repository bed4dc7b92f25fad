"""Tables as Excel workbooks that a clerk opens without surprise."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import xlsxwriter

FONT = "宋体"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet: its name, the header's cells, column widths in characters, and the rows below."""

    name: str
    heads: Sequence[str]
    widths: Sequence[float]
    rows: Iterable[Sequence[object]]


def write_workbook(path: Path, *, sheet: str, heads: Sequence[str], widths: Sequence[float], rows: Iterable[Sequence[object]]) -> None:
    """Write a workbook of one sheet, see `write_sheets`."""
    write_sheets(path, (Sheet(name=sheet, heads=heads, widths=widths, rows=rows),))


def write_sheets(path: Path, sheets: Iterable[Sheet], *, created: datetime | None = None) -> None:
    """Write sheets with a bold frozen header, filters, column widths in characters, wrapped text, landscape A4 one page wide.

    Every cell is written as text, so that nothing read from paper is ever taken for a formula. `created` is the day that the workbook
    states, now where it is None; with one stated the same rows give the same bytes.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        if created is not None:
            book.set_properties({"created": created})
        for sheet in sheets:
            _write(book, sheet)


def _write(book: xlsxwriter.Workbook, sheet: Sheet) -> None:
    page = book.add_worksheet(sheet.name)
    head = book.add_format({"font_name": FONT, "bold": True, "bg_color": "#E8EEF4", "border": 1, "valign": "vcenter"})
    body = book.add_format({"font_name": FONT, "text_wrap": True, "valign": "top", "border": 1})
    for column, width in enumerate(sheet.widths):
        page.set_column(column, column, width)
    for column, text in enumerate(sheet.heads):
        page.write_string(0, column, text, head)
    last = 0
    for last, row in enumerate(sheet.rows, start=1):
        for column, cell in enumerate(row):
            page.write_string(last, column, "" if cell is None else str(cell), body)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, max(last, 1), len(sheet.heads) - 1)
    page.repeat_rows(0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)

"""Tables as Excel workbooks that a clerk opens without surprise."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import xlsxwriter

FONT = "宋体"


def write_workbook(path: Path, *, sheet: str, heads: Sequence[str], widths: Sequence[float], rows: Iterable[Sequence[object]]) -> None:
    """Write one sheet: bold frozen header, filters, column widths in characters, wrapped text, landscape A4 one page wide.

    Every cell is written as text, so that nothing read from paper is ever taken for a formula.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        page = book.add_worksheet(sheet)
        head = book.add_format({"font_name": FONT, "bold": True, "bg_color": "#E8EEF4", "border": 1, "valign": "vcenter"})
        body = book.add_format({"font_name": FONT, "text_wrap": True, "valign": "top", "border": 1})
        for column, width in enumerate(widths):
            page.set_column(column, column, width)
        for column, text in enumerate(heads):
            page.write_string(0, column, text, head)
        last = 0
        for last, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                page.write_string(last, column, "" if cell is None else str(cell), body)
        page.freeze_panes(1, 0)
        page.autofilter(0, 0, max(last, 1), len(heads) - 1)
        page.repeat_rows(0)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)

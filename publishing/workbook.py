"""Tables as Excel workbooks that a clerk opens and prints without surprise."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from publishing.report import Cell, CellKind, Chart, ChartKind, Column, Report, Table, axis, text_width

FONT = "宋体"
_A4 = 9
_PORTRAIT_WIDTH = 96
"""Characters that fit across a standing A4 page in a size that reads well."""
_FIRST_YEAR = 1900
"""Excel knows no earlier days: those are written as text."""
_LEAST_WIDTH = 80
"""Characters that every sheet is wide, so that title, charts and lines to sign have room over narrow columns."""
_LINE, _TALLEST = 15.5, 400.0
"""Points of a row of one line, and of the tallest that Excel shows (409)."""
_CHART_ROWS, _CHART_WIDTH, _PIXELS, _SHORT = 17, 620, 20, 20
_FORMULA = ("=", "+", "-", "@")
_COLOURS = ("#1F5F5B", "#D08C2E", "#7A4B8C", "#8FA3AD", "#B5483A", "#5B8C3A")
_TONES = {"错误": "#FAE8E4", "警告": "#FBF0D9"}
_TEXT: dict[str, Any] = {"text_wrap": True, "align": "left", "indent": 1}
_FORMATS: dict[CellKind, dict[str, Any]] = {
    CellKind.TEXT: _TEXT,
    CellKind.SEVERITY: _TEXT,
    CellKind.NUMBER: {"num_format": "#,##0"},
    CellKind.DECIMAL: {"num_format": "#,##0.0"},
    CellKind.SHARE: {"num_format": "0.0%"},
    CellKind.DATE: {"num_format": "yyyy-mm-dd", "align": "center"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One plain sheet of text: its name, the header's cells, column widths in characters, and the rows below."""

    name: str
    heads: Sequence[str]
    widths: Sequence[float]
    rows: Iterable[Sequence[object]]


def write_workbook(path: Path, *, sheet: str, heads: Sequence[str], widths: Sequence[float], rows: Iterable[Sequence[object]]) -> None:
    """Write a workbook of one sheet, see `write_sheets`."""
    write_sheets(path, (Sheet(name=sheet, heads=heads, widths=widths, rows=rows),))


def write_sheets(path: Path, sheets: Iterable[Sheet], *, created: datetime | None = None) -> None:
    """Write plain sheets, laid out as `write_report` does, with the header in the first row and every cell as text.

    `created` is the day that the workbook states, now where it is None; with one stated the same rows give the same bytes.
    """
    plain = (
        Table(
            name=sheet.name,
            columns=tuple(Column(head=head, width=width) for head, width in zip(sheet.heads, sheet.widths, strict=True)),
            rows=([None if cell is None else str(cell) for cell in row] for row in sheet.rows),
            empty="",
        )
        for sheet in sheets
    )
    _write_book(path, plain, title="", lines=(), created=created)


def write_report(path: Path, report: Report, *, created: datetime) -> int:
    """Write the report, a sheet a table, and return how many rows; the same report and `created` give the same bytes.

    Each sheet: title, lines, frozen header with filters, rows as they come in bounded memory; prints on A4, one page wide, with the header
    and the page's number on every page. Text is never taken for a formula or a link; dates and numbers are such.
    """
    return _write_book(path, report.tables, title=report.title, lines=report.lines, created=created)


def _write_book(path: Path, tables: Iterable[Table], *, title: str, lines: Sequence[str], created: datetime | None) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        if created is not None:
            book.set_properties({"title": title, "created": created.replace(tzinfo=None)})
        looks = _Looks(book)
        return sum(_Page(book, looks, table, titled=bool(title)).write(title, lines) for table in tables)


class _Looks:
    """The formats of one workbook."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        def make(**more: Any) -> Any:
            return book.add_format({"font_name": FONT, "font_size": 10, "valign": "vcenter", **more})

        self.title = make(font_size=16, bold=True, align="center")
        self.line = make(text_wrap=True, font_color="#444444", align="left")
        self.head = make(bold=True, bg_color="#E8EEF4", border=1, text_wrap=True, align="center")
        self.box = make(border=1, text_wrap=True, valign="top", align="left")
        self.sign = make(align="left")
        self.body = {kind: make(border=1, **{"valign": "top", **look}) for kind, look in _FORMATS.items()}
        # text that begins as a formula does stays text even where a clerk edits the cell
        self.quoted = make(border=1, quote_prefix=True, **{"valign": "top", **_TEXT})
        self.tones = {word: make(border=1, bg_color=colour, **{"valign": "top", **_TEXT}) for word, colour in _TONES.items()}
        self.total = {kind: make(border=1, bold=True, bg_color="#F4F4F0", **look) for kind, look in _FORMATS.items()}


class _Page:
    """One sheet, written from top to bottom: what is written is out of memory."""

    def __init__(self, book: xlsxwriter.Workbook, looks: _Looks, table: Table, *, titled: bool) -> None:
        self._book, self._looks, self._table = book, looks, table
        self._sheet = book.add_worksheet(table.name)
        stretch = max(1.0, _LEAST_WIDTH / sum(column.width for column in table.columns)) if titled else 1.0
        self._widths = [column.width * stretch for column in table.columns]
        self._wide = sum(self._widths)
        self._last = len(table.columns) - 1
        self._row = 0

    def write(self, title: str, lines: Sequence[str]) -> int:
        """Write everything and return the number of rows."""
        self._sheet.set_default_row(_LINE)
        for number, width in enumerate(self._widths):
            self._sheet.set_column(number, number, width)
        if title:
            self._across(title, self._looks.title, height=30)
        for line in lines:
            self._across(line, self._looks.line, height=_LINE * math.ceil(text_width(line) / max(self._wide - 2, 1)))
        head = self._row
        for number, column in enumerate(self._table.columns):
            self._sheet.write_string(head, number, column.head, self._looks.head)
        self._row += 1
        rows = self._body()
        end = self._row
        for cells in self._table.totals:
            self._cells(cells, self._looks.total)
        if rows and self._table.charts:
            self._charts(head + 1, end - 1)
        self._closing()
        self._sheet.freeze_panes(head + 1, 0)
        self._sheet.autofilter(head, 0, max(end - 1, head + 1), self._last)
        self._print(head)
        return rows

    def _body(self) -> int:
        first = self._row
        for cells in self._table.rows:
            summed = self._table.sum_word and self._table.sum_word in cells
            self._cells(cells, self._looks.total if summed else self._looks.body)
        rows = self._row - first
        if not rows and self._table.empty:
            self._across(self._table.empty, self._looks.box, height=_LINE)
        return rows

    def _cells(self, cells: Sequence[Cell], looks: dict[CellKind, Any]) -> None:
        lines = max(_lines(cell, width) for cell, width in zip(cells, self._widths, strict=True))
        if lines > 1:  # told outright: not every program finds the height of wrapped text by itself
            self._sheet.set_row(self._row, min(_LINE * lines, _TALLEST))
        for number, (cell, column) in enumerate(zip(cells, self._table.columns, strict=True)):
            look = looks[column.kind]
            if cell is None or cell == "":
                self._sheet.write_blank(self._row, number, None, look)
            elif isinstance(cell, date) and cell.year >= _FIRST_YEAR:
                self._sheet.write_datetime(self._row, number, cell, looks[CellKind.DATE])
            elif isinstance(cell, int | float) and column.kind not in (CellKind.TEXT, CellKind.SEVERITY):
                self._sheet.write_number(self._row, number, cell, look)
            else:
                self._sheet.write_string(self._row, number, str(cell), self._text_look(str(cell), column.kind, looks))
        self._row += 1

    def _text_look(self, text: str, kind: CellKind, looks: dict[CellKind, Any]) -> Any:
        if text.startswith(_FORMULA):
            return self._looks.quoted
        plain = looks[CellKind.TEXT]
        return self._looks.tones.get(text, plain) if kind is CellKind.SEVERITY else plain

    def _across(self, text: str, look: Any, *, height: float, rows: int = 1) -> None:
        for row in range(self._row, self._row + rows):
            self._sheet.set_row(row, height)
        if self._last or rows > 1:
            self._sheet.merge_range(self._row, 0, self._row + rows - 1, self._last, text, look)
        else:
            self._sheet.write_string(self._row, 0, text, look)
        self._row += rows

    def _charts(self, first: int, last: int) -> None:
        """Below a short table; beside a long one they would be torn by the page's end, so they stand on a sheet of their own."""
        own = last - first > _SHORT
        sheet, row = (self._book.add_worksheet(f"{self._table.name}图"), 0) if own else (self._sheet, self._row + 1)
        for chart in self._table.charts:
            lying = chart.kind is ChartKind.BAR
            rows = max(_CHART_ROWS, last - first + 6) if lying else _CHART_ROWS
            drawn = self._drawn(chart, first, last)
            drawn.set_size({"width": _CHART_WIDTH if own else self._wide * 7, "height": rows * _PIXELS})
            sheet.insert_chart(row, 0, drawn, {"object_position": 2})
            row += rows + 2
        if own:
            _print_setup(sheet, landscape=False)
            sheet.fit_to_pages(1, 1)
        else:
            self._row = row

    def _drawn(self, chart: Chart, first: int, last: int) -> Any:
        name, several = self._table.name, len(chart.values) > 1
        drawn = self._book.add_chart({"type": chart.kind.value, **({"subtype": "stacked"} if several else {})})
        for number, column in enumerate(chart.values):
            drawn.add_series(
                {
                    "name": self._table.columns[column].head,
                    "categories": [name, first, chart.labels, last, chart.labels],
                    "values": [name, first, column, last, column],
                    "fill": {"color": _COLOURS[number % len(_COLOURS)]},
                    "gap": 60,
                    "data_labels": {} if several else {"value": True},
                }
            )
        font = {"name": FONT, "size": 10}
        drawn.set_title({"name": chart.title, "overlay": False, "name_font": {**font, "size": 12}})
        drawn.set_legend({"position": "bottom", "font": font} if several else {"none": True})
        end, step = axis(chart, tuple(self._table.rows))
        if chart.kind is ChartKind.BAR:
            drawn.set_y_axis({"num_font": font, "reverse": True})
            drawn.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
        else:
            scale = {"min": 0, "max": end, "major_unit": step, "num_format": "#,##0"}
            drawn.set_x_axis({"num_font": font})
            drawn.set_y_axis({"num_font": font, "major_gridlines": {"visible": True, "line": {"color": "#DDDDDD"}}, **scale})
        return drawn

    def _closing(self) -> None:
        table = self._table
        if table.comment:
            self._row += 1
            self._across(f"{table.comment}：", self._looks.box, height=20, rows=5)
        if table.signs:
            self._row += 1
            self._across("        ".join(f"{word}：______________" for word in table.signs), self._looks.sign, height=28)

    def _print(self, head: int) -> None:
        _print_setup(self._sheet, landscape=self._wide > _PORTRAIT_WIDTH)
        self._sheet.fit_to_pages(1, 0)
        self._sheet.repeat_rows(head)
        self._sheet.print_area(0, 0, max(self._row - 1, head + 1), self._last)


def _print_setup(sheet: Any, *, landscape: bool) -> None:
    sheet.set_paper(_A4)
    if landscape:
        sheet.set_landscape()
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.75)
    sheet.center_horizontally()
    sheet.set_footer(f'&L&"{FONT}"&9&A&C&"{FONT}"&9第 &P 页，共 &N 页')


def _lines(cell: Cell, width: float) -> int:
    """How many lines the cell takes in a column of so many characters."""
    return sum(max(1, math.ceil(text_width(line) / (width - 2.0))) for line in cell.split("\n")) if isinstance(cell, str) else 1

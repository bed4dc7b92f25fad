"""A report of text and tables as an A4 PDF to print, Chinese and English."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fpdf import FPDF

from publishing.drawn_chart import draw_chart, height_of
from publishing.measured import Measured, chinese_text
from publishing.report import Cell, CellKind, Column, Report, Table, shown

_MARGIN, _FOOT = 12.0, 16.0
_PORTRAIT_WIDTH = 84
"""Characters that fit across a standing page at the body's size."""
_BODY, _SMALLEST, _POINT = 9.0, 6.5, 0.3528
"""Points of the text, of the smallest in a wide table; millimetres a point."""
_LINE, _PAD = 4.4, 1.0
"""Millimetres: a line of the body's size, and between a cell's text and its border."""
_WHOLE = 20
"""Lines up to which a row stands on one page; a longer one may go on overleaf."""
_ALIGNED = {
    **dict.fromkeys((CellKind.TEXT, CellKind.SEVERITY), 0.0),
    CellKind.DATE: 0.5,
    **dict.fromkeys((CellKind.NUMBER, CellKind.DECIMAL, CellKind.SHARE), 1.0),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedTable:
    """One plain table of text under its title; `widths` are shares of the page's width."""

    title: str
    heads: Sequence[str]
    widths: Sequence[int]
    rows: Sequence[Sequence[str]]


def write_report(out: Path, *, title: str, lines: Sequence[str], tables: Sequence[PrintedTable]) -> None:
    """Write plain tables in landscape; MissingPartError without a Chinese font."""
    typed = tuple(
        Table(
            name=table.title,
            columns=tuple(Column(head=head, width=width) for head, width in zip(table.heads, table.widths, strict=True)),
            rows=table.rows,
        )
        for table in tables
    )
    _write(out, Report(title=title, lines=tuple(lines), tables=typed), created=None, landscape=True)


def print_report(out: Path, report: Report, *, created: datetime) -> int:
    """Write the report to print and return how many rows; MissingPartError without a Chinese font.

    The header stands again on every page, with the page's number below; nothing is cut, long text is broken into lines. The same report
    and `created` give the same bytes.
    """
    wide = max((sum(column.width for column in table.columns) for table in report.tables), default=0.0)
    return _write(out, report, created=created, landscape=wide > _PORTRAIT_WIDTH)


def _write(out: Path, report: Report, *, created: datetime | None, landscape: bool) -> int:
    paper = _Paper(orientation="landscape" if landscape else "portrait", format="A4")
    if created is not None:
        paper.set_creation_date(created)
    paper.set_title(report.title)
    part = out.with_name(out.name + ".part")
    with chinese_text(paper):
        paper.begin(report.title, report.lines)
        rows = sum(_Grid(paper, table).write(named=len(report.tables) > 1 or created is None) for table in report.tables)
        paper.output(part)
    part.replace(out)
    return rows


class _Paper(FPDF):
    """A4 with margins, the Chinese font, and the page's number at the foot."""

    def begin(self, title: str, lines: Sequence[str]) -> None:
        """Open the first page with title and lines."""
        self.set_margin(_MARGIN)
        self.set_auto_page_break(False)
        self.set_font("chinese", size=_BODY)
        self.add_page()
        self.set_font_size(17)
        self.text(_MARGIN + (self.epw - self.get_string_width(title)) / 2, _MARGIN + 6.0, title)
        self.set_y(_MARGIN + 11.0)
        self.set_font_size(10)
        widths = Measured(self, 10)
        for line in lines:
            for part in widths.broken(line, self.epw):
                self.text(_MARGIN, self.y + 4.0, part)
                self.set_y(self.y + 5.2)

    def footer(self) -> None:
        """Number the page."""
        self.set_font("chinese", size=8)
        self.set_y(self.h - _FOOT + 6.0)
        self.cell(0, 4, f"第 {self.page_no()} 页，共 {{nb}} 页", align="C")

    @property
    def bottom(self) -> float:
        """Where the foot begins."""
        return self.h - _FOOT


class _Grid:
    """One table on paper, row after row."""

    def __init__(self, paper: _Paper, table: Table) -> None:
        self._paper, self._table = paper, table
        wide = sum(column.width for column in table.columns)
        self._sizes = [column.width * paper.epw / wide for column in table.columns]
        fits = (paper.epw - 2 * _PAD * len(self._sizes)) / wide * 2 / _POINT
        self._points = min(_BODY, max(fits, _SMALLEST))
        self._line = _LINE * self._points / _BODY
        self._widths = Measured(paper, self._points)
        self._head = [self._widths.broken(column.head, size - 2 * _PAD) for column, size in zip(table.columns, self._sizes, strict=True)]

    def write(self, *, named: bool) -> int:
        """Draw everything and return the number of rows."""
        paper, table = self._paper, self._table
        paper.set_y(paper.y + 3.0)
        self._keep_together(7.0 + 4 * (_LINE + 2 * _PAD))
        if named:
            paper.set_font_size(11)
            paper.text(_MARGIN, paper.y + 4.5, table.name)
            paper.set_y(paper.y + 7.0)
        self._draw(self._head, head=True)
        held: list[Sequence[Cell]] = []
        rows = 0
        for cells in table.rows:
            self._row(cells)
            rows += 1
            if table.charts:
                held.append(cells)
        if not rows and table.empty:
            self._row((table.empty, *(None for _ in table.columns[1:])))
        for cells in table.totals:
            self._row(cells, total=True)
        for chart in table.charts if rows else ():
            high = height_of(chart, rows)
            self._keep_together(high + 4.0)
            draw_chart(paper, chart, table, held, top=paper.y + 3.0)
            paper.set_y(paper.y + high + 4.0)
        self._closing()
        return rows

    def _row(self, cells: Sequence[Cell], *, total: bool = False) -> None:
        texts = [shown(cell, column.kind) for cell, column in zip(cells, self._table.columns, strict=True)]
        lines = [self._widths.broken(text, size - 2 * _PAD) for text, size in zip(texts, self._sizes, strict=True)]
        while lines:
            room = int((self._paper.bottom - self._paper.y - 2 * _PAD) / self._line)
            longest = max(map(len, lines))
            if room < min(longest, _WHOLE):
                self._paper.add_page()
                self._draw(self._head, head=True)
                continue
            self._draw([some[:room] for some in lines], total=total)
            lines = [some[room:] for some in lines] if longest > room else []

    def _draw(self, lines: Sequence[Sequence[str]], *, head: bool = False, total: bool = False) -> None:
        paper = self._paper
        high = max(map(len, lines)) * self._line + 2 * _PAD
        paper.set_draw_color(120, 120, 120)
        paper.set_line_width(0.15)
        if head:
            paper.set_fill_color(232, 238, 244)
        else:
            paper.set_fill_color(244, 244, 240)
        x, y = _MARGIN, paper.y
        for some, size, column in zip(lines, self._sizes, self._table.columns, strict=True):
            paper.rect(x, y, size, high, style="DF" if head or total else "D")
            share = 0.5 if head else _ALIGNED[column.kind]
            for number, line in enumerate(some):
                free = size - 2 * _PAD - self._widths.of(line)
                paper.set_font_size(self._points)
                paper.text(x + _PAD + free * share, y + _PAD + (number + 0.77) * self._line, line)
            x += size
        paper.set_y(y + high)

    def _keep_together(self, high: float) -> None:
        if self._paper.y + high > self._paper.bottom:
            self._paper.add_page()

    def _closing(self) -> None:
        paper, table = self._paper, self._table
        if table.comment:
            self._keep_together(32.0)
            paper.rect(_MARGIN, paper.y + 3.0, paper.epw, 26.0)
            paper.set_font_size(_BODY)
            paper.text(_MARGIN + _PAD, paper.y + 7.5, f"{table.comment}：")
            paper.set_y(paper.y + 29.0)
        if table.signs:
            self._keep_together(12.0)
            paper.set_font_size(10)
            paper.text(_MARGIN, paper.y + 9.0, "        ".join(f"{word}：______________" for word in table.signs))
            paper.set_y(paper.y + 12.0)

"""Charts of a report's table drawn on a printed page with plain lines and boxes, so that they stay sharp and need no other program."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from fpdf import FPDF

from publishing.report import Cell, Chart, ChartKind, Table, axis, number_of

COLOURS = ((31, 95, 91), (208, 140, 46), (122, 75, 140), (143, 163, 173), (181, 72, 58), (91, 140, 58))
"""As in the workbook; of different darkness, so that they can be told apart in black and white."""
_TITLE, _LEGEND, _AXIS = 8.0, 6.0, 6.0
_COLUMN_HEIGHT, _BAR_STEP = 62.0, 5.2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """Where the bars stand, in mm, and how much the whole length is worth."""

    left: float
    top: float
    wide: float
    high: float
    most: float


def height_of(chart: Chart, rows: int) -> float:
    """How much room a chart of so many rows takes, in mm."""
    inner = _COLUMN_HEIGHT if chart.kind is ChartKind.COLUMN else _BAR_STEP * rows + 4.0
    return _TITLE + inner + _AXIS + _LEGEND


def draw_chart(pdf: FPDF, chart: Chart, table: Table, rows: Sequence[Sequence[Cell]], *, top: float) -> None:
    """Draw it from `top` (mm) across the page in the font that is set; `rows` without the totals."""
    labels = [str(row[chart.labels]) for row in rows]
    bars = [[number_of(row[column]) for column in chart.values] for row in rows]
    most, step = axis(chart, rows)
    pdf.set_font_size(11)
    pdf.text(pdf.l_margin + (pdf.epw - pdf.get_string_width(chart.title)) / 2, top + 5.0, chart.title)
    pdf.set_font_size(8)
    standing = chart.kind is ChartKind.COLUMN
    indent = 12.0 if standing else 3.0 + max((pdf.get_string_width(label) for label in labels), default=0.0)
    frame = _Frame(
        left=pdf.l_margin + indent,
        top=top + _TITLE,
        wide=pdf.epw - indent - 12.0,
        high=_COLUMN_HEIGHT if standing else _BAR_STEP * len(rows) + 4.0,
        most=most,
    )
    _draw_scale(pdf, frame, step, standing=standing)
    for number, (label, parts) in enumerate(zip(labels, bars, strict=True)):
        (_draw_column if standing else _draw_bar)(pdf, frame, number, len(rows), label, parts)
    if len(chart.values) > 1:
        _draw_legend(pdf, [table.columns[column].head for column in chart.values], frame.top + frame.high + _AXIS + 3.5)


def _draw_scale(pdf: FPDF, frame: _Frame, step: float, *, standing: bool) -> None:
    pdf.set_draw_color(215, 215, 215)
    pdf.set_line_width(0.15)
    for number in range(round(frame.most / step) + 1):
        share, text = number * step / frame.most, f"{number * step:,.0f}"
        wide = pdf.get_string_width(text)
        if standing:
            y = frame.top + frame.high * (1.0 - share)
            pdf.line(frame.left, y, frame.left + frame.wide, y)
            pdf.text(frame.left - wide - 1.5, y + 1.0, text)
        else:
            x = frame.left + frame.wide * share
            pdf.line(x, frame.top, x, frame.top + frame.high)
            pdf.text(x - wide / 2, frame.top + frame.high + 4.0, text)


def _draw_column(pdf: FPDF, frame: _Frame, number: int, count: int, label: str, parts: Sequence[float]) -> None:
    room = frame.wide / count
    thick = min(room * 0.62, 14.0)
    middle, y = frame.left + room * (number + 0.5), frame.top + frame.high
    for place, value in enumerate(parts):
        long = frame.high * value / frame.most
        y -= long
        _box(pdf, middle - thick / 2, y, thick, long, place)
    if total := sum(parts):
        text = f"{total:,.0f}"
        pdf.text(middle - pdf.get_string_width(text) / 2, y - 1.0, text)
    every = math.ceil((pdf.get_string_width(label) + 1.0) / room)
    if number % every == 0:
        pdf.text(middle - pdf.get_string_width(label) / 2, frame.top + frame.high + 4.0, label)


def _draw_bar(pdf: FPDF, frame: _Frame, number: int, _count: int, label: str, parts: Sequence[float]) -> None:
    x, y = frame.left, frame.top + 2.0 + _BAR_STEP * number
    pdf.text(x - pdf.get_string_width(label) - 1.5, y + 3.4, label)
    for place, value in enumerate(parts):
        long = frame.wide * value / frame.most
        _box(pdf, x, y + 0.6, long, _BAR_STEP - 1.4, place)
        x += long
    pdf.text(x + 1.0, y + 3.4, f"{sum(parts):,.0f}")


def _draw_legend(pdf: FPDF, names: Sequence[str], y: float) -> None:
    x = pdf.l_margin + (pdf.epw - sum(pdf.get_string_width(name) + 10.0 for name in names)) / 2
    for place, name in enumerate(names):
        _box(pdf, x, y - 2.4, 3.0, 3.0, place)
        pdf.text(x + 4.5, y, name)
        x += pdf.get_string_width(name) + 10.0


def _box(pdf: FPDF, x: float, y: float, wide: float, high: float, place: int) -> None:
    pdf.set_fill_color(*COLOURS[place % len(COLOURS)])
    if wide > 0 and high > 0:
        pdf.rect(x, y, wide, high, style="F")

"""Labels in a grid on A4 sheets to print, true to the millimetre, with marks to cut along."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
import zxingcpp
from fpdf import FPDF
from PIL import Image

from domain.errors import UsageError
from domain.label import Label, LabelLine
from publishing.measured import Measured, chinese_text
from publishing.separator_sheets import HEIGHT, WIDTH

_PAIR = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*[x×X*]\s*([0-9]+(?:\.[0-9]+)?)\s*")
MOST, SMALLEST = 20, (25.0, 15.0)
"""Labels in a row or column at most; the narrowest and lowest label, in mm."""
_MARK, _MARK_GAP = 4.0, 1.0
"""Millimetres: a cutting mark's length at most, and its distance from the label."""
_PAD = 2.0
_CODE_SHARE, _CODE_MOST, _CODE_LEAST = 0.36, 26.0, 11.0
"""A code takes that share of the label's shorter way, between these mm: below, its modules are too fine for an office scanner."""
_POINT, _LEADING = 0.3528, 1.28
_LARGEST, _SIDE, _STEP = 22.0, 0.62, 0.95
"""Points of the main lines at most; the others' share of them; each try's share of the one before."""
_LEAST_SHARE, _BROKEN = 0.55, 0.7
"""A line may shrink to that share of its size to stay in one piece; one that is broken has that share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelGrid:
    """How labels stand on the sheet: so many in a row and column, `left` and `top` margins on both sides, gaps between; in mm."""

    columns: int
    rows: int
    left: float = 10.0
    top: float = 10.0
    gap_x: float = 0.0
    gap_y: float = 0.0

    @classmethod
    def read(cls, grid: str, margin: str, gap: str) -> "LabelGrid":
        """Read COLUMNSxROWS, LEFTxTOP and ACROSSxDOWN such as 2x5, 10x12.5, 0x0; UsageError where no label fits so."""
        columns, rows = _pair(grid, "--grid 2x5")
        left, top = _pair(margin, "--margin 10x10")
        gap_x, gap_y = _pair(gap, "--gap 0x0")
        made = cls(columns=int(columns), rows=int(rows), left=left, top=top, gap_x=gap_x, gap_y=gap_y)
        whole = (columns, rows) == (made.columns, made.rows) and 1 <= made.columns <= MOST and 1 <= made.rows <= MOST
        if not whole or made.wide < SMALLEST[0] or made.high < SMALLEST[1]:
            raise UsageError(
                f"Labels do not fit so: 1 to {MOST} in a row and column, each at least {SMALLEST[0]:g} × {SMALLEST[1]:g} mm.",
                f"标签排不下：每行每列 1 至 {MOST} 枚，每枚至少 {SMALLEST[0]:g} × {SMALLEST[1]:g} 毫米。",
            )
        return made

    @property
    def wide(self) -> float:
        """A label's width."""
        return (WIDTH - 2 * self.left - (self.columns - 1) * self.gap_x) / self.columns

    @property
    def high(self) -> float:
        """A label's height."""
        return (HEIGHT - 2 * self.top - (self.rows - 1) * self.gap_y) / self.rows

    def corner(self, number: int) -> tuple[float, float]:
        """The upper left corner of the label of that number on its sheet, from 0, row by row."""
        row, column = divmod(number % (self.columns * self.rows), self.columns)
        return self.left + column * (self.wide + self.gap_x), self.top + row * (self.high + self.gap_y)


def _pair(text: str, example: str) -> tuple[float, float]:
    found = _PAIR.fullmatch(text)
    if found is None:
        raise UsageError(f"{text!r} is not two numbers. Write it like {example}.", f"“{text}”不是两个数，请写成如 {example}。")
    return float(found[1]), float(found[2])


def write_labels(labels: Sequence[Label], out: Path, grid: LabelGrid, *, title: str, created: datetime, marks: bool = True) -> int:
    """Write the labels row by row and return how many sheets; the same labels and `created` give the same bytes.

    Text is broken and made smaller until it fits, never cut. MissingPartError without a Chinese font, OSError where `out` cannot be
    written.
    """
    pdf = FPDF(format=(WIDTH, HEIGHT))
    pdf.set_creation_date(created)
    pdf.set_auto_page_break(False)
    pdf.set_title(title)
    part = out.with_name(out.name + ".part")
    with chinese_text(pdf):
        pdf.set_font("chinese", size=10)
        measured = Measured(pdf, 10)
        for number, label in enumerate(labels):
            if number % (grid.columns * grid.rows) == 0:
                pdf.add_page()
                if marks:
                    _draw_marks(pdf, grid)
            _draw_label(pdf, measured, label, grid, *grid.corner(number))
        pdf.output(part)
    part.replace(out)
    return int(pdf.pages_count)


def _draw_marks(pdf: FPDF, grid: LabelGrid) -> None:
    """Short lines in the margins in line with every edge of a label."""
    pdf.set_line_width(0.1)
    pdf.set_draw_color(90, 90, 90)
    far_x, far_y = WIDTH - grid.left, HEIGHT - grid.top
    long_x, long_y = (min(_MARK, margin - _MARK_GAP) for margin in (grid.left, grid.top))
    for x in _edges(grid.left, grid.wide, grid.gap_x, grid.columns) if long_y > 0 else ():
        pdf.line(x, grid.top - _MARK_GAP - long_y, x, grid.top - _MARK_GAP)
        pdf.line(x, far_y + _MARK_GAP, x, far_y + _MARK_GAP + long_y)
    for y in _edges(grid.top, grid.high, grid.gap_y, grid.rows) if long_x > 0 else ():
        pdf.line(grid.left - _MARK_GAP - long_x, y, grid.left - _MARK_GAP, y)
        pdf.line(far_x + _MARK_GAP, y, far_x + _MARK_GAP + long_x, y)


def _edges(start: float, size: float, gap: float, count: int) -> Iterator[float]:
    for number in range(count):
        near = start + number * (size + gap)
        if not number or gap:
            yield near
        yield near + size


def _draw_label(pdf: FPDF, measured: Measured, label: Label, grid: LabelGrid, x: float, y: float) -> None:
    """The code at the right of a broad label, at the foot of a tall one, the words in the room that is left."""
    wide, high = grid.wide - 2 * _PAD, grid.high - 2 * _PAD
    broad = grid.wide >= grid.high
    side = min(max(_CODE_SHARE * max(wide, high), _CODE_LEAST), _CODE_MOST, wide, high)
    if broad:
        _draw_code(pdf, label, x + grid.wide - _PAD - side, y + (grid.high - side) / 2, side)
        _write_lines(pdf, measured, label.lines, x + _PAD, y + _PAD, wide - side - _PAD, high)
    else:
        _draw_code(pdf, label, x + (grid.wide - side) / 2, y + grid.high - _PAD - side, side)
        _write_lines(pdf, measured, label.lines, x + _PAD, y + _PAD, wide, high - side - _PAD)


def _draw_code(pdf: FPDF, label: Label, x: float, y: float, side: float) -> None:
    """Fifteen hundredths of it may be lost (level M of ISO/IEC 18004)."""
    code = zxingcpp.create_barcode(label.code.qr_payload, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    pdf.image(Image.fromarray(np.array(code.to_image(scale=1, add_quiet_zones=False))), x=x, y=y, w=side, h=side)


def _write_lines(pdf: FPDF, measured: Measured, lines: Sequence[LabelLine], x: float, y: float, wide: float, high: float) -> None:
    """All lines in the largest size in which they fit one below the other, in the middle of the room."""
    points = _LARGEST
    while _height(parts := [part for line in lines for part in _fitted(measured, line, points, wide)]) > high:
        points *= _STEP
    y += (high - _height(parts)) / 2
    for text, size in parts:
        pdf.set_font_size(size)
        y += size * _POINT * _LEADING
        pdf.text(x, y - size * _POINT * (_LEADING - 1.0), text)


def _fitted(measured: Measured, line: LabelLine, points: float, wide: float) -> list[tuple[str, float]]:
    """The line and its size: a long one is made smaller to stay in one piece, a very long one is broken."""
    size = points if line.main else points * _SIDE
    text = f"{line.word}　{line.value}" if line.word else line.value
    share = wide / (measured.of(text) * size / measured.points)
    if share >= _LEAST_SHARE:
        return [(text, size * min(share, 1.0))]
    size *= _BROKEN
    return [(part, size) for part in measured.broken(text, wide * measured.points / size)]


def _height(parts: Sequence[tuple[str, float]]) -> float:
    return sum(size for _text, size in parts) * _POINT * _LEADING

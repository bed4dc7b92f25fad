"""What a report holds before it becomes a workbook or a printed PDF: a title, tables of typed cells, charts, room to sign."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

Cell = str | int | float | date | None
"""None is an empty cell. Text stays text in every form, whatever it looks like."""


_STEPS = 4
"""Lines of a chart's scale, about."""


class CellKind(StrEnum):
    """How a column's cells are written: NUMBER whole, DECIMAL with one digit after the point, SHARE of 1 as per cent, DATE as a day.

    SEVERITY is text that a workbook shades by what it says (错误, 警告).
    """

    TEXT = "text"
    SEVERITY = "severity"
    NUMBER = "number"
    DECIMAL = "decimal"
    SHARE = "share"
    DATE = "date"


class ChartKind(StrEnum):
    """COLUMN stands, BAR lies; several values are stacked."""

    COLUMN = "column"
    BAR = "bar"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column's head, its width in characters (a Chinese one counts two), and how its cells are written."""

    head: str
    width: float
    kind: CellKind = CellKind.TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart of its table's rows: `labels` and `values` are column numbers from 0; the table's totals are left out of it."""

    title: str
    kind: ChartKind
    labels: int
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table, a sheet of its own in a workbook.

    `rows` are taken once, as they are written, and may be endless as far as memory goes, unless there are `charts`: these need them held.
    `totals` stand below, apart from filters; a row with the cell `sum_word` ("" for none) is a sum among the others. `empty` is said where
    there is no row. `comment` names a box to write in, "" for none; `signs` are the words of the lines to sign on.
    """

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Cell]]
    totals: tuple[tuple[Cell, ...], ...] = ()
    sum_word: str = ""
    charts: tuple[Chart, ...] = ()
    empty: str = "（无记录）"
    comment: str = ""
    signs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Tables under one title; `lines` say of what and when, above every table."""

    title: str
    lines: tuple[str, ...]
    tables: tuple[Table, ...]


def shown(cell: Cell, kind: CellKind) -> str:
    """The cell as people read it on paper."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str):
        return cell
    if kind is CellKind.SHARE:
        return f"{cell:.1%}"
    return f"{cell:,.1f}" if kind is CellKind.DECIMAL else f"{cell:,}" if kind is CellKind.NUMBER else str(cell)


def text_width(text: str) -> int:
    """How many characters wide the text is; one that is not plain Latin counts two."""
    return sum(1 if char.isascii() else 2 for char in text)


def axis(chart: Chart, rows: Sequence[Sequence[Cell]]) -> tuple[float, float]:
    """A round end of the chart's axis, no less than its largest sum, and the step of its lines: 1, 2 or 5 times a power of ten, whole."""
    largest = max((sum(number_of(row[column]) for column in chart.values) for row in rows), default=0.0)
    rough = max(largest, 1.0) / _STEPS
    power = 10.0 ** math.floor(math.log10(rough))
    step = max(next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if factor * power >= rough), 1.0)
    return step * max(math.ceil(largest / step), 1), step


def number_of(cell: Cell) -> float:
    """The cell as a chart draws it: what is no number counts as 0."""
    return float(cell) if isinstance(cell, int | float) else 0.0

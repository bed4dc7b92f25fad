"""Small charts as numbers: where each bar stands, worked out here once, so that page and script only put them in place."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel

from publishing import report
from publishing.report import ChartKind

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BASE = 520, 132, 44, 4, 8, 108
"""The drawing's size, and where the bars' field lies in it, in its own units."""


class Box(BaseModel):
    """A bar's piece: from `y` down, `h` high."""

    y: float
    h: float


class Bar(BaseModel):
    """One bar: the word under it, all that it says, and its pieces from the bottom up."""

    tick: str
    said: str
    boxes: list[Box]


class Mark(BaseModel):
    """A line of the scale: how high, and what it says."""

    y: float
    text: str


class Chart(BaseModel):
    """Bars beside one another, each `width` wide with `step` from one to the next; every `every`-th says its word."""

    said: str
    marks: list[Mark]
    bars: list[Bar]
    step: float
    width: float
    every: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """One bar's values from the bottom up; None: nothing is known. `said` is what it says in words."""

    tick: str
    said: str
    values: tuple[float | None, ...]


def draw(said: str, rows: Sequence[Values], *, unit: str = "", every: int = 1) -> Chart:
    """Lay out the bars over a round scale from 0; `unit` stands behind the scale's numbers."""
    numbers = [tuple(value or 0.0 for value in row.values) for row in rows]
    columns = tuple(range(max((len(each) for each in numbers), default=0)))
    end, step = report.axis(report.Chart(title="", kind=ChartKind.COLUMN, labels=0, values=columns), numbers)
    field = (WIDTH - LEFT - RIGHT) / max(len(rows), 1)
    return Chart(
        said=said,
        marks=[Mark(y=_height(n * step, end), text=f"{n * step:,.0f}{unit}") for n in range(round(end / step) + 1)],
        bars=[Bar(tick=row.tick, said=row.said, boxes=_boxes(each, end)) for row, each in zip(rows, numbers, strict=True)],
        step=round(field, 3),
        width=round(0.72 * field, 3),
        every=every,
    )


def _height(value: float, end: float) -> float:
    return round(BASE - (BASE - TOP) * value / end, 2)


def _boxes(values: Sequence[float], end: float) -> list[Box]:
    below, boxes = 0.0, []
    for value in values:
        y = _height(below + value, end)
        boxes.append(Box(y=y, h=round(_height(below, end) - y, 2)))
        below += value
    return boxes

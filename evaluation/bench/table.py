"""The figures as tables of text cells, and these as plain text."""

from collections.abc import Mapping, Sequence

from evaluation.bench.summary import ROWS, RUN_ROWS, Row, Values

CLOCKED = frozenset({"pages_per_minute", *(row.key for row in RUN_ROWS)})
"""Keys of figures that one run after another cannot be compared by."""

Columns = Mapping[str, Values]
"""Column heading → figures by key."""

Cells = list[list[str]]
"""Rows of text; the first row is the head."""


def cells(heading: str, columns: Columns) -> Cells:
    """Rows of figures; rows without any value are left out."""
    rows = ([row.title, *(number(values.get(row.key), row.digits) for values in columns.values())] for row in ROWS)
    return [[heading, *columns], *(row for row in rows if set(row[1:]) != {"-"})]


def ratio_cells(heading: str, columns: Columns) -> Cells:
    """Rows of figures; each column but the first is followed by the ratio of the first to it (below 1: the first has less)."""
    first, *others = columns
    head = [heading, first]
    for name in others:
        head += [name, f"{first} : {name}"]
    rows = [_ratio_row(row, list(columns.values())) for row in ROWS]
    return [head, *(row for row in rows if set(row[1:]) != {"-"})]


def _ratio_row(row: Row, columns: Sequence[Values]) -> list[str]:
    ours = columns[0].get(row.key)
    out = [row.title, number(ours, row.digits)]
    for values in columns[1:]:
        out += [number(values.get(row.key), row.digits), _ratio(ours, values.get(row.key))]
    return out


def change_cells(heading: str, columns: Columns) -> Cells:
    """Rows of figures of the first column; of each other how much more or less it is.

    Runs follow each other, so what depends on the load of the machine (by the clock) or on the length of the run is left out.
    """
    first, *others = columns.values()
    rows = (
        [
            row.title,
            number(first.get(row.key), row.digits),
            *(_change(first.get(row.key), values.get(row.key), row.digits) for values in others),
        ]
        for row in ROWS
        if row.key not in CLOCKED
    )
    return [[heading, *columns], *(row for row in rows if set(row[1:]) != {"-"})]


def interval_cells(heading: str, columns: Mapping[str, Mapping[str, tuple[float, float] | None]]) -> Cells:
    """Rows of rates as low–high."""
    rows = ([row.title, *(_span(spans.get(row.key), row.digits) for spans in columns.values())] for row in ROWS)
    return [[heading, *columns], *(row for row in rows if set(row[1:]) != {"-"})]


def _span(span: tuple[float, float] | None, digits: int) -> str:
    return "-" if span is None else f"{span[0]:.{digits}f}–{span[1]:.{digits}f}"


def number(value: float | None, digits: int) -> str:
    """The value, "-" where there is none."""
    return "-" if value is None else f"{value:.{digits}f}"


def _ratio(ours: float | None, theirs: float | None) -> str:
    return "-" if ours is None or not theirs else f"{ours / theirs:.2f}"


def _change(before: float | None, after: float | None, digits: int) -> str:
    if before is None or after is None:
        return "-"
    shown = f"{after - before:+.{digits}f}"
    return "=" if float(shown) == 0 else shown


def aligned(rows: Cells) -> str:
    """First column to the left, the others to the right, a line under the head."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = ["  ".join([row[0].ljust(widths[0]), *(cell.rjust(w) for cell, w in zip(row[1:], widths[1:], strict=True))]) for row in rows]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])

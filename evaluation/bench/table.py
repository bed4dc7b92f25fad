"""The figures as text tables."""

from collections.abc import Mapping, Sequence

from evaluation.bench.summary import FIGURES, Figure

Columns = Mapping[str, Mapping[str, float | None]]
"""Column heading → figures by key."""


def text_table(heading: str, columns: Columns, base: str = "") -> str:
    """Rows of figures; with `base`, each other column is followed by the ratio of base to it (below 1: base has less of it)."""
    rows = [[heading]]
    for name in columns:
        rows[0] += [name] if not base or name == base else [name, f"{base} : it"]
    bodies = (_row(figure, columns, base) for figure in FIGURES)
    return aligned([*rows, *(row for row in bodies if set(row[1:]) != {"-"})])


def _row(figure: Figure, columns: Columns, base: str) -> list[str]:
    row = [figure.title]
    for name, values in columns.items():
        row.append(number(values[figure.key], figure.digits))
        if base and name != base:
            row.append(ratio(columns[base][figure.key], values[figure.key]) if figure.key not in ("pages", "failed") else "")
    return row


def number(value: float | None, digits: int) -> str:
    """The value, "-" where there is none."""
    return "-" if value is None else f"{value:.{digits}f}"


def ratio(ours: float | None, theirs: float | None) -> str:
    """Ours : theirs; "-" where one is missing or theirs is nothing."""
    return "-" if ours is None or not theirs else f"{ours / theirs:.2f}"


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """First column to the left, the others to the right, a line under the head."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = ["  ".join([row[0].ljust(widths[0]), *(cell.rjust(w) for cell, w in zip(row[1:], widths[1:], strict=True))]) for row in rows]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])

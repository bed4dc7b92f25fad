"""Tables as CSV that opens in a spreadsheet as it is meant: UTF-8 with its mark, and no text taken for a formula."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from publishing.report import Cell, Table

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that a spreadsheet would work out."""


def write_rows(path: Path, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write the rows as they come; a text that looks like a formula gets an apostrophe before it."""
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(heads)
        writer.writerows([_plain(cell) for cell in row] for row in rows)


def write_table(path: Path, table: Table) -> None:
    """Write a report's table without its totals: numbers bare, days as 2024-03-05."""
    write_rows(path, [column.head for column in table.columns], table.rows)


def _plain(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell

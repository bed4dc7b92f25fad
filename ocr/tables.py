"""The cells of one ruled table or form in reading order."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median_low

from domain.hanzi import NUMERALS
from domain.text import Box, Word
from ocr.blocks import Block, Piece, TextLine, around, in_lines, middle, single, text_lines

FULL = 1.5
"""A line is full where less than so many of its box heights are left free in its cell: padding, and no room for one character more."""

SAME_HEIGHT = 0.4
"""Lines of neighbouring cells are on one row where their centres differ by less than this share of their height."""

CAPTION = 10
"""A label printed above its value has at most so many characters, and no number."""

_NUMBER = re.compile(rf"\d|[{NUMERALS}](?:[{NUMERALS}]|[座栋棟幢楼樓号號室层層户戶年月日])")
"""A digit, or numerals that write a number; one alone may be part of a name or a label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """An area between rules, and its lines in reading order; at least one."""

    box: Box
    lines: tuple[TextLine, ...]


def table_lines(cells: Sequence[Cell]) -> list[TextLine]:
    """The lines of a table's cells: row by row, a cell over several rows with the first of them.

    Cells of one line on a row share a line; from a cell of several lines the first one joins what is left of it, the others follow.
    """
    lines: list[TextLine] = []
    rows = _rows(cells)
    ledgers = [row for row in rows if _is_ledger(row)]
    captioned = [row for row in ledgers if _are_captioned(row)]
    if not any(_has_number(cell.lines[1]) for row in captioned for cell in row if len(cell.lines) > 1):
        captioned = []
    for row in rows:
        if row in captioned:
            lines += in_lines([Block(lines=_on_one_line(cell.lines), box=cell.box) for cell in row])
        elif row in ledgers:
            lines += text_lines(single(piece) for cell in row for line in cell.lines for piece in line)
        else:
            lines += in_lines([Block(lines=_upright(cell.lines), box=cell.box) for cell in row])
    return lines


def _rows(cells: Sequence[Cell]) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    for cell in sorted(cells, key=lambda cell: cell.box.top):
        lowest = min((other.box.height for other in rows[-1]), default=0.0) if rows else 0.0
        if rows and cell.box.top - rows[-1][0].box.top < 0.5 * min(lowest, cell.box.height):
            rows[-1].append(cell)
        else:
            rows.append([cell])
    return [sorted(row, key=lambda cell: cell.box.left) for row in rows]


def _upright(lines: tuple[TextLine, ...]) -> tuple[TextLine, ...]:
    """The lines; writing that runs downwards, character under character, as one piece."""
    if len(lines) < 2 or any(len(line) > 1 or len(line[0].word.text) > 1 or line[0].word.text.isascii() for line in lines):
        return lines
    pieces = [line[0] for line in lines]
    words = [piece.word for piece in pieces]
    word = Word(
        text="".join(word.text for word in words),
        box=around(word.box for word in words),
        confidence=sum(word.confidence for word in words) / len(words),
        char_confidence=tuple(sureness for word in words for sureness in word.char_confidence),
    )
    return ((Piece(word=word, box=around(piece.box for piece in pieces)),),)


def _is_ledger(row: Sequence[Cell]) -> bool:
    """Whether a ruled row holds rows without rules between them: lines side by side from its first cell on, not cut for want of room."""
    several = [cell for cell in row if len(cell.lines) > 1]
    if len(several) < 2 or several[0] is not row[0]:
        return False
    longest = [line[0].box for line in max(several, key=lambda cell: len(cell.lines)).lines]
    lines = [line[0].box for cell in several for line in cell.lines]
    level = all(any(abs(middle(box) - middle(other)) < SAME_HEIGHT * box.height for other in longest) for box in lines)
    broken = [_is_full(line, cell.box) for cell in several for line in cell.lines[:-1]]
    return level and sum(broken) < 0.5 * len(broken)


def _are_captioned(row: Sequence[Cell]) -> bool:
    """Whether the cells may hold a label each and below it, on most often one line, its value.

    So may rows of a list without rules; what tells them apart are numbers, as among a form's values there are some, and in no label.
    """
    several = [cell for cell in row if len(cell.lines) > 1]
    heads = [cell.lines[0] for cell in several]
    return median_low(len(cell.lines) for cell in several) == 2 and all(
        sum(len(piece.word.text) for piece in head) <= CAPTION and not _has_number(head) for head in heads
    )


def _has_number(line: TextLine) -> bool:
    return any(_NUMBER.search(piece.word.text) for piece in line)


def _on_one_line(lines: tuple[TextLine, ...]) -> tuple[TextLine, ...]:
    """The lines, a label and its value as one: as if the value stood beside it."""
    return lines if len(lines) < 2 else (lines[0] + lines[1], *lines[2:])


def _is_full(line: TextLine, cell: Box) -> bool:
    return cell.width - (line[-1].box.right - line[0].box.left) < FULL * line[0].box.height

"""Running text set in columns: read column by column, unlike the columns of a form or a list.

What tells them apart: sentences run on from line to line, so that lines fill their column and hold the signs that part clauses.
"""

from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from domain.text import Box
from ocr.blocks import Piece, TextLine, around, in_lines, in_rows, middle, single
from ocr.pieces import is_apart, part

LINES = 4
"""A column of running text has at least so many lines."""

WIDE = 5.5
"""Its usual line is at least so many times as wide as its box is high: nine characters."""

FILLED = 0.33
CLAUSES = 0.3
"""Shares of the lines that reach their column's right edge (the last of a paragraph does not), that hold a sign between clauses."""

OVER = 0.3
"""What a box may reach over the gap between two columns and still belong to one of them, of its height: half a character."""

CROSSING = 0.1
"""Of all pieces at most so many stand across the gap between two columns: titles."""

PARTED = 1.15
"""So many times further apart than others characters stand at such a gap, at least, where a box runs over it from the left column's left
edge to the right column's right edge: two full lines."""

TORN = 1.6
"""The same where it does not: on long lines a heading's characters stand up to half as far again apart, in whole steps of the network."""

_SIGNS = frozenset("，。；,;！？")


def in_columns(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """The pieces as blocks in reading order; one block where there are no columns of running text."""
    gutter = _gutter(pieces)
    if gutter is None:
        return [list(pieces)]
    extent = _extent(pieces, gutter)
    top, bottom = extent.top, extent.bottom
    between = [half for p in pieces if top < middle(p.box) < bottom for half in _halves(p, gutter, extent)]
    left, across, right = _sides(between, gutter)
    crossing = sorted(across, key=lambda p: middle(p.box))
    blocks = [[p for p in pieces if middle(p.box) <= top]]
    edges = [top, *(middle(p.box) for p in crossing), bottom]
    for place, (above, below) in enumerate(pairwise(edges)):
        if place:
            blocks.append([crossing[place - 1]])
        for side in (left, right):
            blocks += in_columns([p for p in side if above <= middle(p.box) < below])
    blocks.append([p for p in pieces if middle(p.box) >= bottom])
    return [block for block in blocks if block]


def _halves(piece: Piece, gutter: float, columns: Box) -> Iterator[Piece]:
    """The piece, or its parts on both sides where two lines side by side were taken for one."""
    height = piece.box.height
    full = piece.box.left < columns.left + height and piece.box.right > columns.right - height
    place = bisect(piece.word.char_x, gutter - piece.box.left + piece.word.box.left)
    if 0 < place < len(piece.word.char_x) and is_apart(piece.word, place, PARTED if full else TORN):
        left, right = part(piece, 0, place), part(piece, place, len(piece.word.text))
        yield replace(left, box=replace(left.box, right=min(left.box.right, gutter)))
        yield replace(right, box=replace(right.box, left=max(right.box.left, gutter)))
    else:
        yield piece


def _gutter(pieces: Sequence[Piece]) -> float | None:
    """Where a gap between two columns of running text runs, if there is one."""
    if len(pieces) < 2 * LINES:
        return None
    best: tuple[int, float] | None = None
    for x in sorted({int(p.box.left) for p in pieces}):
        left, across, right = _sides(pieces, x)
        if min(len(left), len(right)) < LINES or not _are_columns(left, right):
            continue
        extent = _extent(pieces, x)
        crossing = sum(extent.top < middle(p.box) < extent.bottom for p in across)
        if crossing <= CROSSING * len(pieces) and (best is None or crossing < best[0]):
            best = (crossing, float(x))
    return best[1] if best else None


def _sides(pieces: Sequence[Piece], x: float) -> tuple[list[Piece], list[Piece], list[Piece]]:
    """The pieces left of a line down the page, across it, and right of it."""
    sides: tuple[list[Piece], list[Piece], list[Piece]] = ([], [], [])
    for piece in pieces:
        over = OVER * piece.box.height
        if piece.box.left < x - over and piece.box.right > x + over:
            sides[1].append(piece)
        else:
            sides[0 if piece.box.left + piece.box.right < 2 * x else 2].append(piece)
    return sides


def _are_columns(left: Sequence[Piece], right: Sequence[Piece]) -> bool:
    """Whether running text stands side by side: all that there is on both sides, or what of it stands on one height."""
    sides = [_lines(left), _lines(right)]
    if _run_on(sides):
        return True
    wide = [_wide(side) for side in sides]
    if not all(wide):
        return False
    top, bottom = max(boxes[0].top for boxes in wide), min(boxes[-1].bottom for boxes in wide)
    return _run_on([[line for line in side if top < middle(_box(line)) < bottom] for side in sides])


def _run_on(sides: Sequence[Sequence[TextLine]]) -> bool:
    """Whether the lines of each side are those of a column of running text."""
    filled = [_filled(side) for side in sides if len(side) >= LINES and _runs_on(side)]
    return len(filled) == len(sides) and sum(filled) >= FILLED * sum(len(side) for side in sides)


def _runs_on(lines: Sequence[TextLine]) -> bool:
    """Whether the lines are as wide as running text, and hold as many signs."""
    wide = median(box.width / max(1.0, box.height) for box in map(_box, lines))
    clauses = sum(any(not _SIGNS.isdisjoint(piece.word.text) for piece in line) for line in lines)
    return wide >= WIDE and clauses >= CLAUSES * len(lines)


def _filled(lines: Sequence[TextLine]) -> int:
    """How many lines reach the right edge."""
    boxes = [_box(line) for line in lines]
    edge = sorted(box.right for box in boxes)[-max(1, len(boxes) // 4)]  # a closing sign may hang over it
    return sum(edge - box.right < 1.2 * box.height for box in boxes)


def _wide(lines: Sequence[TextLine]) -> list[Box]:
    """The boxes of the lines that are wide enough for running text, downwards."""
    return [box for line in lines if (box := _box(line)).width >= WIDE * box.height]


def _extent(pieces: Sequence[Piece], gutter: float) -> Box:
    """Where the columns' wide lines stand; what is above or below belongs to neither."""
    left, _, right = _sides(pieces, gutter)
    return around(box for side in (left, right) for box in _wide(_lines(side)))


def _lines(pieces: Sequence[Piece]) -> list[TextLine]:
    return [line for row in in_rows(map(single, pieces)) for line in in_lines(row)]


def _box(line: TextLine) -> Box:
    return around(piece.box for piece in line)

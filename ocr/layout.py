"""Boxes → lines → reading order, on an upright and straightened page.

Forms and signatures read row by row. Paragraphs set in columns read column by column: only where both sides of a gap are long
lines of running text, as the columns of a form have such gaps too.
"""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from domain.text import Box, Line, Word

SAME_ROW = 0.5
"""Centres nearer than this share of the smaller height are on one row."""

JOIN_STEP = 0.8
"""Pieces are one text that the detector split where their facing characters stand no further apart than this share of the box
height: one step of the type (0.6 of a box) and some slack. Boxes themselves reach over gaps of a whole character."""

COLUMN_LINES = 8
COLUMN_CHARS = 12
"""A column of running text has at least so many lines, at least so many characters (of its type size) wide in the median."""


def lines_in_order(words: Sequence[Word]) -> tuple[Line, ...]:
    """All words, each in exactly one line (split pieces joined), lines in reading order."""
    return tuple(Line(words=tuple(_join(row))) for block in _blocks(list(words)) for row in _rows(block))


def _rows(words: list[Word]) -> list[list[Word]]:
    """Words to rows by the height of their centres, against the nearest word of each row; rows downwards, words left to right."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=_middle):
        near = [(gap, row) for row in rows[-6:] if (gap := _row_gap(word, row)) < SAME_ROW]
        if near:
            min(near, key=lambda pair: pair[0])[1].append(word)
        else:
            rows.append([word])
    for row in rows:
        row.sort(key=lambda word: word.box.left)
    return sorted(rows, key=lambda row: median(_middle(word) for word in row))


def _row_gap(word: Word, row: list[Word]) -> float:
    """Distance of centres as a share of the smaller height, to the word of the row that is nearest across the page."""
    other = min(row, key=lambda o: max(o.box.left - word.box.right, word.box.left - o.box.right))
    return abs(_middle(other) - _middle(word)) / max(1.0, min(other.box.height, word.box.height))


def _join(row: list[Word]) -> list[Word]:
    """Pieces of one text line that the detector split, put together again."""
    out: list[Word] = []
    for word in row:
        if out and _is_continuation(out[-1], word):
            out[-1] = _joined(out[-1], word)
        else:
            out.append(word)
    return out


def _is_continuation(left: Word, right: Word) -> bool:
    if not left.char_x or not right.char_x or (_is_narrow(left.text[-1]) and _is_narrow(right.text[0])):
        return False  # joining 101 and 12 to 10112 would make a number that nobody wrote
    small, large = sorted((left.box.height, right.box.height))
    return large <= 1.5 * small and 0 < right.char_x[0] - left.char_x[-1] <= JOIN_STEP * small


def _is_narrow(char: str) -> bool:
    """A digit, Latin letter or sign of half width."""
    return char.isascii()


def _joined(left: Word, right: Word) -> Word:
    chars = len(left.text) + len(right.text)
    return Word(
        text=left.text + right.text,
        box=_round((left, right)),
        confidence=(left.confidence * len(left.text) + right.confidence * len(right.text)) / chars,
        char_x=left.char_x + right.char_x,
        char_confidence=left.char_confidence + right.char_confidence,
    )


def _blocks(words: list[Word]) -> list[list[Word]]:
    """The page as blocks in reading order; one block where it has no columns of running text."""
    gutter = _gutter(words)
    if gutter is None:
        return [words]
    crossing = sorted((w for w in words if w.box.left < gutter < w.box.right), key=_middle)
    edges = [float("-inf"), *(_middle(w) for w in crossing), float("inf")]
    blocks: list[list[Word]] = []
    for i, (top, bottom) in enumerate(pairwise(edges)):
        if i:
            blocks.append([crossing[i - 1]])
        inside = [w for w in words if top < _middle(w) <= bottom and w not in crossing]
        for side in ([w for w in inside if w.box.right <= gutter], [w for w in inside if w.box.left >= gutter]):
            if side:
                blocks.extend(_blocks(side))
    return blocks


def _gutter(words: list[Word]) -> float | None:
    """Where a gap between two columns of running text runs, if there is one."""
    if len(words) < 2 * COLUMN_LINES:
        return None
    size = median(w.box.height for w in words)
    starts = sorted(w.box.left for w in words)
    best: tuple[int, float] | None = None
    for x in sorted({round(start - size / 2) for start in starts}):
        left = [w for w in words if w.box.right <= x]
        right = [w for w in words if w.box.left >= x]
        crossing = len(words) - len(left) - len(right)
        if crossing <= 0.1 * len(words) and _is_column(left) and _is_column(right) and (best is None or crossing < best[0]):
            best = (crossing, float(x))
    return best[1] if best else None


def _is_column(words: list[Word]) -> bool:
    if len(words) < COLUMN_LINES:
        return False
    return median(w.box.width / max(1.0, w.box.height) for w in words) >= COLUMN_CHARS * 0.6


def _middle(word: Word) -> float:
    return (word.box.top + word.box.bottom) / 2


def _round(words: Sequence[Word]) -> Box:
    return Line(words=tuple(words)).box

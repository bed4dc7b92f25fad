"""Which rules part a page into areas: not the lines under words, nor strokes of characters; and the sides that open tables leave out."""

from bisect import bisect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from statistics import median

from domain.ruling import Rule, Ruling
from domain.text import Box
from ocr.blocks import Piece, around, in_rows, middle, single
from ocr.pieces import is_apart

ALIGNED = 0.5
"""Rules of one table begin (or end), and an underline and its words do, within this share of the text's height of each other."""

LONG = 8
"""Times the height of text: no table is narrower."""

COVERED = 0.6
"""Share of an underline's length that the words on it take; their boxes reach over it, those in a table mostly keep off its rules. One that
no upright rule meets may reach beyond its words."""

STROKES = 2
"""Lines of text that an upright rule runs through, at least, to be strokes of their characters that stand one under the other."""

_Point = tuple[float, float]


def table_rules(ruling: Ruling, pieces: Sequence[Piece]) -> Ruling:
    """The rules without underlines and strokes; with sides drawn between rules that begin or end one under the other, no text beyond.

    Lines to write on are no table: their labels stand beside them.
    """
    if not pieces:
        return ruling
    slack = ALIGNED * median(piece.box.height for piece in pieces)
    horizontal = tuple(rule for rule in ruling.horizontal if not _is_underline(rule, ruling.vertical, pieces, slack))
    long = [rule for rule in horizontal if rule.x1 - rule.x0 > LONG * slack / ALIGNED]
    left = _sides([(rule.x0, rule.y0) for rule in long], pieces, slack, lambda box: box.left)
    right = _sides([(-rule.x1, rule.y1) for rule in long], pieces, slack, lambda box: -box.right)
    sides = [*left, *(replace(side, x0=-side.x0, x1=-side.x1) for side in right)]
    upright = [rule for rule in ruling.vertical if not _are_strokes(rule, pieces)]
    return Ruling(horizontal=horizontal, vertical=(*upright, *sides))


def _is_underline(rule: Rule, upright: Sequence[Rule], pieces: Sequence[Piece], slack: float) -> bool:
    height = (rule.y0 + rule.y1) / 2
    on_it = [
        piece.box
        for piece in pieces
        if middle(piece.box) < height < piece.box.bottom and min(piece.box.right, rule.x1) > max(piece.box.left, rule.x0)
    ]
    if not on_it:
        return False
    covered = sum(min(box.right, rule.x1) - max(box.left, rule.x0) for box in on_it)
    if covered <= COVERED * (rule.x1 - rule.x0):
        return False
    left, right = min(box.left for box in on_it), max(box.right for box in on_it)
    return (rule.x0 > left - slack and rule.x1 < right + slack) or not any(_meets(rule, other, slack) for other in upright)


def _are_strokes(rule: Rule, pieces: Sequence[Piece]) -> bool:
    """Whether most of an upright rule lies within words whose characters leave no room for it."""
    through = [single(piece) for piece in pieces if rule.y0 < middle(piece.box) < rule.y1 and _runs_through(rule, piece)]
    lines = [around(block.box for block in row) for row in in_rows(through)]
    covered = sum(min(box.bottom, rule.y1) - max(box.top, rule.y0) for box in lines)
    return len(lines) >= STROKES and covered > COVERED * (rule.y1 - rule.y0)


def _runs_through(rule: Rule, piece: Piece) -> bool:
    place = bisect(piece.word.char_x, (rule.x0 + rule.x1) / 2 - piece.box.left + piece.word.box.left)
    return 0 < place < len(piece.word.char_x) and not is_apart(piece.word, place)


def _meets(lying: Rule, upright: Rule, slack: float) -> bool:
    x, y = (upright.x0 + upright.x1) / 2, (lying.y0 + lying.y1) / 2
    return lying.x0 - slack <= x <= lying.x1 + slack and upright.y0 - slack <= y <= upright.y1 + slack


def _sides(ends: Sequence[_Point], pieces: Sequence[Piece], slack: float, edge: Callable[[Box], float]) -> Iterator[Rule]:
    """A rule from each end to the next under it, where text stands between them and its edge keeps within."""
    for x0, y0 in ends:
        under = [end for end in ends if end[1] > y0 and abs(end[0] - x0) <= slack]
        if not under:
            continue
        x1, y1 = min(under, key=lambda end: end[1])
        between = [piece.box for piece in pieces if y0 < middle(piece.box) < y1]
        if between and min(map(edge, between)) >= (x0 + x1) / 2 - slack:
            yield Rule(x0=x0, y0=y0, x1=x1, y1=y1, thickness=1.0)

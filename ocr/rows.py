"""Text that stands freely, in rows: lines side by side, and values wrapped to several lines beside what they belong to.

Lines that begin one under the other make a stack. From left to right, the lines of each stack are dealt out to the rows that stand
there already: one line to the row that it is level with, several to the row whose wrapped value they are, its label beside the first
of them or in the middle. A line that no row claims begins a new one.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import numpy as np

from ocr.blocks import Block, TextLine, around, in_lines, joined, middle

SAME_ROW = 0.5
"""Centres nearer than this share of the smaller height are on one row."""

LEVEL = 0.2
"""Centres this near, as a share of the height, are level: boxes are no exacter."""

TIGHT = 1.4
"""Lines of one wrapped value are no further apart than this share of the box height: twice the type size."""

INDENT = 0.5
CLOSE = 0.3
"""Shares of the box height: between the beginnings of stacked lines at most; between pieces of one run of text at most."""

SHORTER = 0.9
"""A line was wrapped because the next character had no room: it ends at most this share of the box height left of the next one's end."""

UP_TO_NEXT = 1.5
"""The same where the column's edge shows: at most so many box heights before what stands right of it."""

WRAPPED = 0.05
"""What a further line of a value costs against a row of its own, as a share of the height: ties go to the row that is level."""

MOST_LINES = 12

_LABEL = re.compile(r"[^:：]{1,8}[:：]")


def text_lines(blocks: Iterable[Block]) -> list[TextLine]:
    """The lines of blocks that stand freely, row by row, each piece that the detector split put together again."""
    return [joined(line) for row in in_rows(blocks) for line in in_lines(row)]


def in_rows(blocks: Iterable[Block]) -> list[list[Block]]:
    """Blocks of one line to rows downwards, each from left to right, with the lines of a wrapped value as one block."""
    rows: list[list[Block]] = []
    for stack in _stacks(list(blocks)):
        for row, lines in _dealt(stack, rows):
            if row is None:
                rows.append([_block(lines)])
            else:
                row.append(_block(lines))
    for row in rows:
        row.sort(key=lambda block: (block.box.left, block.box.top))
    return _continued(sorted(rows, key=lambda row: median(middle(block.box) for block in row)))


def _block(blocks: Sequence[Block]) -> Block:
    """Blocks one under the other as one."""
    return Block(lines=tuple(line for block in blocks for line in block.lines), box=around(block.box for block in blocks))


def _stacks(blocks: Sequence[Block]) -> list[list[Block]]:
    """Blocks that begin one under the other, and close pieces on one line as one block; from left to right."""
    if not blocks:
        return []
    left, top, right, bottom = np.array([(b.box.left, b.box.top, b.box.right, b.box.bottom) for b in blocks]).T
    height, centre = bottom - top, (top + bottom) / 2
    small, large = np.minimum.outer(height, height), np.maximum.outer(height, height)
    drop = centre[None] - centre[:, None]
    under = (large <= 1.4 * small) & (drop > 0.5 * small) & (drop <= TIGHT * large) & (abs(left[None] - left[:, None]) <= INDENT * small)
    below = np.where(under.any(1), np.where(under, drop, np.inf).argmin(1), -1)
    above = np.where(under.any(0), np.where(under, drop, np.inf).argmin(0), -1)
    follows = {i: int(j) for i, j in enumerate(below) if j >= 0 and above[j] == i}
    stacked = {*follows, *follows.values()}
    gap = left[None] - right[:, None]
    level = np.minimum.outer(bottom, bottom) - np.maximum.outer(top, top) > 0.6 * small
    behind = level & (gap > -small) & (gap < CLOSE * small) & (left[None] > left[:, None])
    tails: dict[int, list[int]] = {}
    for i in sorted(set(range(len(blocks))) - stacked, key=lambda i: float(left[i])):
        if behind[:, i].any():
            tails.setdefault(int(np.where(behind[:, i], gap[:, i], np.inf).argmin()), []).append(i)
    later = {*follows.values(), *(i for after in tails.values() for i in after)}
    heads = sorted(set(range(len(blocks))) - later, key=lambda i: float(left[i]))
    return [[_line(blocks, place, tails) for place in _chain(head, follows)] for head in heads]


def _chain(first: int, follows: dict[int, int]) -> list[int]:
    chain = [first]
    while (after := follows.get(chain[-1])) is not None:
        chain.append(after)
    return chain


def _line(blocks: Sequence[Block], place: int, tails: dict[int, list[int]]) -> Block:
    """A block with what follows it closely on its line."""
    whole = [blocks[place], *(_line(blocks, tail, tails) for tail in tails.get(place, ()))]
    return Block(lines=(tuple(piece for block in whole for piece in block.lines[0]),), box=around(block.box for block in whole))


def _dealt(stack: Sequence[Block], rows: Sequence[list[Block]]) -> list[tuple[list[Block] | None, Sequence[Block]]]:
    """The lines of a stack with the row that each group of them belongs to, None for a row of its own: the cheapest way to deal them."""
    placed = [(place, row) for row in rows if (place := _Place.of(row, stack)) is not None]
    near = sorted(placed, key=lambda pair: pair[0].centre)
    # cheapest[end][used]: the cost of dealing the lines before `end` to the first `used` rows, and from where and how it came there
    cheapest = [[(0.0, 0, 0)] * (len(near) + 1)]
    for end in range(1, len(stack) + 1):
        costs: list[tuple[float, int, int]] = []
        for used in range(len(near) + 1):
            ways = [(cheapest[end - 1][used][0] + SAME_ROW, end - 1, used)]
            if used:
                ways.append((costs[used - 1][0], end, used - 1))
                groups = _groups(stack, end, near[used - 1][0])
                ways += [(cheapest[start][used - 1][0] + cost, start, used - 1) for start, cost in groups]
            costs.append(min(ways))
        cheapest.append(costs)
    dealt: list[tuple[list[Block] | None, Sequence[Block]]] = []
    end, used = len(stack), len(near)
    while end:
        _, start, before = cheapest[end][used]
        if start < end:
            dealt.append((near[before][1] if before < used else None, stack[start:end]))
        end, used = start, before
    return dealt[::-1]


def _groups(stack: Sequence[Block], end: int, place: "_Place") -> Iterator[tuple[int, float]]:
    """From which line on those before `end` may be what stands at a place, and at what cost."""
    for start in range(end - 1, max(-1, end - 1 - MOST_LINES), -1):
        if start < end - 1 and not _wraps(stack[start], stack[start + 1]):
            return
        away = place.away(stack[start], stack[end - 1])
        if away < SAME_ROW:
            yield start, max(0.0, away - LEVEL) + WRAPPED * (end - 1 - start)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where a row stands beside a stack: the centres of its nearest block's first line and of the whole block, the line's height."""

    first: float
    centre: float
    height: float

    @classmethod
    def of(cls, row: Sequence[Block], stack: Sequence[Block]) -> "_Place | None":
        """The place of a row; None for one that is nowhere near the stack."""
        left, right = stack[0].box.left, stack[0].box.right
        nearest = min(row, key=lambda block: max(block.box.left - right, left - block.box.right))
        if nearest.box.bottom < stack[0].box.top or nearest.box.top > stack[-1].box.bottom:
            return None
        boxes = [around(piece.box for piece in line) for line in nearest.lines]
        return cls(first=middle(boxes[0]), centre=(middle(boxes[0]) + middle(boxes[-1])) / 2, height=boxes[0].height)

    def away(self, first: Block, last: Block) -> float:
        """How far lines from first to last are from standing on the row, as a share of the height: level at their tops, or centred."""
        height = max(1.0, min(self.height, first.box.height))
        top, bottom = middle(first.box), middle(last.box)
        return min(abs(top - self.first), abs((top + bottom) / 2 - self.centre)) / height


def _wraps(upper: Block, lower: Block) -> bool:
    """Whether the lower line may be the rest of the upper one."""
    small = min(upper.box.height, lower.box.height)
    return upper.box.right >= lower.box.right - SHORTER * small and not _LABEL.match(lower.lines[0][0].word.text)


def _continued(rows: Sequence[list[Block]]) -> list[list[Block]]:
    """The rows, with one that only goes on with what had no room in the row above joined to it."""
    out: list[list[Block]] = []
    for row in rows:
        places = [_place_above(block, out[-1]) for block in row] if out and len(row) < len(out[-1]) else [None]
        if None in places:
            out.append(row)
            continue
        for block, place in zip(row, places, strict=True):
            assert place is not None
            out[-1][place] = _block((out[-1][place], block))
    return out


def _place_above(block: Block, row: Sequence[Block]) -> int | None:
    """Which block of the row above has no room before the next one and goes on in this block."""
    for place, (upper, following) in enumerate(pairwise(row)):
        last = around(piece.box for piece in upper.lines[-1])
        small = min(last.height, block.box.height)
        if (
            abs(block.box.left - upper.box.left) <= INDENT * small
            and 0.5 * small < middle(block.box) - middle(last) <= TIGHT * small
            and following.box.left - last.right < UP_TO_NEXT * small
            and _wraps(Block(lines=upper.lines[-1:], box=last), block)
        ):
            return place
    return None

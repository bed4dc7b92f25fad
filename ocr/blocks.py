"""Text without rules round it: pieces to blocks, blocks to rows, rows to lines.

A block is what stands in a row as one thing: a piece of one line, a value wrapped to several lines beside its label, a cell.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from domain.text import Box, Word

SAME_ROW = 0.5
"""Centres nearer than this share of the smaller height are on one row."""

JOIN_STEP = 0.8
"""Pieces are one text that the detector split where their facing characters stand no further apart than this share of the box
height: one step of the type (0.6 of a box) and some slack. Boxes themselves reach over gaps of a whole character."""

TIGHT = 1.3
"""Lines of one wrapped value are no further apart than this share of the box height: twice the type size."""

INDENT = 0.5
RUN_GAP = 1.5
"""Shares of the box height: between the beginnings of wrapped lines at most; between the pieces of one text line at most."""

SHORTER = 0.9
"""A line was wrapped because the next character had no room: it ends at most this share of the box height left of the next one's end."""

_LABEL = re.compile(r"[^:：]{1,8}[:：]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A word, and its box as it would stand on a level page."""

    word: Word
    box: Box


TextLine = tuple[Piece, ...]
"""Pieces on one row, left to right; at least one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One or more lines that are read before what stands right of them."""

    lines: tuple[TextLine, ...]
    box: Box


def single(piece: Piece) -> Block:
    """A piece as a block of its own."""
    return Block(lines=((piece,),), box=piece.box)


def middle(box: Box) -> float:
    """Height of the centre."""
    return (box.top + box.bottom) / 2


def around(boxes: Iterable[Box]) -> Box:
    """The smallest box round some boxes."""
    kept = tuple(boxes)
    return Box(
        left=min(box.left for box in kept),
        top=min(box.top for box in kept),
        right=max(box.right for box in kept),
        bottom=max(box.bottom for box in kept),
    )


def text_lines(blocks: Iterable[Block]) -> list[TextLine]:
    """The lines of blocks that stand freely, row by row, each piece that the detector split put together again."""
    return [joined(line) for row in in_rows(blocks) for line in in_lines(row)]


def in_rows(blocks: Iterable[Block]) -> list[list[Block]]:
    """Blocks to rows by the height of their centres, against the nearest block of each row; rows downwards, blocks left to right."""
    rows: list[list[Block]] = []
    for block in sorted(blocks, key=lambda b: middle(b.box)):
        near = [(gap, row) for row in rows[-6:] if (gap := _row_gap(block, row)) < SAME_ROW]
        if near:
            min(near, key=lambda pair: pair[0])[1].append(block)
        else:
            rows.append([block])
    for row in rows:
        row.sort(key=lambda b: b.box.left)
    return sorted(rows, key=lambda row: median(middle(b.box) for b in row))


def _row_gap(block: Block, row: Sequence[Block]) -> float:
    """Distance of centres as a share of the smaller height, to the block of the row that is nearest across the page.

    A line beside a wrapped value is on its row wherever within its height it stands.
    """
    other = min(row, key=lambda o: max(o.box.left - block.box.right, block.box.left - o.box.right))
    small, large = sorted((block, other), key=lambda b: b.box.height)
    if len(large.lines) > 1 and large.box.top < middle(small.box) < large.box.bottom:
        return 0.0
    return abs(middle(small.box) - middle(large.box)) / max(1.0, small.box.height)


def in_lines(row: Sequence[Block]) -> list[TextLine]:
    """The lines of a row: blocks of one line stay together; one of several ends the line with its first and is read out before the next."""
    lines: list[TextLine] = []
    begun: TextLine = ()
    for block in row:
        begun += block.lines[0]
        if len(block.lines) > 1:
            lines += [begun, *block.lines[1:]]
            begun = ()
    return [*lines, begun] if begun else lines


def wrapped(pieces: Sequence[Piece]) -> list[Block]:
    """Pieces as blocks: a value that runs over several lines beside its label as one block, all else piece by piece."""
    following, closely = _following(pieces)
    heads = set(following.values())
    blocks: list[Block] = []
    later, taken = set[int](), set[int]()
    for place in sorted(following, key=lambda place: pieces[place].box.left):
        chain = _chain(place, following)
        if place in heads or not _is_value([pieces[i] for i in chain], pieces, later):
            continue
        lines = [_chain(head, closely) for head in chain]
        blocks.append(_block([pieces[i] for i in line] for line in lines))
        later |= {id(pieces[i]) for line in lines[1:] for i in line}
        taken |= {i for line in lines for i in line}
    return [*blocks, *(single(piece) for place, piece in enumerate(pieces) if place not in taken)]


def _block(lines: Iterable[Sequence[Piece]]) -> Block:
    kept = tuple(tuple(line) for line in lines)
    return Block(lines=kept, box=around(piece.box for line in kept for piece in line))


def _chain(first: int, links: Mapping[int, int]) -> list[int]:
    chain = [first]
    while (after := links.get(chain[-1])) is not None:
        chain.append(after)
    return chain


def _following(pieces: Sequence[Piece]) -> tuple[dict[int, int], dict[int, int]]:
    """By the place of each piece: of the one that begins the next line of the same wrapped text; of the one close behind on its line."""
    if len(pieces) < 2:
        return {}, {}
    left, top, right, bottom = np.array([(p.box.left, p.box.top, p.box.right, p.box.bottom) for p in pieces]).T
    height, centre = bottom - top, (top + bottom) / 2
    small, large = np.minimum.outer(height, height), np.maximum.outer(height, height)
    overlap = np.minimum.outer(bottom, bottom) - np.maximum.outer(top, top)
    gap = left[None] - right[:, None]
    behind = (overlap > 0.6 * small) & (gap > -small) & (gap < RUN_GAP * small) & (left[None] > left[:, None])
    closely = {int(i): int(np.where(behind[i], left, np.inf).argmin()) for i in np.flatnonzero(behind.any(1))}
    end = np.array([right[_chain(place, closely)[-1]] for place in range(len(pieces))])
    drop = centre[None] - centre[:, None]
    follows = (
        (large <= 1.4 * small)
        & (drop > 0.5 * small)
        & (drop <= TIGHT * large)
        & (abs(left[None] - left[:, None]) <= INDENT * small)
        & (end[:, None] >= end[None] - SHORTER * small)
    )
    follows[:, [place in set(closely.values()) or bool(_LABEL.match(piece.word.text)) for place, piece in enumerate(pieces)]] = False
    following: dict[int, int] = {}
    for below in sorted(np.flatnonzero(follows.any(0)), key=lambda place: float(centre[place])):
        following.setdefault(int(np.where(follows[:, below], centre, -np.inf).argmax()), int(below))
    return following, closely


def _is_value(chain: Sequence[Piece], pieces: Sequence[Piece], later: set[int]) -> bool:
    """Whether the lines stand beside a label, and no row begins with one of those after the first."""
    first, last = chain[0].box, chain[-1].box
    before = [p for p in pieces if p.box.right <= first.left + INDENT * first.height and first.top < middle(p.box) < last.bottom]
    begun = [p for p in before for line in chain[1:] if abs(middle(p.box) - middle(line.box)) < 0.35 * line.box.height]
    return bool(before) and all(id(p) in later for p in begun)


def joined(line: Sequence[Piece]) -> TextLine:
    """A line with pieces of one text that the detector split put together again."""
    out: list[Piece] = []
    for piece in line:
        if out and _is_continuation(out[-1].word, piece.word):
            out[-1] = Piece(word=_joined(out[-1].word, piece.word), box=around((out[-1].box, piece.box)))
        else:
            out.append(piece)
    return tuple(out)


def _is_continuation(left: Word, right: Word) -> bool:
    if not left.char_x or not right.char_x or (left.text[-1].isascii() and right.text[0].isascii()):
        return False  # joining 101 and 12 to 10112 would make a number that nobody wrote
    small, large = sorted((left.box.height, right.box.height))
    return large <= 1.5 * small and 0 < right.char_x[0] - left.char_x[-1] <= JOIN_STEP * small


def _joined(left: Word, right: Word) -> Word:
    chars = len(left.text) + len(right.text)
    return Word(
        text=left.text + right.text,
        box=around((left.box, right.box)),
        confidence=(left.confidence * len(left.text) + right.confidence * len(right.text)) / chars,
        char_x=left.char_x + right.char_x,
        char_confidence=left.char_confidence + right.char_confidence,
    )

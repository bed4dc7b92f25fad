"""What stands in a row as one thing: a piece of one line, a value wrapped to several lines, a cell; and rows of them as lines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.text import Box, Word

JOIN_STEP = 0.8
"""Pieces are one text that the detector split where their facing characters stand no further apart than this share of the box
height: one step of the type (0.6 of a box) and some slack. Boxes themselves reach over gaps of a whole character."""


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

"""Words to the areas that they stand in; what was read as one piece over a rule is parted."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from statistics import median

from domain.text import Word
from ocr.blocks import Piece, middle
from ocr.faces import Faces

APART = 1.3
"""Characters on both sides of a rule belong to two cells where they stand so many times further apart than characters of their widths
do; where not, writing runs over the rule."""

NARROW = 0.55
"""Width of a digit or Latin letter, of a wide character's."""


def sorted_in(pieces: Iterable[Piece], faces: Faces) -> dict[int, list[Piece]]:
    """The pieces, or their parts, by the area that most of their characters stand in."""
    inside: dict[int, list[Piece]] = {}
    for whole in pieces:
        for area, piece in _parted(whole, faces):
            inside.setdefault(area, []).append(piece)
    return inside


def _parted(piece: Piece, faces: Faces) -> list[tuple[int, Piece]]:
    word, box = piece.word, piece.box
    if not word.char_x:
        return [(faces.at((box.left + box.right) / 2, middle(box)), piece)]
    shift = box.left - word.box.left
    areas = [faces.at(x + shift, middle(box)) for x in word.char_x]
    cuts = [place for place in range(1, len(areas)) if areas[place] != areas[place - 1] and is_apart(word, place)]
    parts = []
    for start, end in pairwise((0, *cuts, len(areas))):
        here = areas[start:end]
        parts.append((max(sorted(set(here)), key=here.count), part(piece, start, end)))
    return parts


def is_apart(word: Word, place: int, times: float = APART) -> bool:
    """Whether the characters before and at a place inside a word stand so many times further apart than those of the word do."""
    widths = [NARROW if char.isascii() else 1.0 for char in word.text]
    steps = [(x1 - x0) / (w0 + w1) for (x0, x1), (w0, w1) in zip(pairwise(word.char_x), pairwise(widths), strict=True)]
    return steps[place - 1] > times * median(steps)


def part(piece: Piece, start: int, end: int) -> Piece:
    """The piece from one of its characters up to another."""
    word = piece.word
    if start == 0 and end == len(word.text):
        return piece
    left = (word.char_x[start - 1] + word.char_x[start]) / 2 if start else word.box.left
    right = (word.char_x[end - 1] + word.char_x[end]) / 2 if end < len(word.text) else word.box.right
    part = replace(
        word,
        text=word.text[start:end],
        box=replace(word.box, left=left, right=right),
        char_x=word.char_x[start:end],
        char_confidence=word.char_confidence[start:end],
    )
    shift = piece.box.left - word.box.left
    return Piece(word=part, box=replace(piece.box, left=left + shift, right=right + shift))

"""A recognised page without the numbers of persons: its text with them masked, and where on the page they stand."""

from collections.abc import Iterator
from dataclasses import replace

from domain.masking import mask_in_text, numbers_in
from domain.text import Box, Line, OcrPage, Word

_ROOM = 0.15
"""A box is covered with this share of its height more all round: readers cut boxes close to the ink."""


def masked_page(page: OcrPage) -> OcrPage:
    """The page with every number masked as in `mask_in_text`, also one that several words of a line hold; boxes stay."""
    return replace(page, lines=tuple(_masked(line) for line in page.lines))


def number_boxes(page: OcrPage) -> tuple[Box, ...]:
    """Boxes in pixels of the page over every character of every number that `masked_page` masks.

    A part of a word is told by its characters' places, with one character's width more on either side because these are a reader's
    estimates. Where the engine gave none, and in words that run downwards, the whole word is covered.
    """
    return tuple(box for line in page.lines for box in _boxes(line))


def _masked(line: Line) -> Line:
    text = mask_in_text(line.text)
    return Line(words=tuple(replace(word, text=text[start : start + len(word.text)]) for word, start in _placed(line)))


def _placed(line: Line) -> Iterator[tuple[Word, int]]:
    """The words with where each begins in the line's text."""
    start = 0
    for word in line.words:
        yield word, start
        start += len(word.text) + 1


def _boxes(line: Line) -> Iterator[Box]:
    for first, last in numbers_in(line.text):
        for word, start in _placed(line):
            if first < start + len(word.text) and last > start:
                yield _part(word, max(first - start, 0), min(last - start, len(word.text)))


def _part(word: Word, first: int, last: int) -> Box:
    box, room = word.box, _ROOM * word.box.height
    left, right = box.left, box.right
    if len(word.char_x) == len(word.text):
        width = (right - left) / len(word.text)
        left = left if first == 0 else max(left, word.char_x[first] - 1.5 * width)
        right = right if last == len(word.text) else min(right, word.char_x[last - 1] + 1.5 * width)
    return Box(left=left - room, top=box.top - room, right=right + room, bottom=box.bottom + room)

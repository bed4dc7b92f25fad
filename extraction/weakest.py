"""How surely the characters of one unit number were read: the weakest counts, since one wrong digit names another flat."""

from domain.fields import UnitField
from domain.text import Box, OcrPage, Word


def weakest(page: OcrPage, field: UnitField) -> float:
    """Least confidence 0..1 of the characters that the unit was read from; 1 where the page no longer tells which they were.

    The number is looked for in the words of its box as it was read; where it was put together from several cells, its letters and digits
    in those cells count.
    """
    if field.box is None:
        return 1.0
    read = [pair for line in page.lines for word in line.words if _lies_in(word.box, field.box) for pair in _characters(word)]
    text = "".join(character for character, _ in read)
    wanted = "".join(field.text.split())
    start = text.find(wanted)
    if wanted and start >= 0:
        return min(confidence for _, confidence in read[start : start + len(wanted)])
    return min((confidence for character, confidence in read if character.isalnum()), default=1.0)


def _characters(word: Word) -> list[tuple[str, float]]:
    known = len(word.char_confidence) == len(word.text)
    each = word.char_confidence if known else (word.confidence,) * len(word.text)
    return [(character, confidence) for character, confidence in zip(word.text, each, strict=True) if not character.isspace()]


def _lies_in(inner: Box, outer: Box) -> bool:
    across, down = (inner.left + inner.right) / 2, (inner.top + inner.bottom) / 2
    return outer.left <= across <= outer.right and outer.top <= down <= outer.bottom

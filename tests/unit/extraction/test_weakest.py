"""The least sure character of a unit number."""

from dataclasses import replace
from datetime import date

import pytest

from domain.fields import UnitField
from domain.text import Box, Line, OcrPage, Word
from domain.unit_number import UnitNumber
from extraction.fields import extract
from extraction.weakest import weakest

UNIT = UnitNumber.parse("3|2||501|room")


def word(text: str, left: float, *each: float, confidence: float = 0.9) -> Word:
    return Word(text=text, box=Box(left=left, top=0, right=left + 20 * len(text), bottom=20), confidence=confidence, char_confidence=each)


def page(*words: Word) -> OcrPage:
    return OcrPage(page_no=1, width=1000, height=1000, lines=(Line(words=words),), engine="test")


def field(text: str, box: Box | None) -> UnitField:
    return UnitField(unit=UNIT, estate="", role="belongs", text=text, box=box, confidence=0.9)


WIDE = Box(left=0, top=0, right=1000, bottom=20)


@pytest.mark.parametrize(
    ("text", "words", "least"),
    [
        ("3-2-501", (word("房号：3-2-501", 0, 0.1, 0.1, 0.1, 1, 1, 1, 1, 1, 0.6, 1),), 0.6),
        ("3 -2-501", (word("3-2", 0, 1, 0.8, 1), word("-501", 100, 1, 1, 0.7, 1)), 0.7),
        ("3栋2单元501室", (word("3", 0, 0.9), word("2", 40, 0.5), word("501", 80, 1, 1, 0.95)), 0.5),
        ("3-2-501", (word("3-2-501", 0, confidence=0.77),), 0.77),
        ("3-2-501", (word("3-2-501", 0, 0.2, confidence=0.77),), 0.77),
        ("3-2-501", (word("......", 0),), 1.0),
    ],
)
def test_the_number_alone_counts(text: str, words: tuple[Word, ...], least: float) -> None:
    assert weakest(page(*words), field(text, WIDE)) == least


def test_words_outside_the_box_and_fields_without_one_say_nothing() -> None:
    far = word("3-2-501", 500, *[0.3] * 7)
    assert weakest(page(far), field("3-2-501", Box(left=0, top=0, right=100, bottom=20))) == 1.0
    assert weakest(page(far), field("3-2-501", None)) == 1.0


def test_every_unit_of_a_page_says_how_sure_its_weakest_character_was() -> None:
    read = page(word("房号：3栋2单元501室", 0, *[1.0] * 9, 0.55, 1.0, 1.0))
    [unit] = extract(read, None, today=date(2026, 1, 1)).units
    assert unit.weakest == 0.55
    assert replace(unit, weakest=1.0) != unit

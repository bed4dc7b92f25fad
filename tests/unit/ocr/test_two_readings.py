import pytest

from ocr.ppocr import UNEQUAL, _agreed, _has_room
from ocr.recognizer import LineText, advances


def line(text: str, confidence: float = 0.9, places: tuple[float, ...] = ()) -> LineText:
    count = len(text)
    return LineText(text=text, confidence=confidence, places=places or (0.5,) * count, sureness=(0.9,) * count, twins=("",) * count)


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        (line("1月9日", 0.99), line("11月9日", 0.99), "11月9日"),
        (line("11月9日", 0.95), line("1月9日", 0.98), "11月9日"),
        (line("2019412137.5", 0.93), line("2019412137", 0.99), "2019412137"),
        (line("3-2-501", 0.9), line("3-2-601", 0.8), "3-2-501"),
        (line("12 号", 0.7), line("12号", 0.9), "12 号"),
    ],
    ids=["finds the lost digit", "does not lose one lightly", "much surer", "less sure", "blanks are no difference"],
)
def test_the_surer_of_two_readings_stays(first: LineText, second: LineText, kept: str) -> None:
    assert _agreed(first, second).text == kept


def test_characters_that_differ_are_doubted() -> None:
    agreed = _agreed(line("3-2-501", 0.9), line("3-2-601", 0.8))
    assert agreed.sureness == (0.9, 0.9, 0.9, 0.9, UNEQUAL, 0.9, 0.9)
    assert _agreed(line("501", 0.9), line("501", 0.8)).sureness == (0.9, 0.9, 0.9)


def places(text: str, wider_at: int = -1) -> tuple[float, ...]:
    """Evenly set characters; the one at `wider_at` takes half a character more room."""
    centres = [0.0]
    for i, step in enumerate(advances(text)):
        centres.append(centres[-1] + step + (0.25 if wider_at in (i, i + 1) else 0.0))
    return tuple(centre / 40 for centre in centres)


def test_a_digit_with_the_room_of_two_is_noticed() -> None:
    text = "2018年1月9日"
    assert not _has_room(line(text, places=places(text)))
    assert _has_room(line(text, places=places(text, wider_at=5)))

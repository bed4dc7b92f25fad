from dataclasses import replace
from itertools import accumulate

import pytest

from ocr.recognizer import LineText
from ocr.specks import without_specks


def line(text: str, sure: float = 0.9, room: float = 0.5, twin: str = "") -> LineText:
    """A line whose dots are that sure and take that much room, in widths of a Chinese character; other signs take what they need."""
    widths = [room if char == "." else 0.5 if char.isascii() else 1.0 for char in text]
    ends = list(accumulate(widths))
    return LineText(
        text=text,
        confidence=0.99,
        places=tuple((end - width / 2) / ends[-1] for end, width in zip(ends, widths, strict=True)),
        sureness=tuple(sure if char == "." else 1.0 for char in text),
        twins=tuple(twin if char == "." else "" for char in text),
    )


@pytest.mark.parametrize(
    ("dotted", "text"),
    [
        (line("位於7-1.401室", room=0.0), "位於7-1401室"),
        (line("位於7-1.401室", sure=0.98, room=0.0), "位於7-1.401室"),
        (line("押金4020.50元"), "押金4020.50元"),
        (line("Flat B, 12/F., Block 3"), "Flat B, 12/F., Block 3"),
        (line("住户.应爱护"), "住户应爱护"),
        (line("本人同意.", sure=0.98), "本人同意."),
        (line("可以退房.", twin="。"), "可以退房。"),
        (line("单号：.WY-1"), "单号：WY-1"),
        (line(".代收的"), "代收的"),
        (line("姓名......王", room=0.3), "姓名......王"),
        (line("第12."), "第12."),
    ],
)
def test_dots_that_nobody_sets_are_left_out(dotted: LineText, text: str) -> None:
    read = without_specks(dotted)
    assert read.text == text
    assert len(read.places) == len(read.sureness) == len(read.twins) == len(text)


def test_dots_of_a_line_whose_places_say_nothing_are_left_out() -> None:
    assert without_specks(replace(line("12.34"), places=(0.9, 1.0, 1.0, 1.0, 1.0))).text == "1234"

"""Dots that are dirt: toner and dust beside characters read as full stops, 12 as 1.2."""

from dataclasses import replace
from itertools import pairwise
from statistics import median

from ocr.recognizer import LineText, advances

SPECK = "."

SURE = 0.97
"""A dot read more surely is one, wherever it stands."""

LEAST_ROOM = 0.1
"""What a dot moves its neighbours apart at least, in widths of a Chinese character; the network's steps are a quarter of one."""


def without_specks(line: LineText) -> LineText:
    """The line without doubtful dots after Chinese characters and signs, and where the neighbours stand no further apart for them.

    Chinese text ends no sentence with one: there it is the sign that it may be the rest of, or dirt. Rows of dots stay.
    """
    if SPECK not in line.text:
        return line
    kept = [(i, char if _is_set(line, i) else line.twins[i]) for i, char in enumerate(line.text)]
    kept = [(i, char) for i, char in kept if char]
    return replace(
        line,
        text="".join(char for _, char in kept),
        places=tuple(line.places[i] for i, _ in kept),
        sureness=tuple(line.sureness[i] for i, _ in kept),
        twins=tuple(line.twins[i] for i, _ in kept),
    )


def _is_set(line: LineText, place: int) -> bool:
    before, char, after = line.text[max(0, place - 1) : place], line.text[place], line.text[place + 1 : place + 2]
    if char != SPECK or SPECK in before + after or line.sureness[place] >= SURE:
        return True
    if not (before.isascii() and before.isalnum()):
        return False
    return not after or _room(line, place) >= LEAST_ROOM


def _room(line: LineText, place: int) -> float:
    """How much further apart the neighbours stand than they need to."""
    steps = [right - left for left, right in pairwise(line.places)]
    em = median(step / due for step, due in zip(steps, advances(line.text), strict=True))
    if not em:  # most of them stand where the line was cut off
        return 0.0
    return (line.places[place + 1] - line.places[place - 1]) / em - advances(line.text[place - 1] + line.text[place + 1])[0]

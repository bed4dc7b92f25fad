"""One page, one script: characters whose Simplified and Traditional forms look alike are read in the form that the page writes."""

from collections.abc import Sequence
from dataclasses import replace

from domain.hanzi import fold, is_simplified_only
from ocr.recognizer import LineText

CLEAR = 3.0
"""A page whose characters of one script are this many times those of the other is written in it."""

ENOUGH = 5
"""Characters of one script that it takes to tell."""

_NUMERAL = frozenset("〇零一二三四五六七八九十百")
_AFTER_NUMERAL = frozenset("年月日室号號楼樓栋棟幢座单單元户戶层層")


def in_one_script(lines: Sequence[LineText]) -> tuple[LineText, ...]:
    """The lines in the page's script, where its twin was likely too; unchanged where the page is of both scripts or too short to tell.

    A circle beside a numeral is written 〇, a 一 between dates or numbers is the dash that it was.
    """
    everything = "".join(line.text for line in lines)
    traditional = sum(_is_traditional(char) for char in everything)
    simplified = sum(is_simplified_only(char) for char in everything)
    if traditional >= max(ENOUGH, CLEAR * simplified):
        lines = [_swapped(line, traditional=True) for line in lines]
    elif simplified >= max(ENOUGH, CLEAR * traditional):
        lines = [_swapped(line, traditional=False) for line in lines]
    return tuple(replace(line, text=_circles(_dashes(line.text))) for line in lines)


def _swapped(line: LineText, *, traditional: bool) -> LineText:
    text = "".join(
        twin
        if twin and (is_simplified_only(char) and _is_traditional(twin) if traditional else _is_traditional(char) and twin == fold(char))
        else char
        for char, twin in zip(line.text, line.twins, strict=True)
    )
    return replace(line, text=text)


def _is_traditional(char: str) -> bool:
    return char > "\u3400" and fold(char) != char


def _circles(text: str) -> str:
    if "○" not in text:
        return text
    return "".join(
        "〇" if char == "○" and (text[i - 1 : i] in _NUMERAL or text[i + 1 : i + 2] in _NUMERAL | _AFTER_NUMERAL) else char
        for i, char in enumerate(text)
    )


def _dashes(text: str) -> str:
    """A one between two numbers or dates is a dash: 4月2日一2013年."""
    if "一" not in text:
        return text
    chars = list(text)
    for i in range(1, len(chars) - 1):
        before, after = chars[i - 1], chars[i + 1]
        if chars[i] == "一" and (before == "日" or before.isdecimal()) and after.isdecimal():
            chars[i] = "—"
    return "".join(chars)

"""Characters that look alike, told apart by the script of the page and by what stands beside them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from domain.hanzi import NUMERALS, fold, is_simplified_only
from ocr.recognizer import DOT, LineText

CLEAR = 3.0
"""A page whose characters of one script are this many times those of the other is written in it."""

ENOUGH = 5
"""Characters of one script that it takes to tell."""

_NUMERAL = frozenset("〇零一二三四五六七八九十百")
_BEFORE_ZERO = _NUMERAL - {"十"}
_ROUND = frozenset("CO0oc")
_AMBIGUOUS = frozenset("○一") | _ROUND
_AFTER_NUMERAL = frozenset("年月日室号號楼樓栋棟幢座单單元户戶层層")

_IN_A_WORD = re.compile(
    r"(?<=[A-Za-z])[01|]+(?=[a-z]{2})|(?<=[A-Za-z][a-z])[01|]+(?=[a-z])|(?<![0-9A-Za-z])1(?=(?:ock|oor|at|evel|ift)(?![A-Za-z]))"
)
"""Strokes and circles among small letters: in many faces of Mingti and Songti l and 1 are one shape, so that Flat reads as F1at. The last
are words of addresses that begin with l, or whose beginning stands on the line before."""

_IN_A_NUMBER = re.compile(r"(?<=\d)[lI|Oo]+(?=\d)")
"""The same among digits: plates and unit numbers have no I and O for that very reason. Where a number begins, a stroke may be a rule."""

FEWEST_SIGNS = 3
"""Dots that it takes on a page, and half of all that it has, before they are signs; dots in names are fewer or have no rival."""

_RIVALLED = re.compile(
    r"(?<=[出進进放帶带加投納纳列存遷迁轉转輸输錄录導导])人|人(?=[住伙夥戶户室內内夏冬場场庫库職职學学賬账帳檔档])|(?<=\d)=(?=\d)"
)
"""Where the rival is meant if there is one: 入 makes a word, # parts building and room."""

_DOUBTED = re.compile(
    r"(?<=[座栋棟幢楼樓号號元])(?:/(?=\d{2})(?!\d+(?:[栋棟幢座层層单單元楼樓]|[号號][楼樓]))|\((?=\d{2}))"
    rf"|(?<![\dA-Za-z{NUMERALS}])0(?=[座栋棟幢])"
)
"""The same, but in doubt: a stroke that begins a room's number may be a slanted 1 (left out, it names another flat), no building is 0. A
bracket that is closed is one, and what parts a building from a storey or from another building is no digit."""

_CLOSED = re.compile("[^()（）]*[)）]")

UNSURE = 0.5
"""How sure such a character is at most."""

_AS_LETTERS, _AS_DIGITS = str.maketrans("01|", "oll"), str.maketrans("lI|Oo", "11100")


def tell_apart(lines: Sequence[LineText]) -> tuple[LineText, ...]:
    """The lines with their lookalikes read as the page means them.

    Dots are the signs that they may be the rest of, where that holds for most of the page's dots: of those in names it does not. A 人 that
    may be 入 is, where that makes a word, and a = that may be # between digits. Simplified and Traditional forms follow the page's script
    where the other form was likely too; the page stays as read where it is of both scripts or too short to tell. A circle, C or O beside
    Chinese numerals is 〇, a 一 between dates or numbers is a dash; a stroke or circle among small letters is l or o, among digits 1 or 0.
    """
    lines = [_replaced(line, [found.start() for found in _RIVALLED.finditer(line.text)]) for line in _with_signs(lines)]
    lines = [_in_doubt(line) for line in lines]
    everything = "".join(line.text for line in lines)
    traditional = sum(_is_traditional(char) for char in everything)
    simplified = sum(is_simplified_only(char) for char in everything)
    if traditional >= max(ENOUGH, CLEAR * simplified):
        lines = [_swapped(line, traditional=True) for line in lines]
    elif simplified >= max(ENOUGH, CLEAR * traditional):
        lines = [_swapped(line, traditional=False) for line in lines]
    return tuple(replace(line, text=_beside(line.text)) for line in lines)


def _with_signs(lines: Sequence[LineText]) -> Sequence[LineText]:
    """Dots as the signs that they are the rest of, where most of the page's dots are."""
    dots = [twin for line in lines for char, twin in zip(line.text, line.twins, strict=True) if char == DOT]
    signs = sum(map(bool, dots))
    if signs < FEWEST_SIGNS or 2 * signs < len(dots):
        return lines
    return [_replaced(line, [i for i, char in enumerate(line.text) if char == DOT]) for line in lines]


def _replaced(line: LineText, places: Iterable[int]) -> LineText:
    """The line with what is remembered beside these characters instead of them."""
    text = list(line.text)
    for i in places:
        text[i] = line.twins[i] or text[i]
    return replace(line, text="".join(text))


def _in_doubt(line: LineText) -> LineText:
    """The line with strokes and rings in unit numbers read as what they may be."""
    found = [found.start() for found in _DOUBTED.finditer(line.text)]
    places = [i for i in found if line.twins[i] and (line.text[i] != "(" or _is_left_open(line.text, i))]
    if not places:
        return line
    sureness = tuple(min(UNSURE, sure) if i in places else sure for i, sure in enumerate(line.sureness))
    return replace(_replaced(line, places), sureness=sureness)


def _is_left_open(text: str, place: int) -> bool:
    """Whether nothing closes a bracket, or only what should close the one round it."""
    return not _CLOSED.match(text, place + 1) or (_open(text[:place]) > 0 and _open(text) > 0)


def _open(text: str) -> int:
    """How many brackets are open at the end."""
    count = 0
    for char in text:
        count = count + 1 if char in "(（" else max(0, count - 1) if char in ")）" else count
    return count


def _swapped(line: LineText, *, traditional: bool) -> LineText:
    text = "".join(
        twin
        if twin and (is_simplified_only(char) and _is_traditional(twin) if traditional else _is_traditional(char) and twin == fold(char))
        else char
        for char, twin in zip(line.text, line.twins, strict=True)
    )
    return replace(line, text=text)


def _is_traditional(char: str) -> bool:
    return "\u3400" <= char < "\ua000" and fold(char) != char


def _beside(text: str) -> str:
    text = _IN_A_WORD.sub(lambda found: found[0].translate(_AS_LETTERS), text)
    text = _IN_A_NUMBER.sub(lambda found: found[0].translate(_AS_DIGITS), text)
    if _AMBIGUOUS.isdisjoint(text):
        return text
    return "".join(_meant(text[i - 1 : i], char, text[i + 1 : i + 2]) for i, char in enumerate(text))


def _meant(before: str, char: str, after: str) -> str:
    """What the character is between its neighbours ("" at an end)."""
    if char == "○" and (before in _NUMERAL or after in _NUMERAL | _AFTER_NUMERAL):
        return "〇"
    if char in _ROUND and before in _BEFORE_ZERO and after in _NUMERAL | _AFTER_NUMERAL:
        return "〇"
    if char == "一" and (before == "日" or before.isdecimal()) and after.isdecimal():
        return "—"
    return char

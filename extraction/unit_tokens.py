"""A line as tokens of the unit grammar: values, level words, kinds, labels, marks; decoys already taken out."""

import re
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from domain.hanzi import NUMERALS, to_int
from domain.unit_number import UnitKind
from extraction.unit_grammar import (
    ASCII_VALUE,
    CHINESE_VALUE,
    CONFUSED_WORDS,
    DECOYS,
    JOINED_LABELS,
    KIND_WORDS,
    LEVEL_LABELS,
    LEVEL_WORDS,
    LIST_WORDS,
    PLAIN_LEVEL_LABELS,
    SIDES,
    STEMS,
    UNIT_LABELS,
    Level,
)


class Sort(StrEnum):
    """What a token is."""

    VALUE = "value"
    LEVEL = "level"
    FLOOR = "floor"
    KIND = "kind"
    LABEL = "label"
    LEVEL_LABEL = "level label"
    SIDE = "side"
    DASH = "dash"
    DOT = "dot"
    SUB = "sub"
    LIST = "list"
    FILL = "fill"
    SPACE = "space"
    DECOY = "decoy"
    OTHER = "other"


class Token(NamedTuple):
    """`start`/`end` in the compact text; `value` is the normal form (a number without leading zeros, a floor, a word).

    `level` and `kind` where the sort has one; `doubt` is the factor 0..1 by which a confused reading lowers the confidence.
    """

    sort: Sort
    start: int
    end: int
    value: str
    level: Level | None = None
    kind: UnitKind | None = None
    doubt: float = 1.0


DECOY_MARK = "\x00"
CONFUSED = 0.7
_DECOYS = tuple(re.compile(pattern) for _, pattern in DECOYS)
_LETTER_MISREAD = str.maketrans({"O": "0", "o": "0", "I": "1", "l": "1", "|": "1"})


def _words(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_LEVEL_OF = {word: level for level, words in LEVEL_WORDS.items() for word in words}
_CONFUSED_OF = {word: level for level, words in CONFUSED_WORDS.items() for word in words}
_KIND_OF = {word: kind for kind, words in KIND_WORDS.items() for word in words}
_LABEL_LEVEL = {word: level for level, words in LEVEL_LABELS.items() for word in words}

_BELOW = f"(?:负|地下第?|地库负?|(?<![0-9A-Za-z{NUMERALS}])-)"
_MARKS = "[:;]?(?:为|是)?[:;]?"
_CHINESE_FORMS = (
    rf"(?P<floor>{_BELOW}(?:[0-9]{{1,2}}|[一二三四五壹贰叁肆伍])(?:层|楼|F(?![A-Za-z0-9]))|地下(?=[A-Z0-9]{{1,4}}(?:号?[铺室])|铺))",
    rf"(?P<levellabel>(?:{_words(tuple(_LABEL_LEVEL))})[:;]|(?:{_words(PLAIN_LEVEL_LABELS)})(?=[0-9A-Z]))",
    rf"(?P<kind>(?:{_words(tuple(_KIND_OF))})(?:编号|号码|号)?[:;]?)",
    rf"(?P<side>{_words(SIDES)}|(?<=[层楼])[东西南北中](?=$|[ ,。;、)室]))",
    rf"(?P<label>(?:{_words(tuple(UNIT_LABELS.split('|')))}|(?<![0-9A-Z{NUMERALS}])(?:{_words(tuple(JOINED_LABELS.split('|')))})){_MARKS})",
    rf"(?P<numeral>{CHINESE_VALUE}|[{STEMS}](?=[栋幢座单室户号铺])|[东西南北中](?=[座栋幢单]))",
    rf"(?P<confused>(?!空[调气开])(?:{_words(tuple(_CONFUSED_OF))}))",
    rf"(?P<level>号[机搂](?=[0-9])|{_words(tuple(_LEVEL_OF))})",
    r"(?P<dash>-{1,2})",
    r"(?P<dot>\.)",
    r"(?P<sub>之)",
    rf"(?P<list>{_words(LIST_WORDS)})",
    r"(?P<fill>第|的|[()\[\]【】])",
)
_ASCII_FORMS = (
    r"(?P<slashfloor>(?:UG|LG|G|[0-9]{1,2})/F(?![A-Za-z0-9])|(?<=[栋幢座楼元#])[0-9]{1,2}F(?=[0-9]{3,4}(?![0-9A-Za-z])))",
    r"(?P<english>[0-9]{1,3}(?:st|nd|rd|th) [Ff]loor|[Bb]asement(?: [0-9](?![0-9]))?)",
    rf"(?P<value>{ASCII_VALUE})",
)
_STARTS = "".join(
    sorted(
        {
            word[0]
            for words in (
                _LEVEL_OF,
                _CONFUSED_OF,
                _KIND_OF,
                _LABEL_LEVEL,
                LIST_WORDS,
                SIDES,
                UNIT_LABELS.split("|"),
                JOINED_LABELS.split("|"),
            )
            for word in words
        }
    )
)
_FIRST = re.escape(f"{_STARTS}{NUMERALS}{STEMS}东西南北中负地-.之第的()[]【】")
_MASTER = re.compile(
    rf"(?=[0-9A-Za-z])(?:{'|'.join(_ASCII_FORMS)})|(?=[{_FIRST}])(?:{'|'.join(_CHINESE_FORMS)})"
    rf"|(?P<space>[ \t])|(?P<decoy>{DECOY_MARK}+)|(?P<other>[^{_FIRST}0-9A-Za-z \t\x00]+|[^\x00])",
    re.DOTALL,
)


def mask(text: str) -> str:
    """The compact text with numbers that are no units overwritten by a mark; same length. Linear: each pattern is bounded."""
    for pattern in _DECOYS:
        text = pattern.sub(lambda found: DECOY_MARK * len(found.group()), text)
    return text


def tokenize(text: str) -> tuple[Token, ...]:
    """The compact, masked text as tokens, in order, without holes."""
    tokens: list[Token] = []
    for found in _MASTER.finditer(text):
        tokens.extend(_token(found, text, tuple(tokens[-2:])))
        if len(tokens) > 2 and _is_range(*tokens[-3:]):
            tokens[-2] = tokens[-2]._replace(sort=Sort.LIST)
    return tuple(tokens)


def _is_range(first: Token, dash: Token, last: Token) -> bool:
    """501-502 is no building and room but a list: two rising numbers of three or more digits, written alike."""
    if dash.sort is not Sort.DASH or first.sort is not Sort.VALUE or last.sort is not Sort.VALUE:
        return False
    low, high = first.value, last.value
    return low.isdigit() and high.isdigit() and 3 <= len(low) == len(high) and low < high and first.end == dash.start


def _token(found: re.Match[str], text: str, before: tuple[Token, ...]) -> tuple[Token, ...]:
    name, word, start, end = str(found.lastgroup), found.group(), found.start(), found.end()
    if name in _MAKERS:
        return _MAKERS[name](word, start, end, text, before)
    return (Token(Sort(name), start, end, word),)


def _floor_token(word: str, start: int, end: int, text: str, before: tuple[Token, ...]) -> tuple[Token, ...]:
    kind = UnitKind.PARKING if word.startswith("地库") else None
    return (Token(Sort.FLOOR, start, end, floor_value(word), kind=kind),)


def _english_token(word: str, start: int, end: int, text: str, before: tuple[Token, ...]) -> tuple[Token, ...]:
    digits = "".join(char for char in word if char.isdigit())
    value = f"-{digits or 1}" if word.lower().startswith("b") else digits
    return (Token(Sort.FLOOR, start, end, value.lstrip("0")),)


def floor_value(word: str) -> str:
    """The floor that a written floor names: 负二层 → -2, 地下 → G, 12/F → 12, LG/F → LG."""
    if word == "地下":
        return "G"
    core = word.removesuffix("/F").rstrip("层楼F") if word not in ("G/F", "UG/F", "LG/F") else word[:-2]
    number = to_int(core.lstrip("负地下库第-")) if core not in ("G", "UG", "LG") else None
    if number is None:
        return core
    return f"-{number}" if core[0] in "负地-" else str(number)


def _value_token(word: str, start: int, end: int, text: str, before: tuple[Token, ...]) -> tuple[Token, ...]:
    if word == "一" and _between_digits(text, start, end):
        return (Token(Sort.DASH, start, end, "-", doubt=CONFUSED),)
    if len(word) == 1 and word in NUMERALS and text[end : end + 1] not in _AFTER_NUMERAL:
        return (Token(Sort.OTHER, start, end, word),)
    if _FLOOR_LETTER.fullmatch(word) and text[end : end + 1] not in ("室", "房", "号", "户"):
        return (Token(Sort.FLOOR, start, end, word[:-1].lstrip("0")),)
    value, doubt = normal_value(word)
    return (Token(Sort.VALUE, start, end, value, doubt=doubt),) if value else (Token(Sort.OTHER, start, end, word),)


def _between_digits(text: str, start: int, end: int) -> bool:
    return start > 0 and end < len(text) and text[start - 1].isascii() and text[start - 1].isalnum() and text[end] in "0123456789"


_WELL_FORMED = re.compile(r"[A-Z]{1,2}[0-9]{0,4}[A-Z]?|[0-9]{1,5}[A-Z]{0,2}")
_AFTER_NUMERAL = frozenset({"", *(word[0] for word in (*_LEVEL_OF, *_KIND_OF)), *"-、,/ ()[]\n"})
_FLOOR_LETTER = re.compile(r"[0-9]{1,2}F")
_FIVE = re.compile(r"(?<=[0-9])[Ss](?=[0-9])")
_SIX = re.compile(r"b(?=[0-9])")
_EIGHT = re.compile(r"(?<=[0-9])B(?=[0-9])")


@lru_cache(maxsize=8192)
def normal_value(word: str) -> tuple[str, float]:
    """The value without leading zeros, upper case, and its doubt; ("", 1.0) where the run is no value of a unit."""
    if not word.isascii():
        return _chinese_value(word)
    if word == "l":  # no building is called by a small letter
        return "1", CONFUSED
    doubt = 1.0
    if any(char.isdigit() for char in word):
        mended = _FIVE.sub("5", re.sub(r"(?<=[0-9OoIl])[OoIl]+|^[OoIl]+(?=[0-9])", lambda m: m.group().translate(_LETTER_MISREAD), word))
        mended = _EIGHT.sub("8", _SIX.sub("6", mended))
        doubt = CONFUSED if mended != word else 1.0
        word = mended
    value = word.upper()
    if not _WELL_FORMED.fullmatch(value):
        return "", 1.0
    return strip_zeros(value), doubt


def strip_zeros(value: str) -> str:
    """Leading zeros of the number inside stripped: 0501 → 501, A03 → A3; a lone zero stays."""
    return re.sub(r"(?<![0-9])0+(?=[0-9])", "", value)


def _chinese_value(word: str) -> tuple[str, float]:
    letter = word[-1] if word[-1].isascii() and word[-1].isalpha() and word[-1] not in "Oo" else ""
    core = word.removesuffix(letter) if letter else word
    if core in STEMS or core in "东西南北中":
        return core, 1.0
    number = to_int(core)
    if number is None or number > 99_999:
        return "", 1.0
    return f"{number}{letter}", CONFUSED if re.search("[0Oo]", core) else 1.0


def _side_token(word: str, start: int, end: int, text: str, before: tuple[Token, ...]) -> tuple[Token, ...]:
    """东 alone behind a floor is 东户."""
    return (Token(Sort.SIDE, start, end, word if len(word) > 1 else f"{word}户"),)


def _level_token(word: str, start: int, end: int, text: str, before: tuple[Token, ...]) -> tuple[Token, ...]:
    if word in ("号机", "号搂"):
        return (Token(Sort.LEVEL, start, end, word, level=Level.BUILDING, doubt=CONFUSED),)
    return (Token(Sort.LEVEL, start, end, word, level=_LEVEL_OF[word]),)


_ENTRANCE_BEHIND = re.compile("[0-9]{1,2}单元")
_CHINESE_ENTRANCE = re.compile(f"[{NUMERALS}]{{1,3}}单元")
_CHINESE_FLOOR = re.compile(f"[{NUMERALS}]{{1,3}}[楼层]")


def _confused_token(word: str, start: int, end: int, text: str, before: tuple[Token, ...]) -> tuple[Token, ...]:
    """A confused word counts only after an Arabic value, and (but at a room's end) before another value."""
    level = _CONFUSED_OF[word]
    after = text[end : end + 1]
    certain = bool(before) and before[-1].sort is Sort.VALUE and before[-1].end == start and text[start - 1].isascii()
    if word == "和":
        certain = certain and before[-1].end - before[-1].start <= 2 and _ENTRANCE_BEHIND.match(text, end) is not None
    if word == "至" and after.isascii() and after.isalnum():
        certain = False
    if level is Level.BUILDING and word != "和" and _CHINESE_ENTRANCE.match(text, end) and before and before[-1].end == start:
        certain, after = before[-1].sort is Sort.VALUE, "1"
    if certain and (level is Level.ROOM or (after.isascii() and after.isalnum()) or _CHINESE_FLOOR.match(text, end)):
        return (Token(Sort.LEVEL, start, end, word, level=level, doubt=CONFUSED),)
    return (Token(Sort.LIST if word in LIST_WORDS else Sort.OTHER, start, end, word),)


def _kind_token(word: str, start: int, end: int, text: str, before: tuple[Token, ...]) -> tuple[Token, ...]:
    core = re.sub(r"(?:编号|号码|号)?[:;]?$", "", word)
    return (Token(Sort.KIND, start, end, core, kind=_KIND_OF[core]),)


def _level_label_token(word: str, start: int, end: int, text: str, before: tuple[Token, ...]) -> tuple[Token, ...]:
    core = word.rstrip(":;")
    after_value = bool(before) and before[-1].sort is Sort.VALUE and before[0].sort is not Sort.LEVEL_LABEL
    if after_value and core in _LEVEL_OF:
        return (Token(Sort.LEVEL, start, start + len(core), core, level=_LEVEL_OF[core]), Token(Sort.SPACE, start + len(core), end, " "))
    return (Token(Sort.LEVEL_LABEL, start, end, core, level=_LABEL_LEVEL[core]),)


_MAKERS = {
    "floor": _floor_token,
    "english": _english_token,
    "slashfloor": _floor_token,
    "value": _value_token,
    "numeral": _value_token,
    "side": _side_token,
    "level": _level_token,
    "confused": _confused_token,
    "kind": _kind_token,
    "levellabel": _level_label_token,
}

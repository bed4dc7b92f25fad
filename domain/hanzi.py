"""Chinese text in one form: full width to half width, Traditional to Simplified, numerals to integers, OCR gaps closed.

`fold` keeps every character's position, so offsets found in the folded text hold in the text as read; `close_gaps` drops blanks and
carries the map back. The character table is OpenCC's Traditional-to-Simplified conversion, asked once for each character (ADR 0002).
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

import opencc

_DASHES = "‐‑‒–—―−﹣－─━ー﹘"
_EXTRA = {
    **dict.fromkeys(_DASHES, "-"),
    "○": "〇",
    "◯": "〇",
    "単": "单",
    "棟": "栋",
    "戸": "户",
    "値": "值",
    "﹟": "#",
    "♯": "#",
    "､": "、",
    "｡": "。",
    "∶": ":",
    "︰": ":",
    "﹕": ":",
    "\u200b": " ",
    "\u200c": " ",
    "\u200d": " ",
    "\u2060": " ",
    "\ufeff": " ",
}
_RANGES = ((0x2E80, 0xA000), (0xF900, 0xFB00), (0xFE30, 0xFFF0), (0x20000, 0x2FA20))

_DIGITS = {
    **{char: value for value, char in enumerate("零一二三四五六七八九")},
    **{char: value for value, char in enumerate("〇壹贰叁肆伍陆柒捌玖")},
    **{char: value for value, char in enumerate("0123456789")},
    "弌": 1,
    "弍": 2,
    "两": 2,
    "叄": 3,
    "参": 3,
    "O": 0,
    "o": 0,
}
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_JOINED = {"廿": "二十", "卅": "三十", "卌": "四十", "贰拾": "二十"}
_LARGEST = 12
NUMERALS = "〇零一二三四五六七八九十百千廿卅壹贰弍叁叄参肆伍陆柒捌玖拾佰仟"
"""Numeral characters, folded, that may write a number in a unit, a date or an amount."""

_BLANK = re.compile(r"[^\S\n]+")
_CJK = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\u3000-\u303f\U00020000-\U0002fa1f]")
_CLOSING = frozenset("-#:;,/()[].+*")


@cache
def fold_table() -> dict[int, str]:
    """The character map of `fold`: code point → exactly one character; built on first use (about 90,000 characters, 0.2 s)."""
    codes = [code for first, last in _RANGES for code in range(first, last)]
    normal = {code: unicodedata.normalize("NFKC", chr(code)) for code in codes}
    single = {code: text for code, text in normal.items() if len(text) == 1 and not text.isspace()}
    converted = opencc.OpenCC("t2s").convert("\n".join(single.values())).split("\n")
    table = {code: new for code, new in zip(single, converted, strict=True) if len(new) == 1 and new != chr(code)}
    for code in range(0x2000, 0x2E80):
        text = unicodedata.normalize("NFKC", chr(code))
        if len(text) == 1 and text != chr(code):
            table[code] = text
    table[0x3000] = table[0x00A0] = " "
    table.update({ord(char): new for char, new in _EXTRA.items()})
    return table


def fold(text: str) -> str:
    """The text with full-width forms narrowed, Traditional made Simplified, dashes and circles made one; same length, same offsets."""
    return text.translate(fold_table())


@cache
def _unfolded() -> dict[str, str]:
    found: dict[str, str] = {}
    for code, new in fold_table().items():
        found[new] = found.get(new, "") + chr(code)
    return found


def spellings(char: str) -> str:
    """Every character that folds to the same as this one, the folded one first: 陈 gives 陈陳, A gives A and its full-width form."""
    folded = fold(char)
    return folded + _unfolded().get(folded, "")


@cache
def is_simplified_only(char: str) -> bool:
    """True for a character that Traditional text would mostly write another way (OpenCC's first choice); 后 and 里 are among them."""
    return char > "\u3400" and _to_traditional().convert(char) != char and fold(char) == char


@cache
def _to_traditional() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


def simplify(text: str) -> str:
    """NFKC (which may change the length), then `fold`: the form in which two texts are compared."""
    return fold(unicodedata.normalize("NFKC", text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Compact:
    """A folded text without OCR gaps. `offsets[i]` is where character i stood in the text given; one more entry marks its end."""

    text: str
    offsets: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the characters start..end (end exclusive, end > start) stood in the text given."""
        return self.offsets[start], self.offsets[end - 1] + 1


def close_gaps(text: str) -> Compact:
    """Fold, then drop blanks (not line feeds) beside a Chinese character or joining punctuation; others shrink to one space."""
    folded = fold(text)
    parts: list[str] = []
    offsets: list[int] = []
    position = 0
    for gap in _BLANK.finditer(folded):
        parts.append(folded[position : gap.start()])
        offsets.extend(range(position, gap.start()))
        if _is_gap(folded, gap.start(), gap.end()):
            parts.append(" ")
            offsets.append(gap.start())
        position = gap.end()
    parts.append(folded[position:])
    offsets.extend(range(position, len(folded)))
    return Compact(text="".join(parts), offsets=(*offsets, len(folded)))


def _is_gap(text: str, start: int, end: int) -> bool:
    """True where the blank at start..end divides: both neighbours exist and neither closes it."""
    if start == 0 or end == len(text):
        return False
    return not any(char in _CLOSING or char == "\n" or _CJK.match(char) for char in (text[start - 1], text[end]))


def to_int(numeral: str) -> int | None:
    """The value of a numeral: Arabic, Chinese or financial, digit by digit (五〇一) or with places (一百零五, 廿二); None where it is none.

    Never more than 12 characters (longer is an account number, not a count).
    """
    text = fold(numeral)
    for char, tens in _JOINED.items():
        text = text.replace(char, tens)
    text = text.replace("十十", "十")
    if not text or len(text) > _LARGEST:
        return None
    if all(char in _DIGITS for char in text):
        return int("".join(str(_DIGITS[char]) for char in text))
    return _with_places(text)


def _with_places(text: str) -> int | None:
    """A numeral with 十 百 千: places must fall, a digit stands before each (but a leading 十), 零 fills."""
    total, digit, last = 0, None, 10_000
    for char in text:
        if char in _TENS:
            place = _TENS[char]
            if place >= last or (digit is None and total):
                return None
            total += (1 if digit is None else digit) * place
            digit, last = None, place
        elif char in _DIGITS and (digit is None or digit == 0):
            digit = _DIGITS[char]
        else:
            return None
    return total + (digit or 0)

"""A short sketch of what a paper says, by which a second scan of the same paper is known."""

import re
import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.hanzi import simplify, to_int

_SHINGLE = 4
"""Characters: three in a row of one slip in thirty leave nine tenths of them as they were."""
_ROWS = 64
_SAME = 0.7
"""Least estimated share of shingles in common. Two readings of one page that differ in 3 % of the characters share about 0.8."""
_SAME_DATED = 0.5
"""The same where the papers are of one day and no number speaks against it: short texts with 6 % misread share about 0.6."""
_SAME_BUT_A_NUMBER = 0.85
"""The same where the papers are of one day and one number of many is another."""
_WITHIN = 0.85
"""Least estimated share of the shingles of a reading that lacks numbers within the fuller one: what a blot takes away is not put in other
words, while a form filled in anew has some of its own."""
_NUMBERS_SAME = 0.8
"""Least share of numbers in common: of ten numbers one may be misread in one of the two readings."""
_TELLING, _MANY_TELLING = 2, 4
"""Numbers in common from which they tell a paper; from which one that differs is misread where the day is the same."""
_LEAST_TEXT = 40
"""Characters below which a text says too little to be compared."""
_LEAST_NUMBERS = 3
_DATE = re.compile(r"((?:19|20)\d\d)\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})")
_WRITTEN = re.compile(r"(民国)?([\d〇零一二三四五六七八九十百]{1,5})年([\d一二三四五六七八九十]{1,3})月([\d一二三四五六七八九十]{1,3})日")
_REPUBLIC = 1911
"""民国 98 年 is 2009."""
_NUMBER = re.compile(r"\d{3,}")
_PRIME = np.uint64(0x9E3779B97F4A7C15)
_RNG = np.random.Generator(np.random.PCG64(20))
_TIMES: NDArray[np.uint64] = _RNG.integers(1, 2**63, size=(_ROWS, 1), dtype=np.uint64) | np.uint64(1)
_PLUS: NDArray[np.uint64] = _RNG.integers(0, 2**63, size=(_ROWS, 1), dtype=np.uint64)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSketch:
    """What a paper says in short.

    `shingles` are MinHash values (Broder 1997) of its runs of four characters, 64 × 4 bytes, empty for a text too short to compare, and
    `runs` how many different runs it has; `numbers` the digests, sorted, of its dates and numbers of three digits or more: they tell two
    papers on one form apart.
    """

    shingles: bytes
    numbers: tuple[int, ...]
    runs: int = 0

    @property
    def keys(self) -> tuple[int, ...]:
        """Under which likely doubles meet: all its numbers, the two lowest, the two highest; of one with hardly any, its shingles too."""
        if not self.shingles:
            return ()
        if len(self.numbers) < _LEAST_NUMBERS:
            more = _key("h", repr(self.numbers).encode()) if self.numbers else _key("v", self.shingles[64:96])
            return (_key("t", self.shingles[:32]), _key("u", self.shingles[32:64]), more)
        low, high = self.numbers[:2], self.numbers[-2:]
        return tuple(_key(mark, repr(part).encode()) for mark, part in (("a", self.numbers), ("l", low), ("h", high)))


NO_SKETCH = PaperSketch(shingles=b"", numbers=())


def sketch(text: str) -> PaperSketch:
    """Sketch the text of a paper's pages as read, joined in order."""
    plain = _WRITTEN.sub(_in_digits, re.sub(r"\s", "", simplify(text)))
    if len(plain) < _LEAST_TEXT:
        return NO_SKETCH
    dates = {f"{year}-{int(month)}-{int(day)}" for year, month, day in _DATE.findall(plain)}
    numbers = {zlib.crc32(token.encode()) for token in dates | {run.lstrip("0") for run in _NUMBER.findall(_DATE.sub(" ", plain))}}
    shingles = _shingles(plain)
    return PaperSketch(shingles=_minhash(shingles), numbers=tuple(sorted(numbers)), runs=len(shingles))


def _in_digits(found: re.Match[str]) -> str:
    """A date in Chinese numerals or of the Republic as other dates are written, so that it counts among the numbers."""
    year, month, day = (to_int(part) for part in found.groups()[1:])
    if not year or not month or not day:
        return found.group()
    return f"{year + _REPUBLIC * bool(found[1])}年{month}月{day}日"


def same_paper(one: PaperSketch, other: PaperSketch, *, same_day: bool = False) -> bool:
    """Whether two scans are likely of one paper: nearly all of the text and of the numbers in it are the same.

    Numbers that only one reading has speak against it where the other has numbers of its own in their place, as the next month's notice
    has; where the other merely lacks them they may not have been legible. `same_day`: both papers are known to be of one date.
    """
    if not one.shingles or not other.shingles:
        return False
    first, second = set(one.numbers), set(other.numbers)
    together, shared = len(first | second), len(first & second)
    against = min(len(first - second), len(second - first))
    alike = float(np.mean(np.frombuffer(one.shingles, np.uint32) == np.frombuffer(other.shingles, np.uint32)))
    if against:
        if together >= 2 * _LEAST_NUMBERS and shared / together >= _NUMBERS_SAME:
            return alike >= _SAME
        return same_day and against == 1 and shared >= _MANY_TELLING and alike >= _SAME_BUT_A_NUMBER
    if same_day and shared >= _TELLING:
        return alike >= _SAME_DATED
    if shared == together:
        return alike >= _SAME
    lesser = min(one, other, key=lambda each: len(each.numbers))
    return shared > 0 and _common(alike, one.runs, other.runs) >= _WITHIN * lesser.runs


def _common(alike: float, one: int, other: int) -> float:
    """How many runs two sets of these sizes have in common of which this share of all is."""
    return alike / (1 + alike) * (one + other)


def _shingles(text: str) -> NDArray[np.uint64]:
    """The different runs of four characters, as numbers."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    with np.errstate(over="ignore"):
        shingles = np.zeros(len(codes) - _SHINGLE + 1, np.uint64)
        for at in range(_SHINGLE):
            shingles = shingles * _PRIME + codes[at : at + len(shingles)]
    return np.unique(shingles)


def _minhash(shingles: NDArray[np.uint64]) -> bytes:
    with np.errstate(over="ignore"):
        mixed = (shingles * _TIMES + _PLUS) >> np.uint64(32)
    return bytes(mixed.min(axis=1).astype(np.uint32).tobytes())


def _key(mark: str, content: bytes) -> int:
    """A key as a signed 64-bit number, which both databases hold."""
    return (zlib.crc32(mark.encode() + content) << 31) ^ zlib.crc32(content + mark.encode())

"""A short sketch of what a paper says, by which a second scan of the same paper is known."""

import re
import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.hanzi import simplify

_SHINGLE = 4
"""Characters: three in a row of one slip in thirty leave nine tenths of them as they were."""
_ROWS = 32
_SAME = 0.7
"""Least estimated share of shingles in common. Two readings of one page that differ in 3 % of the characters share about 0.8."""
_NUMBERS_SAME = 0.8
"""Least share of numbers in common: of ten numbers one may be misread in one of the two readings."""
_LEAST_TEXT = 40
"""Characters below which a text says too little to be compared."""
_LEAST_NUMBERS = 3
_DATE = re.compile(r"((?:19|20)\d\d)\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})")
_NUMBER = re.compile(r"\d{3,}")
_PRIME = np.uint64(0x9E3779B97F4A7C15)
_RNG = np.random.Generator(np.random.PCG64(20))
_TIMES: NDArray[np.uint64] = _RNG.integers(1, 2**63, size=(_ROWS, 1), dtype=np.uint64) | np.uint64(1)
_PLUS: NDArray[np.uint64] = _RNG.integers(0, 2**63, size=(_ROWS, 1), dtype=np.uint64)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSketch:
    """What a paper says in short.

    `shingles` are MinHash values (Broder 1997) of its runs of four characters, 32 × 4 bytes, empty for a text too short to compare;
    `numbers` the digests, sorted, of its dates and numbers of three digits or more: they tell two papers on one form apart.
    """

    shingles: bytes
    numbers: tuple[int, ...]

    @property
    def keys(self) -> tuple[int, ...]:
        """Under which likely doubles meet: all its numbers, the two lowest, the two highest; of a paper with hardly any, its shingles."""
        if not self.shingles:
            return ()
        if len(self.numbers) < _LEAST_NUMBERS:
            return (_key("t", self.shingles[:32]), _key("u", self.shingles[32:64]))
        low, high = self.numbers[:2], self.numbers[-2:]
        return tuple(_key(mark, repr(part).encode()) for mark, part in (("a", self.numbers), ("l", low), ("h", high)))


NO_SKETCH = PaperSketch(shingles=b"", numbers=())


def sketch(text: str) -> PaperSketch:
    """Sketch the text of a paper's pages as read, joined in order."""
    plain = re.sub(r"\s", "", simplify(text))
    if len(plain) < _LEAST_TEXT:
        return NO_SKETCH
    dates = {f"{year}-{int(month)}-{int(day)}" for year, month, day in _DATE.findall(plain)}
    numbers = {zlib.crc32(token.encode()) for token in dates | {run.lstrip("0") for run in _NUMBER.findall(_DATE.sub(" ", plain))}}
    return PaperSketch(shingles=_minhash(plain), numbers=tuple(sorted(numbers)))


def same_paper(one: PaperSketch, other: PaperSketch) -> bool:
    """Whether two scans are likely of one paper: nearly all of the text and of the numbers in it are the same."""
    if not one.shingles or not other.shingles:
        return False
    first, second = set(one.numbers), set(other.numbers)
    if first or second:
        shared = len(first & second) / len(first | second)
        if shared < (_NUMBERS_SAME if len(first | second) >= 2 * _LEAST_NUMBERS else 1.0):
            return False
    alike = float(np.mean(np.frombuffer(one.shingles, np.uint32) == np.frombuffer(other.shingles, np.uint32)))
    return alike >= _SAME


def _minhash(text: str) -> bytes:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    with np.errstate(over="ignore"):
        shingles = np.zeros(len(codes) - _SHINGLE + 1, np.uint64)
        for at in range(_SHINGLE):
            shingles = shingles * _PRIME + codes[at : at + len(shingles)]
        mixed = (np.unique(shingles) * _TIMES + _PLUS) >> np.uint64(32)
    return bytes(mixed.min(axis=1).astype(np.uint32).tobytes())


def _key(mark: str, content: bytes) -> int:
    """A key as a signed 64-bit number, which both databases hold."""
    return (zlib.crc32(mark.encode() + content) << 31) ^ zlib.crc32(content + mark.encode())

"""The statistical part: character 1- to 3-grams and the page's signs hashed into a vector, one linear score a type, softmax.

Characters and not words, because OCR puts blanks between Chinese characters and drops or changes single ones; digits are all one, so
that a unit or date never speaks for a type.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from classifiers.lines import compact
from classifiers.structure import signs
from domain.text import OcrPage

BITS = 15
BUCKETS = 1 << BITS
_TOP_LINES = 4
_HEAD_SHARE, _SIGN_SHARE = 0.5, 0.8
_SIGN_SPACE = 64
"""Above the spaces of the n-grams, so that a sign never falls together with an n-gram of its characters by rule."""
_LONGEST = 3
_DIGITS = re.compile(r"[0-9]+")
_LATIN = re.compile(r"[a-z]+")
_PRIME = np.uint64(0x9E3779B97F4A7C15)
_ROUND = np.uint64(0xBF58476D1CE4E5B9)
_MOST = 4000
"""Characters of a page that are looked at; more say nothing new."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """A trained model: `types` codes, `matrix` (types, BUCKETS) float16 or float32, `bias` (types,) float32; `tag` names it."""

    types: tuple[str, ...]
    matrix: npt.NDArray[np.floating]
    bias: npt.NDArray[np.float32]
    tag: str


def page_features(page: OcrPage) -> tuple[npt.NDArray[np.int64], Floats]:
    """Buckets in rising order and their values for a page: its first lines apart from its whole text, and its signs."""
    texts = [line.text for line in page.lines]
    return features("\n".join(texts), "\n".join(texts[:_TOP_LINES]), signs(page))


def features(text: str, top: str, marks: Sequence[str] = ()) -> tuple[npt.NDArray[np.int64], Floats]:
    """Buckets 0..BUCKETS-1 in rising order and their values: 1 + ln(count), each part scaled to length 1, together to length 1."""
    body = _counts(text, 0)
    head = _counts(top, 1)
    signed = _marks(marks)
    buckets = np.concatenate([body[0], head[0], signed[0]])
    values = np.concatenate([body[1], head[1] * _HEAD_SHARE, signed[1] * _SIGN_SHARE])
    if not len(buckets):
        return buckets, values
    unique, inverse = np.unique(buckets, return_inverse=True)
    summed = np.bincount(inverse, weights=values, minlength=len(unique))
    return unique, summed / np.linalg.norm(summed)


def log_probabilities(weights: Weights, page: OcrPage) -> Floats:
    """Natural logarithm of the model's probability of each of its types; uniform for a page without text."""
    buckets, values = page_features(page)
    scores = weights.matrix[:, buckets].astype(np.float64) @ values + weights.bias
    shifted = scores - scores.max()
    result: Floats = shifted - np.log(np.exp(shifted).sum())
    return result


def _marks(marks: Sequence[str]) -> tuple[npt.NDArray[np.int64], Floats]:
    if not marks:
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    codes = [np.frombuffer(mark.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64) for mark in marks]
    buckets = np.array([int(_ngram_hashes(code, len(code), _SIGN_SPACE)[0]) for code in codes], dtype=np.int64)
    return buckets, np.full(len(buckets), 1.0 / np.sqrt(len(buckets)))


def _counts(text: str, namespace: int) -> tuple[npt.NDArray[np.int64], Floats]:
    plain = _LATIN.sub("a", _DIGITS.sub("0", compact(text)))[:_MOST]
    codes = np.frombuffer(plain.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    hashes = [_ngram_hashes(codes, length, namespace) for length in range(1, _LONGEST + 1) if len(codes) >= length]
    if not hashes:
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    buckets, counts = np.unique(np.concatenate(hashes), return_counts=True)
    values = 1.0 + np.log(counts)
    return buckets, values / np.linalg.norm(values)


def _ngram_hashes(codes: npt.NDArray[np.uint64], length: int, namespace: int) -> npt.NDArray[np.int64]:
    """Multiply-and-mix hash (the finaliser constants of splitmix64) of every run of `length` characters, to BITS bits."""
    count = len(codes) - length + 1
    mixed = np.full(count, np.uint64(length * 2 + namespace), dtype=np.uint64)
    for offset in range(length):
        mixed = (mixed ^ codes[offset : offset + count]) * _PRIME
        mixed ^= mixed >> np.uint64(29)
    mixed *= _ROUND
    return (mixed >> np.uint64(64 - BITS)).astype(np.int64)

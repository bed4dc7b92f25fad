"""Two models judged on the same pages: what the one got right, what the other, and how much of the difference is noise."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from scipy.stats import binomtest

from classifiers.combine import Combined
from classifiers.train import Example
from domain.taxonomy import Category

T = TypeVar("T")

SURE = 0.97
"""Confidence from which a wrong category counts as confidently wrong."""
_LEAST = 0.001
"""Probability that a type counts with at least, so that one page never outweighs all others."""
_Z = 1.96
_BINS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a model said of a page: its class, how sure, and (type, probability) of the likeliest types."""

    category: Category
    doc_type: str
    confidence: float
    scores: tuple[tuple[str, float], ...]

    @classmethod
    def of(cls, combined: Combined) -> "Answer":
        """From a combination."""
        return cls(category=combined.category, doc_type=combined.doc_type, confidence=combined.confidence, scores=combined.scores)

    def loss(self, doc_type: str) -> float:
        """−ln of the probability given to the type, at most 6.9."""
        return -math.log(max(dict(self.scores).get(doc_type, 0.0), _LEAST))


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One model's figures: shares 0..1 right, mean loss in nats, pages with at least SURE and those of them in a wrong category.

    `calibration_error` is the mean gap between confidence and the share of categories right.
    """

    category_right: float
    type_right: float
    loss: float
    sure: int
    confidently_wrong: int
    calibration_error: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Of so many pages, those that the second model gets wrong and the first had right (`lost`), and the other way round (`gained`)."""

    of: int
    lost: int
    gained: int

    def worse(self, chance: float) -> bool:
        """Whether so many more are lost than gained that chance (one-sided sign test at `chance`) does not explain it."""
        either = self.lost + self.gained
        return bool(either) and bool(binomtest(self.lost, either, 0.5, alternative="greater").pvalue < chance)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Both models on the same pages.

    `change` is the mean difference of loss (second − first; negative is better) with its 95 % interval `low`..`high`, documents counted as
    one draw each. `categories` and `types` are moves by true class, `confident` moves into a confidently wrong category (lost) and out of
    it (gained). `reliability` is the second model's: (pages, mean confidence, share of categories right) by rising confidence.
    """

    pages: int
    documents: int
    before: Side
    after: Side
    change: float
    low: float
    high: float
    category: Moved
    doc_type: Moved
    confident: Moved
    categories: Mapping[Category, Moved]
    types: Mapping[str, Moved]
    reliability: tuple[tuple[int, float, float], ...]


def compare(rows: Sequence[Example], before: Sequence[Answer], after: Sequence[Answer]) -> Comparison:
    """Compare the answers of two models on the same pages; at least one page."""
    triples = list(zip(rows, before, after, strict=True))
    by_document: dict[int, list[float]] = {}
    for row, old, new in triples:
        by_document.setdefault(row.document, []).append(new.loss(row.doc_type) - old.loss(row.doc_type))
    draws = np.array([np.mean(values) for values in by_document.values()])
    change = float(draws.mean())
    spread = _Z * float(draws.std(ddof=1) / math.sqrt(len(draws))) if len(draws) > 1 else 0.0
    types = _moves((row.doc_type, old.doc_type == row.doc_type, new.doc_type == row.doc_type) for row, old, new in triples)
    categories = _moves((row.category, old.category is row.category, new.category is row.category) for row, old, new in triples)
    confident = _moves((True, not _misleads(row, old), not _misleads(row, new)) for row, old, new in triples)
    return Comparison(
        pages=len(triples),
        documents=len(by_document),
        before=_side(rows, before),
        after=_side(rows, after),
        change=change,
        low=change - spread,
        high=change + spread,
        category=_total(categories.values()),
        doc_type=_total(types.values()),
        confident=_total(confident.values()),
        categories=categories,
        types=types,
        reliability=_reliability(rows, after),
    )


def _misleads(row: Example, answer: Answer) -> bool:
    return answer.confidence >= SURE and answer.category is not row.category


def _moves(pairs: Iterable[tuple[T, bool, bool]]) -> dict[T, Moved]:
    lost, gained, seen = Counter[T](), Counter[T](), Counter[T]()
    for key, was, now in pairs:
        seen[key] += 1
        lost[key] += was and not now
        gained[key] += now and not was
    return {key: Moved(of=seen[key], lost=lost[key], gained=gained[key]) for key in seen}


def _total(moves: Iterable[Moved]) -> Moved:
    parts = list(moves)
    return Moved(of=sum(m.of for m in parts), lost=sum(m.lost for m in parts), gained=sum(m.gained for m in parts))


def _side(rows: Sequence[Example], answers: Sequence[Answer]) -> Side:
    pairs = list(zip(rows, answers, strict=True))
    table = _reliability(rows, answers)
    return Side(
        category_right=sum(answer.category is row.category for row, answer in pairs) / len(pairs),
        type_right=sum(answer.doc_type == row.doc_type for row, answer in pairs) / len(pairs),
        loss=sum(answer.loss(row.doc_type) for row, answer in pairs) / len(pairs),
        sure=sum(answer.confidence >= SURE for answer in answers),
        confidently_wrong=sum(_misleads(row, answer) for row, answer in pairs),
        calibration_error=sum(count * abs(confidence - right) for count, confidence, right in table) / len(pairs),
    )


def _reliability(rows: Sequence[Example], answers: Sequence[Answer]) -> tuple[tuple[int, float, float], ...]:
    """Bins of equal count by confidence."""
    confidence = np.array([answer.confidence for answer in answers])
    right = np.array([answer.category is row.category for row, answer in zip(rows, answers, strict=True)], dtype=float)
    bins = [part for part in np.array_split(np.argsort(confidence, kind="stable"), min(_BINS, len(rows))) if len(part)]
    return tuple((len(part), float(confidence[part].mean()), float(right[part].mean())) for part in bins)

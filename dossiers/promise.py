"""From a promised error rate to the least confidence at which papers are filed, kept with a bound on what the true rate may be.

A level of confidence keeps the promise where the upper confidence limit of the error rate among the calibration papers of at least that
confidence is not above it: the one-sided limit of Clopper and Pearson (1934), which is exact for any number of papers. The least of the
levels, which are fixed beforehand, that keeps it is taken. Papers of a higher level are among those of a lower one and are wrong less
often, so that choosing the least adds little to the chance of one in twenty that a level promises too much; a stricter rule that stops at
the first level that fails (fixed-sequence testing) let a single error among the surest papers stop a whole category.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from domain.taxonomy import Category

SURENESS = 0.95
"""Probability that a threshold's true error rate is within the promise."""

LEVELS = tuple(round(1.0 / (1.0 + math.exp(-step / 8.0)), 6) for step in range(72, 31, -1))
"""Confidences at which papers are counted, strictest first: log-odds 9 to 4 by eighths, 0.99988 to 0.98201.

No promise takes the last one lower: a paper that is wrong more often than one in fifty-five by its own signs is for a person, even
where the sure ones beside it would make up for it. Of papers whose unit a name or a phone confirms it keeps hardly any back.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Calibration papers that no rule keeps back: at each of LEVELS those of at least that confidence, and the wrong ones of these."""

    accepted: tuple[int, ...]
    wrong: tuple[int, ...]

    @classmethod
    def of(cls, accepted: Sequence[int], wrong: Sequence[int]) -> "Counts":
        """Check and keep; ValueError where there is not a number for each level, or they could be no counts."""
        rising = all(list(row) == sorted(row) and row[0] >= 0 for row in (accepted, wrong) if row)
        if len(accepted) != len(LEVELS) or len(wrong) != len(LEVELS) or not rising:
            raise ValueError("its counts do not fit the levels of this version")
        if any(bad > all_ for all_, bad in zip(accepted, wrong, strict=True)):
            raise ValueError("it counts more errors than papers")
        return cls(accepted=tuple(accepted), wrong=tuple(wrong))

    def plus(self, other: "Counts") -> "Counts":
        """Both together."""
        return Counts(
            accepted=tuple(a + b for a, b in zip(self.accepted, other.accepted, strict=True)),
            wrong=tuple(a + b for a, b in zip(self.wrong, other.wrong, strict=True)),
        )


NOTHING_COUNTED = Counts(accepted=(0,) * len(LEVELS), wrong=(0,) * len(LEVELS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """Where a category's papers are filed.

    `confidence`: from this 0..1, None where no confidence keeps the promise and all go to a person. `promise`: the error rate promised,
    after tightening. `papers`, `wrong`: calibration papers of at least this confidence; `limit`: the upper confidence limit of their
    error rate. `pooled`: the category's own papers are too few to keep the promise, so the confidence is taken that holds for all
    together, is no less than any other category's, and at which the share of its own papers that are wrong is within the promise.
    """

    category: Category
    confidence: float | None
    promise: float
    papers: int
    wrong: int
    limit: float
    pooled: bool


def upper_limit(wrong: int, papers: int, sureness: float = SURENESS) -> float:
    """The error rate 0..1 that is not exceeded with probability `sureness` where `wrong` of `papers` were wrong (Clopper-Pearson)."""
    if wrong >= papers:
        return 1.0
    from scipy.special import betaincinv  # takes an eighth of every command's start, and few commands file

    return float(betaincinv(wrong + 1, papers - wrong, sureness))


def kept_level(counts: Counts, promise: float, sureness: float = SURENESS) -> int | None:
    """The position in LEVELS of the least confidence that keeps the promise; None where none does."""
    rows = enumerate(zip(counts.accepted, counts.wrong, strict=True))
    return max((level for level, (papers, wrong) in rows if upper_limit(wrong, papers, sureness) <= promise), default=None)


def thresholds(counts: Mapping[Category, Counts], promises: Mapping[Category, float]) -> tuple[Threshold, ...]:
    """One threshold a category, in the order of Category; one whose own papers do not keep the promise is pooled."""
    own = {category: kept_level(counts[category], promises[category]) for category in Category}
    together = _sum(counts.values())
    kept = [level for level in own.values() if level is not None]
    return tuple(
        _pooled(category, counts[category], together, promises[category], kept)
        if level is None
        else _threshold(category, counts[category], level, promises[category], pooled=False)
        for category, level in own.items()
    )


def fixed(category: Category, counts: Counts, confidence: float, promise: float) -> Threshold:
    """A threshold that somebody set, with what the calibration papers say at the next lower level, or at the lowest."""
    level = next((place for place, level in enumerate(LEVELS) if level <= confidence), len(LEVELS) - 1)
    return replace(_threshold(category, counts, level, promise, pooled=False), confidence=confidence)


def _pooled(category: Category, own: Counts, together: Counts, promise: float, others: Sequence[int]) -> Threshold:
    """The least level that holds for all together, is no less strict than another category's, and at which the own papers are within."""
    level = kept_level(together, promise)
    if level is not None:
        strictest = min([level, *others])
        within = (step for step in range(strictest, -1, -1) if own.wrong[step] <= promise * own.accepted[step])
        level = next((step for step in within if upper_limit(together.wrong[step], together.accepted[step]) <= promise), None)
    return _threshold(category, together, level, promise, pooled=True)


def _threshold(category: Category, counts: Counts, level: int | None, promise: float, *, pooled: bool) -> Threshold:
    papers, wrong = (counts.accepted[level], counts.wrong[level]) if level is not None else (0, 0)
    return Threshold(
        category=category,
        confidence=None if level is None else LEVELS[level],
        promise=promise,
        papers=papers,
        wrong=wrong,
        limit=upper_limit(wrong, papers),
        pooled=pooled,
    )


def _sum(every: Iterable[Counts]) -> Counts:
    total = NOTHING_COUNTED
    for counts in every:
        total = total.plus(counts)
    return total

"""Is the promised error rate kept? From a sample's verdicts to a rate, its interval, and one word."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

LEVEL = 0.95
"""Of the interval, two-sided."""
ALARM = 20.0
"""Evidence from which a promise counts as broken: a kept one ever reaches it with a probability of at most 1 / ALARM."""
MOST_NEEDED = 1_000_000


class PromiseState(StrEnum):
    """kept: the interval lies below the promise · broken: the evidence against it is conclusive · open: it cannot be said yet."""

    KEPT = "kept"
    BROKEN = "broken"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A decided document of the sample: how many filed documents it stands for (>= 1), and whether it was filed wrongly."""

    weight: float
    wrong: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """The true error rate as far as a sample tells: `rate` (None of nothing decided) and its interval, 0..1.

    `effective` is the size of the evenly drawn sample that would tell as much. `needed`: how many more right ones would show that the
    promise is kept, 0 where it is shown.
    """

    decided: int
    wrong: int
    effective: float
    rate: float | None
    low: float
    high: float
    state: PromiseState
    needed: int


def estimate(seen: Sequence[Seen], promise: float) -> Estimate:
    """Estimate the error rate of all filed documents; `promise` is the rate promised, 0 < promise < 1.

    Rate: the weighted share (Hájek's estimator), unbiased up to the randomness of its denominator, and the plain share where all weights
    are equal. Interval: Clopper and Pearson (1934), with unequal weights at Kish's effective size (sum w)^2 / sum w^2, as Korn and
    Graubard (Survey Methodology 24, 1998) propose; with equal weights it is the exact one.
    """
    total = sum(one.weight for one in seen)
    size = total**2 / sum(one.weight**2 for one in seen) if seen else 0.0
    rate = sum(one.weight for one in seen if one.wrong) / total if seen else None
    wrong = (rate or 0.0) * size
    low, high = interval(wrong, size)
    state = PromiseState.KEPT if high <= promise else PromiseState.OPEN
    if evidence(wrong, size, promise) >= ALARM:
        state = PromiseState.BROKEN
    return Estimate(
        decided=len(seen),
        wrong=sum(one.wrong for one in seen),
        effective=size,
        rate=rate,
        low=low,
        high=high,
        state=state,
        needed=max(0, math.ceil(sample_size(wrong, promise) - size)),
    )


def interval(wrong: float, decided: float, level: float = LEVEL) -> tuple[float, float]:
    """Bounds of the error rate by Clopper and Pearson: quantiles of Beta(x, n - x + 1) and Beta(x + 1, n - x); (0, 1) of nothing."""
    from scipy.special import betaincinv

    tail = (1.0 - level) / 2.0
    low = 0.0 if wrong <= 0 else float(betaincinv(wrong, decided - wrong + 1.0, tail))
    high = 1.0 if wrong >= decided else float(betaincinv(wrong + 1.0, decided - wrong, 1.0 - tail))
    return low, high


def evidence(wrong: float, decided: float, promise: float) -> float:
    """How many times likelier the verdicts are under a broken promise than under one just kept; 0 where nothing is wrong.

    The likelihood is averaged over rates from the promise to 1 with density proportional to 1 / rate. Under a kept promise this is a
    supermartingale that begins at 1, so by Ville's inequality it ever reaches a with a probability of at most 1 / a (test martingales:
    Shafer, Shen, Vereshchagin and Vovk, Statistical Science 26, 2011). A fixed-size bound looked at after each verdict alarms in the end.
    """
    if wrong <= 0:
        return 0.0
    from scipy.special import betaincc, betaln

    right = decided - wrong
    above = float(betaincc(wrong, right + 1.0, promise))
    if above <= 0.0:
        return 0.0
    averaged = float(betaln(wrong, right + 1.0)) + math.log(above) - math.log(-math.log(promise))
    return math.exp(min(averaged - wrong * math.log(promise) - right * math.log1p(-promise), 700.0))


def sample_size(wrong: float, promise: float) -> int:
    """The least number of decided documents, `wrong` of them wrong, whose interval lies below the promise; at most MOST_NEEDED."""
    low, high = 1, MOST_NEEDED
    while low < high:
        middle = (low + high) // 2
        if interval(wrong, max(middle, wrong))[1] <= promise:
            high = middle
        else:
            low = middle + 1
    return low

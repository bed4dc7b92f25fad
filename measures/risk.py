"""How many errors one gets for how much work saved, threshold by threshold."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from measures.calibration import Judged


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskPoint:
    """If all documents of at least this confidence were filed: `coverage`, the share filed, and `risk`, the share wrong among these."""

    confidence: float
    coverage: float
    risk: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """The curve from the surest document down, and the area under it (None where there is no document)."""

    points: tuple[RiskPoint, ...]
    area: float | None


def risk_coverage(judged: Sequence[Judged]) -> Risk:
    """The risk-coverage curve of a selective classifier (El-Yaniv and Wiener, 2010), one point a distinct confidence.

    The area (AURC; Geifman, Uziel and El-Yaniv, 2019) is the mean over all documents of the risk at each one's confidence.
    """
    points: list[RiskPoint] = []
    taken, wrong, area = 0, 0, 0.0
    for confidence, tied in groupby(sorted(judged, key=lambda one: -one[0]), key=lambda one: one[0]):
        rights = [right for _, right in tied]
        taken, wrong = taken + len(rights), wrong + rights.count(False)
        points.append(RiskPoint(confidence=confidence, coverage=taken / len(judged), risk=wrong / taken))
        area += len(rights) / len(judged) * points[-1].risk
    return Risk(points=tuple(points), area=area if points else None)

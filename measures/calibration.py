"""Does a confidence mean what it says."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

BINS = 15

Judged = tuple[float, bool]
"""A confidence 0..1 and whether what it spoke of was right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Documents of neighbouring confidence: `lowest`..`highest`, their mean `confidence`, and the share that is `right`."""

    documents: int
    lowest: float
    highest: float
    confidence: float
    right: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """`ece` is None where no document has a confidence."""

    documents: int
    ece: float | None
    bins: tuple[Bin, ...]


def calibration(judged: Sequence[Judged], bins: int = BINS) -> Calibration:
    """The expected calibration error over bins of equal count, and the reliability table it is of.

    ECE = sum over bins b of n_b / n * |share right in b - mean confidence in b| (Naeini, Cooper and Hauskrecht, 2015), the bins holding
    equally many documents each, but for one more in the first ones (Nguyen and O'Connor, 2015; "adaptive" in Nixon et al., 2019).
    Documents of equal confidence may fall on both sides of a bin's end; each then counts with the share that is right among them, which
    is what a random order gives on average. Few documents make it too large (Roelofs et al., 2022): below some 30 a bin it says little.
    """
    if not judged:
        return Calibration(documents=0, ece=None, bins=())
    tied: dict[float, list[bool]] = defaultdict(list)
    for confidence, right in judged:
        tied[confidence].append(right)
    ranked = [(confidence, sum(tied[confidence]) / len(tied[confidence])) for confidence, _ in sorted(judged)]
    number = min(bins, len(ranked))
    small, larger = divmod(len(ranked), number)
    edges = [index * small + min(index, larger) for index in range(number + 1)]
    made = tuple(_bin(ranked[start:end]) for start, end in pairwise(edges))
    ece = sum(one.documents * abs(one.right - one.confidence) for one in made) / len(ranked)
    return Calibration(documents=len(ranked), ece=ece, bins=made)


def _bin(ranked: Sequence[tuple[float, float]]) -> Bin:
    count = len(ranked)
    return Bin(
        documents=count,
        lowest=ranked[0][0],
        highest=ranked[-1][0],
        confidence=sum(confidence for confidence, _ in ranked) / count,
        right=sum(right for _, right in ranked) / count,
    )

"""The two plots of an evaluation as the coordinates its template draws; x to the right and y upwards in shares 0..1."""

from collections.abc import Sequence
from dataclasses import dataclass

from measures.figures import Slice

WIDTH, HEIGHT = 420, 300
LEAST_TOP = 0.02
"""The risk axis shows at least two percent, so that no error at all looks like none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A bin of the reliability plot; `size` is its radius, `label` says it in words."""

    x: float
    y: float
    size: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A risk-coverage curve as the points of an SVG polyline."""

    name: str
    points: str


def dots(of: Slice) -> tuple[Dot, ...]:
    """Each bin at its mean confidence and the share that is right; the area of a dot goes with its documents."""
    bins = of.figures.confidence.bins
    most = max((one.documents for one in bins), default=1)
    return tuple(
        Dot(
            x=WIDTH * one.confidence,
            y=HEIGHT * (1 - one.right),
            size=2.0 + 4.0 * (one.documents / most) ** 0.5,
            label=f"{one.lowest:.3f}–{one.highest:.3f}: {one.right:.3f} ({one.documents})",
        )
        for one in bins
    )


def top_risk(of: Sequence[Slice]) -> float:
    """The highest value of the risk axis: the largest risk of any curve, rounded up to a whole percent."""
    largest = max((point.risk for one in of for point in one.figures.risk.points), default=0.0)
    return min(1.0, max(LEAST_TOP, -(-round(1000 * largest) // 10) / 100))


def curves(of: Sequence[Slice]) -> tuple[Curve, ...]:
    """One curve a slice; before its first point it is level, as nothing surer could be filed."""
    top = top_risk(of)
    made = []
    for one in of:
        steps = [(p.coverage, p.risk) for p in one.figures.risk.points]
        if steps:
            points = " ".join(f"{WIDTH * x:.1f},{HEIGHT * (1 - y / top):.1f}" for x, y in [(0.0, steps[0][1]), *steps])
            made.append(Curve(name=one.profile or "all 全部", points=points))
    return tuple(made)

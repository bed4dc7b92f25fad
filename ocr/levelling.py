"""The lean that is left on a straightened page: a row of a wide form would otherwise sink by its own height towards the margin."""

from dataclasses import dataclass, replace

from domain.ruling import Rule, Ruling
from domain.text import Box

LONG = 15
"""Times the height of text: stamps have no rule as long (7 cm), and lean as they like."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lean:
    """How far horizontal lines sink: pixels down for each to the right."""

    slope: float

    def level_box(self, box: Box) -> Box:
        """The box moved (not turned) to where it would stand."""
        x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
        over, up = self.slope * y, self.slope * x
        return Box(left=box.left + over, top=box.top - up, right=box.right + over, bottom=box.bottom - up)

    def level_ruling(self, ruling: Ruling) -> Ruling:
        """The rules turned level and upright."""
        return Ruling(
            horizontal=tuple(self._level_rule(rule) for rule in ruling.horizontal),
            vertical=tuple(self._level_rule(rule) for rule in ruling.vertical),
        )

    def _level_rule(self, rule: Rule) -> Rule:
        (x0, y0), (x1, y1) = (self.level_point(x, y) for x, y in ((rule.x0, rule.y0), (rule.x1, rule.y1)))
        return replace(rule, x0=x0, y0=y0, x1=x1, y1=y1)

    def level_point(self, x: float, y: float) -> tuple[float, float]:
        """Where a point would stand (the turn about the page's corner, for small angles)."""
        return x + self.slope * y, y - self.slope * x


def lean_of(ruling: Ruling, text_height: float) -> Lean:
    """The median slope, by length, of the horizontal rules that are no part of a stamp; level where there are none."""
    long = [rule for rule in ruling.horizontal if rule.x1 - rule.x0 > LONG * text_height]
    slopes = sorted(((rule.y1 - rule.y0) / (rule.x1 - rule.x0), rule.x1 - rule.x0) for rule in long)
    half = sum(length for _, length in slopes) / 2
    for slope, length in slopes:
        half -= length
        if half <= 0:
            return Lean(slope=slope)
    return Lean(slope=0.0)

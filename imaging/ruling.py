"""Find the ruled lines of a straightened page: solid, dotted, faint, broken by writing.

The picture is averaged along the line's direction, so that noise and the gaps of dots vanish and a hairline stays; what is darker
there than the paper on both sides is followed. Strokes of writing look alike at that coarseness, but they have gaps between them and
ink above and below: each line found is looked at again in the full picture.
"""

from collections.abc import Sequence

import cv2
import numpy as np

from domain.page import Pixels
from domain.ruling import Rule, Ruling
from imaging.geometry import paper_of, straighten
from imaging.rule_ink import (
    STEP,
    Flags,
    Floats,
    StraightLine,
    View,
    clear_sides,
    dashes,
    half_thickness,
    ink_along,
    middle,
    span,
    view,
    whole_part,
)
from imaging.shrinking import shrunk_by

USUAL_SIDE = 2000
"""Larger pages are looked at shrunk by a whole number to about so many pixels on the long side. Bounds below are in these pixels:
8 a millimetre on A4, 5 to 8 on other paper."""

LONG = 13
DASHED = 25
SHORT = 3
"""Fewest cells of a rule that stands alone (longer than a stroke of a large title), of one with gaps, and of one that runs from one
crossing rule to another; odd, as an opening by an even number moves the picture."""

SHORTEST = 32
"""Pixels from crossing rule to crossing rule."""

GAP = 2
"""Cells that the dashes of one line are apart at most."""

THICK = 6
"""Half of the thickest line, the middle not counted."""

LEAN = 0.02
"""Tangent of the steepest line; text strokes of a page this askew are no concern here."""

WAVER = 2.0
"""Root mean square of a line's ink about its straight middle, pixels: seven pixels thick, or thinner and a little bent."""

MARGIN = 0.03
"""Share of the page left free at both ends by what is printed."""

EDGE = 4
"""Pixels at the page's edges where nothing counts."""

SOLID = 0.93
BROKEN = 0.75
DOTTED = 0.3
"""Share of a rule's length that is inked at least: characters in a row leave a tenth open, a bracket above the other a third."""

CLEAR = 0.6
CLEAR_BROKEN = 1.4
"""Share of its length along which the paper is bare on one side of a solid rule shorter than SELF_EVIDENT, on each side of a broken
one; on both sides of it together."""

CLEAR_DOTTED = 0.95
CLEAR_EVEN = 0.25
"""The same on one side of an evenly dotted rule and on the other: there may be writing on it, but a row of digits is even too."""

SELF_EVIDENT = 40
LONG_BROKEN = 60
"""Cells: strokes of characters in a row make shorter lines at most."""

REACH = 6
"""Pixels from a rule's end to the rule it ends at."""

APART = 3.0
"""Pixels across between pieces of one rule."""


def find_rules(grey: Pixels, skew: float = 0.0) -> Ruling:
    """The ruled lines of an upright page that leans by `skew` degrees, in pixels of the straightened one."""
    factor = max(1, round(max(grey.shape) / USUAL_SIDE))
    small = shrunk_by(grey, factor)
    level = straighten(small, skew, paper_of(small), fine=False)
    high, wide = (side // STEP * STEP for side in level.shape)
    if not high or not wide:
        return Ruling()
    found = _rules(level[:high, :wide])
    return Ruling(horizontal=_enlarged(found.horizontal, factor), vertical=_enlarged(found.vertical, factor))


def _rules(whole: Pixels) -> Ruling:
    high, wide = whole.shape
    across = cv2.resize(whole, (wide // STEP, high), interpolation=cv2.INTER_AREA)
    down = cv2.resize(whole, (wide, high // STEP), interpolation=cv2.INTER_AREA)
    rows, columns = view(whole, np.asarray(across, np.uint8)), view(whole.T, np.ascontiguousarray(down.T))
    (level, maybe_level), (upright, maybe_upright) = _alone(rows), _alone(columns)
    level = _printed(rows, _joined(rows, [*level, *_between(rows, maybe_level, upright)]))
    upright = _printed(columns, _joined(columns, [*upright, *_between(columns, maybe_upright, level)]))
    return Ruling(horizontal=tuple(_rule(rows, line) for line in level), vertical=tuple(_turned(_rule(columns, line)) for line in upright))


def _alone(seen: View) -> tuple[list[StraightLine], list[StraightLine]]:
    """Rules that are known by themselves, and lines that are none unless they end at other rules."""
    near = _thickened(seen)
    closed = np.asarray(cv2.morphologyEx(near, cv2.MORPH_CLOSE, np.ones((1, GAP + 1), np.uint8)), np.uint8)
    sure: list[StraightLine] = []
    maybe: list[StraightLine] = []
    for mask, least, cover in ((near, LONG, SOLID), (closed, DASHED, BROKEN)):
        for line in _runs(seen, mask, least):
            part = _part(seen, line, least, cover)
            if part:
                (sure if _is_bare(seen, part) else maybe).append(part)
            elif least == DASHED and _is_dotted(seen, line):
                sure.append(line)
    return sure, maybe


def _between(seen: View, maybe: Sequence[StraightLine], crossing: Sequence[StraightLine]) -> list[StraightLine]:
    """Lines that end at rules of the other direction on both sides: rows and boxes of narrow tables, rules among writing."""
    short = [line for line in _runs(seen, _thickened(seen), SHORT) if line.length < LONG]
    lines = [*maybe, *short]
    if len(crossing) < 2 or not lines:
        return []
    spans = np.array([(line.start * STEP, line.end * STEP) for line in lines], np.float64)
    near = _meet(crossing, lines, spans, STEP + REACH)
    lines = [line for line, met in zip(lines, near, strict=True) if met and (line.length >= LONG or whole_part(seen, line)[1] >= SOLID)]
    spans = np.array([span(seen, line) for line in lines], np.float64).reshape(-1, 2)
    met = _meet(crossing, lines, spans, REACH) & (spans[:, 1] - spans[:, 0] >= SHORTEST)
    return [lines[i] for i in np.flatnonzero(met)]


def _meet(crossing: Sequence[StraightLine], lines: Sequence[StraightLine], spans: Floats, reach: float) -> Flags:
    """Which of the lines, each from pixel to pixel, have rules of the other direction passing by both their ends."""
    cell = np.array([float(line.at((line.start + line.end) / 2)) for line in lines]) / STEP
    passes = [((o.start - 1 <= cell) & (cell <= o.end + 1))[:, None] & (abs(o.at(cell)[:, None] - spans) <= reach) for o in crossing]
    return np.asarray(np.any(passes, axis=0).all(1), np.bool_)


def _thickened(seen: View) -> Pixels:
    """Where ink is, grown by a pixel up and down so that a leaning line hangs together."""
    return np.asarray(cv2.dilate((seen.dark > seen.bound).astype(np.uint8), np.ones((3, 1), np.uint8)), np.uint8)


def _runs(seen: View, near: Pixels, least: int) -> list[StraightLine]:
    """Straight runs of at least `least` cells, as the straight lines through their ink (least squares, by darkness)."""
    kept = cv2.morphologyEx(near, cv2.MORPH_OPEN, np.ones((1, least), np.uint8))
    if not kept.any():
        return []
    # runs of two rows that do not touch take least + 1 columns each; small numbers take a third of the time
    few = kept.size < 2 * (least + 1) * np.iinfo(np.uint16).max
    count, labels, stats, _ = cv2.connectedComponentsWithStats(kept, connectivity=8, ltype=cv2.CV_16U if few else cv2.CV_32S)
    inked = np.flatnonzero((kept > 0) & (seen.dark > seen.bound))
    label, weight = labels.ravel()[inked], seen.dark.ravel()[inked].astype(np.float64)
    y, x = (side.astype(np.float64) for side in np.divmod(inked, kept.shape[1]))
    x += 0.5

    def total(values: Floats | float) -> Floats:
        return np.asarray(np.bincount(label, weight * values, count), np.float64)

    mass = np.maximum(total(1.0), 1.0)
    along, across = total(x) / mass, total(y) / mass
    dx, dy = x - along[label], y - across[label]
    spread, joint = np.maximum(total(dx * dx), 1.0), total(dx * dy)
    slope = joint / spread
    waver = np.sqrt(np.maximum(total(dy * dy) - joint * slope, 0.0) / mass)
    first, wide = stats[:, cv2.CC_STAT_LEFT], stats[:, cv2.CC_STAT_WIDTH]
    inside = (across > EDGE) & (across < len(kept) - 1 - EDGE) & (wide >= least)
    straight = inside & (waver <= WAVER) & (abs(slope) <= LEAN * STEP)
    return [
        StraightLine(start=int(first[i]), end=int(first[i] + wide[i]), offset=float(across[i] - slope[i] * along[i]), slope=float(slope[i]))
        for i in np.flatnonzero(straight)
        if i
    ]


def _part(seen: View, line: StraightLine, least: int, cover: float) -> StraightLine | None:
    """What of a line is inked enough; None where that is too short or too thick for a rule."""
    part, inked = whole_part(seen, line)
    return part if part.length >= least and inked >= cover and half_thickness(seen, part) <= THICK else None


def _is_bare(seen: View, line: StraightLine) -> bool:
    """Whether so little is written round a line that it is no row of strokes; a long solid line is none whatever is written round it."""
    solid, sides = whole_part(seen, line)[1] >= SOLID, clear_sides(seen, line)
    if solid:
        return line.length >= SELF_EVIDENT or max(sides) >= CLEAR
    return line.length >= LONG_BROKEN and min(sides) >= CLEAR and sum(sides) >= CLEAR_BROKEN


def _is_dotted(seen: View, line: StraightLine) -> bool:
    """Whether a line is of even dashes, with one side bare."""
    cover, even = dashes(seen, line)
    if not even or cover < DOTTED or half_thickness(seen, line) > THICK:
        return False
    sides = clear_sides(seen, line)
    return max(sides) >= CLEAR_DOTTED and min(sides) >= CLEAR_EVEN


def _joined(seen: View, lines: Sequence[StraightLine]) -> list[StraightLine]:
    """Pieces of one rule put together: next to each other, or with ink all the way between them."""
    out: list[StraightLine] = []
    for line in sorted(lines, key=lambda line: line.start):
        place = next((i for i, before in enumerate(out) if _continues(seen, before, line)), None)
        if place is None:
            out.append(line)
        else:
            out[place] = _through(out[place], line)
    return out


def _printed(seen: View, lines: Sequence[StraightLine]) -> list[StraightLine]:
    """The lines without those from edge to edge of the page: folds and scanner streaks."""
    cells = seen.dark.shape[1]
    return [line for line in lines if line.start > MARGIN * cells or line.end < (1 - MARGIN) * cells]


def _continues(seen: View, before: StraightLine, line: StraightLine) -> bool:
    """Whether a line that starts later is of one rule with another."""
    if min(abs(float(line.at(x)) - float(before.at(x))) for x in (line.start, before.end)) > APART:
        return False
    gap = line.start - before.end
    if gap <= GAP:
        return True
    whole = _through(before, line)
    bridge = StraightLine(start=before.end, end=line.start, offset=whole.offset, slope=whole.slope)
    level = min(middle(ink_along(seen, piece)) for piece in (before, line)) / 2
    return gap < before.length + line.length and float((ink_along(seen, bridge) > level).mean()) >= SOLID


def _through(before: StraightLine, line: StraightLine) -> StraightLine:
    """The line from the first's start to the farther end."""
    if line.end <= before.end:
        return before
    start, end = float(before.at(before.start)), float(line.at(line.end))
    slope = (end - start) / (line.end - before.start)
    return StraightLine(start=before.start, end=line.end, offset=start - slope * before.start, slope=slope)


def _rule(seen: View, line: StraightLine) -> Rule:
    start, end = span(seen, line)
    heights = line.at(np.array([start, end]) / STEP) + 0.5
    thickness = max(1, 2 * half_thickness(seen, line) - 1)
    return Rule(x0=float(start), y0=float(heights[0]), x1=float(end), y1=float(heights[1]), thickness=float(thickness))


def _enlarged(rules: Sequence[Rule], factor: int) -> tuple[Rule, ...]:
    return tuple(
        Rule(x0=r.x0 * factor, y0=r.y0 * factor, x1=r.x1 * factor, y1=r.y1 * factor, thickness=r.thickness * factor) for r in rules
    )


def _turned(rule: Rule) -> Rule:
    return Rule(x0=rule.y0, y0=rule.x0, x1=rule.y1, y1=rule.x1, thickness=rule.thickness)

"""Find the ruled lines of a straightened page: solid, dotted, faint, broken by writing.

The picture is averaged along the line's direction, so that noise and the gaps of dots vanish and a hairline stays; what is darker
there than the paper on both sides is followed. Strokes of writing look alike at that coarseness, but they have gaps between them and
ink above and below: each line found is looked at again in the full picture.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
import numpy.typing as npt

from domain.page import Pixels
from domain.ruling import Rule, Ruling

USUAL_SIDE = 2000
"""Larger pages are looked at shrunk by a whole number to about so many pixels on the long side. Bounds below are in these pixels:
8 a millimetre on A4, 5 to 8 on other paper."""

STEP = 8
"""Pixels averaged along the line, together a cell."""

PAPER_WITHIN = 15
"""There is paper within so many pixels across a line: the thickest is nearly 2 mm."""

THICK = 6
"""Half of the thickest line, the middle not counted."""

MIN_DARK = 12.0
NOISE = 3.0
"""A line is darker than its paper by so many grey levels, and by so many times what the median spot of the page is."""

LONG = 13
DASHED = 25
SHORT = 3
"""Fewest cells of a rule that stands alone (longer than a stroke of a large title), of one with gaps, and of one that runs from one
crossing rule to another; odd, as an opening by an even number moves the picture."""

SHORTEST = 32
"""Pixels from crossing rule to crossing rule."""

GAP = 2
"""Cells that the dashes of one line are apart at most."""

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

DASHES = 8
"""Fewest dashes that can be told to be even."""

PITCH = 24
"""Pixels from dash to dash at most: characters stand further apart."""

BARE = 8
SELF_EVIDENT = 40
REACH = 6
"""Pixels from a short rule's end to the rule it ends at."""

_Floats = npt.NDArray[np.float64]
_Flags = npt.NDArray[np.bool_]
_Ink = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A line along the rows of a view: cells start..end, height `offset` + `slope` × cell in shrunk pixels."""

    start: int
    end: int
    offset: float
    slope: float

    @property
    def length(self) -> int:
        return self.end - self.start

    def at(self, cell: npt.ArrayLike) -> _Floats:
        out: _Floats = self.offset + self.slope * np.asarray(cell, np.float64)
        return out


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """The page seen along one direction (for vertical lines transposed).

    `paper` and `dark` are cells: the brightness round a spot, and how much darker the spot is; `grey` is the full picture.
    """

    grey: Pixels = field(repr=False)
    paper: Pixels = field(repr=False)
    dark: Pixels = field(repr=False)
    bound: float
    factor: int


def find_rules(grey: Pixels) -> Ruling:
    """The ruled lines of a page that leans by no more than about a degree."""
    factor = max(1, round(max(grey.shape) / USUAL_SIDE))
    high, wide = (side // (factor * STEP) * factor * STEP for side in grey.shape)
    if not high or not wide:
        return Ruling()
    whole = grey[:high, :wide]
    across = cv2.resize(whole, (wide // (factor * STEP), high // factor), interpolation=cv2.INTER_AREA)
    down = cv2.resize(whole, (wide // factor, high // (factor * STEP)), interpolation=cv2.INTER_AREA)
    rows, columns = _view(whole, np.asarray(across, np.uint8), factor), _view(whole.T, np.ascontiguousarray(down.T), factor)
    level, upright = _alone(rows), _alone(columns)
    level = _joined(rows, [*level, *_between(rows, upright)])
    upright = _joined(columns, [*upright, *_between(columns, level)])
    return Ruling(horizontal=tuple(_rule(line, rows) for line in level), vertical=tuple(_turned(_rule(line, columns)) for line in upright))


def _view(grey: Pixels, cells: Pixels, factor: int) -> _View:
    paper = np.asarray(cv2.morphologyEx(cells, cv2.MORPH_CLOSE, np.ones((PAPER_WITHIN, 1), np.uint8)), np.uint8)
    dark = np.asarray(cv2.subtract(paper, cells), np.uint8)
    noise = float(np.searchsorted(np.cumsum(np.bincount(dark.ravel(), minlength=256)), dark.size / 2))
    return _View(grey=grey, paper=paper, dark=dark, bound=max(MIN_DARK, NOISE * noise), factor=factor)


def _alone(view: _View) -> list[_Line]:
    """Rules long enough to be known by themselves; from edge to edge of the page run folds and scanner streaks, which are none."""
    near = _thickened(view)
    found = [line for line in _runs(view, near, LONG) if _is_solid(view, line)]
    for line in found:
        ends = [(cell, round(float(line.at(cell)))) for cell in (line.start, line.end)]
        cv2.line(near, ends[0], ends[1], 0, 2 * _half(view, line) + 3)
    dashes = np.asarray(cv2.morphologyEx(near, cv2.MORPH_CLOSE, np.ones((1, GAP + 1), np.uint8)), np.uint8)
    found += [line for line in _runs(view, dashes, DASHED) if _is_solid(view, line) or _is_dotted(view, line)]
    margin = MARGIN * view.dark.shape[1]
    return [line for line in found if line.start > margin or line.end < view.dark.shape[1] - margin]


def _between(view: _View, crossing: Sequence[_Line]) -> list[_Line]:
    """Short rules that end at rules of the other direction on both sides: rows and boxes of narrow tables."""
    lines = [line for line in _runs(view, _thickened(view), SHORT) if line.length < LONG]
    if len(crossing) < 2 or not lines:
        return []
    spans = np.array([(line.start * STEP, line.end * STEP) for line in lines], np.float64)
    near = _meet(crossing, lines, spans, STEP + REACH)
    lines = [line for line, met in zip(lines, near, strict=True) if met and _cover(view, line)[0] >= SOLID]
    spans = np.array([_span(view, line) for line in lines], np.float64).reshape(-1, 2) / view.factor
    met = _meet(crossing, lines, spans, REACH) & (spans[:, 1] - spans[:, 0] >= SHORTEST)
    return [lines[i] for i in np.flatnonzero(met)]


def _meet(crossing: Sequence[_Line], lines: Sequence[_Line], spans: _Floats, reach: float) -> _Flags:
    """Which of the lines, each from pixel to pixel, have rules of the other direction passing by both their ends."""
    cell = np.array([float(line.at((line.start + line.end) / 2)) for line in lines]) / STEP
    passes = [((o.start - 1 <= cell) & (cell <= o.end + 1))[:, None] & (abs(o.at(cell)[:, None] - spans) <= reach) for o in crossing]
    return np.asarray(np.any(passes, axis=0).all(1), np.bool_)


def _thickened(view: _View) -> Pixels:
    """Where ink is, grown by a pixel up and down so that a leaning line hangs together."""
    return np.asarray(cv2.dilate((view.dark > view.bound).astype(np.uint8), np.ones((3, 1), np.uint8)), np.uint8)


def _runs(view: _View, near: Pixels, least: int) -> list[_Line]:
    """Straight runs of at least `least` cells, as the straight lines through their ink (least squares, by darkness)."""
    kept = cv2.morphologyEx(near, cv2.MORPH_OPEN, np.ones((1, least), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(kept, connectivity=8)
    inked = np.nonzero((kept > 0) & (view.dark > view.bound))
    label, weight = labels[inked], view.dark[inked].astype(np.float64)
    y, x = inked[0].astype(np.float64), inked[1] + np.float64(0.5)

    def total(values: _Floats | float) -> _Floats:
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
        _Line(start=int(first[i]), end=int(first[i] + wide[i]), offset=float(across[i] - slope[i] * along[i]), slope=float(slope[i]))
        for i in np.flatnonzero(straight)
        if i
    ]


def _is_solid(view: _View, line: _Line) -> bool:
    if _cover(view, line)[0] < SOLID or _half(view, line) > THICK:
        return False
    return line.length >= SELF_EVIDENT or max(_clear(view, line)) >= CLEAR


def _is_dotted(view: _View, line: _Line) -> bool:
    """Whether a line with gaps is a rule: few gaps and little writing near, or dashes as even as no writing and one side bare."""
    if _half(view, line) > THICK:
        return False
    (cover, even), sides = _cover(view, line), _clear(view, line)
    if even and cover >= DOTTED and max(sides) >= CLEAR_DOTTED and min(sides) >= CLEAR_EVEN:
        return True
    return cover >= BROKEN and min(sides) >= CLEAR and sum(sides) >= CLEAR_BROKEN


def _cover(view: _View, line: _Line) -> tuple[float, bool]:
    """Share of the line's length, pixel by pixel between its true ends, that is inked; whether in even dashes."""
    inked = _inked(view, _ink(view, line))
    start, end = _ends(inked)
    return float(inked[start:end].mean()), _is_even(inked[start:end], PITCH * view.factor)


def _inked(view: _View, ink: _Ink) -> _Flags:
    """Where the ink along a line is at least half as dark as its median."""
    return np.asarray(ink > max(view.bound, float(np.median(ink))) / 2, np.bool_)


def _ink(view: _View, line: _Line) -> _Ink:
    """How much darker than its paper the line is in the full picture, pixel by pixel along it."""
    along = np.arange(line.start * STEP * view.factor, line.end * STEP * view.factor)
    cell = along / (STEP * view.factor)
    height = ((line.at(cell) + 0.5) * view.factor).astype(np.intp)
    rows = np.clip(height + np.arange(-view.factor, view.factor + 1)[:, None], 0, len(view.grey) - 1)
    ink = view.paper[np.clip(height // view.factor, 0, len(view.paper) - 1), cell.astype(np.intp)].astype(np.int16)
    ink -= view.grey[rows, along].min(0)
    return ink


def _ends(inked: _Flags) -> tuple[int, int]:
    """Where the ink begins and ends within the outermost cells, which a rule need not fill."""
    places = np.flatnonzero(inked)
    return (int(places[0]), int(places[-1]) + 1) if len(places) else (0, len(inked))


def _is_even(inked: _Flags, widest: float) -> bool:
    """Whether dashes follow each other at one pitch of at most `widest` pixels, as no writing does."""
    steps = np.diff(np.flatnonzero(np.diff(inked.astype(np.int8)) > 0))
    if len(steps) < DASHES:
        return False
    usual = float(np.median(steps))
    return usual <= widest and float((abs(steps - usual) <= max(1.0, 0.15 * usual)).mean()) >= 0.8


def _round(view: _View, line: _Line) -> npt.NDArray[np.uint8]:
    """The ink of the line and PAPER_WITHIN pixels to both sides, (2 × PAPER_WITHIN + 1, cells)."""
    cells = np.arange(line.start, line.end)
    rows = np.rint(line.at(cells + 0.5)).astype(np.intp) + np.arange(-PAPER_WITHIN, PAPER_WITHIN + 1)[:, None]
    return np.asarray(view.dark[np.clip(rows, 0, len(view.dark) - 1), cells], np.uint8)


def _half(view: _View, line: _Line) -> int:
    """Pixels from the middle of the line to where its ink is half as dark."""
    profile = np.median(_round(view, line), axis=1)
    both = np.maximum(profile[PAPER_WITHIN:], profile[PAPER_WITHIN::-1])
    thin = np.flatnonzero(both < 0.5 * both[:3].max())
    return int(thin[0]) if len(thin) else PAPER_WITHIN


def _clear(view: _View, line: _Line) -> tuple[float, float]:
    """Shares of the line's length along which nothing is written close above it, and close below it."""
    ink, half = _round(view, line), _half(view, line)
    bound = 0.3 * float(np.median(ink[PAPER_WITHIN - 1 : PAPER_WITHIN + 2].max(0)))
    near = min(half + 1, PAPER_WITHIN)
    far = min(near + BARE, PAPER_WITHIN)
    above, below = ink[PAPER_WITHIN - far : PAPER_WITHIN - near + 1], ink[PAPER_WITHIN + near : PAPER_WITHIN + far + 1]
    return float((above.max(0) < bound).mean()), float((below.max(0) < bound).mean())


def _joined(view: _View, lines: Sequence[_Line]) -> list[_Line]:
    """Pieces of one rule put together: next to each other, or with ink all the way between them."""
    out: list[_Line] = []
    for line in sorted(lines, key=lambda line: line.start):
        place = next((i for i, before in enumerate(out) if _continues(view, before, line)), None)
        if place is None:
            out.append(line)
        else:
            out[place] = _through(out[place], line)
    return out


def _continues(view: _View, before: _Line, line: _Line) -> bool:
    """Whether a line that starts later is of one rule with another."""
    apart = min(abs(float(line.at(x)) - float(before.at(x))) for x in (line.start, before.end))
    if apart > 3:
        return False
    gap = line.start - before.end
    if gap <= GAP:
        return True
    whole = _through(before, line)
    bridge = _Line(start=before.end, end=line.start, offset=whole.offset, slope=whole.slope)
    level = min(float(np.median(_ink(view, piece))) for piece in (before, line)) / 2
    return gap < before.length + line.length and float((_ink(view, bridge) > level).mean()) >= SOLID


def _through(before: _Line, line: _Line) -> _Line:
    """The line from the first's start to the farther end."""
    if line.end <= before.end:
        return before
    start, end = float(before.at(before.start)), float(line.at(line.end))
    slope = (end - start) / (line.end - before.start)
    return _Line(start=before.start, end=line.end, offset=start - slope * before.start, slope=slope)


def _rule(line: _Line, view: _View) -> Rule:
    start, end = _span(view, line)
    heights = (line.at(np.array([start, end]) / (STEP * view.factor)) + 0.5) * view.factor
    thickness = max(1, 2 * _half(view, line) - 1) * view.factor
    return Rule(x0=float(start), y0=float(heights[0]), x1=float(end), y1=float(heights[1]), thickness=float(thickness))


def _span(view: _View, line: _Line) -> tuple[int, int]:
    """From where to where the line is inked, in pixels of the full picture."""
    start, end = _ends(_inked(view, _ink(view, line)))
    first = line.start * STEP * view.factor
    return first + start, first + end


def _turned(rule: Rule) -> Rule:
    return Rule(x0=rule.y0, y0=rule.x0, x1=rule.y1, y1=rule.x1, thickness=rule.thickness)

"""Whether anything is written, stamped or drawn on a side that has no text of its own, and what on paper is nobody's writing.

Ink is what is darker than the paper and thinner than a shadow. Of the parts that hang together dust, punch holes, staples, creases and what
comes in from an edge are left out; one other part is enough. Lengths are pixels of a picture with 3.4 of them a millimetre.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from domain.page import Pixels
from imaging.border import bed
from imaging.channels import darkest_channel
from imaging.shrinking import shrunk

DPI, SIDES = 86.0, (700, 1450)
"""Resolution of the picture in which marks are looked for; its long side at least and at most, as scanners write wrong resolutions."""

STRONG, FAINT, BLACK = 40.0, 25.0, 60.0
"""Grey levels below the paper, after smoothing, from which ink is this side's: where another side may shine through; where nothing hints
at one, as thin lines and pencil are no darker; on a 1-bit page, where ink is black and what the small picture shows greyer is dots of a
crease or a stain."""

REACH = 25
"""What is thinner than this (7.4 mm) one way or the other may be ink; shadows, tape, the step to a light bed are broader."""

NOISE = 5.0
"""Standard deviations of the paper's own noise that ink stands out by."""

JOIN = 5
"""Strokes up to so far apart (1.5 mm) belong to one mark: thresholded pencil falls to pieces."""

LEAST_INK, LEAST_PIECES, LEAST_EXTENT = 16, 40, 8
"""Pixels of ink of a mark whose largest piece is that large (1.4 square millimetres), of one in pieces, and of extent (2.4 mm): a page
number has more, dust less, and of much dust some lies side by side."""

THIN, LONG, BOW = 4, 60, 25
"""A line is so thin on average, so long (18 mm), and bends by its length over so much at most."""

GAP, VOTES, BESIDE, SHARE = 40, 24, 3, 0.7
"""Pieces of one line lie up to so far apart; so many pixels on it show it; so far beside it with so much of its ink a piece is part of it:
a 1-bit scan breaks creases to dashes."""

MOST_LINES, ASTRAY, SAME = 3, 4.0, 12
"""More lines than that along or across one another, which differ by so many degrees at most and lie so far apart, are a form or a sketch;
creases are fewer or lie anyhow."""

HOLE_BAND, HOLE = 0.12, (12, 32)
"""Punch holes: within this share of the page from an edge, round, so many pixels (3.5 to 9.5 mm) across."""

CORNER, STAPLE, WIRE = 60, (24, 60), 5
"""Staples: within so many pixels of two edges, straight, so long (7 to 17 mm) and so thick with their shadow at most."""

EDGE, TOUCHES = 15, 2
"""A mark that lies wholly within so many pixels (4.4 mm) of an edge is the shadow of the paper's rim: nobody writes there. One so near
to an edge comes in from it."""


def has_marks(pixels: Pixels, dpi: float, above: float) -> bool:
    """Whether ink of any colour, so many grey levels below the paper after smoothing, stands on the page."""
    side = int(np.clip(max(pixels.shape) * DPI / dpi, *SIDES))
    small = np.asarray(cv2.GaussianBlur(darkest_channel(shrunk(pixels, side)), (3, 3), 0), np.uint8)
    depth = cv2.subtract(cv2.morphologyEx(small, cv2.MORPH_CLOSE, _square(REACH)), small)
    middle, most = np.percentile(depth[::2, ::2], (50, 84))  # one standard deviation of the paper's noise apart
    ink = (depth > max(above, middle + NOISE * (most - middle))).astype(np.uint8)
    beside = bed(small)
    ink[beside > 0] = 0
    marks = []
    for mark in _marks(ink, beside):
        if not mark.is_straight(THIN):
            return True
        marks.append(mark)
    return _is_drawn(marks, ink)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Mark:
    """Ink that hangs together, gaps closed: its `points` (n, 2), and `length` and `thickness` of the narrowest box round them."""

    points: npt.NDArray[np.int32]
    length: float
    thickness: float

    def is_straight(self, thin: int) -> bool:
        """Whether it is a stroke so thin, or thinner for its length."""
        return len(self.points) <= thin * self.length and self.thickness <= max(thin + 1, self.length / BOW)


def _marks(ink: Pixels, beside: Pixels) -> Iterator[_Mark]:
    """The marks that somebody may have made."""
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, _square(JOIN))
    count, parts, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    amounts = np.bincount(parts[ink > 0], minlength=count)
    from_bed = set(np.unique(parts[cv2.dilate(beside, _square(JOIN)) > 0]).tolist())
    for number in range(1, count):
        part = stats[number]
        if number in from_bed or amounts[number] < LEAST_INK or _is_incidental(part, ink.shape):
            continue
        left, top, width, height = (int(v) for v in part[:4])
        window = slice(top, top + height), slice(left, left + width)
        own = (parts[window] == number).astype(np.uint8)
        if amounts[number] < LEAST_PIECES and _largest_piece(own * ink[window]) < LEAST_INK:
            continue
        points = np.asarray(cv2.findNonZero(own), np.int32).reshape(-1, 2) + np.array([left, top], np.int32)
        _, sides, _ = cv2.minAreaRect(points)
        mark = _Mark(points=points, length=max(sides) + 1, thickness=min(sides) + 1)
        if not _is_staple(mark, part, ink.shape):
            yield mark


def _largest_piece(ink: Pixels) -> int:
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    return int(stats[1:, cv2.CC_STAT_AREA].max(initial=0))


def _margins(part: npt.NDArray[np.int32], shape: tuple[int, ...]) -> tuple[int, int, int, int]:
    """How far a mark (x, y, width, height, area) is from the left, top, right and bottom."""
    left, top, width, height = (int(v) for v in part[:4])
    return left, top, shape[1] - left - width, shape[0] - top - height


def _is_incidental(part: npt.NDArray[np.int32], shape: tuple[int, ...]) -> bool:
    """Whether a mark (x, y, width, height, area) is dust, comes in from an edge or is a punch hole."""
    left, top, right, bottom = _margins(part, shape)
    _, _, width, height, area = (int(v) for v in part)
    if max(width, height) < LEAST_EXTENT or min(left, top, right, bottom) <= TOUCHES:
        return True
    if min(left + width, top + height, right + width, bottom + height) <= EDGE:
        return True
    band = min(min(left, right) / shape[1], min(top, bottom) / shape[0]) < HOLE_BAND
    short, long = sorted((width, height))
    return band and HOLE[0] <= long <= HOLE[1] and short >= 0.7 * long and area >= 0.6 * width * height


def _is_staple(mark: _Mark, part: npt.NDArray[np.int32], shape: tuple[int, ...]) -> bool:
    left, top, right, bottom = _margins(part, shape)
    at_corner = min(left, right) <= CORNER and min(top, bottom) <= CORNER
    return at_corner and STAPLE[0] <= mark.length <= STAPLE[1] and mark.is_straight(WIRE)


def _is_drawn(strokes: Sequence[_Mark], ink: Pixels) -> bool:
    """Whether some straight stroke is part of no long line, or more lines than creases and streaks run along or across one another."""
    if not strokes:
        return False
    found = cv2.HoughLinesP(ink, 1, np.pi / 180, VOTES, minLineLength=LONG, maxLineGap=GAP)
    left, lines = list(strokes), []
    for line in np.zeros((0, 4), np.int32) if found is None else found.reshape(-1, 4):
        near = np.zeros_like(ink)
        cv2.line(near, line[:2].tolist(), line[2:].tolist(), 1, 2 * BESIDE + 1)
        on = [stroke for stroke in strokes if near[tuple(stroke.points[:, ::-1].T)].mean() >= SHARE]
        if on:
            lines.append(line)
            left = [stroke for stroke in left if stroke not in on]
    return bool(left) or _is_form(np.array(lines))


def _is_form(lines: npt.NDArray[np.int32]) -> bool:
    """Whether more lines (x, y, x, y) than creases and streaks run along or across one another."""
    apart: list[tuple[float, float]] = []
    for left, top, right, bottom in lines.tolist():
        direction = math.degrees(math.atan2(bottom - top, right - left)) % 180
        slope = math.radians(direction)
        place = (left + right) / 2 * math.sin(slope) - (top + bottom) / 2 * math.cos(slope)
        if not any(_turned(direction, other, 180) <= ASTRAY and abs(place - at) <= SAME for other, at in apart):
            apart.append((direction, place))
    alike = [sum(_turned(one, other, 90) <= ASTRAY for other, _ in apart) for one, _ in apart]
    return max(alike, default=0) > MOST_LINES


def _turned(one: float, other: float, period: int) -> float:
    """Degrees between two directions that are the same again after so many."""
    return abs((one - other + period / 2) % period - period / 2)


def _square(side: int) -> Pixels:
    return np.ones((side, side), np.uint8)

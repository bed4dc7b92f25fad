"""Whether anything is written, stamped or drawn on a side that has no text of its own.

Ink is what is darker than the paper and thinner than a shadow. What nobody wrote is told by its place and shape (`imaging.parts`); of the
rest, long lines however broken may be creases and streaks, a circle round nothing the rim of a cup; one other part is enough. Lengths are
pixels of the small picture (`imaging.surface`).
"""

import math
from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from domain.page import Pixels
from domain.text import Quads
from imaging.parts import EDGE, JOIN, LONG, Part, parts_of, square
from imaging.rings import without_ring
from imaging.surface import Surface

THIN = 4
"""A line is so thin on average."""

GAP, VOTES, BESIDE, SHARE = 40, 24, 3, 0.7
"""Pieces of one line lie up to so far apart; so many pixels on it show it; so far beside it with so much of its ink a piece is part of it:
a 1-bit scan breaks creases to dashes."""

EVER = 25
"""Times its length that a line runs on both ways: it leaves the picture."""

MOST_LINES, ASTRAY, SAME = 3, 4.0, 12
"""More lines than that along or across one another, which differ by so many degrees at most and lie so far apart, are a form or a sketch;
creases are fewer or lie anyhow."""

HALF, ALMOST = 0.5, 0.9
"""Of a text box the ink counts that is half as dark as the box is; with so much of it nobody's the box is no text."""


def has_marks(surface: Surface, ink: Pixels, paler: Pixels | None = None) -> bool:
    """Whether somebody wrote, stamped or drew some of the ink (1 on the surface's picture, 0 elsewhere).

    Long lines are looked for in `paler` ink too where it is given.
    """
    found = list(parts_of(ink, surface.beside))
    parts = without_ring([part for part in found if not part.is_dust and not part.is_things], surface)
    if any(not part.is_straight(THIN) for part in parts):
        return True
    return _is_drawn(parts, ink if paler is None else paler) or _is_crossed(surface, ink, found)


def has_form(surface: Surface, ink: Pixels) -> bool:
    """Whether the ink that is no thing holds more lines than creases and streaks, along or across one another: a form, a sketch."""
    found = list(parts_of(ink, surface.beside))
    written = without_ring([part for part in found if not part.is_dust and not part.is_things], surface)
    return _is_form(_lines(ink & _mask(ink, written)).tolist()) or _is_crossed(surface, ink, found)


def _is_crossed(surface: Surface, ink: Pixels, parts: Sequence[Part]) -> bool:
    """Whether what comes in from the paper's edge is a form or a sketch: one that is cut off there, or that a crease joins to it.

    Creases and streaks themselves run from edge to edge.
    """
    large = [part for part in parts if part.comes_in and part.length >= 2 * LONG and not part.is_straight(THIN)]
    drawn = [part for part in large if without_ring([part], surface)]
    lines = _lines(ink & _mask(ink, drawn)).tolist()
    outside = cv2.copyMakeBorder(surface.beside[1:-1, 1:-1], 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=1)
    rim = np.asarray(cv2.dilate(outside, square(2 * EDGE + 1)), np.uint8)
    lines = [line for line in lines if not (rim[line[1], line[0]] and rim[line[3], line[2]])]
    left = [line for line in lines if not _goes_across([other for other in lines if _is_same(_place(line), _place(other))], rim)]
    return _is_form(left)


def _goes_across(pieces: Sequence[Sequence[int]], rim: Pixels) -> bool:
    """Whether the pieces of one line reach the rim at both ends."""
    ends = [(x, y) for line in pieces for x, y in (line[:2], line[2:]) if rim[y, x]]
    return any(math.dist(one, other) >= 2 * LONG for one in ends for other in ends)


def _mask(ink: Pixels, parts: Sequence[Part]) -> Pixels:
    """1 where the parts are, of the size of the ink's picture."""
    mask = np.zeros_like(ink)
    for part in parts:
        mask[tuple(part.points[:, ::-1].T)] = 1
    return mask


def things_in(surface: Surface, quad: Quads, contrast: float) -> Pixels | None:
    """The hole, clip or ring that a text box holds, shape (4, 2) in pixels of the scan and so dark; None where it holds other ink.

    1 on the surface's picture where the thing is and close to it: nowhere where the box holds but the bed (a corner torn off).
    """
    ink = surface.ink(HALF * contrast)
    inside = np.zeros_like(ink)
    surface.window(inside, quad)[:] = surface.window(ink, quad)
    things = np.zeros_like(ink)
    within = [part for part in parts_of(ink, surface.beside) if inside[tuple(part.points[:, ::-1].T)].any()]
    written = without_ring([part for part in within if not part.is_things], surface)
    for part in within:
        if part not in written:
            things[tuple(part.points[:, ::-1].T)] = 1
    most = ALMOST * int(inside.sum())
    if int((inside & things).sum()) < most or not (most or surface.window(surface.beside, quad).any()):
        return None
    return np.asarray(cv2.dilate(things, square(JOIN)), np.uint8)


def _is_drawn(strokes: Sequence[Part], ink: Pixels) -> bool:
    """Whether some straight stroke is part of no long line, or more lines than creases and streaks run along or across one another."""
    if not strokes:
        return False
    left, lines = [stroke for stroke in strokes if stroke.length < LONG], [stroke.line for stroke in strokes if stroke.length >= LONG]
    for line in _lines(ink):
        near = np.zeros_like(ink)
        further = EVER * (line[2:] - line[:2])  # creases and rims run on, in pieces
        cv2.line(near, (line[:2] - further).tolist(), (line[2:] + further).tolist(), 1, 2 * BESIDE + 1)
        on = [stroke for stroke in strokes if near[tuple(stroke.points[:, ::-1].T)].mean() >= SHARE]
        if on:
            lines.append(line.tolist())
            left = [stroke for stroke in left if stroke not in on]
    return bool(left) or _is_form(lines)


def _lines(ink: Pixels) -> npt.NDArray[np.int32]:
    """Long straight lines (x, y, x, y), some of them several times."""
    found = cv2.HoughLinesP(ink, 1, np.pi / 180, VOTES, minLineLength=LONG, maxLineGap=GAP)
    return np.zeros((0, 4), np.int32) if found is None else np.asarray(found.reshape(-1, 4), np.int32)


def _is_form(lines: Sequence[Sequence[float]]) -> bool:
    """Whether more lines (x, y, x, y) than creases and streaks run along or across one another."""
    apart: list[_Place] = []
    for line in lines:
        place = _place(line)
        if not any(_is_same(place, other) for other in apart):
            apart.append(place)
    alike = [sum(_turned(one, other, 90) <= ASTRAY for other, _ in apart) for one, _ in apart]
    return max(alike, default=0) > MOST_LINES


_Place = tuple[float, float]
"""Direction of a line in degrees, -45 to 135, and its distance from the origin."""


def _place(line: Sequence[float]) -> _Place:
    left, top, right, bottom = line
    direction = (math.degrees(math.atan2(bottom - top, right - left)) + 45) % 180 - 45  # level lines on either side of 0 are alike
    slope = math.radians(direction)
    return direction, (left + right) / 2 * math.sin(slope) - (top + bottom) / 2 * math.cos(slope)


def _is_same(one: _Place, other: _Place) -> bool:
    """Whether two lines are pieces of one."""
    return _turned(one[0], other[0], 180) <= ASTRAY and abs(one[1] - other[1]) <= SAME


def _turned(one: float, other: float, period: int) -> float:
    """Degrees between two directions that are the same again after so many."""
    return abs((one - other + period / 2) % period - period / 2)

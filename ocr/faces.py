"""The areas that ruled lines enclose: cells of tables and forms, frames round papers, tables within frames."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import cv2
import numpy as np
import numpy.typing as npt

from domain.ruling import Rule, Ruling
from domain.text import Box

SIDE = 800
"""Rules are drawn on a picture of so many pixels on its longer side: a third of a millimetre of A4 each."""

REACH = 5
"""Pixels there by which rules are drawn on at both ends, so that what nearly meets does: 2 mm of A4."""

MARGIN = 12

PAGE = 0
"""The area outside every frame."""

ON_RULE = -1

_Numbers = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """An enclosed area: its bounds in pixels of the page, the frame (rules that hang together) round it, the area that frame lies in."""

    box: Box
    frame: int
    parent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Faces:
    """The enclosed areas of a page by number, from 1."""

    by_number: dict[int, Face]
    _drawn: _Numbers = field(repr=False)
    _scale: float

    def at(self, x: float, y: float) -> int:
        """The area that a point of the page lies in; one beside it for a point on a rule."""
        column, row = round(x * self._scale) + MARGIN, round(y * self._scale) + MARGIN
        height, width = self._drawn.shape
        if not (0 < column < width - 1 and 0 < row < height - 1):
            return PAGE
        near = self._drawn[row - 1 : row + 2, column - 1 : column + 2]
        if near[1, 1] != ON_RULE:
            return int(near[1, 1])
        return int(near.max())


NO_FACES = Faces(by_number={}, _drawn=np.zeros((1, 1), np.int32), _scale=0.0)


def find_faces(ruling: Ruling) -> Faces:
    """The areas enclosed by the rules."""
    rules = (*ruling.horizontal, *ruling.vertical)
    if len(ruling.horizontal) < 2 or len(ruling.vertical) < 2:
        return NO_FACES
    right, bottom = max(rule.x1 for rule in rules), max(rule.y1 for rule in rules)
    scale = SIDE / max(right, bottom)
    lines = _draw(rules, scale, (round(bottom * scale) + 2 * MARGIN, round(right * scale) + 2 * MARGIN))
    count, found, bounds, _ = cv2.connectedComponentsWithStats((lines == 0).astype(np.uint8), connectivity=4)
    _, joined, frame_bounds, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
    areas, frames = np.asarray(found, np.int32), np.asarray(joined, np.int32)
    # The first area is the rules themselves, the second (its corner comes first) what lies outside.
    drawn = areas - 1
    by_number = {}
    for area in range(2, count):
        frame = _left_of(areas, area, bounds[area], frames)
        parent = _left_of(frames, frame, frame_bounds[frame], drawn)
        left, top, wide, high = ((int(v) - shift) / scale for v, shift in zip(bounds[area], (MARGIN, MARGIN, 0, 0), strict=False))
        box = Box(left=left, top=top, right=left + wide, bottom=top + high)
        by_number[area - 1] = Face(box=box, frame=frame, parent=parent)
    return Faces(by_number=by_number, _drawn=drawn, _scale=scale)


def _draw(rules: Iterable[Rule], scale: float, shape: tuple[int, int]) -> npt.NDArray[np.uint8]:
    lines = np.zeros(shape, np.uint8)
    for rule in rules:
        start = np.array([rule.x0, rule.y0]) * scale + MARGIN
        end = np.array([rule.x1, rule.y1]) * scale + MARGIN
        on = (end - start) / max(1.0, float(np.hypot(*(end - start)))) * REACH
        first, last = (tuple(int(v) for v in np.rint(point)) for point in (start - on, end + on))
        cv2.line(lines, first, last, 1)
    return lines


def _left_of(numbers: _Numbers, number: int, bounds: npt.NDArray[np.int32], others: _Numbers) -> int:
    """What `others` says just left of the leftmost pixel of a number."""
    left, top, _, high = (int(v) for v in bounds[:4])
    row = top + int(np.argmax(numbers[top : top + high, left] == number))
    return int(others[row, left - 1])

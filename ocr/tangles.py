"""Islands of a detection map that are no single line: lines that run together with a seal's rim, with a scribble, with one another.

One line's island fills the box round it. Of one that does not, what runs on along the text's direction for some characters is a line;
where that still does not fill its box, only the surer middle of it is looked at, which parts it further.
"""

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
import numpy.typing as npt

from domain.page import Pixels
from ocr.scores import Floats, sigmoid

FILLED = 0.65
"""A line's island fills that share of the narrowest box round it, or more; bent lines and slanted ends cost some."""

LEAST = 20
"""Pixels: what is not so long is no two lines (4.6 mm of A4 at 1280)."""

LEVELS = (0.3, 0.6, 0.9)
"""Chances from which a pixel is text, one after the other."""

RUN = 4.0
"""A line runs on for so many times as long as the islands of its type are thick: a character and a half."""

SURE = np.ones((3, 3), np.uint8)
"""By so much lines are thinner at the higher levels."""

Points = npt.NDArray[np.int32] | npt.NDArray[np.float32]
"""(n, 1, 2): x, y, as OpenCV's contours are."""

Rect = tuple[Sequence[float], Sequence[float], float]
"""Centre, both sides, degrees by which the first of them is turned: as OpenCV says it."""


def is_tangled(island: Points, rect: Rect) -> bool:
    """Whether an island leaves much of the narrowest box round it empty."""
    return max(rect[1]) >= LEAST and cv2.contourArea(island) < FILLED * rect[1][0] * rect[1][1]


def direction_of(rects: Sequence[Rect]) -> float:
    """Degrees (-90..90) by which the longer sides of boxes are turned, their median by length; 0 where there are none."""
    angles = np.array([angle if across >= down else angle + 90 for _, (across, down), angle in rects])
    lengths = np.array([abs(across - down) for _, (across, down), _ in rects])
    if not lengths.any():
        return 0.0
    about = float(np.degrees(np.angle((lengths * np.exp(2j * np.radians(angles))).sum())) / 2)
    apart = (angles - about + 90) % 180 - 90
    order = np.argsort(apart)
    total = np.cumsum(lengths[order])
    return about + float(apart[order][np.searchsorted(total, total[-1] / 2)])


def parted(likely: Floats, island: Points, direction: float) -> Iterator[Points]:
    """Outlines of the lines, and of what is left beside them, that make up an island of a map of logits."""
    left, top, wide, high = cv2.boundingRect(island)
    inside = np.zeros((high, wide), np.uint8)
    cv2.drawContours(inside, [np.asarray(island - np.array([left, top]), np.int32)], 0, 1, cv2.FILLED)
    chance = np.where(inside > 0, sigmoid(likely[top : top + high, left : left + wide]), np.float32(0))
    side = int(np.hypot(wide, high)) + 1
    level = np.array(cv2.getRotationMatrix2D(((wide - 1) / 2, (high - 1) / 2), direction, 1.0), np.float64)
    level[:, 2] += ((side - wide) / 2, (side - high) / 2)
    back = np.array(cv2.invertAffineTransform(level), np.float64)
    back[:, 2] += (left, top)
    for outline in _lines(np.asarray(cv2.warpAffine(chance, level, (side, side)), np.float32)):
        yield np.asarray(cv2.transform(outline.astype(np.float32), back), np.float32)


def _lines(chance: Floats) -> Iterator[Points]:
    """The same of a map of chances on which lines are level."""
    looked_at = np.ones(chance.shape, np.bool_)
    for place, level in enumerate(LEVELS):
        text = ((chance > level) & looked_at).astype(np.uint8)
        if not text.any():
            return
        thick = _thickness(text)
        lines = np.asarray(cv2.morphologyEx(text, cv2.MORPH_OPEN, np.ones((1, round(RUN * thick)), np.uint8)), np.uint8)
        if place == 0:
            beside = np.asarray(cv2.subtract(text, cv2.dilate(lines, np.ones((3, 3), np.uint8))), np.uint8)
            yield from (outline for outline in _outlines(beside) if cv2.contourArea(outline) >= thick * thick)
        looked_at = np.zeros(chance.shape, np.bool_)
        for outline in _outlines(lines):
            if place + 1 < len(LEVELS) and is_tangled(outline, cv2.minAreaRect(outline)):
                looked_at |= _filled(outline, text) > 0
            elif place:
                yield from _outlines(np.asarray(cv2.dilate(_filled(outline, text), SURE), np.uint8))
            else:
                yield outline


def _thickness(text: Pixels) -> float:
    """How thick the lines of a picture are, usually."""
    begun = (np.diff(text.astype(np.int8), axis=0, prepend=0) > 0).sum(0)
    inked = begun > 0
    return float(np.median(text.sum(0)[inked] / begun[inked]))


def _outlines(picture: Pixels) -> Sequence[Points]:
    outlines, _ = cv2.findContours(picture, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    return [np.asarray(outline, np.int32) for outline in outlines]


def _filled(outline: Points, like: Pixels) -> Pixels:
    """A picture of that size with the outline's inside 1."""
    return np.asarray(cv2.drawContours(np.zeros_like(like), [outline], 0, 1, cv2.FILLED), np.uint8)

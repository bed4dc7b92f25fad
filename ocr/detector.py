"""Text detection by a DB network (differentiable binarisation): a probability map, its islands, boxes round them.

The box round an island is grown by area × UNCLIP / perimeter on all sides, as the network is trained on shrunk boxes
(Liao et al., "Real-time Scene Text Detection with Differentiable Binarization", 2020).
"""

import math
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from domain.page import Pixels
from domain.text import Quads
from ocr.inference import Session
from ocr.inked import STEP, windows
from ocr.quads import corner_order, halved, stack
from ocr.scores import Floats, logits, sigmoid
from ocr.tangles import Rect, direction_of, is_tangled, parted

PIXEL_BUDGET = 1280 * 905
"""Pixels looked at: A4 at 1280 on its long side. More gives no better text, less loses small type."""

LONGEST = 2560
MAP_THRESHOLD = 0.3
BOX_THRESHOLD = 0.3
"""Below the network's usual 0.5: text under seals and faint text is less sure, and what is no text is not read either."""

UNCLIP = 1.6
MIN_SIDE = 3
MAX_BOXES = 3000
"""A dense A3 newspaper page has about 1,000 lines; what shows more is a pattern, and the surest are kept."""


BULK_PIXEL_BUDGET = 896 * 634
"""The same for bulk work: A4 at 896 on its long side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Box:
    sureness: float
    quad: npt.NDArray[np.float32]

    def moved(self, right: float, down: float) -> "_Box":
        return replace(self, quad=self.quad + np.array([right, down], np.float32))


class Detector:
    """Finds text boxes at any rotation; bounded work whatever the page size, and none on white paper.

    `part_tangles`: lines that run together with a seal or with one another are parted.
    """

    def __init__(self, session: Session, *, pixel_budget: int = PIXEL_BUDGET, part_tangles: bool = True) -> None:
        self._session = session
        self._pixel_budget = pixel_budget
        self._part_tangles = part_tangles

    def detect(self, grey: Pixels) -> Quads:
        """Boxes in pixels of `grey`."""
        height, width = grey.shape[:2]
        shrink = min(1.0, math.sqrt(self._pixel_budget / (height * width)), LONGEST / max(height, width))
        small_h, small_w = (max(32, round(side * shrink / 32) * 32) for side in (height, width))
        if shrink <= 0.5:  # by exact halves first, which is many times quicker than other ratios
            grey = halved(grey)
        small = np.asarray(cv2.resize(grey, (small_w, small_h), interpolation=cv2.INTER_LINEAR), np.uint8)
        found = [box.moved(cols.start, rows.start) for rows, cols in windows(small) for box in self._look(small[rows, cols])]
        found.sort(key=lambda box: -box.sureness)
        quads: Quads = stack(box.quad for box in found[:MAX_BOXES]) * np.array([width / small_w, height / small_h], np.float32)
        return quads

    def _look(self, piece: Pixels) -> list[_Box]:
        """Boxes of a piece, which is carried on at its right and lower side to a shape that the network has seen before."""
        height, width = piece.shape
        below, beside = (-side % STEP for side in piece.shape)
        whole = cv2.copyMakeBorder(piece, 0, below, 0, beside, cv2.BORDER_REPLICATE)
        light = whole.astype(np.float32) * (2 / 255) - 1
        return _boxes(logits(self._session.run(light[None, None])[0, 0, :height, :width]), part_tangles=self._part_tangles)


def _boxes(likely: Floats, *, part_tangles: bool) -> list[_Box]:
    """Boxes round the islands of a map of logits."""
    mask = cv2.dilate((likely > math.log(MAP_THRESHOLD / (1 - MAP_THRESHOLD))).astype(np.uint8), np.ones((2, 2), np.uint8))
    islands, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    lines: list[Rect] = []
    tangles = []
    for island in (np.asarray(each, np.int32) for each in islands):
        rect = cv2.minAreaRect(island)
        if part_tangles and is_tangled(island, rect):
            tangles.append(island)
        else:
            lines.append(rect)
    direction = direction_of(lines)
    lines += [cv2.minAreaRect(part) for island in tangles for part in parted(likely, island, direction)]
    boxes = (_box(likely, rect) for rect in lines if min(rect[1]) >= MIN_SIDE)
    return [box for box in boxes if box.sureness >= BOX_THRESHOLD]


def _box(likely: Floats, rect: Rect) -> _Box:
    """The box that a rectangle on the map stands for."""
    centre, (across, down), angle = rect
    points = cv2.boxPoints(rect)
    left, top = np.maximum(np.floor(points.min(0)).astype(int), 0)
    right, bottom = np.ceil(points.max(0)).astype(int) + 1
    seen = likely[top:bottom, left:right]
    inside = np.zeros(seen.shape, np.uint8)
    cv2.fillPoly(inside, [(points - np.array([left, top])).astype(np.int32)], 1.0)
    grow = across * down * UNCLIP / (across + down)
    grown = cv2.boxPoints((centre, (across + grow, down + grow), angle))
    return _Box(sureness=cv2.mean(sigmoid(seen), inside)[0], quad=corner_order(np.asarray(grown, np.float32)))

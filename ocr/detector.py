"""Text detection by a DB network (differentiable binarisation): a probability map, its islands, boxes round them.

The box round an island is grown by area × UNCLIP / perimeter on all sides, as the network is trained on shrunk boxes
(Liao et al., "Real-time Scene Text Detection with Differentiable Binarization", 2020).
"""

import math

import cv2
import numpy as np

from domain.page import Pixels
from domain.text import Quads
from ocr.inference import Floats, Session
from ocr.quads import corner_order, stack

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


BULK_PIXEL_BUDGET = 960 * 679
"""The same for bulk work: A4 at 960 on its long side."""


class Detector:
    """Finds text boxes at any rotation; bounded work whatever the page size."""

    def __init__(self, session: Session, *, pixel_budget: int = PIXEL_BUDGET) -> None:
        self._session = session
        self._pixel_budget = pixel_budget

    def detect(self, grey: Pixels) -> Quads:
        """Boxes in pixels of `grey`."""
        height, width = grey.shape[:2]
        shrink = min(1.0, math.sqrt(self._pixel_budget / (height * width)), LONGEST / max(height, width))
        small_h, small_w = (max(32, round(side * shrink / 32) * 32) for side in (height, width))
        method = cv2.INTER_AREA if shrink < 1 else cv2.INTER_LINEAR
        small = cv2.resize(grey, (small_w, small_h), interpolation=method).astype(np.float32) * (2 / 255) - 1
        chances: Floats = self._session.run(np.ascontiguousarray(np.broadcast_to(small, (1, 3, small_h, small_w))))[0, 0]
        quads = _boxes(chances)
        out: Quads = quads * np.array([width / small_w, height / small_h], np.float32)
        return out


def _boxes(chances: Floats) -> Quads:
    mask = cv2.dilate((chances > MAP_THRESHOLD).astype(np.uint8), np.ones((2, 2), np.uint8))
    islands, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    found = []
    for island in islands:
        centre, (across, down), angle = cv2.minAreaRect(island)
        if min(across, down) < MIN_SIDE:
            continue
        left, top, wide, high = cv2.boundingRect(island)
        inside = np.zeros((high, wide), np.uint8)
        corners = cv2.boxPoints(((centre[0] - left, centre[1] - top), (across, down), angle))
        cv2.fillPoly(inside, [corners.astype(np.int32)], 1.0)
        sureness = cv2.mean(chances[top : top + high, left : left + wide], inside)[0]
        if sureness < BOX_THRESHOLD:
            continue
        grow = across * down * UNCLIP / (across + down)
        grown = cv2.boxPoints((centre, (across + grow, down + grow), angle))
        found.append((sureness, corner_order(np.asarray(grown, np.float32))))
    found.sort(key=lambda pair: -pair[0])
    return stack(quad for _, quad in found[:MAX_BOXES])

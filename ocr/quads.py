"""Detected boxes: ordering of corners, sizes, and cutting them out of a page at a fixed height."""

from collections.abc import Iterable

import cv2
import numpy as np
import numpy.typing as npt

from domain.page import Pixels, leaning
from domain.text import Quads

TALL = 1.5
"""A box at least this many times higher than wide holds a line that runs downwards (or upwards, on its head)."""


def sides(quads: Quads) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Width and height of each box along its own edges, pixels; the longer of the two opposite edges."""
    top, bottom = quads[:, 1] - quads[:, 0], quads[:, 2] - quads[:, 3]
    left, right = quads[:, 3] - quads[:, 0], quads[:, 2] - quads[:, 1]
    width = np.maximum(np.hypot(*top.T), np.hypot(*bottom.T)).astype(np.float32)
    height = np.maximum(np.hypot(*left.T), np.hypot(*right.T)).astype(np.float32)
    return width, height


def corner_order(points: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Four corners of a rectangle, in the order round it, as top-left, top-right, bottom-right, bottom-left.

    The top edge is the one that runs rightwards at less than 45 degrees, however long and thin the rectangle.
    """
    along, across = points[1] - points[0], points[2] - points[1]
    if along[0] * across[1] - along[1] * across[0] < 0:  # anticlockwise on screen
        points = points[::-1]
    edges = np.roll(points, -1, axis=0) - points
    return np.roll(points, -int(np.argmax(edges[:, 0] - abs(edges[:, 1]))), axis=0)


class Cutter:
    """Cuts boxes out of one page, each warped straight to `height` pixels in one resampling; big type from a halved page.

    The boxes are those of the page straightened from a lean of `skew` degrees, the picture is not straightened.
    """

    def __init__(self, grey: Pixels, height: int, max_width: int, skew: float = 0.0) -> None:
        self._levels = [grey]
        self._to_picture = np.array(leaning(grey, skew).to_upright)
        self._height = height
        self._max_width = max_width

    def cut(self, quad: npt.NDArray[np.float32], *, downwards: bool, stretch: float = 1.0) -> Pixels | None:
        """The box as a line that reads left to right; `downwards` lays a tall box on its side first, top to the left.

        `stretch` makes the line wider (or narrower) than its proportions. None for an empty box. Lines longer than the limit are
        squeezed to it.
        """
        width, height = (float(side[0]) for side in sides(quad[None]))
        if width < 2 or height < 2:
            return None
        along, across = (height, width) if downwards else (width, height)
        out_w = min(self._max_width, max(8, round(self._height * along / across * stretch)))
        level = max(0, int(np.log2(max(1.0, across / self._height))))
        page = self._level(level)
        target = np.array([[0, 0], [out_w, 0], [out_w, self._height], [0, self._height]], np.float32)
        if downwards:
            target = target[[3, 0, 1, 2]]
        on_picture = quad @ self._to_picture[:, :2].T + self._to_picture[:, 2]
        source = (on_picture / 2**level - 0.5).astype(np.float32)
        matrix = cv2.getAffineTransform(source[:3], target[:3] - np.float32(0.5))  # a box is a rectangle, or stretched from one
        line = cv2.warpAffine(page, matrix, (out_w, self._height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(line, np.uint8)

    def _level(self, level: int) -> Pixels:
        while len(self._levels) <= level:
            self._levels.append(halved(self._levels[-1]))
        return self._levels[level]


def halved(grey: Pixels) -> Pixels:
    """Half the size, each pixel the mean of four; an odd row or column at the end is left out: other ratios take twenty times as long."""
    height, width = (max(1, side // 2) for side in grey.shape)
    return np.asarray(cv2.resize(grey[: 2 * height, : 2 * width], (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def stack(quads: Iterable[npt.NDArray[np.float32]]) -> Quads:
    """Boxes as one (n, 4, 2) array, also when there are none."""
    return np.array(list(quads), np.float32).reshape(-1, 4, 2)

"""Where a point of the scan lies on the prepared page, and back.

Coordinates are continuous: pixel i covers i..i+1, the page spans 0..width, 0..height. A page is turned by a quarter-turn count,
then straightened on a canvas that holds all of it (domain.page.PageTransform), so both ways are exact apart from floating point.
"""

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from domain.page import PageTransform, Pixels, Rotation, leaning
from domain.text import Box, Quads

Points = npt.NDArray[np.float64]
"""(…, 2): x, y."""


def to_prepared(points: npt.ArrayLike, transform: PageTransform, scale: float = 1.0) -> Points:
    """Points of the original scan → points of the prepared page; `scale` is PageImage.scale."""
    matrix, shift = _affine(transform)
    out: Points = (np.asarray(points, np.float64) * scale) @ matrix.T + shift
    return out


def quads_to_prepared(quads: Quads, upright: Pixels, skew: float) -> Quads:
    """Boxes on an upright picture that leans by `skew` degrees → boxes on the straightened one."""
    out: Quads = to_prepared(quads, leaning(upright, skew)).astype(np.float32)
    return out


def to_scan(points: npt.ArrayLike, transform: PageTransform, scale: float = 1.0) -> Points:
    """Points of the prepared page → points of the original scan; the inverse of `to_prepared`."""
    matrix, shift = _affine(transform)
    out: Points = (np.asarray(points, np.float64) - shift) @ np.linalg.inv(matrix).T / scale
    return out


def box_to_scan(box: Box, transform: PageTransform, scale: float = 1.0) -> Points:
    """The box's corners (top-left, top-right, bottom-right, bottom-left of the text) in original scan pixels, (4, 2)."""
    corners = [(box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom)]
    return to_scan(corners, transform, scale)


def enclosing_box(points: Points | Sequence[Sequence[float]]) -> Box:
    """The upright box round some points."""
    array = np.asarray(points, np.float64).reshape(-1, 2)
    left, top = array.min(0)
    right, bottom = array.max(0)
    return Box(left=float(left), top=float(top), right=float(right), bottom=float(bottom))


_TURNS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}


def turn(pixels: Pixels, rotation: Rotation) -> Pixels:
    """The picture turned clockwise; the same array for 0."""
    if rotation == 0:
        return pixels
    return np.asarray(cv2.rotate(pixels, _TURNS[rotation]), np.uint8)


def straighten(pixels: Pixels, skew: float, paper: Sequence[float], *, fine: bool = True) -> Pixels:
    """The picture turned by -skew degrees, whole, on a canvas grown to hold it; uncovered corners get `paper`'s colour.

    `fine` keeps strokes as sharp as can be; without it the work is a third.
    """
    if skew == 0:
        return pixels
    level = leaning(pixels, skew)
    back = np.array(level.to_upright)
    back[:, 2] += back[:, :2].sum(1) / 2 - 0.5  # cv2 counts from pixel centres
    flags = (cv2.INTER_CUBIC if fine else cv2.INTER_LINEAR) | cv2.WARP_INVERSE_MAP
    turned = cv2.warpAffine(pixels, back, level.prepared_size, flags=flags, borderMode=cv2.BORDER_CONSTANT, borderValue=tuple(paper))
    return np.asarray(turned, np.uint8)


def as_read(pixels: Pixels, transform: PageTransform) -> Pixels:
    """The page's picture (or a smaller one of it) turned and straightened for showing, on paper of its own colour."""
    upright = turn(pixels, transform.rotation)
    return straighten(upright, transform.skew, paper_of(upright), fine=False)


def paper_of(pixels: Pixels) -> list[float]:
    """The colour of the paper: the median of a coarse grid, as most of a page is paper."""
    grid = pixels[::16, ::16].reshape(-1, *pixels.shape[2:])
    return [float(v) for v in np.atleast_1d(np.median(grid, axis=0))]


def _affine(transform: PageTransform) -> tuple[Points, Points]:
    """Matrix and shift: prepared = matrix · scan + shift."""
    width, height = transform.scan_width, transform.scan_height
    quarter, offset = {
        0: ([[1, 0], [0, 1]], [0, 0]),
        90: ([[0, -1], [1, 0]], [height, 0]),
        180: ([[-1, 0], [0, -1]], [width, height]),
        270: ([[0, 1], [-1, 0]], [0, width]),
    }[transform.rotation]
    angle = np.radians(transform.skew)
    # y runs down: content that rises by `skew` comes level by this turn.
    level = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    upright, prepared = np.array(transform.upright_size) / 2, np.array(transform.prepared_size) / 2
    return level @ np.array(quarter, np.float64), level @ (np.array(offset, np.float64) - upright) + prepared

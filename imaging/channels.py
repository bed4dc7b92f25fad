"""Which light to read a page in.

Red ink (seals, letterheads) vanishes in the red channel, so text under a seal reads clean; yellowed paper turns white. Dark seals keep
a shade there, which is taken off by how red each of their pixels is. What the red ink itself says is read apart, from a picture that
shows nothing else.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from domain.page import Pixels
from domain.text import Box
from imaging.shrinking import quickly_shrunk

RED = 45
"""Red above both other channels by so much (0..255) is red ink; yellowed paper stays below."""

TRACE = 0.0004
"""Share of the page below which red is a trace: a cinnabar seal of 4 cm covers about 0.003 of A4."""

SEARCH_SIDE = 640
MAX_PATCHES = 6

LEAST_SHADE, MOST_SHADE = 0.1, 2.0
"""What red ink takes from the red channel, as a multiple of its redness: bright ink nothing, brown ink as much as black ink would."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RedInk:
    """Where a colour page has red ink, the largest regions first, and how much of it shows in the red channel, per redness."""

    boxes: tuple[Box, ...] = ()
    shade: float = 0.0


NO_RED = RedInk()


def reading_channel(pixels: Pixels, red: RedInk = NO_RED) -> Pixels:
    """The grey picture to read: the red channel of a colour page without what dark red ink leaves there, a grey page as it is."""
    if pixels.ndim == 2:
        return pixels
    grey = np.asarray(cv2.extractChannel(pixels, 0), np.uint8)
    if red.shade >= LEAST_SHADE:
        for box in red.boxes:
            rows, columns = _slices(box)
            lift = np.clip(_redness(pixels[rows, columns]) * red.shade, 0, 255).astype(np.uint8)
            grey[rows, columns] = cv2.add(grey[rows, columns], lift)
    return grey


def darkest_channel(pixels: Pixels) -> Pixels:
    """The grey picture that shows ink of every colour."""
    return pixels if pixels.ndim == 2 else np.asarray(cv2.min(cv2.min(pixels[:, :, 0], pixels[:, :, 1]), pixels[:, :, 2]), np.uint8)


def red_patch(pixels: Pixels, box: Box) -> Pixels:
    """The grey picture of a region of a colour page with the red ink dark on white."""
    return np.asarray(255 - np.clip(_redness(pixels[_slices(box)]) * 1.5, 0, 255), np.uint8)


def red_ink(pixels: Pixels) -> RedInk:
    """Where red ink is more than a trace; nowhere on a grey page."""
    if pixels.ndim == 2:
        return NO_RED
    height, width = pixels.shape[:2]
    small = quickly_shrunk(pixels, SEARCH_SIDE)
    shrink = max(small.shape) / max(height, width)
    redness = _redness(small)
    mask = (redness > RED).astype(np.uint8)
    if mask.mean() < TRACE:
        return NO_RED
    reach = max(3, max(small.shape) // 40)
    joined = cv2.dilate(mask, np.ones((reach, reach), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    largest = sorted(range(1, count), key=lambda i: -int(stats[i, cv2.CC_STAT_AREA]))[:MAX_PATCHES]
    boxes = []
    for i in largest:
        x, y, w, h = (int(v) for v in stats[i, :4])
        if mask[y : y + h, x : x + w].mean() * w * h < TRACE * mask.size / 4:
            continue
        left, top, right, bottom = (round(v / shrink) for v in (x, y, x + w, y + h))
        boxes.append(Box(left=left, top=top, right=min(right, width), bottom=min(bottom, height)))
    shades = (np.percentile(small[:, :, 0], 75) - small[:, :, 0][mask > 0]) / redness[mask > 0]
    return RedInk(boxes=tuple(boxes), shade=float(np.clip(np.median(shades), 0.0, MOST_SHADE)))


def _slices(box: Box) -> tuple[slice, slice]:
    return slice(int(box.top), int(box.bottom)), slice(int(box.left), int(box.right))


def _redness(pixels: Pixels) -> np.ndarray[tuple[int, ...], np.dtype[np.int16]]:
    red = pixels[:, :, 0].astype(np.int16)
    other = np.maximum(pixels[:, :, 1], pixels[:, :, 2]).astype(np.int16)
    out: np.ndarray[tuple[int, ...], np.dtype[np.int16]] = np.maximum(red - other, 0)
    return out

"""Which light to read a page in.

Red ink (seals, letterheads) vanishes in the red channel, so text under a seal reads clean; yellowed paper turns white. What the
red ink itself says is read apart, from a picture that shows nothing else.
"""

import cv2
import numpy as np

from domain.page import Pixels
from domain.text import Box

RED = 45
"""Red above both other channels by so much (0..255) is red ink; yellowed paper stays below."""

TRACE = 0.0004
"""Share of the page below which red is a trace: a cinnabar seal of 4 cm covers about 0.003 of A4."""

SEARCH_SIDE = 640
MAX_PATCHES = 6


def reading_channel(pixels: Pixels) -> Pixels:
    """The grey picture to read: the red channel of a colour page, a grey page as it is."""
    return pixels if pixels.ndim == 2 else np.ascontiguousarray(pixels[:, :, 0])


def darkest_channel(pixels: Pixels) -> Pixels:
    """The grey picture that shows ink of every colour."""
    return pixels if pixels.ndim == 2 else np.asarray(pixels.min(2))


def red_patches(pixels: Pixels) -> tuple[tuple[Box, Pixels], ...]:
    """Where red ink is more than a trace: each region's box and its grey picture with the red ink dark on white."""
    if pixels.ndim == 2:
        return ()
    height, width = pixels.shape[:2]
    shrink = min(1.0, SEARCH_SIDE / max(height, width))
    size = (max(1, round(width * shrink)), max(1, round(height * shrink)))
    mask = (_redness(np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)) > RED).astype(np.uint8)
    if mask.mean() < TRACE:
        return ()
    reach = max(3, max(size) // 40)
    joined = cv2.dilate(mask, np.ones((reach, reach), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    largest = sorted(range(1, count), key=lambda i: -int(stats[i, cv2.CC_STAT_AREA]))[:MAX_PATCHES]
    patches = []
    for i in largest:
        x, y, w, h = (int(v) for v in stats[i, :4])
        if mask[y : y + h, x : x + w].mean() * w * h < TRACE * mask.size / 4:
            continue
        left, top, right, bottom = (round(v / shrink) for v in (x, y, x + w, y + h))
        right, bottom = min(right, width), min(bottom, height)
        patch = 255 - np.clip(_redness(pixels[top:bottom, left:right]) * 1.5, 0, 255).astype(np.uint8)
        patches.append((Box(left=left, top=top, right=right, bottom=bottom), np.ascontiguousarray(patch)))
    return tuple(patches)


def _redness(pixels: Pixels) -> np.ndarray[tuple[int, ...], np.dtype[np.int16]]:
    red = pixels[:, :, 0].astype(np.int16)
    other = np.maximum(pixels[:, :, 1], pixels[:, :, 2]).astype(np.int16)
    out: np.ndarray[tuple[int, ...], np.dtype[np.int16]] = np.maximum(red - other, 0)
    return out

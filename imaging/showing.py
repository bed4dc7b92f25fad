"""Pictures that show what a step found, for a person looking into a page."""

from collections.abc import Iterable

import cv2
import numpy as np

from domain.page import Pixels
from domain.ruling import Ruling
from domain.text import Box, Quads

BLUE, RED = (20, 90, 230), (220, 30, 30)
LINE = 800
"""Outlines are one pixel thick for every so many of the long side, at least one."""


def outlined(pixels: Pixels, quads: Quads, *, numbered: bool = False) -> Pixels:
    """The picture in colour with each box drawn round, and numbered from 1 in their order where wished."""
    shown = np.array(pixels if pixels.ndim == 3 else np.repeat(pixels[:, :, None], 3, 2))
    thick = max(1, max(shown.shape) // LINE)
    for number, quad in enumerate(quads, start=1):
        cv2.polylines(shown, [np.round(quad).astype(np.int32)], isClosed=True, color=BLUE, thickness=thick)
        if numbered:
            left, top = (int(v) for v in np.round(quad.min(0)))
            cv2.putText(shown, str(number), (left, max(top - 2 * thick, 8 * thick)), cv2.FONT_HERSHEY_SIMPLEX, 0.4 * thick, RED, thick)
    return shown


def corners(boxes: Iterable[Box]) -> Quads:
    """Upright boxes as (n, 4, 2) corners."""
    rows = [((b.left, b.top), (b.right, b.top), (b.right, b.bottom), (b.left, b.bottom)) for b in boxes]
    return np.array(rows, np.float32).reshape(-1, 4, 2)


def ends(ruling: Ruling) -> Quads:
    """Ruled lines as boxes without thickness, from end to end and back."""
    rules = (*ruling.horizontal, *ruling.vertical)
    return np.array([((r.x0, r.y0), (r.x1, r.y1), (r.x1, r.y1), (r.x0, r.y0)) for r in rules], np.float32).reshape(-1, 4, 2)

"""What a page is worth: blank or not, sharpness, contrast, ink. Told from pixels, boxes and a reading sample given as a callable."""

from collections.abc import Callable

import cv2
import numpy as np

from domain.page import Pixels, QualityFacts
from domain.text import Quads
from imaging.channels import darkest_channel

MEASURE_SIDE = 1000
STEP = 14
"""Grey levels below the local paper tone that make ink, 0..255: pencil is about 40 below, paper texture about 6."""

SPECK = 4
"""Marks of fewer pixels of the small picture are dust."""

MARGIN = 0.03
"""Share of each side left out of the blank test: scanner edges, punch holes and shadows are no content."""

BLANK_INK = 0.0006
"""Share of ink below which a page without text is blank: a stamp or a short signature is 0.001 and more."""

FAINT = 45.0
"""Text fainter than this (grey levels against its paper) may be the other side shining through."""

LEGIBLE = 0.72
"""Faint text that reads worse than this, either way up, is the other side of the paper, mirrored."""


def measure(grey: Pixels, dpi: float, *, skew_known: bool) -> QualityFacts:
    """The facts of a page; blur is measured at the page's own resolution."""
    small = _shrunk(grey)
    low, high = np.percentile(small, (5, 95))
    _, spread = cv2.meanStdDev(cv2.Laplacian(grey, cv2.CV_16S))
    return QualityFacts(
        dpi=dpi,
        skew_known=skew_known,
        blur=float(spread[0, 0] ** 2),
        contrast=float(high - low),
        ink=ink_share(small),
    )


def ink_share(grey: Pixels, step: float = STEP) -> float:
    """Share of pixels darker than the paper round them by more than `step`, margins and specks left out, 0..1."""
    small = _shrunk(grey)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((9, 9), np.uint8)), 31)
    ink = (cv2.subtract(paper, small) > step).astype(np.uint8)
    down, across = (round(side * MARGIN) for side in ink.shape)
    inner = np.ascontiguousarray(ink[down : ink.shape[0] - down, across : ink.shape[1] - across])
    count, _, stats, _ = cv2.connectedComponentsWithStats(inner)
    sizes = stats[:, cv2.CC_STAT_AREA]
    kept = np.flatnonzero(sizes >= SPECK)
    return float(sizes[kept[kept > 0]].sum() / max(1, inner.size)) if count > 1 else 0.0


def is_blank(pixels: Pixels, grey: Pixels, quads: Quads, legibility: Callable[[Pixels, Quads], tuple[float, float]]) -> bool:
    """Whether nothing is written on this side; `grey` is the reading channel of `pixels`.

    Without boxes: little ink of any colour. With boxes: all of them faint, no strong ink, and not legible either way up (the text
    of the other side shows mirrored). A faint page that can be read, a stamp, a drawing are content.
    """
    if not len(quads):
        return ink_share(darkest_channel(_shrunk(pixels))) < BLANK_INK
    if box_contrast(grey, quads) >= FAINT or ink_share(darkest_channel(_shrunk(pixels)), FAINT) >= BLANK_INK:
        return False
    return max(legibility(grey, quads)) < LEGIBLE


def box_contrast(grey: Pixels, quads: Quads) -> float:
    """How dark the strongest tenth of the text boxes is against its paper, grey levels; measured on some boxes of many."""
    contrasts = []
    for quad in quads[:: max(1, len(quads) // 40)]:
        left, top = np.maximum(quad.min(0).astype(int), 0)
        right, bottom = quad.max(0).astype(int) + 1
        piece = grey[top:bottom:2, left:right:2]
        if piece.size:
            low, high = np.percentile(piece, (3, 90))
            contrasts.append(float(high - low))
    return float(np.percentile(contrasts, 90)) if contrasts else 0.0


def _shrunk(pixels: Pixels) -> Pixels:
    shrink = min(1.0, MEASURE_SIDE / max(pixels.shape[:2]))
    size = (max(1, round(pixels.shape[1] * shrink)), max(1, round(pixels.shape[0] * shrink)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)

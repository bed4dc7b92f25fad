"""What a page is worth: blank or not, sharpness, contrast, ink. Told from pixels, boxes and a reading sample given as a callable."""

from collections.abc import Callable

import cv2
import numpy as np
import numpy.typing as npt

from domain.page import Pixels, QualityFacts
from domain.text import Quads
from imaging.channels import darkest_channel

MEASURE_SIDE = 1000
STEP = 25
"""Grey levels below the local paper tone that make ink, 0..255: pencil is about 40 below, paper texture about 6."""

SPECK = 4
"""Marks of so few pixels of the small picture (1.2 mm of A4), either way, are dust."""

MARGIN = 0.03
"""Share of each side left out of the ink measure: scanner edges and shadows are no content."""

STRONG = 40
"""Grey levels below the paper, after smoothing, of what was put on this side; the other side shines through at 10 to 35."""

MARKS = 0.0002
"""Share of strong ink from which a page without text is content: a stamp or a short signature is 0.001 and more."""

HOLE_BAND, HOLE = 0.12, 32
"""Punch holes: round, at most so many pixels of the small picture (9.5 mm of A4), within this share of the page from an edge."""

FAINT = 75.0
"""Text fainter than this (grey levels against its paper) is asked whether it is the other side shining through."""

VERY_FAINT = 45.0
LEGIBLE = 0.72
"""Very faint text that reads worse than this, either way up, mirrored or not, is no text of this side."""

MIRRORED = 0.04
"""Text that reads better by so much (confidence 0..1) in a mirror belongs to the other side."""


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


def ink_share(grey: Pixels) -> float:
    """Share of pixels darker than the paper round them, margins left out, 0..1."""
    small = cv2.GaussianBlur(_shrunk(grey), (3, 3), 0)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((9, 9), np.uint8)), 31)
    down, across = (round(side * MARGIN) for side in small.shape)
    inner = cv2.subtract(paper, small)[down : small.shape[0] - down, across : small.shape[1] - across]
    return float((inner > STEP).mean()) if inner.size else 0.0


def is_blank(pixels: Pixels, grey: Pixels, quads: Quads, legibility: Callable[[Pixels, Quads], tuple[float, float]]) -> bool:
    """Whether nothing is written on this side; `grey` is the reading channel of `pixels`.

    Without boxes: no strong marks of any colour. With boxes: all of them faint, no strong marks, and better legible in a mirror (the
    other side shining through) or not at all. A faint page that can be read, a stamp, a drawing are content.
    """
    contrast = box_contrast(grey, quads)
    if contrast >= FAINT or has_marks(pixels):
        return False
    if not len(quads):
        return True
    plain = max(legibility(grey, quads))
    mirrored = max(legibility(*_mirror(grey, quads)))
    return mirrored > plain + MIRRORED or (contrast < VERY_FAINT and max(plain, mirrored) < LEGIBLE)


def has_marks(pixels: Pixels) -> bool:
    """Whether strong ink of any colour stands on the page, other than dust, punch holes, a crease, and what comes in from an edge."""
    small = cv2.GaussianBlur(darkest_channel(_shrunk(pixels)), (3, 3), 0)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((9, 9), np.uint8)), 31)
    ink = (cv2.subtract(paper, small) > STRONG).astype(np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    marks = sum(int(part[cv2.CC_STAT_AREA]) for part in stats[1:count] if not _is_incidental(part, ink.shape))
    return marks >= MARKS * ink.size


def _is_incidental(part: npt.NDArray[np.int32], shape: tuple[int, ...]) -> bool:
    """Whether a mark (x, y, width, height, area) is dust, comes in from an edge, is a punch hole or a crease across the page."""
    left, top, width, height, area = (int(v) for v in part)
    right, bottom = shape[1] - left - width, shape[0] - top - height
    if max(width, height) <= SPECK or min(left, top, right, bottom) <= 2:
        return True
    band = min(min(left, right) / shape[1], min(top, bottom) / shape[0]) < HOLE_BAND
    if band and max(width, height) <= HOLE and min(width, height) >= 0.7 * max(width, height) and area >= 0.6 * width * height:
        return True
    length = max(width, height)
    return length >= 0.8 * (shape[1] if width > height else shape[0]) and area <= 4 * length


def _mirror(grey: Pixels, quads: Quads) -> tuple[Pixels, Quads]:
    """The page and its boxes as seen from behind."""
    flipped = quads[:, [1, 0, 3, 2]].copy()
    flipped[..., 0] = grey.shape[1] - flipped[..., 0]
    return np.ascontiguousarray(grey[:, ::-1]), flipped


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

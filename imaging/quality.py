"""What a scan is worth: sharpness, contrast, ink, text cut off. Measured on the upright page before straightening, as scanned."""

import cv2
import numpy as np
import numpy.typing as npt

from domain.page import Pixels, QualityFacts
from domain.text import Quads
from imaging.shrinking import quickly_shrunk, shrunk

MEASURE_SIDE = 1000
STEP = 25
"""Grey levels below the local paper tone that make ink, 0..255: pencil is about 40 below, paper texture about 6."""

MARGIN = 0.03
"""Share of each side left out of the ink measure: scanner edges and shadows are no content."""

SAMPLE, EDGE_SAMPLE = 40, 12
"""Text boxes of many whose contrast is measured, and whose edges."""

EDGE_LENGTH = 30.0
"""Millimetres of a text box whose edges are measured."""

EDGE_DPI = 200.0
"""Finer scans are measured at this resolution, where noise is less and a sharp edge is still told from a soft one."""

EDGE_REACH = 0.6
"""Millimetres within which an edge's whole step is looked for: more than the strokes of body text are thick."""

CLEAR_EDGE = 0.6
"""Edges count whose step is this share of the box's contrast or more: fine strokes and dust have less."""

ALONG = 0.6
"""Millimetres along an edge that are averaged, so that noise does not look like sharp edges."""

SHARPEST = 30
"""Percentile of a box's edge widths that is its own: slanted strokes and serifs only look wide."""

MM = 25.4

CUT_BAND = 0.2
"""Millimetres at the scan's edge in which cut strokes are looked for, at least two pixels."""

STROKES = (0.04, 0.7)
"""Share of a box's side at the edge that is ink where its text runs on; less is a speck, more is a shadow, a line or the bed."""


def measure(grey: Pixels, quads: Quads, dpi: float, *, skew_known: bool, rotation_known: bool) -> QualityFacts:
    """The facts of an upright page with its text boxes."""
    return QualityFacts(
        dpi=dpi,
        skew_known=skew_known,
        rotation_known=rotation_known,
        blur=edge_width(grey, quads, dpi),
        contrast=float(np.median(box_contrasts(grey, sample))) if len(sample := _sample(quads, SAMPLE)) else 0.0,
        ink=ink_share(quickly_shrunk(grey, MEASURE_SIDE)),
        clipped=clipped_lines(grey, quads, dpi),
    )


def edge_width(grey: Pixels, quads: Quads, dpi: float) -> float:
    """Millimetres from 10 % to 90 % of the step at the edges of strokes; 0 where there is no text.

    A step of height C blurred by a Gaussian of sigma s has the greatest slope C / (s √2π), and 10 to 90 % of it take 2.56 s: the step
    over the greatest slope is that width. The worse of the two directions counts, as shaking blurs one of them.
    """
    shrink = min(1.0, EDGE_DPI / dpi)
    reach, along, most = (max(3, round(side / MM * dpi * shrink)) for side in (EDGE_REACH, ALONG, EDGE_LENGTH))
    widths = []
    for quad in _sample(quads, EDGE_SAMPLE):
        piece = _scaled(_piece(grey, quad), shrink)[:most, :most]
        widths.append(max(_edge_pixels(piece, reach, along), _edge_pixels(piece.T, reach, along)))
    known = [width for width in widths if width > 0]
    return float(np.median(known)) * MM / (dpi * shrink) if known else 0.0


def box_contrasts(grey: Pixels, quads: Quads) -> npt.NDArray[np.float64]:
    """How dark each text box is against its paper, grey levels."""
    return np.array([_contrast(piece[::2, ::2]) for piece in (_piece(grey, quad) for quad in quads)])


def clipped_lines(grey: Pixels, quads: Quads, dpi: float) -> int:
    """How many text boxes have strokes that run out of the picture."""
    height, width = grey.shape
    band = max(2, round(CUT_BAND / MM * dpi))
    low, high = quads.min(1), quads.max(1)
    near = (low.min(1) <= band) | (high[:, 0] >= width - band) | (high[:, 1] >= height - band)
    return sum(_is_cut(grey, quad, band) for quad in quads[near])


def ink_share(small: Pixels) -> float:
    """Share of pixels darker than the paper round them, margins left out, 0..1; for a picture of some 1,000 pixels."""
    soft = cv2.GaussianBlur(small, (3, 3), 0)
    coarse = shrunk(np.asarray(cv2.dilate(soft, np.ones((9, 9), np.uint8)), np.uint8), max(1, max(soft.shape) // 4))
    paper = cv2.resize(cv2.medianBlur(coarse, 7), soft.shape[::-1], interpolation=cv2.INTER_LINEAR)
    down, across = (round(side * MARGIN) for side in soft.shape)
    inner = cv2.subtract(paper, soft)[down : soft.shape[0] - down, across : soft.shape[1] - across]
    return float((inner > STEP).mean()) if inner.size else 0.0


def _is_cut(grey: Pixels, quad: Quads, band: int) -> bool:
    """Whether the box touches an edge of the picture and part of that side, but not all, is ink."""
    height, width = grey.shape
    (left, top), (right, bottom) = quad.min(0), quad.max(0)
    piece = _piece(grey, quad)
    contrast = _contrast(piece)
    dark = float(np.percentile(piece, 90)) - contrast / 2 if piece.size else 0.0
    sides = (
        (left <= band, piece[:, :band]),
        (right >= width - band, piece[:, -band:]),
        (top <= band, piece[:band].T),
        (bottom >= height - band, piece[-band:].T),
    )
    return any(touches and STROKES[0] <= (strip < dark).all(1).mean() <= STROKES[1] for touches, strip in sides if strip.size)


def _edge_pixels(piece: Pixels, reach: int, along: int) -> float:
    """The width of the piece's edges across its rows, in pixels, at most `reach`; 0 where it has no ink to measure."""
    if min(piece.shape) <= max(reach, along):
        return 0.0
    lines = np.asarray(cv2.blur(np.ascontiguousarray(piece), (1, along)), np.uint8)
    contrast = _contrast(lines)
    if contrast < STEP:
        return 0.0
    slope = cv2.absdiff(lines[:, 1:], lines[:, :-1])
    window = np.ones((1, reach), np.uint8)
    step = cv2.subtract(cv2.dilate(lines, window), cv2.erode(lines, window))[:, 1:]
    edges = (slope == cv2.dilate(slope, window)) & (step >= max(STEP, CLEAR_EDGE * contrast))
    return min(float(np.percentile(step[edges] / slope[edges], SHARPEST)), reach) if edges.any() else float(reach)


def _contrast(piece: Pixels) -> float:
    if not piece.size:
        return 0.0
    low, high = np.percentile(piece, (3, 90))
    return float(high - low)


def _sample(quads: Quads, most: int) -> Quads:
    return quads[:: -(-len(quads) // most) or 1]


def _piece(grey: Pixels, quad: Quads) -> Pixels:
    """The upright rectangle round a box, as far as it lies in the picture."""
    left, top = np.maximum(quad.min(0).astype(int), 0)
    right, bottom = quad.max(0).astype(int) + 1
    return grey[top:bottom, left:right]


def _scaled(pixels: Pixels, scale: float) -> Pixels:
    size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8) if scale < 1 and pixels.size else pixels

"""What stands round the rim of a seal, unrolled to a line: so it says like any other line which side of the paper the seal is on."""

import cv2
import numpy as np

from domain.page import Pixels
from domain.text import Quads
from imaging.parts import square
from imaging.rings import Ellipse
from imaging.sides import SURELY, Evidence, Legibility, Side, weigh
from imaging.surface import Surface

LEAST, MOST, ROUND = 60, 220, 2.0
"""Pixels of the small picture (18 and 65 mm) that a seal is across at least and at most, and how many times as long as wide (ovals)."""

PALEST, LIKELIEST = 15.0, 8
"""Grey levels below the paper that the ink of a seal has, after smoothing; of more that look like one only so many are asked, the darkest:
a watermark is a pattern."""

HALF, BROKEN = 0.5, 7
"""Ink of a seal has half of the depth of its darkest; worn rims lie in pieces so far apart at most."""

OUTER, INNER = 1.06, 0.55
"""The band of the writing, in radii."""

LINE, CUT, STEP = 48, 320, 160
"""Pixels: the height of the unrolled line, the length of a piece of it that is asked (some six characters), and from piece to piece."""

WRITING = 3
"""Letters of a piece that is writing."""


def is_sealed(surface: Surface, quad: Quads, legibility: Legibility) -> bool:
    """Whether a text box, shape (4, 2) in pixels of the scan, holds a seal whose writing reads as it stands: it was put on this side."""
    ring = _ring(surface, quad)
    if ring is None:
        return False
    line = _unrolled(surface.scan, ring)
    pieces = (weigh(line, _piece(left), legibility) for left in range(0, line.shape[1] - CUT + 1, STEP))
    return any(_is_this_sides(piece) for piece in pieces)


def likely_seals(surface: Surface) -> Quads:
    """Upright boxes, shape (n, 4, 2) in pixels of the scan, of the darkest ink that hangs together and has the size and shape of a seal."""
    joined = cv2.morphologyEx(surface.ink(PALEST), cv2.MORPH_CLOSE, square(BROKEN))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    left, top, wide, high, _ = stats[1:].T
    long, short = np.maximum(wide, high), np.minimum(wide, high)
    sized = (long >= LEAST) & (long <= MOST) & (long <= ROUND * short)
    corners = np.stack([left, top, left + wide, top, left + wide, top + high, left, top + high], 1)[sized]
    boxes = np.asarray(corners.reshape(-1, 4, 2) / surface.scale, np.float32)
    darkness = [-float(np.percentile(surface.window(surface.depth, box), 98)) for box in boxes]
    return boxes[np.argsort(darkness)[:LIKELIEST]]


def _is_this_sides(piece: Evidence) -> bool:
    return piece.plain.letters >= WRITING and piece.plain.confidence >= SURELY and piece.side(dark=False) is Side.THIS


def _piece(left: int) -> Quads:
    return np.array([[[left, 0], [left + CUT, 0], [left + CUT, LINE], [left, LINE]]], np.float32)


def _ring(surface: Surface, quad: Quads) -> Ellipse | None:
    """Centre, diameters and turn of the ellipse round the darkest ink of a box, in pixels of the scan."""
    depth = surface.window(surface.depth, quad)
    if max(depth.shape) < LEAST or min(depth.shape) < LEAST / 2:
        return None
    dark = (depth > HALF * np.percentile(depth, 98)).astype(np.uint8)
    joined = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, square(BROKEN))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    extents = stats[1:, cv2.CC_STAT_WIDTH] * stats[1:, cv2.CC_STAT_HEIGHT]
    if not len(extents):
        return None
    hull = cv2.convexHull(np.asarray(cv2.findNonZero((labels == 1 + int(extents.argmax())).astype(np.uint8))))
    if len(hull) < 6:
        return None
    (x, y), (wide, high), turn = cv2.fitEllipse(hull)
    if not LEAST <= max(wide, high) <= MOST or max(wide, high) > ROUND * min(wide, high):
        return None
    left, top = np.maximum((quad.min(0) * surface.scale).astype(int), 0)
    grow = 1 / surface.scale
    return ((left + x + 0.5) * grow, (top + y + 0.5) * grow), (wide * grow, high * grow), turn


def _unrolled(scan: Pixels, ring: Ellipse) -> Pixels:
    """A turn and a piece of the band round a seal as a grey line, its outside up, in the colour that shows it most."""
    (x, y), (wide, high), degrees = ring
    length = round(2 * np.pi * (OUTER + INNER) / 2 / (OUTER - INNER) * LINE) + CUT
    turn = np.deg2rad(degrees)
    angle = np.arange(length, dtype=np.float32)[None] / (length - CUT) * 2 * np.pi
    radius = np.linspace(OUTER, INNER, LINE, dtype=np.float32)[:, None] / 2
    along, aside = wide * radius * np.cos(angle), high * radius * np.sin(angle)
    across, down = x + along * np.cos(turn) - aside * np.sin(turn), y + along * np.sin(turn) + aside * np.cos(turn)
    band = cv2.remap(scan, across.astype(np.float32), down.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    if band.ndim == 2:
        return np.asarray(band, np.uint8)
    span = [np.subtract(*np.percentile(band[..., i], (70, 2))) for i in range(3)]
    return np.ascontiguousarray(band[..., int(np.argmax(span))])

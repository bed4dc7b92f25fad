"""How far a page leans: a projection profile of its ink, agreed with the angles of its text lines.

The profile is exact (0.02 degrees) where there is much ink and guesses where there is little; lines are never far off. So the
profile counts where both agree, the lines where they do not, and nothing where neither has enough to go by.
"""

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from domain.page import Pixels
from domain.text import Quads

LIMIT = 15.5
"""Degrees either way that are looked for."""

PROFILE_SIDE = 800
MIN_INK = 400
"""Ink pixels of the small picture below which its profile says nothing."""

MAX_INK = 60_000
AGREE = 0.5
"""Degrees within which a profile counts whatever its sharpness."""

CRISP = 10.0
CRISP_AGREE = 3.0
"""A profile this many times sharper at its best angle than at the median angle (ruled forms, full pages) counts within so many
degrees: the lines of a filled form lean with the hand that filled it."""

LONG_LINE = 4.0
"""Lines at least this many times longer than thick have an angle worth counting."""

MIN_LINES = 3
ENOUGH_LENGTH = 0.4
"""Fewer lines than MIN_LINES do if they are together this share of the page's width."""

SHARP = 1.3
"""Without lines, the best angle's profile must beat the median angle's by this factor (ruled tables do)."""

LEVEL = 0.05
"""A lean below this is left alone: straightening would cost more sharpness than it gives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skew:
    """Degrees counter-clockwise; `known` is False (and degrees 0) where the page has too little to tell."""

    degrees: float
    known: bool


UNKNOWN = Skew(degrees=0.0, known=False)


def estimate_skew(grey: Pixels, quads: Quads) -> Skew:
    """The lean of an upright page, within ±LIMIT."""
    profile, sharpness = _profile_angle(grey)
    if not len(quads):
        return _known(profile) if profile is not None and sharpness >= SHARP else UNKNOWN
    lines = _line_angle(quads, enough=ENOUGH_LENGTH * grey.shape[1])
    if lines is None or abs(lines) > LIMIT:
        return UNKNOWN
    if profile is None:
        return _known(lines)
    return _known(profile if abs(profile - lines) <= (CRISP_AGREE if sharpness >= CRISP else AGREE) else lines)


def _known(degrees: float) -> Skew:
    return Skew(degrees=0.0 if abs(degrees) < LEVEL else round(degrees, 3), known=True)


def _line_angle(quads: Quads, enough: float) -> float | None:
    """Length-weighted median of long lines' angles, refined by the mean within a degree of it.

    None where fewer than MIN_LINES lines agree and they are not `enough` pixels long together: a signature leans as it likes.
    """
    along = ((quads[:, 1] - quads[:, 0]) + (quads[:, 2] - quads[:, 3])) / 2
    thick = np.hypot(*(quads[:, 3] - quads[:, 0]).T)
    length = np.hypot(*along.T)
    long = length > LONG_LINE * thick
    if not long.any():
        return None
    angle, length = -np.degrees(np.arctan2(along[long, 1], along[long, 0])), length[long]
    order = np.argsort(angle)
    total = np.cumsum(length[order])
    middle = angle[order][np.searchsorted(total, total[-1] / 2)]
    near = abs(angle - middle) < 1
    if near.sum() < MIN_LINES and length[near].sum() < enough:
        return None
    return float(np.average(angle[near], weights=length[near]))


def _profile_angle(grey: Pixels) -> tuple[float | None, float]:
    """The angle at which rows of ink stand out most (sum of squared steps of the row histogram), and how much they stand out."""
    x, y = _ink_points(grey)
    if len(x) < MIN_INK:
        return None, 0.0
    coarse = np.arange(-LIMIT - 0.5, LIMIT + 0.51, 0.5)
    scores = [_stand_out(x, y, float(angle)) for angle in coarse]
    best = float(coarse[int(np.argmax(scores))])
    sharpness = max(scores) / max(1.0, float(np.median(scores)))
    for step in (0.1, 0.02):
        fine = best + np.arange(-5, 6) * step
        best = float(fine[int(np.argmax([_stand_out(x, y, float(angle)) for angle in fine]))])
    return (best, sharpness) if abs(best) <= LIMIT else (None, 0.0)


def _ink_points(grey: Pixels) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Ink pixels of a small picture, told from paper by the local tone; edges left out, where scanners leave shadows."""
    shrink = min(1.0, PROFILE_SIDE / max(grey.shape))
    size = (max(1, round(grey.shape[1] * shrink)), max(1, round(grey.shape[0] * shrink)))
    small = cv2.GaussianBlur(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), (3, 3), 0)
    ink = cv2.adaptiveThreshold(small, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 12)
    y, x = np.nonzero(ink[8:-8, 8:-8])
    if len(x) > MAX_INK:
        chosen = np.random.default_rng(0).choice(len(x), MAX_INK, replace=False)
        x, y = x[chosen], y[chosen]
    return x.astype(np.float32), y.astype(np.float32)


def _stand_out(x: npt.NDArray[np.float32], y: npt.NDArray[np.float32], angle: float) -> float:
    radians = math.radians(angle)
    rows = y * math.cos(radians) + x * math.sin(radians)
    histogram = np.bincount((rows - rows.min()).astype(np.int32)).astype(np.float64)
    return float((np.diff(histogram) ** 2).sum())

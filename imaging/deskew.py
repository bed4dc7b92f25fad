"""How far a page leans: a projection profile of its ink, agreed with the angles of its text lines.

A crisp profile is exact (0.02 degrees); a dull one guesses, while lines are seldom far off, so the two are averaged where they agree, and
the lines count where they do not. The lean is *known* only where two witnesses agree, or where one has too much behind it to be a slip of
the pen: a stamp, a note or a signature leans as it likes. What is not known is still the best guess, and the page is straightened by it;
where neither has enough to go by, nothing is guessed.
"""

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from domain.page import Pixels
from domain.text import Quads
from imaging.border import bed
from imaging.shrinking import quickly_shrunk, shrunk

Floats = npt.NDArray[np.floating]

LIMIT = 15.5
"""Degrees either way that are looked for."""

PROFILE_SIDE, FINE_SIDE = 800, 1600
"""Pixels of the long side at which the angle is looked for, then measured: a row of the finer picture is 0.04 degrees across A4."""

MIN_INK = 400
"""Ink pixels of the small picture below which its profile says nothing."""

MAX_COARSE, MAX_FINE = 20_000, 60_000
"""Ink pixels that are looked at; of more, so many by chance."""
FIRST_STEPS, LAST_STEPS = np.arange(-5, 6) * 0.1, np.arange(-6, 7) * 0.03
PARTS = 8
WITHIN = (np.arange(PARTS) + 0.5) / PARTS
"""Parts of a row by which the place of a point is told, and how far they lie into it."""
TOP = 0.8
"""The angle is the middle of the profile's peak, above this share of its height: the very top is jagged."""

CRISP = 6.0
CRISP_AGREE = 3.0
"""A profile this many times sharper at its best angle than at the median angle (ruled forms, full pages) counts alone, or within so
many degrees of the lines: the lines of a filled form lean with the hand that filled it."""

AGREE = 1.0
"""Degrees within which a duller profile and the lines, both a little off, are averaged; beyond, the lines count."""

BORNE_OUT = 0.5
"""Degrees apart within which one is said to bear out the other: written lines that lean each its own way have a profile of their own."""

LONG_LINE = 4.0
"""Lines at least this many times longer than thick have an angle worth counting."""

MANY_LINES = 8
"""So many lines that agree are known to tell without a profile; fewer may be one stamp or one hand's note."""

SURE, ALONE = 12.0, 24.0
"""A profile as sharp as that is known to tell where the lines do not bear it out, and where there are none: one written line alone, whose
echo it may be, has seldom more than half as much, ruled lines have more than twice as much."""

MIN_LINES = 3
ENOUGH_LENGTH = 0.4
"""Fewer lines than MIN_LINES do if they are together this share of the page's width."""

LEVEL = 0.05
"""A lean below this is left alone: straightening would cost more sharpness than it gives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skew:
    """Degrees counter-clockwise; `known` is False where no two witnesses agree: a guess then, 0 where the page has too little for one."""

    degrees: float
    known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lines:
    """The angle of text lines, and how many agree on it within a degree."""

    degrees: float
    count: int


UNKNOWN = Skew(degrees=0.0, known=False)


def estimate_skew(grey: Pixels, quads: Quads) -> Skew:
    """The lean of an upright page, within ±LIMIT."""
    profile, sharpness = _profile_angle(grey)
    lines = _line_angle(quads, enough=ENOUGH_LENGTH * grey.shape[1])
    if lines is not None and abs(lines.degrees) > LIMIT:
        return UNKNOWN
    crisp = sharpness >= CRISP
    if lines is None:
        return UNKNOWN if profile is None or not crisp else _skew(profile, known=sharpness >= ALONE)
    many = lines.count >= MANY_LINES
    if profile is None:
        return _skew(lines.degrees, known=many)
    apart = abs(profile - lines.degrees)
    if crisp and apart <= CRISP_AGREE:
        return _skew(profile, known=apart <= BORNE_OUT or sharpness >= SURE)
    if apart <= AGREE:
        enough = lines.count >= MIN_LINES  # of a line or two the profile is but an echo
        return _skew((profile + lines.degrees) / 2, known=enough and apart <= BORNE_OUT)
    return _skew(lines.degrees, known=many and not crisp)


def _skew(degrees: float, *, known: bool) -> Skew:
    return Skew(degrees=0.0 if abs(degrees) < LEVEL else round(degrees, 3), known=known)


def _line_angle(quads: Quads, enough: float) -> _Lines | None:
    """Length-weighted median of long lines' angles, refined by the mean within a degree of it.

    None where fewer than MIN_LINES lines agree and they are not `enough` pixels long together: a signature leans as it likes.
    """
    along = ((quads[:, 1] - quads[:, 0]) + (quads[:, 2] - quads[:, 3])) / 2
    thick = np.hypot(*(quads[:, 3] - quads[:, 0]).T)
    length = np.hypot(*along.T)
    long = length > LONG_LINE * thick
    if not long.any():  # also where there are no boxes at all
        return None
    angle, length = -np.degrees(np.arctan2(along[long, 1], along[long, 0])), length[long]
    order = np.argsort(angle)
    total = np.cumsum(length[order])
    middle = angle[order][np.searchsorted(total, total[-1] / 2)]
    near = abs(angle - middle) < 1
    if near.sum() < MIN_LINES and length[near].sum() < enough:
        return None
    return _Lines(degrees=float(np.average(angle[near], weights=length[near])), count=int(near.sum()))


def _profile_angle(grey: Pixels) -> tuple[float | None, float]:
    """The angle at which rows of ink stand out most, and how much more they do than at the median angle or than chance would."""
    closer = quickly_shrunk(grey, FINE_SIDE)
    small = shrunk(closer, PROFILE_SIDE)
    beside = bed(small)
    x, y, share = _ink_points(small, beside, MAX_COARSE)
    if len(x) < MIN_INK:
        return None, 0.0
    coarse = np.arange(-LIMIT - 0.5, LIMIT + 0.51, 0.5)
    scores = _scores(x, y, coarse)
    best = coarse[int(np.argmax(scores))]
    sharpness = float(scores.max() / max(len(x) * share, np.median(scores)))
    x, y, _ = _ink_points(closer, beside, MAX_FINE)
    about = best + FIRST_STEPS
    fine = about[int(np.argmax(_scores(x, y, about)))] + LAST_STEPS
    scores = _scores(x, y, fine)
    if scores.max() <= 0:  # no angle stands out more than chance would: a seal, a drawing
        return None, 0.0
    best = np.average(fine, weights=np.maximum(scores - TOP * scores.max(), 0))
    return (float(best), sharpness) if abs(best) <= LIMIT else (None, 0.0)


def _ink_points(grey: Pixels, beside: Pixels, most: int) -> tuple[Floats, Floats, float]:
    """Ink pixels told from paper by the local tone, each at a chance place within its pixel, and what share of all they are.

    About so many at most, by chance. Whole pixels would prefer the angle 0. The bed beside the paper and the edges, where scanners
    leave shadows, are left out.
    """
    side = max(grey.shape)
    soft = cv2.GaussianBlur(grey, (3, 3), 0)
    ink = cv2.adaptiveThreshold(soft, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, max(3, side // 32 | 1), 12)
    ink[cv2.resize(beside, grey.shape[::-1], interpolation=cv2.INTER_NEAREST) > 0] = 0
    edge = max(1, side // 100)
    found = cv2.findNonZero(np.ascontiguousarray(ink[edge:-edge, edge:-edge]))
    points = np.zeros((0, 2), np.int32) if found is None else found.reshape(-1, 2)
    chance = np.random.default_rng(0)
    share = min(1.0, most / max(1, len(points)))
    if share < 1:
        points = points[chance.integers(len(points), size=most)]
    x, y = points.T.astype(np.float32)
    return x, y + chance.random(len(y), np.float32), share


def _scores(x: Floats, y: Floats, angles: Floats) -> Floats:
    return np.array([_stand_out(x, y, float(angle)) for angle in angles])


def _stand_out(x: Floats, y: Floats, angle: float) -> float:
    """Sum of squared steps from row to row, less what as many points strewn by chance would give (1 each).

    Each point counts on the two rows it lies between, so that the sum changes smoothly with the angle.
    """
    radians = math.radians(angle)
    places = (y * np.float32(PARTS * math.cos(radians)) + x * np.float32(PARTS * math.sin(radians))).astype(np.int64)
    places -= places.min()
    size = int(places.max()) // PARTS + 1
    counts = np.bincount(places, minlength=size * PARTS).reshape(size, PARTS)
    histogram = np.append(counts @ (1 - WITHIN), 0.0) + np.append(0.0, counts @ WITHIN)
    return float((np.diff(histogram) ** 2).sum()) - len(y)

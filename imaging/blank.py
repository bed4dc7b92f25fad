"""Whether a side of paper is empty: nothing on it but dust, holes, creases, and the other side shining through.

Text of this side reads better as it stands than in a mirror; the other side's text the other way round, and it tells how strongly that
side shines through. What is drawn or stamped (no text that could be read) counts where it is darker than that.
"""

from collections.abc import Callable
from enum import Enum, auto

import cv2
import numpy as np
import numpy.typing as npt

from domain.page import Pixels
from domain.text import Quads
from imaging.border import bed
from imaging.channels import darkest_channel
from imaging.quality import box_contrasts
from imaging.shrinking import shrunk

Legibility = Callable[[Pixels, Quads], tuple[float, float]]
"""How well some lines read, 0..1: as they stand, and turned by half (ocr.engine.OcrEngine.legibility)."""

SIDE = 1000
"""Pixels of the long side of the picture in which marks are looked for: 3.4 a millimetre of A4."""

DARK_TEXT = 110.0
"""Grey levels against its paper from which text cannot be the other side's."""

FEW = 5
"""So many boxes of dark text or fewer may be a hole, an edge, a speck: they are asked too."""

ASKED = 8
"""The darkest boxes that are asked which side they are on."""

BETTER = 0.1
"""A line reads better one way than the other by so much (confidence 0..1) or more, or it does not tell."""

LEGIBLE, SURELY = 0.72, 0.85
"""Confidence below which a line is no text of this side, and no text of the other: the round writing of seals reads like that."""

SHORT = 2.5
"""A box not so many times as long as it is thick tells nothing where it is no darker than text that is the other side's."""

SHINES = 75.0
"""Grey levels that the other side's ink is below the paper at most; on a 1-bit page all ink is alike."""

STRONG = 40
"""Grey levels below the paper, after smoothing, of what was put on this side; the other side is fainter, or its text tells."""

DARKER = 1.5
"""Ink of this side is darker than text that shines through by this factor."""

NOISE = 5.0
"""Standard deviations of the paper's own noise that ink stands out by."""

JOIN = 5
"""Strokes up to so many pixels apart (1.5 mm) belong to one mark: thresholded pencil falls to pieces."""

LEAST_INK, LEAST_EXTENT = 16, 8
"""Pixels of ink (1.4 square millimetres) and of extent (2.4 mm) of a mark; a page number has more, dust less."""

THIN, LONG, MOST_LINES = 3, 60, 3
"""Lines so thin and so long (18 mm) are creases and streaks; more than so many are a form."""

HOLE_BAND, HOLE = 0.12, (12, 32)
"""Punch holes: within this share of the page from an edge, round, so many pixels (3.5 to 9.5 mm) across."""

EDGE = 15
"""A mark that lies wholly within so many pixels (4.4 mm) of an edge is the shadow of the paper's rim: nobody writes there."""


class _Side(Enum):
    THIS = auto()
    OTHER = auto()
    UNCLEAR = auto()


def is_blank(pixels: Pixels, grey: Pixels, quads: Quads, legibility: Legibility) -> bool:
    """Whether nothing is written, stamped or drawn on this side; `grey` is the reading channel of `pixels`."""
    contrasts = box_contrasts(grey, quads)
    two_tones = _two_tones(grey)
    if (contrasts >= DARK_TEXT).sum() > FEW and not two_tones:
        return False
    shines, most = 0.0, 255.0 if two_tones else SHINES
    for i in np.argsort(-contrasts)[:ASKED]:
        side = _side(grey, quads[i : i + 1], legibility, dark=bool(contrasts[i] > SHINES))
        if side is _Side.THIS and (two_tones or contrasts[i] > shines or not _is_short(quads[i])):
            return False
        if side is _Side.OTHER and contrasts[i] <= most:
            shines = max(shines, float(contrasts[i]))
    return not has_marks(pixels, above=max(STRONG, DARKER * shines))


def has_marks(pixels: Pixels, above: float = STRONG) -> bool:
    """Whether ink of any colour, so many grey levels below the paper, stands on the page.

    Dust, punch holes, a few creases and streaks, the bed beside the paper and what comes in from an edge are no marks.
    """
    small = np.asarray(cv2.GaussianBlur(darkest_channel(shrunk(pixels, SIDE)), (3, 3), 0), np.uint8)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((9, 9), np.uint8)), 31)
    depth = cv2.subtract(paper, small)
    middle, most = np.percentile(depth, (50, 84))  # one standard deviation of the paper's noise apart
    ink = (depth > max(above, middle + NOISE * (most - middle))).astype(np.uint8)
    ink[bed(small) > 0] = 0
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((JOIN, JOIN), np.uint8))
    count, parts, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    amounts = np.bincount(parts[ink > 0], minlength=count)
    lines = 0
    for part, amount in zip(stats[1:count], amounts[1:], strict=True):
        if _is_incidental(part, int(amount), ink.shape):
            continue
        if not _is_line(part):
            return True
        lines += 1
    return lines > MOST_LINES


def _is_incidental(part: npt.NDArray[np.int32], amount: int, shape: tuple[int, ...]) -> bool:
    """Whether a mark (x, y, width, height, area; amount of ink) is dust, comes in from an edge or is a punch hole."""
    left, top, width, height, area = (int(v) for v in part)
    right, bottom = shape[1] - left - width, shape[0] - top - height
    if amount < LEAST_INK or max(width, height) < LEAST_EXTENT or min(left, top, right, bottom) <= 2:
        return True
    if min(left + width, top + height, right + width, bottom + height) <= EDGE:
        return True
    band = min(min(left, right) / shape[1], min(top, bottom) / shape[0]) < HOLE_BAND
    short, long = sorted((width, height))
    return band and HOLE[0] <= long <= HOLE[1] and short >= 0.7 * long and area >= 0.6 * width * height


def _is_line(part: npt.NDArray[np.int32]) -> bool:
    """Whether a mark is a thin line, level or upright within a few degrees."""
    _, _, width, height, area = (int(v) for v in part)
    length = max(width, height)
    return length >= LONG and min(width, height) <= max(THIN, length // 8) and area <= THIN * length


def _side(grey: Pixels, quad: Quads, legibility: Legibility, *, dark: bool) -> _Side:
    """Which side a box's text is on; what reads both ways (中, 二, 101) is on this one where it is too dark for the other."""
    plain = max(legibility(grey, quad))
    mirrored = max(legibility(*_mirror(grey, quad)))
    if plain >= max(LEGIBLE, mirrored if dark else mirrored + BETTER):
        return _Side.THIS
    return _Side.OTHER if mirrored >= max(SURELY, plain + BETTER) else _Side.UNCLEAR


def _is_short(quad: Quads) -> bool:
    """Whether a box holds a character or two: 中, 二, 日 read as well from behind."""
    sides = np.sort([np.hypot(*(quad[1] - quad[0])), np.hypot(*(quad[3] - quad[0]))])
    return bool(sides[1] < SHORT * sides[0])


def _two_tones(grey: Pixels) -> bool:
    """Whether the page is 1-bit: all ink is equally dark, whatever it was."""
    sample = grey[::7, ::5]
    return bool(((sample == 0) | (sample == 255)).mean() > 0.999)


def _mirror(grey: Pixels, quads: Quads) -> tuple[Pixels, Quads]:
    """The boxes and what is round them as seen from behind."""
    left, top = np.maximum(quads.min((0, 1)).astype(int) - 16, 0)
    right, bottom = quads.max((0, 1)).astype(int) + 16
    piece = grey[top:bottom, left:right]
    flipped = quads[:, [1, 0, 3, 2]] - np.array([left, top], np.float32)
    flipped[..., 0] = piece.shape[1] - flipped[..., 0]
    return np.ascontiguousarray(piece[:, ::-1]), flipped

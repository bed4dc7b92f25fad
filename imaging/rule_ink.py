"""The ink along a line that may be a rule: how dark, how whole, what is written close by."""

from dataclasses import dataclass, field

import cv2
import numpy as np
import numpy.typing as npt

from domain.page import Pixels

STEP = 8
"""Pixels averaged along the line, together a cell. All pixels here are those of the page as looked at."""

PAPER_WITHIN = 15
"""There is paper within so many pixels across a line: the thickest is nearly 2 mm of A4 at 200 dpi."""

BESIDE = 2
"""Cells to either side along a line, of which one is free of crossing rules."""

MIN_DARK = 12.0
NOISE = 3.0
SHOWN_THROUGH = 0.15
"""A line is darker than its paper by so many grey levels, by so many times what the median spot of the page is, and by this share of
what its blackest writing is: less is the table on the other side of the sheet."""

OPEN_COST = 2.0
"""What an open pixel takes from a whole stretch of line, an inked one adding 1: a stretch is at least two thirds ink, and ends in it."""

DASHES = 8
PITCH = 24
"""Fewest dashes that can be told to be even; pixels from one to the next at most: characters stand further apart."""

BARE = 8
"""Pixels on either side of a rule that are looked at for writing."""

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Ink = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True, kw_only=True)
class StraightLine:
    """A line along the rows of a view: cells start..end, height `offset` + `slope` × cell in pixels."""

    start: int
    end: int
    offset: float
    slope: float

    @property
    def length(self) -> int:
        """Cells."""
        return self.end - self.start

    def at(self, cell: npt.ArrayLike) -> Floats:
        """Height at a cell (or several)."""
        out: Floats = self.offset + self.slope * np.asarray(cell, np.float64)
        return out


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The page seen along one direction (for vertical lines transposed).

    `paper` and `dark` are cells: the brightness round a spot and beside it along the line, where no crossing rule darkens it, and how
    much darker than what is round it the spot is; what is darker than `bound` is ink.
    `grey` is the full picture.
    """

    grey: Pixels = field(repr=False)
    paper: Pixels = field(repr=False)
    dark: Pixels = field(repr=False)
    bound: float
    known: dict[StraightLine, tuple[StraightLine, float]] = field(repr=False, default_factory=dict)
    """Whole parts found so far: the same line is asked about several times."""


def view(grey: Pixels, cells: Pixels) -> View:
    """The picture with its cells (averaged STEP along)."""
    paper = np.asarray(cv2.morphologyEx(cells, cv2.MORPH_CLOSE, np.ones((PAPER_WITHIN, 1), np.uint8)), np.uint8)
    dark = np.asarray(cv2.subtract(paper, cells), np.uint8)
    counts = np.cumsum(cv2.calcHist([dark], [0], None, [256], [0, 256]).astype(np.int64))
    noise, blackest = (float(np.searchsorted(counts, share * dark.size)) for share in (0.5, 0.999))
    beside = np.asarray(cv2.dilate(paper, np.ones((1, 2 * BESIDE + 1), np.uint8)), np.uint8)
    return View(grey=grey, paper=beside, dark=dark, bound=max(MIN_DARK, NOISE * noise, SHOWN_THROUGH * blackest))


def ink_along(seen: View, line: StraightLine) -> Ink:
    """How much darker than its paper the line is, pixel by pixel of the full picture."""
    along = np.arange(line.start * STEP, line.end * STEP)
    height = (line.at(along / STEP) + 0.5).astype(np.intp)
    rows = np.clip(height + np.arange(-1, 2)[:, None], 0, len(seen.grey) - 1)
    cells = np.arange(line.start, line.end)
    paper = seen.paper[np.clip(np.rint(line.at(cells + 0.5)).astype(np.intp), 0, len(seen.paper) - 1), cells]
    return np.asarray(paper.repeat(STEP).astype(np.int16) - seen.grey[rows, along].min(0), np.int16)


def is_inked(seen: View, ink: Ink) -> Flags:
    """Where the ink along a line is at least half as dark as its median."""
    return np.asarray(ink > max(seen.bound, middle(ink)) / 2, np.bool_)


def middle(ink: Ink) -> float:
    """The median; on so few numbers most of numpy's own goes into checking them."""
    ordered = np.sort(ink)
    return (float(ordered[(len(ink) - 1) // 2]) + float(ordered[len(ink) // 2])) / 2


def span(seen: View, line: StraightLine) -> tuple[int, int]:
    """From where to where a line is inked, in pixels of the full picture: a rule need not fill its outermost cells."""
    places = np.flatnonzero(is_inked(seen, ink_along(seen, line)))
    first = line.start * STEP
    return (first + int(places[0]), first + int(places[-1]) + 1) if len(places) else (first, line.end * STEP)


def whole_part(seen: View, line: StraightLine) -> tuple[StraightLine, float]:
    """The longest stretch of a line that is mostly ink, in cells rounded outwards, and the inked share of it."""
    if line not in seen.known:
        seen.known[line] = _whole_part(seen, line)
    return seen.known[line]


def _whole_part(seen: View, line: StraightLine) -> tuple[StraightLine, float]:
    inked = is_inked(seen, ink_along(seen, line))
    gain = np.concatenate(([0.0], np.cumsum(np.where(inked, 1.0, -OPEN_COST))))
    lowest = np.minimum.accumulate(gain)
    end = int(np.argmax(gain - lowest))
    start = int(np.argmin(gain[: end + 1]))
    if end <= start:
        return line, 0.0
    first, last = line.start + start // STEP, line.start - (-end // STEP)
    return StraightLine(start=first, end=last, offset=line.offset, slope=line.slope), float(inked[start:end].mean())


def dashes(seen: View, line: StraightLine) -> tuple[float, bool]:
    """The inked share of a line, and whether its ink comes in dashes of one pitch, as no writing does."""
    inked = is_inked(seen, ink_along(seen, line))
    places = np.flatnonzero(inked)
    if not len(places):
        return 0.0, False
    inked = inked[places[0] : places[-1] + 1]
    steps = np.diff(np.flatnonzero(np.diff(inked.astype(np.int8)) > 0))
    if len(steps) < DASHES:
        return float(inked.mean()), False
    usual = float(np.median(steps))
    even = float((abs(steps - usual) <= max(1.0, 0.15 * usual)).mean()) >= 0.8
    return float(inked.mean()), even and usual <= PITCH


def half_thickness(seen: View, line: StraightLine) -> int:
    """Pixels from the middle of the line to where its ink is half as dark."""
    profile = np.median(_round(seen, line), axis=1)
    both = np.maximum(profile[PAPER_WITHIN:], profile[PAPER_WITHIN::-1])
    thin = np.flatnonzero(both < 0.5 * both[:3].max())
    return int(thin[0]) if len(thin) else PAPER_WITHIN


def clear_sides(seen: View, line: StraightLine) -> tuple[float, float]:
    """Shares of the line's length along which nothing is written close above it, and close below it."""
    ink, half = _round(seen, line), half_thickness(seen, line)
    bound = 0.3 * float(np.median(ink[PAPER_WITHIN - 1 : PAPER_WITHIN + 2].max(0)))
    near = min(half + 1, PAPER_WITHIN)
    far = min(near + BARE, PAPER_WITHIN)
    above, below = ink[PAPER_WITHIN - far : PAPER_WITHIN - near + 1], ink[PAPER_WITHIN + near : PAPER_WITHIN + far + 1]
    return float((above.max(0) < bound).mean()), float((below.max(0) < bound).mean())


def _round(seen: View, line: StraightLine) -> npt.NDArray[np.uint8]:
    """The cells of the line and PAPER_WITHIN pixels to both sides, (2 × PAPER_WITHIN + 1, cells)."""
    cells = np.arange(line.start, line.end)
    rows = np.rint(line.at(cells + 0.5)).astype(np.intp) + np.arange(-PAPER_WITHIN, PAPER_WITHIN + 1)[:, None]
    return np.asarray(seen.dark[np.clip(rows, 0, len(seen.dark) - 1), cells], np.uint8)

"""Where a page has ink at all: the bands that a detector has to look at, so that white paper costs nothing.

Half of a usual page is white. What counts as ink is kept wide: the faintest text stands out from the paper's own texture, and only
specks and the straight edges of the paper are passed over.
"""

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
import numpy.typing as npt

from domain.page import Pixels

SHRINK = 2
"""Ink is looked for on a picture so many times smaller; the next three are in its pixels."""

LEAST_STEP, OVER_TEXTURE = 6, 2.0
"""Grey levels between neighbouring pixels that make ink, and so many times the paper's usual ones."""

SPECK = 7
"""What is smaller both ways, a pixel of paper round it counted (3.2 mm of A4 at 640 pixels), is dust; a digit is taller."""

EDGE_LENGTH, EDGE_WIDTH = 60, 3.4
"""A mark so long, and for its length and height together no thicker, is a hairline or the step from paper to bed; text is thicker."""

OUTLINE, HOLLOW = 0.7, 0.05
"""A mark that spans so much of the page both ways and fills so little of it is the outline of a sheet."""

MARGIN = 32
"""White round the ink that a detector needs to see."""

GAP, STEP = 128, 128
"""Bands nearer than GAP are one; where the page has room their sides are multiples of STEP, as each new shape costs the runtime a
compilation."""

MOST = 0.85
"""Where the bands make more than this share of the page, the whole page is looked at."""

Ink = npt.NDArray[np.bool_]
Window = tuple[slice, slice]


def windows(grey: Pixels) -> tuple[Window, ...]:
    """Windows (rows, columns) of a picture at the detector's scale that hold all its ink: full-width bands or full-height ones.

    () where there is none. Windows never overlap.
    """
    height, width = grey.shape
    ink = ink_of(grey)
    across, down = list(_bands(np.asarray(ink.any(1)), height)), list(_bands(np.asarray(ink.any(0)), width))
    areas = {"across": sum(b - a for a, b in across) * width, "down": sum(b - a for a, b in down) * height}
    if min(areas.values()) > MOST * height * width:
        return ((slice(0, height), slice(0, width)),)
    if areas["across"] <= areas["down"]:
        return tuple((slice(a, b), slice(0, width)) for a, b in across)
    return tuple((slice(0, height), slice(a, b)) for a, b in down)


def ink_of(grey: Pixels) -> Ink:
    """Where ink stands; the result is SHRINK times smaller."""
    small = cv2.resize(grey, None, fx=1 / SHRINK, fy=1 / SHRINK, interpolation=cv2.INTER_AREA)
    step = cv2.morphologyEx(small, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    ink = (step > max(LEAST_STEP, OVER_TEXTURE * float(np.median(step[::4, ::4])))).astype(np.uint8)
    _, parts, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    wide, high, area = (stats[:, i] for i in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA))
    edge = (np.maximum(wide, high) >= EDGE_LENGTH) & (area <= EDGE_WIDTH * (wide + high))
    outline = (wide >= OUTLINE * ink.shape[1]) & (high >= OUTLINE * ink.shape[0]) & (area <= HOLLOW * wide * high)
    keep = (np.maximum(wide, high) >= SPECK) & ~edge & ~outline
    keep[0] = False
    found: Ink = keep[parts]
    return found


def _bands(inked: Ink, length: int) -> Iterator[tuple[int, int]]:
    """Runs (start, end) of the side that hold everything inked with white round it, their lengths rounded up where there is room."""
    places = np.flatnonzero(np.repeat(inked, SHRINK))
    if not len(places):
        return
    breaks = np.flatnonzero(np.diff(places) > GAP + 2 * MARGIN)
    runs = zip(places[np.r_[0, breaks + 1]], places[np.r_[breaks, len(places) - 1]] + 1, strict=True)
    yield from _rounded([(int(first), int(last)) for first, last in runs], length)


def _rounded(runs: Sequence[tuple[int, int]], length: int) -> Iterator[tuple[int, int]]:
    end = 0
    for first, last in runs:
        start = max(end, first - MARGIN)
        room = min(length, start + -(-(last + MARGIN - start) // STEP) * STEP)
        start = max(end, room - -(-(room - start) // STEP) * STEP)  # at the page's end there is room only before
        yield start, room
        end = room

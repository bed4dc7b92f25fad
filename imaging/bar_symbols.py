"""The symbols of a Code 128 bar code (ISO/IEC 15417) that a coarse scan has run together, decided one by one and drawn anew.

Averaged along its bars over its whole height a leaning code says far more than any one line across it. Its symbols are eleven modules
wide, each three bars and three spaces of one to four modules, the bars an even number together; behind the last stands a bar of two.
"""

from collections.abc import Iterator
from itertools import product

import cv2
import numpy as np
import numpy.typing as npt

from domain.page import Pixels

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.float32]

MODULES, BARS, LAST = 11, 6, 2
"""Modules of a symbol, bars and spaces in it, modules of the bar after the last one."""

SAMPLES = 4
"""Samples across a module."""

SOFT = 0.3
"""Blur of a coarse scan, in modules."""

FEWEST, MOST = 4, 102
"""Symbols of a code: start, one of data, check and stop at least, at most what the scale of A4 allows."""

COARSE, RUN_TOGETHER, LOST = 3.0, 0.5, 0.3
"""Bars run together where modules are less than so many pixels of the block wide; share of their edges that may be lost
there, and elsewhere."""

LEANS, ROWS = np.linspace(-0.03, 0.03, 13), 60
"""How much a level block's bars may still lean, as slopes; lines across them that show it."""

ENDS = 0.12
"""Share of the bars left out at either end, where they are frayed."""

STRAY, FINE_STRAY = np.linspace(-0.5, 0.5, 3), np.linspace(-0.3, 0.3, 5)
"""Modules that a bound of the code may lie off that of its block: as first tried, and then about the best of these."""

ALIKE = 0.86
"""Mean correlation of the symbols with what they are taken for; codes measured 0.89 and more, wrong numbers of symbols 0.82 at most."""

SHARPER, EDGE, LARGER = 3.0, 0.7, 3
"""How much steeper the averaged code's edges are made, that are blurred by so many pixels of the block; how much larger it is drawn."""

QUIET, SCALE, HIGH = 12, 3, 40
"""White modules at either end of the drawn symbols, pixels a module, and the height of what is drawn in pixels."""


def _patterns() -> npt.NDArray[np.uint8]:
    """All symbols there can be, (n, MODULES): 1 black, 0 white. Two of them mean nothing."""
    widths = [w for w in product(range(1, 5), repeat=BARS) if sum(w) == MODULES and sum(w[::2]) % 2 == 0]
    return np.array([np.repeat([1, 0] * (BARS // 2), w) for w in widths], np.uint8)


PATTERNS = _patterns()


def _unit(rows: Floats) -> Rows:
    """Each row without its mean, of length 1: the product of two is their correlation."""
    rows = rows - rows.mean(-1, keepdims=True)
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9), np.float32)


def _templates() -> Rows:
    """The patterns as a scan shows them between the space before and the bar behind, (n, MODULES * SAMPLES)."""
    neighboured = np.pad(PATTERNS, ((0, 0), (1, 1)), constant_values=((0, 0), (0, 1))).astype(np.float64)
    wide = np.repeat(neighboured, SAMPLES, axis=1)
    return _unit(np.array([cv2.GaussianBlur(row[None], (0, 0), SOFT * SAMPLES)[0, SAMPLES:-SAMPLES] for row in wide]))


TEMPLATES = _templates()


def clear_bars(block: Pixels, margin: float) -> Iterator[Pixels]:
    """A level grey block's code drawn more clearly, its bars upright: as averaged, then as symbols, where it has any of Code 128.

    `margin`: pixels of white round the code in the block.
    """
    ink = _sharpened(_profile(block if _varies(block.mean(0)) >= _varies(block.mean(1)) else np.ascontiguousarray(block.T), margin))
    yield _averaged(ink)
    fits = [fit for line in (ink, ink[::-1]) if (fit := _best(line, margin))]
    likeness, symbols = max(fits, key=lambda fit: fit[0], default=(0.0, np.zeros(0, np.intp)))
    if likeness >= ALIKE:
        yield _drawn(symbols)


def _varies(line: Floats) -> float:
    """How far the line goes up and down altogether."""
    return float(np.abs(np.diff(line)).sum())


def _sharpened(ink: Floats) -> Floats:
    """With steeper edges, as far as a line without the scan's blur can be light and dark."""
    sharp = ink + SHARPER * (ink - cv2.GaussianBlur(ink[None], (0, 0), EDGE)[0])
    return np.asarray(np.clip(sharp, ink.min(), ink.max()), np.float64)


def _averaged(ink: Floats) -> Pixels:
    """The code as averaged, larger."""
    shades = 255 * (ink.max() - ink) / max(float(np.ptp(ink)), 1.0)
    return np.asarray(cv2.resize(shades.astype(np.uint8)[None], (LARGER * len(ink), HIGH), interpolation=cv2.INTER_CUBIC), np.uint8)


def _profile(block: Pixels, margin: float) -> Floats:
    """Ink along the code, averaged along its bars the way they lean."""
    height, width = block.shape
    cut = margin + ENDS * (height - 2 * margin)
    tall = round(height - cut) - round(cut)
    rows = min(ROWS, tall)
    bars = cv2.resize(block[round(cut) : round(cut) + tall], (width, rows), interpolation=cv2.INTER_AREA)
    shifts = [np.array([[1, lean * tall / rows, -lean * tall / 2], [0, 1, 0]]) for lean in LEANS]
    leant = (cv2.warpAffine(bars, shift, (width, rows), borderValue=255).mean(0) for shift in shifts)
    return np.asarray(255 - max(leant, key=lambda line: float(np.square(np.diff(line)).sum())), np.float64)


def _best(ink: Floats, margin: float) -> tuple[float, npt.NDArray[np.intp]] | None:
    """The number of symbols and the bounds that make them most like Code 128: how alike, and the symbols as rows of PATTERNS."""
    edges = int(np.count_nonzero(np.diff(ink > (ink.min() + ink.max()) / 2)))
    end, seen = len(ink) - margin, edges // BARS
    lost = RUN_TOGETHER if end - margin < COARSE * MODULES * seen else LOST
    counts = range(max(FEWEST, seen - 2), min(MOST, round(seen / (1 - lost)) + 2) + 1)
    if not counts:
        return None
    tried = [(*_matched(ink, margin, end, count, STRAY)[:3], count) for count in counts]
    _, start, end, count = max(tried)
    likeness, _, _, symbols = _matched(ink, start, end, count, FINE_STRAY)
    return likeness, symbols


def _matched(ink: Floats, start: float, end: float, count: int, stray: Floats) -> tuple[float, float, float, npt.NDArray[np.intp]]:
    """How alike so many symbols are to the most alike patterns in the best of the bounds tried; these bounds; the patterns."""
    modules = MODULES * count + LAST
    off = stray * (end - start) / modules
    starts, ends = (bounds.ravel() for bounds in np.meshgrid(start + off, end + off))
    places = starts[:, None] + (ends - starts)[:, None] * (np.arange(MODULES * count * SAMPLES) + 0.5) / (modules * SAMPLES)
    read = np.interp(places - 0.5, np.arange(len(ink)), ink).reshape(len(starts), count, -1)
    alike = _unit(read) @ TEMPLATES.T
    means = alike.max(2).mean(1)
    best = int(means.argmax())
    return float(means[best]), float(starts[best]), float(ends[best]), alike[best].argmax(1)


def _drawn(symbols: npt.NDArray[np.intp]) -> Pixels:
    black = np.pad(np.append(PATTERNS[symbols].ravel(), [1] * LAST), QUIET)
    return np.asarray(np.kron(255 * (1 - black)[None], np.ones((HIGH, SCALE))), np.uint8)

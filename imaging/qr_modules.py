"""The modules of a QR code (ISO/IEC 18004) whose black a scan has hollowed out, decided one by one and drawn anew.

A local threshold smaller than a black area leaves ink only along the area's rim, and salt and pepper behind it; toner that did not hold
leaves the same. What is inside then says nothing, yet at every line of the grid ink on one side alone is a step from black to white, and
ink or none on both sides is no step. The steps are summed up to black and white over the whole symbol.
"""

from collections.abc import Iterator

import cv2
import numpy as np
import numpy.typing as npt

from domain.page import Pixels

Floats = npt.NDArray[np.float64]
Grid = npt.NDArray[np.uint8]
"""Modules in rows: 1 black, 0 white."""

SIDES = tuple(range(21, 70, 4))
"""Modules a side of versions 1 to 13: what a separator states takes no more."""

OBLONG = 1.15
"""A block so many times as long as wide is no QR code."""

RUN = 1 / 80
"""Share of the symbol's side, less than a module, that edges are averaged over along themselves: what is longer than salt and pepper."""

STRAY, STEPS, SOFT = 0.6, 13, 0.07
"""Modules that a bound of the symbol may lie off that of its block, tried in so many steps; blur of the edges looked for, in modules."""

CLEAR = 3.5
"""Edges on the lines of the grid stand out that many standard errors, or there is no such grid."""

SAMPLES, NEAR, FAR, END = 12, 1, 3, 2
"""Samples across a module; the strip along each of its sides from one of them to another; what the strip leaves out at its ends."""

LEAST_INK = 0.2
"""Ink of two strips together, each 0 to 1, that makes half of their difference a step: the ink of thin and faint rims is little."""

EYE = np.pad(np.pad(np.ones((3, 3), np.uint8), 1), 1, constant_values=1)
"""A finder pattern: seven modules a side."""

QUIET, SCALE = 4, 4
"""White modules round the drawn symbol, and pixels a module."""


def clear_qr(block: Pixels, margin: float) -> Iterator[Pixels]:
    """The symbol in a level grey block, drawn clean, where the grid of one shows.

    `margin`: pixels of white round the symbol in the block, right to within half a module.
    """
    height, width = block.shape
    if max(height, width) > OBLONG * min(height, width):
        return
    dark = np.asarray(cv2.threshold(block, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)[1], np.uint8)
    columns, rows = _edges(dark, margin), _edges(dark.T, margin)
    fits = [(_bounds(columns, margin, side), _bounds(rows, margin, side), side) for side in SIDES]
    across, down, side = max(fits, key=lambda fit: fit[0][0] + fit[1][0])
    if across[0] + down[0] >= 2 * CLEAR:
        symbol = np.asarray(dark[down[1] : down[2], across[1] : across[2]], np.uint8)
        yield _drawn(_with_eyes(_black(_steps(symbol, side))))


def _edges(dark: Pixels, margin: float) -> Floats:
    """How much of an upright edge stands between each pixel and the next, from left to right."""
    run = max(1, round((len(dark) - 2 * margin) * RUN))
    smooth = cv2.blur(dark, (1, run))
    return np.asarray(cv2.absdiff(smooth[:, 1:], smooth[:, :-1]).mean(0), np.float64)


def _bounds(edges: Floats, margin: float, side: int) -> tuple[float, int, int]:
    """How clearly edges stand on the lines of a grid of so many modules that fits best, in standard errors; its first and last pixel."""
    length = len(edges) + 1 - 2 * margin
    module = length / side
    soft = cv2.GaussianBlur(edges.reshape(1, -1), (0, 0), SOFT * module)[0]
    stray = np.linspace(-STRAY, STRAY, STEPS) * module
    starts, ends = (bounds.ravel() for bounds in np.meshgrid(margin + stray, margin + length + stray))
    lines = np.linspace(starts, ends, side + 1, axis=1)
    found = np.interp(lines - 1, np.arange(len(soft)), soft).mean(1)  # the edge before pixel x is the one of number x - 1
    best = int(found.argmax())
    inside = soft[round(margin) : round(margin + length)]
    clear = (found[best] - inside.mean()) / max(float(inside.std()), 1e-6) * np.sqrt(side + 1)
    return float(clear), max(0, round(starts[best])), round(ends[best])


def _steps(symbol: Pixels, side: int) -> tuple[Floats, Floats]:
    """How much blacker it gets at each line of the grid, rightwards and downwards: shapes (side, side + 1) and (side + 1, side)."""
    samples = cv2.resize(symbol, (side * SAMPLES, side * SAMPLES), interpolation=cv2.INTER_AREA)
    modules = samples.reshape(side, SAMPLES, side, SAMPLES).transpose(0, 2, 1, 3) / 255.0
    ahead, behind, between = slice(NEAR, FAR), slice(-FAR, -NEAR), slice(END, -END)
    left, right = modules[:, :, between, ahead].mean((2, 3)), modules[:, :, between, behind].mean((2, 3))
    top, bottom = modules[:, :, ahead, between].mean((2, 3)), modules[:, :, behind, between].mean((2, 3))
    across = _step(np.pad(right, ((0, 0), (1, 0))), np.pad(left, ((0, 0), (0, 1))))
    return across, _step(np.pad(bottom, ((1, 0), (0, 0))), np.pad(top, ((0, 1), (0, 0))))


def _step(before: Floats, behind: Floats) -> Floats:
    """From -1, black to white, to 1, white to black."""
    return np.asarray((behind - before) / (behind + before + LEAST_INK), np.float64)


def _black(steps: tuple[Floats, Floats]) -> Grid:
    """The modules whose differences come nearest to the steps (least squares), white all round the symbol.

    That is Poisson's equation, which the sine transform solves at once (Press et al., Numerical Recipes, 20.4).
    """
    across, down = steps
    side = len(across)
    orders = np.arange(1, side + 1)
    sines = np.sin(np.pi * np.outer(orders, orders) / (side + 1)) * np.sqrt(2 / (side + 1))
    slowness = 2 - 2 * np.cos(np.pi * orders / (side + 1))
    sources = -np.diff(across, axis=1) - np.diff(down, axis=0)
    blackness = sines @ (sines @ sources @ sines / (slowness[:, None] + slowness)) @ sines
    levels = (255 * (blackness - blackness.min()) / max(float(np.ptp(blackness)), 1e-9)).astype(np.uint8)
    return np.asarray(cv2.threshold(levels, 0, 1, cv2.THRESH_BINARY | cv2.THRESH_OTSU)[1], np.uint8)


def _with_eyes(modules: Grid) -> Grid:
    """With the finder patterns made whole in the three corners that look most like them."""
    near, far = slice(None, len(EYE)), slice(-len(EYE), None)
    corners = sorted(
        (modules[rows, columns] for rows in (near, far) for columns in (near, far)), key=lambda corner: int((corner == EYE).sum())
    )
    for corner in corners[1:]:
        corner[:] = EYE
    return modules


def _drawn(modules: Grid) -> Pixels:
    white = 255 * (1 - np.pad(modules, QUIET))
    return np.asarray(np.kron(white, np.ones((SCALE, SCALE))), np.uint8)

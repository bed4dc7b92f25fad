"""What copiers, carbon paper and office scanners do to a page."""

import cv2
import numpy as np
import numpy.typing as npt

from domain.page import Pixels

Floats = npt.NDArray[np.float32]


def carbon(page: Floats, colour: tuple[int, int, int]) -> Floats:
    """Black ink become the colour of carbon or thermal paper; what was coloured keeps its colour."""
    red, green, blue = np.moveaxis(page, 2, 0)  # a reduction over so short an axis takes nine times as long
    lightest, darkest = (pick(pick(red, green), blue)[..., None] for pick in (np.maximum, np.minimum))
    darkness = 1 - lightest / 255
    neutral = 1 - (lightest - darkest) / 255
    inked = 255 - darkness * (255 - np.asarray(colour, np.float32))
    out: Floats = (page * (1 - neutral) + inked * neutral).astype(np.float32)
    return out


def cropped(page: Floats, sides: tuple[float, ...], dpi: int) -> Floats:
    """The page without so many millimetres of its left, top, right and bottom."""
    left, top, right, bottom = (round(side / 25.4 * dpi) for side in sides)
    return np.ascontiguousarray(page[top : page.shape[0] - bottom, left : page.shape[1] - right])


def frame(page: Floats, sides: tuple[float, ...], dpi: int, chance: np.random.Generator) -> None:
    """Blacken the edges so many millimetres deep at most, each a little aslant, as a copier with its lid open does."""
    height, width = page.shape[:2]
    depths = [side / 25.4 * dpi for side in sides]
    lows = [depth * chance.uniform(0.5, 1.0) for depth in depths]
    shapes = (
        [(0, 0), (depths[0], 0), (lows[0], height), (0, height)],
        [(0, 0), (width, 0), (width, lows[1]), (0, depths[1])],
        [(width, 0), (width - depths[2], 0), (width - lows[2], height), (width, height)],
        [(0, height), (width, height), (width, height - lows[3]), (0, height - depths[3])],
    )
    for depth, shape in zip(depths, shapes, strict=True):
        if depth:
            cv2.fillPoly(page, [np.asarray(shape, np.int32)], (24.0, 23.0, 23.0), cv2.LINE_AA)


def streak(page: Floats, count: int, chance: np.random.Generator) -> None:
    """Upright grey lines of a scratched drum."""
    width = page.shape[1]
    for _ in range(count):
        x = int(chance.integers(width))
        page[:, x : x + int(chance.integers(1, 3))] *= chance.uniform(0.72, 0.93)


def toner_specks(page: Pixels, count: int, dpi: int, chance: np.random.Generator) -> None:
    """Dark dots, most of them a tenth of a millimetre wide, few up to half a millimetre."""
    height, width = page.shape[:2]
    for _ in range(count):
        radius = max(1, round(min(chance.exponential(0.05) + 0.04, 0.25) / 25.4 * dpi))
        shade = float(chance.integers(20, 130))
        cv2.circle(page, (int(chance.integers(width)), int(chance.integers(height))), radius - 1, (shade, shade, shade), -1)


def crisp(grey: Pixels, dpi: int) -> Pixels:
    """0 and 255 by the mean of a neighbourhood of 5 mm: ink stays thin, shading goes, what is dark all over stays black."""
    block = round(5 / 25.4 * dpi) | 1
    local = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, block, 18)
    return np.where(grey > 100, local, 0).astype(np.uint8)

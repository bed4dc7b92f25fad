"""Reading the bar codes and QR codes on a page: as a whole, then block by block, straightened and made clear."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
import zxingcpp

from domain.page import Pixels
from imaging.bar_symbols import clear_bars
from imaging.qr_modules import clear_qr
from imaging.shrinking import quickly_shrunk

READ_SIDE, UNLIKE = 2000, 1.25
"""Pixels of the smaller picture of a page that is asked for codes, where the page is clearly larger."""

BLOCK_JOINS, LINE, LEAST_BLOCK, BLOCK_FILL, MOST_BLOCKS, LARGEST_BLOCK = (9, 21), 4, 20, 0.6, 3, 0.15
"""Pixels of the small picture within which the ink of a code joins to one block, of fine codes and of coarse ones; thickness of folds and
streaks, which join to what they cross or pass; its shorter side; its share of the box round it; the largest of them that are looked at by
themselves; the share of the page that a code may cover, a QR code of 97 mm: more is a ruled table."""

SAME_BLOCK = 3
"""Pixels within which the bounds of two blocks are those of one."""

QUIET, FINE = 0.12, 1.5
"""White left round a block, of its longer side; how much larger it is read, as a leaning code's modules need more than one pixel."""

BARRED, GRAIN = 2.5, 5
"""Edges one way are so many times those the other way in bars, with noise and frayed edges smoothed over so many pixels."""

FORMATS = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.Code39, zxingcpp.BarcodeFormat.QRCode])

Contour = npt.NDArray[np.int32]
Bounds = Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """A dense block of ink, level; `margin`: pixels of its surroundings on each side."""

    pixels: Pixels
    margin: float


def read_codes(grey: Pixels, dark: Pixels) -> Iterator[str]:
    """Payloads of the codes on the page at any rotation, the easiest first; one code may be read several times.

    `dark` is 1 where ink stands on a smaller picture of the page, a thousand pixels high.
    """
    if max(grey.shape) > UNLIKE * READ_SIDE:
        yield from _read(quickly_shrunk(grey, READ_SIDE))
    yield from _read(grey)
    for block in _blocks(grey, dark):
        found = list(_read(block.pixels))
        yield from found
        if not found:
            for picture in (clear_bars if _is_barred(block.pixels) else clear_qr)(block.pixels, block.margin):
                yield from _read(picture)


def _read(picture: Pixels) -> Iterator[str]:
    for code in zxingcpp.read_barcodes(picture, formats=FORMATS, try_invert=False):
        if code.text:
            yield code.text


def _blocks(grey: Pixels, dark: Pixels) -> Iterator[_Block]:
    """The largest dense blocks of ink, each once: codes that lean, are worn or lie beside much else."""
    grow = max(grey.shape) / max(dark.shape)
    seen: list[Bounds] = []
    for join in BLOCK_JOINS:
        for contour in _dense(dark, join):
            bounds = cv2.boundingRect(contour)
            if all(np.abs(np.subtract(bounds, other)).max() > SAME_BLOCK for other in seen):
                seen.append(bounds)
                yield _level(grey, contour, grow)


def _dense(dark: Pixels, join: int) -> list[Contour]:
    """The outlines of the largest blocks that the ink makes when what is so near is joined, cut off from lines that they join."""
    joined = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((join, join), np.uint8))
    joined = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((join + LINE, join + LINE), np.uint8))
    contours, _ = cv2.findContours(joined, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    dense = []
    for number, contour in enumerate(contours):
        _, size, _ = cv2.minAreaRect(contour)
        area = size[0] * size[1]
        if min(size) >= LEAST_BLOCK and area <= LARGEST_BLOCK * dark.size and cv2.contourArea(contour) >= BLOCK_FILL * area:
            dense.append((area, number))
    return [np.asarray(contours[number], np.int32) for _, number in sorted(dense, reverse=True)[:MOST_BLOCKS]]


def _level(grey: Pixels, contour: Contour, grow: float) -> _Block:
    """The block with its margin, turned level and FINE times larger; the outline is `grow` times smaller than the page."""
    (x, y), (wide, high), angle = cv2.minAreaRect(contour)
    white = QUIET * max(wide, high)
    matrix = cv2.getRotationMatrix2D((x * grow, y * grow), angle, FINE)
    target = (round((wide + 2 * white) * grow * FINE), round((high + 2 * white) * grow * FINE))
    matrix[:, 2] += np.array([target[0] / 2 - x * grow, target[1] / 2 - y * grow])
    pixels = cv2.warpAffine(grey, matrix, target, flags=cv2.INTER_CUBIC, borderValue=255)
    return _Block(pixels=np.asarray(pixels, np.uint8), margin=white * grow * FINE)


def _is_barred(block: Pixels) -> bool:
    """Whether edges run one way only, as those of bars do."""
    soft = cv2.blur(block, (GRAIN, GRAIN))
    across, down = (float(cv2.absdiff(ahead, behind).mean()) for ahead, behind in ((soft[:, 1:], soft[:, :-1]), (soft[1:], soft[:-1])))
    return max(across, down) > BARRED * min(across, down)

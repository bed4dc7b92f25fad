"""Separator sheets: a sheet with a bar code, QR code or patch code and little else, put between documents before scanning.

Patch codes are four parallel bars, two of them wide (0.2 inch) and two narrow (0.08 inch), 0.08 inch apart, 2 inches or longer;
which two are wide tells the six codes apart. Any of them separates, as the codes differ only in what a scanner does on the way.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt
import zxingcpp

from domain.page import Pixels
from domain.text import Quads
from imaging.border import bed
from imaging.shrinking import quickly_shrunk, shrunk
from imaging.sides import SHINES

MOST_LINES = 24
"""A separator sheet says little: with more text boxes the page is a document that happens to bear a code."""

OWN_PAYLOAD = re.compile(r"^\W*(hudang|sep(arator)?\b|patch[\s_-]?[t123456]?\b|分隔|document[\s_-]?separator)", re.IGNORECASE)
"""Payloads that are made to separate, whatever else stands on the sheet; our own are JSON, {"hudang": …}, and HUDANG:…."""

PLAIN_PATCH = re.compile(r"^\s*(patch[\s_-]?[t123456]?|sep(arator)?|document[\s_-]?separator)\s*$", re.IGNORECASE)
"""Payloads that say "new document" and nothing more."""

FOREIGN_PAYLOAD = re.compile(r"^\s*(https?:|www\.|wxp:|weixin:|alipay|begin:)", re.IGNORECASE)
"""Payment, web and card codes are printed on papers, never on separators."""

SPARSE_LINES, BARE_LINES = 8, 3
"""Text boxes of a sheet with patch bars at most, and of one with a code of unknown meaning: bills, labels, receipts bear codes too."""

FAINT = 0.4
"""Text of that share of the darkest text's depth may be the other side's, shining through: separators are printed on used paper too. It
counts where a code's meaning is unknown, as faint papers bear labels."""

READ_SIDE, UNLIKE = 2000, 1.25
"""Pixels of the smaller picture of a page that is asked for codes, where the page is clearly larger."""

PATCH_SIDE = 1000
PAPER_REACH, FAINTEST = 41, 20
"""Pixels of that picture that are thicker than any bar, so that the lightest within them is paper; grey levels that bars are darker."""

BLOCK_JOINS, LEAST_BLOCK, BLOCK_FILL, MOST_BLOCKS, LARGEST_BLOCK = (9, 21), 20, 0.6, 3, 0.15
"""Pixels of that picture within which the ink of a code joins to one block, of fine codes and of coarse ones; its shorter side; its share
of the box round it; the largest of them that are looked at by themselves; the share of the page that a code may cover, a QR code of 97 mm:
more is a ruled table."""

SAME_BLOCK = 3
"""Pixels within which the bounds of two blocks are those of one."""

QUIET, FINE = 0.12, 1.5
"""White left round a block, of its longer side; how much larger it is read, as a leaning code's modules need more than one pixel."""

BARRED, LARGER, SHARPER, EDGE = 3.0, 3.0, 3.0, 0.7
"""Edges one way are so many times those the other way in bars; such a block is read so much larger and sharper once more, its edges
blurred by so many pixels of the scan."""

BAR_FILL = 0.55
"""A bar fills that share of the box round it at least: specks that touch it widen the box."""

Contour = npt.NDArray[np.int32]
Bounds = Sequence[int]

FORMATS = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.Code39, zxingcpp.BarcodeFormat.QRCode])


def find_separator(grey: Pixels, quads: Quads, contrasts: npt.NDArray[np.float64]) -> str | None:
    """The payload of a separator sheet ("" for a patch code), or None where the page is none.

    `contrasts` are how dark each box is (`imaging.quality.box_contrasts`).
    """
    if (contrasts > SHINES).sum() > MOST_LINES:
        return None
    depth = _depth(grey)
    dark = _dark(depth)
    patch = _patch_depth(dark, depth)
    lines = int((contrasts > min(SHINES, FAINT * max(patch, contrasts.max(initial=0.0)))).sum())
    if lines > MOST_LINES:
        return None
    for payload in _codes(grey, dark):
        if FOREIGN_PAYLOAD.match(payload):
            continue
        if OWN_PAYLOAD.match(payload) or len(quads) <= BARE_LINES:
            return "" if PLAIN_PATCH.match(payload) else payload.strip()
    return "" if lines <= SPARSE_LINES and patch else None


def _codes(grey: Pixels, dark: Pixels) -> Iterator[str]:
    """Payloads of the codes on the page at any rotation: as a whole, small and large, then block by block, straightened."""
    if max(grey.shape) > UNLIKE * READ_SIDE:
        yield from _read(quickly_shrunk(grey, READ_SIDE))
    yield from _read(grey)
    for block in _blocks(grey, dark):
        yield from _read(block)
        yield from _read(_sharpened(block) if _is_barred(block) else _mended(block))


def _read(picture: Pixels) -> Iterator[str]:
    for code in zxingcpp.read_barcodes(picture, formats=FORMATS, try_invert=False):
        if code.text:
            yield code.text


def _blocks(grey: Pixels, dark: Pixels) -> Iterator[Pixels]:
    """The largest dense blocks of ink as upright pictures, each once: codes that lean, are worn or lie beside much else."""
    grow = max(grey.shape) / max(dark.shape)
    seen: list[Bounds] = []
    for join in BLOCK_JOINS:
        for contour in _dense(dark, join):
            bounds = cv2.boundingRect(contour)
            if all(np.abs(np.subtract(bounds, other)).max() > SAME_BLOCK for other in seen):
                seen.append(bounds)
                yield _upright(grey, contour, grow)


def _dense(dark: Pixels, join: int) -> list[Contour]:
    """The outlines of the largest blocks that the ink makes when what is so near is joined."""
    joined = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((join, join), np.uint8))
    contours, _ = cv2.findContours(joined, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    dense = []
    for number, contour in enumerate(contours):
        _, size, _ = cv2.minAreaRect(contour)
        area = size[0] * size[1]
        if min(size) >= LEAST_BLOCK and area <= LARGEST_BLOCK * dark.size and cv2.contourArea(contour) >= BLOCK_FILL * area:
            dense.append((area, number))
    return [np.asarray(contours[number], np.int32) for _, number in sorted(dense, reverse=True)[:MOST_BLOCKS]]


def _upright(grey: Pixels, contour: Contour, grow: float) -> Pixels:
    """The block with its margin, turned level and FINE times larger; the outline is `grow` times smaller than the page."""
    (x, y), (wide, high), angle = cv2.minAreaRect(contour)
    white = 2 * QUIET * max(wide, high)
    matrix = cv2.getRotationMatrix2D((x * grow, y * grow), angle, FINE)
    target = (round((wide + white) * grow * FINE), round((high + white) * grow * FINE))
    matrix[:, 2] += np.array([target[0] / 2 - x * grow, target[1] / 2 - y * grow])
    return np.asarray(cv2.warpAffine(grey, matrix, target, flags=cv2.INTER_CUBIC, borderValue=255), np.uint8)


def _is_barred(block: Pixels) -> bool:
    """Whether edges run one way only, as those of bars do."""
    across, down = (float(cv2.absdiff(ahead, behind).mean()) for ahead, behind in ((block[:, 1:], block[:, :-1]), (block[1:], block[:-1])))
    return max(across, down) > BARRED * min(across, down)


def _sharpened(block: Pixels) -> Pixels:
    """Larger and with steeper edges: bars that a coarse scan has run together."""
    large = cv2.resize(block, None, fx=LARGER, fy=LARGER, interpolation=cv2.INTER_CUBIC)
    soft = cv2.GaussianBlur(large, (0, 0), EDGE * FINE * LARGER)
    return np.asarray(cv2.addWeighted(large, 1 + SHARPER, soft, -SHARPER, 0), np.uint8)


def _mended(block: Pixels) -> Pixels:
    """With the white spots filled that toner lost in the eyes of a QR code: black within white within black has no holes of its own."""
    _, dark = cv2.threshold(block, 0, 1, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    contours, tree = cv2.findContours(dark, cv2.RETR_TREE, cv2.CHAIN_APPROX_NONE)
    mended = block.copy()
    inside = [] if tree is None else tree[0].tolist()  # next, previous, first child, parent of each contour
    for number, (_, _, hole, _) in enumerate(inside):
        level = _level(inside, number)
        if hole >= 0 and level >= 2 and level % 2 == 0:
            cv2.drawContours(mended, contours, number, 0, cv2.FILLED)
    return mended


def _level(inside: list[list[int]], number: int) -> int:
    """How many contours lie round one: an even number round black, an odd one round white."""
    level = 0
    while (number := inside[number][3]) >= 0:
        level += 1
    return level


def _depth(grey: Pixels) -> Pixels:
    """Grey levels below the paper on a small picture of the page; 0 beside the paper."""
    small = np.asarray(cv2.GaussianBlur(shrunk(grey, PATCH_SIDE), (3, 3), 0), np.uint8)
    depth = np.asarray(cv2.subtract(cv2.dilate(small, np.ones((PAPER_REACH, PAPER_REACH), np.uint8)), small), np.uint8)
    depth[bed(small) > 0] = 0
    return depth


def _dark(depth: Pixels) -> Pixels:
    """1 where ink stands, 0 elsewhere."""
    level, dark = cv2.threshold(depth, 0, 1, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    return np.asarray(dark if level >= FAINTEST else np.zeros_like(depth), np.uint8)


def _patch_depth(dark: Pixels, depth: Pixels) -> float:
    """How dark four parallel bars of patch proportions are that stand in the ink, lying or upright; 0 where there are none."""
    contours, _ = cv2.findContours(dark, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    lying: list[_Bar] = []
    standing: list[_Bar] = []
    for contour in contours:
        (x, y), size, _ = cv2.minAreaRect(contour)
        outer, length = sorted(size)  # between pixel centres
        thin, long = cv2.contourArea(contour) / max(length, 1.0) + 1, length + 1  # a speck on the rim widens the outside, not the bar
        if thin >= 4 and long >= 5 * thin and long >= PATCH_SIDE / 12 and thin - 1 >= BAR_FILL * outer:
            _, _, width, height = cv2.boundingRect(contour)
            dark_as = float(depth[min(round(y), depth.shape[0] - 1), min(round(x), depth.shape[1] - 1)])
            (lying if width > height else standing).append((y if width > height else x, thin, long, dark_as))
    return _patch_of(lying) or _patch_of(standing)


_Bar = tuple[float, float, float, float]
"""Place across, thickness, length, depth in the middle."""


def _patch_of(bars: list[_Bar]) -> float:
    """Depth of four neighbours of one length, two thick and two thin, evenly spaced; 0 where no four are so."""
    bars = sorted(bars)
    for i in range(len(bars) - 3):
        group = bars[i : i + 4]
        thick = sorted(bar[1] for bar in group)
        lengths = [bar[2] for bar in group]
        gaps = [b[0] - b[1] / 2 - a[0] - a[1] / 2 for a, b in pairwise(group)]
        alike = max(lengths) <= 1.15 * min(lengths) and max(gaps) <= 2 * max(1.0, min(gaps)) and max(gaps) <= thick[3]
        if alike and thick[2] >= 1.6 * thick[1] and thick[1] <= 1.4 * thick[0] and thick[3] <= 1.4 * thick[2]:
            return max(bar[3] for bar in group)
    return 0.0

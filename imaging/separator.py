"""Separator sheets: a sheet with a bar code, QR code or patch code and little else, put between documents before scanning.

Patch codes are four parallel bars, two of them wide (0.2 inch) and two narrow (0.08 inch), 0.08 inch apart, 2 inches or longer;
which two are wide tells the six codes apart. Any of them separates, as the codes differ only in what a scanner does on the way.
"""

import re
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from domain.page import Pixels
from domain.text import Quads
from imaging.border import bed
from imaging.codes import read_codes
from imaging.shrinking import shrunk
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

PATCH_SIDE = 1000
PAPER_REACH, FAINTEST = 41, 20
"""Pixels of that picture that are thicker than any bar, so that the lightest within them is paper; grey levels that bars are darker."""

BAR_FILL = 0.42
"""A bar fills that share of the box round it at least: specks that touch it widen the box, as a hole of 6 mm does that of a bar of 5 mm."""


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
    for payload in read_codes(grey, dark):
        if FOREIGN_PAYLOAD.match(payload):
            continue
        if OWN_PAYLOAD.match(payload) or len(quads) <= BARE_LINES:
            return "" if PLAIN_PATCH.match(payload) else payload.strip()
    return "" if lines <= SPARSE_LINES and patch else None


def _depth(grey: Pixels) -> Pixels:
    """Grey levels below the paper on a small picture of the page; 0 beside the paper."""
    small = np.asarray(cv2.GaussianBlur(shrunk(grey, PATCH_SIDE), (3, 3), 0), np.uint8)
    depth = np.asarray(cv2.subtract(cv2.dilate(small, np.ones((PAPER_REACH, PAPER_REACH), np.uint8)), small), np.uint8)
    depth[bed(small) > 0] = 0
    return depth


def _dark(depth: Pixels) -> Pixels:
    """1 where ink stands, 0 elsewhere."""
    level, _ = cv2.threshold(depth, 0, 1, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    return np.asarray(cv2.threshold(depth, max(level, FAINTEST), 1, cv2.THRESH_BINARY)[1], np.uint8)


def _patch_depth(dark: Pixels, depth: Pixels) -> float:
    """How dark four parallel bars of patch proportions are that stand in the ink, lying or upright; 0 where there are none."""
    contours, _ = cv2.findContours(dark, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    lying: list[_Bar] = []
    standing: list[_Bar] = []
    for contour in contours:
        outer, length = sorted(cv2.minAreaRect(contour)[1])  # between pixel centres
        thin, long = cv2.contourArea(contour) / max(length, 1.0) + 1, length + 1  # a speck on the rim widens the outside, not the bar
        if thin >= 4 and long >= 5 * thin and long >= PATCH_SIDE / 12 and thin - 1 >= BAR_FILL * outer:
            _, _, width, height = cv2.boundingRect(contour)
            mass = cv2.moments(contour)
            x, y = mass["m10"] / mass["m00"], mass["m01"] / mass["m00"]  # a hole punched into a bar shifts the middle of the box round it
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

"""How far ink of any colour is below the paper, on a picture with 3.4 pixels a millimetre whatever the scan's resolution."""

import math
from dataclasses import dataclass, field

import cv2
import numpy as np

from domain.page import Pixels
from domain.text import Quads
from imaging.border import bed
from imaging.channels import darkest_channel
from imaging.quality import MM
from imaging.shrinking import shrunk

DPI, SIDES = 86.0, (500, 1450)
"""Resolution of the picture in which marks are looked for; its long side at least and at most, as scanners write wrong resolutions: a
sheet of 15 cm (A6) has 500 pixels."""

REACH = 25
"""What is thinner than this (7.4 mm) one way or the other may be ink; shadows, tape, the step to a light bed are broader."""

NOISE = 5.0
"""Standard deviations of the paper's own noise that ink stands out by."""

GRAIN = 0.15
"""Millimetres (standard deviation) within which noise is smoothed where the depths are asked for at the resolution of the scan."""

LIFT, WHITE = 6, 245
"""Faint ink is made so many times as deep, on paper of that tone: 25 grey levels are as dark as print then."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Surface:
    """A side of paper: its `depth` are the grey levels that each pixel of the small picture is below the paper round it.

    `paper` is its tone without ink, `beside` is 1 where the scanner's bed shows; `scale` the pixels of this
    picture per pixel of the `scan`.
    """

    scan: Pixels = field(repr=False)
    paper: Pixels
    depth: Pixels
    beside: Pixels
    scale: float

    def ink(self, above: float) -> Pixels:
        """1 where ink stands that is so many grey levels below the paper, after smoothing, and out of the paper's noise."""
        return self.out_of_noise(self.depth, above)

    def peaks(self) -> Pixels:
        """Grey levels below the paper of the darkest point in each pixel: a thin line keeps there what smoothing takes from it."""
        soft = cv2.GaussianBlur(darkest_channel(self.scan), (3, 3), 0)
        cell = math.ceil(1 / self.scale)
        darkest = cv2.erode(soft, np.ones((cell, cell), np.uint8))
        return np.asarray(cv2.subtract(self.paper, cv2.resize(darkest, self.paper.shape[::-1], interpolation=cv2.INTER_NEAREST)), np.uint8)

    def fine_depth(self, dpi: float) -> Pixels:
        """The depths at the resolution of the scan, which is `dpi`, without its noise."""
        scan = cv2.GaussianBlur(darkest_channel(self.scan), (0, 0), GRAIN / MM * dpi)
        return np.asarray(cv2.subtract(cv2.resize(self.paper, scan.shape[::-1], interpolation=cv2.INTER_LINEAR), scan), np.uint8)

    def window(self, picture: Pixels, quad: Quads) -> Pixels:
        """What one of this surface's pictures shows in a box, shape (4, 2) in pixels of the scan; one pixel at least."""
        height, width = picture.shape
        left, top = np.clip((quad.min(0) * self.scale).astype(int), 0, (width - 1, height - 1))
        right, bottom = np.ceil(quad.max(0) * self.scale).astype(int)
        view: Pixels = picture[top : max(bottom, top + 1), left : max(right, left + 1)]
        return view

    def out_of_noise(self, depth: Pixels, above: float) -> Pixels:
        """1 where a picture of depths has so many grey levels and more than the paper's noise, 0 elsewhere and beside the paper."""
        middle, most = np.percentile(depth[::2, ::2], (50, 84))  # one standard deviation of the paper's noise apart
        ink: Pixels = (depth > max(above, middle + NOISE * (most - middle))).astype(np.uint8)
        ink[self.beside > 0] = 0
        return ink


def surface_of(scan: Pixels, dpi: float) -> Surface:
    """The surface of a scanned side."""
    side = int(np.clip(max(scan.shape) * DPI / dpi, *SIDES))
    light = shrunk(scan, side)
    small = _soft(darkest_channel(light))
    paper = _closed(small)
    depth = np.asarray(cv2.subtract(paper, small), np.uint8)
    for channel in range(light.shape[2] if light.ndim == 3 else 0):
        one = _soft(np.asarray(cv2.extractChannel(light, channel), np.uint8))
        depth = np.asarray(cv2.max(depth, cv2.subtract(_closed(one), one)), np.uint8)
    return Surface(scan=scan, paper=paper, depth=depth, beside=bed(small), scale=max(small.shape) / max(scan.shape))


def lifted(depth: Pixels) -> Pixels:
    """Faint ink as dark as print, on level and white paper."""
    return np.asarray(WHITE - np.minimum(depth.astype(np.int16) * LIFT, WHITE), np.uint8)


def _soft(picture: Pixels) -> Pixels:
    return np.asarray(cv2.GaussianBlur(picture, (3, 3), 0), np.uint8)


def _closed(picture: Pixels) -> Pixels:
    """The paper without what is thin on it."""
    return np.asarray(cv2.morphologyEx(picture, cv2.MORPH_CLOSE, np.ones((REACH, REACH), np.uint8)), np.uint8)

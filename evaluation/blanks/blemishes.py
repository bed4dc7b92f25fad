"""What paper carries that nobody wrote on it: staples, clips, tape, rings of cups, folded corners, creases, fingers; and dirty glass."""

import math
import random
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from domain.page import Pixels

MM = 1 / 25.4
_INSET = 4.0
"""Millimetres from the edges that staples and clips keep at least."""

Layer = tuple[Image.Image, ImageDraw.ImageDraw, float]
"""A white picture to be multiplied over the sheet, its pen, and pixels per millimetre."""


def blemished(sheet: Pixels, rng: random.Random, count: int, dpi: int, *, bilevel: bool) -> Pixels:
    """The clean drawing of a sheet with so many different blemishes.

    A sheet that is to be scanned `bilevel` gets no outlines of cups and clips: printed in black nothing tells them from drawings.
    """
    image = Image.fromarray(sheet)
    for blemish in rng.sample(_SOLID if bilevel else _SOLID + _OUTLINES, count):
        layer = Image.new("RGB", image.size, "white")
        blemish((layer, ImageDraw.Draw(layer), dpi * MM), rng)
        image = ImageChops.multiply(image, layer.filter(ImageFilter.GaussianBlur(dpi / 300)))
    return np.ascontiguousarray(image)


def _staple(layer: Layer, rng: random.Random) -> None:
    """A wire of 12 mm or the two holes of one that was drawn, aslant at a corner."""
    image, pen, mm = layer
    x, y = _corner(rng, image.size, mm, rng.uniform(_INSET + 2, 15))
    angle = rng.choice((0.0, math.pi / 4, math.pi / 2)) + rng.gauss(0, 0.1)
    ends = [(x + sign * 6 * mm * math.cos(angle), y + sign * 6 * mm * math.sin(angle)) for sign in (-1, 1)]
    if rng.random() < 0.5:
        pen.line((*ends[0], *ends[1]), fill=(130, 128, 125), width=max(1, round(0.55 * mm)))
        return
    for ex, ey in ends:
        radius = rng.uniform(0.3, 0.6) * mm
        pen.ellipse((ex - radius, ey - radius, ex + radius, ey + radius), fill=(110, 90, 75))


def _clip(layer: Layer, rng: random.Random) -> None:
    """The rusty print of a paper clip at the upper or lower edge."""
    image, pen, mm = layer
    x = rng.uniform(0.1, 0.9) * image.size[0]
    top = 0 if rng.random() < 0.7 else image.size[1] - 24 * mm
    shade = rng.randint(190, 225)
    for inset in (0.0, 1.8):
        box = (x - (4 - inset) * mm, top - 6 * mm, x + (4 - inset) * mm, top + (24 - 3 * inset) * mm)
        pen.rounded_rectangle(box, radius=3 * mm, outline=(shade, shade - 12, shade - 30), width=max(1, round(0.8 * mm)))


def _tape(layer: Layer, rng: random.Random) -> None:
    """A strip of yellowed tape over an edge."""
    image, pen, mm = layer
    x, y = rng.uniform(0, 0.9) * image.size[0], rng.choice((-6 * mm, image.size[1] - 12 * mm))
    pen.rectangle((x, y, x + rng.uniform(20, 60) * mm, y + 18 * mm), fill=(250, 240, rng.randint(190, 225)))


def _ring(layer: Layer, rng: random.Random) -> None:
    """The faint ring of a cup or the rim of a dried drop."""
    image, pen, mm = layer
    radius = rng.choice((rng.uniform(30, 42), rng.uniform(5, 15))) * mm
    x, y = rng.uniform(0, 1) * image.size[0], rng.uniform(0, 1) * image.size[1]
    shade = rng.randint(225, 242)
    box = (x - radius, y - radius, x + radius, y + radius * rng.uniform(0.85, 1.1))
    pen.ellipse(box, outline=(shade, shade - 8, shade - 22), width=round(rng.uniform(0.8, 2.5) * mm))


def _folded_corner(layer: Layer, rng: random.Random) -> None:
    """A corner folded in: paper's other side with a shadow at the fold, or torn off with the bed behind it."""
    image, pen, mm = layer
    size = rng.uniform(6, 25) * mm
    right, bottom = rng.random() < 0.5, rng.random() < 0.5
    x, y = (image.size[0] if right else 0), (image.size[1] if bottom else 0)
    dx, dy = (-size if right else size), (-size if bottom else size)
    triangle = [(x, y), (x + dx, y), (x, y + dy)]
    if rng.random() < 0.4:
        pen.polygon(triangle, fill=(60, 60, 62))
    else:
        pen.line((triangle[1], triangle[2]), fill=(185, 185, 188), width=max(1, round(0.6 * mm)))


def _creases(layer: Layer, rng: random.Random) -> None:
    """Folds across the whole sheet in halves or thirds, or a crumple of short ones in any direction."""
    image, pen, mm = layer
    wide, high = image.size
    if rng.random() < 0.5:
        for share in rng.choice(((0.5,), (0.33, 0.67))):
            y = share * high + rng.gauss(0, 2 * mm)
            pen.line((0, y, wide, y + rng.gauss(0, 2 * mm)), fill=(rng.randint(185, 225),) * 3, width=max(1, round(0.3 * mm)))
        return
    for _ in range(rng.randint(4, 14)):
        x, y, angle, length = rng.random() * wide, rng.random() * high, rng.random() * math.pi, rng.uniform(15, 80) * mm
        ends = (x, y, x + length * math.cos(angle), y + length * math.sin(angle))
        pen.line(ends, fill=(rng.randint(222, 240),) * 3, width=max(1, round(0.5 * mm)))


def _fingers(layer: Layer, rng: random.Random) -> None:
    """Grey smudges of fingers near the edges."""
    image, _, mm = layer
    for _ in range(rng.randint(1, 4)):
        x, y = _corner(rng, image.size, mm, rng.uniform(8, 60))
        smudge = Image.new("RGB", image.size, "white")
        radius = rng.uniform(4, 9) * mm
        ImageDraw.Draw(smudge).ellipse((x - radius, y - radius, x + radius, y + radius), fill=(rng.randint(222, 240),) * 3)
        image.paste(ImageChops.multiply(image, smudge.filter(ImageFilter.GaussianBlur(3 * mm))))


def _dirty_glass(layer: Layer, rng: random.Random) -> None:
    """Hairs, crumbs, and lines down the whole page where dirt sits before the sensor."""
    image, pen, mm = layer
    wide, high = image.size
    for _ in range(rng.randint(0, 3)):
        x = rng.random() * wide
        pen.line((x, 0, x, high), fill=(rng.randint(150, 235),) * 3, width=max(1, round(rng.uniform(0.08, 0.25) * mm)))
    for _ in range(rng.randint(0, 2)):
        x, y, radius = rng.random() * wide, rng.random() * high, rng.uniform(2, 6) * mm
        start = rng.randint(0, 360)
        pen.arc((x - radius, y - radius, x + radius, y + radius), start, start + rng.randint(40, 110), fill=(140,) * 3, width=1)
    for _ in range(rng.randint(0, 12)):
        x, y, radius = rng.random() * wide, rng.random() * high, rng.uniform(0.1, 0.45) * mm
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=(rng.randint(60, 160),) * 3)


def _corner(rng: random.Random, size: tuple[int, int], mm: float, inset: float) -> tuple[float, float]:
    """A place so many millimetres from two edges."""
    x, y = rng.choice((inset * mm, size[0] - inset * mm)), rng.choice((inset * mm, size[1] - inset * mm))
    return x, y


_SOLID: tuple[Callable[[Layer, random.Random], None], ...] = (_staple, _tape, _folded_corner, _creases, _fingers, _dirty_glass)
_OUTLINES: tuple[Callable[[Layer, random.Random], None], ...] = (_clip, _ring)

"""Plane geometry of pages: where a point of the prepared page lies on the scan.

All frames are continuous: x to the right, y down, the origin at the outer corner of the first pixel.
"""

import math
from dataclasses import dataclass

from domain.page import PageTransform, Rotation


@dataclass(frozen=True, slots=True, kw_only=True)
class Affine:
    """x' = a·x + c·y + e, y' = b·x + d·y + f (the order of a PDF matrix)."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def apply(self, x: float, y: float) -> tuple[float, float]:
        """The image of a point."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def then(self, after: "Affine") -> "Affine":
        """This map first, `after` on its result."""
        e, f = after.apply(self.e, self.f)
        return Affine(
            a=after.a * self.a + after.c * self.b,
            b=after.b * self.a + after.d * self.b,
            c=after.a * self.c + after.c * self.d,
            d=after.b * self.c + after.d * self.d,
            e=e,
            f=f,
        )


def unturn(width: float, height: float, rotation: Rotation) -> Affine:
    """From a page turned `rotation` clockwise back to the page before turning, which measures `width` by `height`."""
    match rotation:
        case 0:
            return Affine()
        case 90:
            return Affine(a=0.0, b=-1.0, c=1.0, d=0.0, f=height)
        case 180:
            return Affine(a=-1.0, d=-1.0, e=width, f=height)
        case 270:
            return Affine(a=0.0, b=1.0, c=-1.0, d=0.0, e=width)


def scan_from_prepared(transform: PageTransform) -> Affine:
    """From pixels of the prepared page to pixels of the PageImage it was made of: slanted again by the skew, then turned back."""
    turned = transform.rotation in {90, 270}
    width, height = (transform.scan_height, transform.scan_width) if turned else (transform.scan_width, transform.scan_height)
    centre_x, centre_y = width / 2, height / 2
    cos, sin = math.cos(math.radians(transform.skew)), math.sin(math.radians(transform.skew))
    slant = Affine(
        a=cos,
        b=-sin,
        c=sin,
        d=cos,
        e=centre_x - cos * centre_x - sin * centre_y,
        f=centre_y + sin * centre_x - cos * centre_y,
    )
    return slant.then(unturn(transform.scan_width, transform.scan_height, transform.rotation))

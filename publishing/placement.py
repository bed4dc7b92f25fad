"""Where a point of the prepared page lies on the page that a reader sees: upright, with the scan's own skew.

Pixel frames are continuous: x to the right, y down, the origin at the outer corner of the first pixel.
"""

import math
from dataclasses import dataclass

from domain.page import PageTransform


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


def upright_from_prepared(transform: PageTransform) -> Affine:
    """From pixels of the prepared page to pixels of the upright page before straightening: slanted again, centre on centre."""
    (width, height), (prepared_width, prepared_height) = transform.upright_size, transform.prepared_size
    x, y = prepared_width / 2, prepared_height / 2
    cos, sin = math.cos(math.radians(transform.skew)), math.sin(math.radians(transform.skew))
    return Affine(
        a=cos,
        b=-sin,
        c=sin,
        d=cos,
        e=width / 2 - cos * x - sin * y,
        f=height / 2 + sin * x - cos * y,
    )

"""Small pictures of pages for lists."""

from io import BytesIO

from PIL import Image

from domain.page import Pixels


def thumbnail(pixels: Pixels, *, long_side: int = 320) -> bytes:
    """A WebP picture of the page whose longer side is at most `long_side` pixels; a smaller page keeps its size."""
    picture = Image.fromarray(pixels)
    picture.thumbnail((long_side, long_side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    out = BytesIO()
    picture.save(out, "WEBP", quality=70)
    return out.getvalue()

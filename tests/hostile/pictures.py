"""Pictures: every form that scanners and telephones write, and broken ones."""

import base64
import functools
import io
import struct
import zlib
from typing import Any

import numpy as np
import pyvips
from PIL import Image, ImageDraw

from domain.failure import FailureCode as Code
from tests.hostile.case import Folder

_HEIC = (
    "AAAAHGZ0eXBoZWl4AAAAAG1pZjFoZWl4bWlhZgAAAU9tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAACJpbG9jAAAAAERAAAEAAQAAAAAB"
    "cwABAAAAAAAAASUAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABodmMxAAAAAA5waXRtAAAAAAABAAAAz2lwcnAAAACwaXBjbwAAAHNodmNDAQQIAAAAn/gAAAAA"
    "HvAA/Pz4+AAADwNgAAEAF0ABDAH//wQIAAADAJ/4AAADAAAeugJAYQABACdCAQEECAAAAwCf+AAAAwAAHsDCAgWW6kkprmwIAAADAMgAAAMACEBiAAEAB0QBwXKwIkAA"
    "AAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAYAAAAIAAAAAOcGl4aQAAAAABCAAAABdpcG1hAAAAAAAAAAEAAQSBAgMEAAABLW1kYXQAAAEhKAGuMzE/owdF"
    "sOhnxiYWIGjCUAcLqFnD11BxAhcoi33Vj9j/R4lb8jx4T+NwZbLO37+MPqpDzEElGxqZZAdxt5K7RLYrjQgHIkKyC7iMICeYG9CgtrwZmZmMPB5HQqJkzWAR8agb4bfA"
    "bee92c38fH4j+BkLITAgKvcTd3knhynzdXK30nr7+bn0y4fFsN7Gi+XlfQjeCI1L/MeLnrGCVhhqeHak7dAKzeCvpJbBVMjBqpD8lnv1GfnMeGE85qTmi4APjF7j2ikO"
    "aRKXqrQUfUSMT1DGTE2jQG8lAjlcokYgdXr8zQckDSGhbwnJBAvwYZ5IQFzjKFzHyHx2POaR4H9S9uQwezn3wGhFQk+DBX4YPPqTKi3RJvSNfYkA26w66Q=="
)
"""A drawn test page of 96 × 128 pixels; no free encoder is installed that could write it anew."""


def heic() -> bytes:
    """A HEIC of one page."""
    return base64.b64decode(_HEIC)


def page(seed: int, mode: str = "RGB", size: tuple[int, int] = (420, 594)) -> Image.Image:
    """A page of bars that look like lines of writing, on slightly uneven paper, with a seal."""
    return _page(seed, mode, size).copy()


@functools.cache
def _page(seed: int, mode: str, size: tuple[int, int]) -> Image.Image:
    rng = np.random.default_rng(seed)
    width, height = size
    paper = rng.normal(246, 3, (height, width, 3)).clip(0, 255).astype(np.uint8)
    picture = Image.fromarray(paper)
    pen = ImageDraw.Draw(picture)
    for top in range(height // 12, height - height // 10, max(height // 25, 2)):
        left = width // 10
        while left < width * 0.8:
            word = int(rng.integers(width // 40 + 1, width // 8 + 2))
            pen.rectangle([left, top, left + word, top + height // 70], fill=(30, 30, 40))
            left += word + width // 60 + 1
    pen.ellipse([width * 0.6, height * 0.7, width * 0.8, height * 0.85], outline=(200, 30, 40), width=3)
    if mode == "1":
        return picture.convert("L").point(lambda value: 255 * (value > 128)).convert("1")
    return picture.convert(mode)


def encoded(picture: Image.Image, form: str, **options: Any) -> bytes:
    """The picture as Pillow writes it."""
    stream = io.BytesIO()
    picture.save(stream, form, **options)
    return stream.getvalue()


def to_vips(picture: Image.Image) -> pyvips.Image:
    """The picture for the forms that Pillow does not write."""
    return pyvips.Image.new_from_array(np.asarray(picture))


def chunk(kind: bytes, data: bytes) -> bytes:
    """A PNG chunk."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, rows: bytes, *extra: bytes) -> bytes:
    """A grey 8-bit PNG of that told size around given rows."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(extra) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def jpegs(folder: Folder, seed: int) -> None:
    """JPEG files."""
    whole = page(seed)
    plain = encoded(whole, "JPEG", quality=80, dpi=(150, 150))
    folder.good("plain.jpg", plain)
    for mode in ("L", "CMYK"):
        folder.good(f"{mode}.jpg", encoded(page(seed, mode), "JPEG"))
    folder.good("progressive.jpg", encoded(whole, "JPEG", progressive=True))
    folder.good("restarts.jpg", encoded(whole, "JPEG", restart_marker_rows=2))
    folder.good("chroma444.jpg", encoded(whole, "JPEG", subsampling=0))
    for orientation in range(1, 10):
        exif = Image.Exif()
        exif[274] = orientation
        folder.good(f"exif-{orientation}.jpg", encoded(whole, "JPEG", exif=exif))
    folder.good("broken-exif.jpg", encoded(whole, "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff"))
    folder.good("screen-dpi.jpg", encoded(page(seed, size=(1700, 300)), "JPEG", dpi=(72, 72)))
    folder.good("dpi-nonsense.jpg", encoded(whole, "JPEG", dpi=(1, 60000)))
    folder.good("trailer.jpg", plain + b"\0" * 3000 + b"camera trailer \xff\xd8\xff\xe0")
    folder.good("one-pixel.jpg", encoded(page(seed, size=(8, 8)), "JPEG"))
    folder.good("ribbon.jpg", encoded(page(seed, size=(6000, 20)), "JPEG"))
    folder.good("called-pdf", plain, file_name="其实是图片.pdf")
    for share in (0.05, 0.5, 0.9):
        folder.bad(f"cut-{share}.jpg", plain[: int(len(plain) * share)], Code.DAMAGED)
    folder.bad("no-end.jpg", plain[:-2])
    folder.bad("start-only.jpg", b"\xff\xd8\xff\xe0")
    folder.bad("no-scan.jpg", plain[: plain.index(b"\xff\xda")] + b"\xff\xd9")
    frame = plain.index(b"\xff\xc0")
    huge = struct.pack(">HH", 65500, 65500)
    folder.bad("bomb.jpg", plain[: frame + 5] + huge + plain[frame + 9 :], Code.TOO_LARGE)
    folder.bad("taller-than-data.jpg", plain[: frame + 5] + struct.pack(">HH", 4000, 420) + plain[frame + 9 :])
    folder.bad("no-size.jpg", plain[: frame + 5] + bytes(4) + plain[frame + 9 :])
    progressive = encoded(whole, "JPEG", progressive=True)
    frame = progressive.index(b"\xff\xc2")
    folder.bad(
        "big-progressive.jpg", progressive[: frame + 5] + struct.pack(">HH", 20000, 20000) + progressive[frame + 9 :], Code.TOO_LARGE
    )
    tables = plain.index(b"\xff\xdb")
    length = int.from_bytes(plain[tables + 2 : tables + 4], "big")
    folder.bad("no-tables.jpg", plain.replace(plain[tables : tables + 2 + length], b""))
    middle = plain.index(b"\xff\xda") + (len(plain) - plain.index(b"\xff\xda")) // 2
    folder.bad("hole.jpg", plain[:middle] + bytes(800) + plain[middle + 800 :])


def pngs(folder: Folder, seed: int) -> None:
    """PNG files."""
    whole = page(seed)
    for mode in ("1", "L", "LA", "P", "RGB", "RGBA"):
        folder.good(f"{mode}.png", encoded(page(seed, mode), "PNG", dpi=(300, 300)))
    clear = whole.copy()
    clear.putalpha(0)
    folder.good("alpha-zero.png", encoded(clear, "PNG"))
    folder.good("palette-clear.png", encoded(page(seed, "P"), "PNG", transparency=0))
    deep = (to_vips(whole).cast("ushort") * 257).cast("ushort").copy(interpretation="rgb16")
    folder.good("rgb16.png", deep.pngsave_buffer(bitdepth=16))
    folder.good("grey16.png", deep.extract_band(1).copy(interpretation="grey16").pngsave_buffer(bitdepth=16))
    folder.good("interlaced.png", to_vips(whole).pngsave_buffer(interlace=True))
    plain = encoded(whole, "PNG")
    folder.good("trailer.png", plain + b"trailing bytes")
    folder.bad("bomb.png", png(100_000, 100_000, bytes(1000)), Code.TOO_LARGE)
    folder.bad("no-size.png", png(0, 10, b""))
    folder.bad("rows-missing.png", png(200, 200, bytes(201 * 90)))
    folder.bad("no-data.png", plain[: plain.index(b"IDAT") - 4] + chunk(b"IEND", b""))
    folder.bad("checksum.png", plain[:-20] + bytes([plain[-20] ^ 255]) + plain[-19:])
    folder.bad("header-only.png", plain[:8])
    for share in (0.1, 0.5, 0.99):
        folder.bad(f"cut-{share}.png", plain[: int(len(plain) * share)])
    text = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(64 << 20)))
    rows = b"".join(b"\0" + bytes(line) for line in np.asarray(page(seed, "L", (120, 90))))
    folder.good("text-bomb.png", png(120, 90, rows, text))
    folder.bad("interlaced-bomb.png", _retold(to_vips(whole).pngsave_buffer(interlace=True), 22000, 20000), Code.TOO_LARGE)


def _retold(data: bytes, width: int, height: int) -> bytes:
    """A PNG whose header tells another size, with a true checksum."""
    head = struct.pack(">II", width, height) + data[24:29]
    return data[:8] + chunk(b"IHDR", head) + data[33:]


def others(folder: Folder, seed: int) -> None:
    """BMP, WebP and HEIC files."""
    whole = page(seed)
    for mode in ("1", "L", "P", "RGB", "RGBA"):
        folder.good(f"{mode}.bmp", encoded(page(seed, mode), "BMP"))
    bmp = encoded(whole, "BMP")
    width, height = whole.size
    folder.good("top-down.bmp", bmp[:22] + struct.pack("<i", -height) + bmp[26:])
    old = struct.pack("<IHHHH", 12, width, height, 1, 24)
    folder.good("os2.bmp", b"BM" + struct.pack("<IHHI", len(bmp), 0, 0, 26) + old + bmp[54:])
    folder.bad("cut.bmp", bmp[: len(bmp) // 2])
    folder.bad("bomb.bmp", bmp[:18] + struct.pack("<ii", 60000, 60000) + bmp[26:], Code.DAMAGED, Code.TOO_LARGE)
    folder.bad("rle-bomb.bmp", bmp[:18] + struct.pack("<iiHHI", 30000, 16000, 1, 8, 1) + bmp[34:], Code.TOO_LARGE)
    folder.bad("header-only.bmp", bmp[:20], Code.DAMAGED)
    for name, options in (("lossy", {"quality": 70}), ("lossless", {"lossless": True})):
        folder.good(f"{name}.webp", encoded(whole, "WEBP", **options))
    folder.good("alpha.webp", encoded(page(seed, "RGBA"), "WEBP"))
    webp = encoded(whole, "WEBP")
    folder.bad("cut.webp", webp[: len(webp) // 2])
    folder.bad("cut-retold.webp", b"RIFF" + struct.pack("<I", len(webp) // 2 - 8) + webp[8 : len(webp) // 2])
    folder.bad("empty.webp", b"RIFF\x04\0\0\0WEBP")
    moving = encoded(whole, "WEBP", save_all=True, append_images=[page(seed + 1)])
    folder.bad("moving.webp", moving, Code.UNKNOWN_TYPE)
    folder.good("telephone.heic", heic())
    folder.bad("cut.heic", heic()[:500])
    folder.bad("head.heic", heic()[:28])
    folder.fuzzed("noise.heic", heic()[:400] + bytes(len(heic()) - 400), cut=False)

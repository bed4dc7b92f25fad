"""TIFF files: written by hand where no library writes them, good and broken."""

import struct
import zlib
from dataclasses import dataclass

import numpy as np
from PIL import Image

from domain.failure import FailureCode as Code
from tests.hostile.case import Folder
from tests.hostile.pictures import encoded, page, to_vips

_FORMATS = {1: "B", 3: "H", 4: "I", 5: "II"}


@dataclass(slots=True)
class Leaf:
    """One directory to be written: tags as (kind, values), and the strip's bytes. `next_at` overrides where the next one is said to be."""

    tags: dict[int, tuple[int, tuple[int, ...]]]
    data: bytes
    next_at: int | None = None
    strip_at: int | None = None
    entries: int | None = None


def leaf(picture: Image.Image, **overrides: tuple[int, tuple[int, ...]]) -> Leaf:
    """A deflated directory of a grey or RGB picture; overrides are named t<tag>."""
    pixels = np.asarray(picture)
    channels = 1 if pixels.ndim == 2 else pixels.shape[2]
    data = zlib.compress(pixels.tobytes())
    tags: dict[int, tuple[int, tuple[int, ...]]] = {
        256: (4, (picture.width,)),
        257: (4, (picture.height,)),
        258: (3, (8,) * channels),
        259: (3, (8,)),
        262: (3, (2 if channels >= 3 else 1,)),
        277: (3, (channels,)),
        278: (4, (picture.height,)),
        279: (4, (len(data),)),
        282: (5, (300, 1)),
        283: (5, (300, 1)),
        296: (3, (2,)),
    }
    tags.update({int(name[1:]): value for name, value in overrides.items()})
    return Leaf(tags=tags, data=data)


def written(*leaves: Leaf) -> bytes:
    """A little-endian TIFF of these directories."""
    out = bytearray(b"II*\0\x08\0\0\0")
    for number, one in enumerate(leaves):
        tags = dict(one.tags)
        start = len(out)
        count = len(tags) + 1
        extra_at = start + 2 + 12 * count + 4
        extra = bytearray()
        strip_at = extra_at + sum(_size(*tag) for tag in tags.values() if _size(*tag) > 4)
        tags[273] = (4, (strip_at if one.strip_at is None else one.strip_at,))
        body = bytearray(struct.pack("<H", count if one.entries is None else one.entries))
        for tag in sorted(tags):
            kind, values = tags[tag]
            raw = struct.pack("<" + _FORMATS[kind] * (len(values) // len(_FORMATS[kind])), *values)
            body += struct.pack("<HHI", tag, kind, len(values) // len(_FORMATS[kind]))
            if len(raw) > 4:
                body += struct.pack("<I", extra_at + len(extra))
                extra += raw
            else:
                body += raw.ljust(4, b"\0")
        end = extra_at + len(extra) + len(one.data)
        following = 0 if number == len(leaves) - 1 else end
        body += struct.pack("<I", following if one.next_at is None else one.next_at)
        out += body + extra + one.data
    return bytes(out)


def _size(kind: int, values: tuple[int, ...]) -> int:
    return struct.calcsize("<" + _FORMATS[kind] * (len(values) // len(_FORMATS[kind])))


def _odd(folder: Folder, seed: int) -> None:
    """Readable forms."""
    whole, line_art = page(seed), page(seed, "1")
    for coding in ("group3", "group4", "packbits", "tiff_lzw", "tiff_adobe_deflate"):
        folder.good(f"{coding}.tif", encoded(line_art, "TIFF", compression=coding, dpi=(300, 300)))
    for coding in ("jpeg", "tiff_lzw", "tiff_deflate", None):
        folder.good(f"rgb-{coding}.tif", encoded(whole, "TIFF", compression=coding))
    for mode in ("L", "P", "CMYK", "RGBA", "I;16", "F", "YCbCr"):
        picture = page(seed, "L").convert("I").point(lambda value: value * 257).convert("I;16") if mode == "I;16" else page(seed, mode)
        folder.good(f"{mode.replace(';', '')}.tif", encoded(picture, "TIFF"))
    mixed = [line_art, page(seed, "L", (900, 300)), page(seed, "RGBA"), page(seed, size=(50, 50))]
    folder.good("mixed.tif", encoded(whole, "TIFF", save_all=True, append_images=mixed), pages=5)
    many = [page(seed + number, "1", (210, 297)) for number in range(29)]
    folder.good("thirty.tif", encoded(line_art, "TIFF", save_all=True, append_images=many, compression="group4"), pages=30)
    vips = to_vips(whole)
    folder.good("tiles.tif", vips.tiffsave_buffer(tile=True, compression="lzw"))
    folder.good("big.tif", vips.tiffsave_buffer(bigtiff=True, compression="deflate"))
    folder.good("pyramid.tif", to_vips(page(seed, size=(900, 1200))).tiffsave_buffer(pyramid=True, subifd=True, tile=True))
    folder.good("fax.tif", encoded(page(seed, "1", (864, 550)), "TIFF", compression="group4", dpi=(204, 98)))
    folder.good("orientation.tif", written(leaf(whole, t274=(3, (6,)))))
    for code in (0, 1, 2):
        rgba = np.dstack([np.asarray(whole), np.full((whole.height, whole.width), 0 if code == 0 else 255, np.uint8)])
        folder.good(f"extra-{code}.tif", written(leaf(Image.fromarray(rgba), t338=(3, (code,)), t262=(3, (2,)))))
    small = leaf(page(seed, "L", (100, 140)), t254=(4, (1,)))
    folder.good("thumbnail.tif", written(leaf(whole), small, leaf(whole)), pages=2)
    folder.good("reduced-but-full.tif", written(leaf(whole), leaf(page(seed + 1), t254=(4, (1,)))), pages=2)
    folder.good("private-tag.tif", written(leaf(whole, t65000=(1, (1,) * 40))))
    folder.good("big-endian.tif", _swapped())


def _swapped() -> bytes:
    """A big-endian file of 16-bit samples, plain."""
    rows = (np.asarray(page(5, "L", (80, 60))).astype(">u2") * 257).tobytes()
    tags = [
        (256, 4, 80),
        (257, 4, 60),
        (258, 3, 16),
        (259, 3, 1),
        (262, 3, 1),
        (273, 4, 122),
        (277, 3, 1),
        (278, 4, 60),
        (279, 4, len(rows)),
    ]
    body = b"".join(
        struct.pack(">HHI", tag, kind, 1) + struct.pack(">HH" if kind == 3 else ">I", *((v, 0) if kind == 3 else (v,)))
        for tag, kind, v in tags
    )
    return b"MM\0*" + struct.pack(">IH", 8, len(tags)) + body + bytes(4) + rows


def _broken(folder: Folder, seed: int) -> None:
    """Files and pages to be refused."""
    whole = page(seed)
    good = written(leaf(whole))
    folder.bad("header-only.tif", good[:8])
    folder.bad("no-directory.tif", b"II*\0" + bytes(4), Code.NO_PAGES)
    folder.bad("first-outside.tif", b"II*\0" + struct.pack("<I", 1 << 30) + good[8:])
    folder.bad("inside-header.tif", b"II*\0" + struct.pack("<I", 2) + good[8:])
    looped = leaf(whole)
    looped.next_at = 8
    folder.bad("loop.tif", written(looped))
    astray = leaf(whole)
    astray.next_at = 0x7FFFFFF0
    folder.bad("next-outside.tif", written(astray))
    crowded = leaf(whole)
    crowded.entries = 65535
    folder.bad("entries.tif", written(crowded))
    outside = leaf(whole)
    outside.strip_at = 1 << 30
    folder.bad("strip-outside.tif", written(outside))
    folder.partly("one-strip-outside.tif", written(leaf(whole), outside, leaf(whole)), 3, (2,))
    folder.bad("bomb.tif", written(leaf(whole, t256=(4, (200_000,)), t257=(4, (200_000,)))), Code.TOO_LARGE)
    big = leaf(whole, t256=(4, (200_000,)), t257=(4, (200_000,)))
    folder.partly("one-bomb.tif", written(leaf(whole), big), 2, (2,), Code.TOO_LARGE)
    folder.bad("flat.tif", written(leaf(whole, t257=(4, (0,)))))
    folder.bad("taller.tif", written(leaf(whole, t257=(4, (5000,)), t278=(4, (5000,)))))
    folder.bad("coding.tif", written(leaf(whole, t259=(3, (4711,)))))
    folder.bad("samples.tif", written(leaf(whole, t277=(3, (60000,)))))
    folder.bad("bits.tif", written(leaf(whole, t258=(3, (77, 77, 77)))))
    spoilt = leaf(page(seed + 1))
    spoilt.data = spoilt.data[:100] + bytes(200) + spoilt.data[300:]
    folder.partly("middle-page.tif", written(leaf(whole), spoilt, leaf(whole)), 3, (2,))
    fax = bytearray(encoded(page(seed, "1"), "TIFF", compression="group4"))
    fax[len(fax) // 3 : len(fax) // 3 + 30] = bytes([0x5A]) * 30
    folder.bad("fax-noise.tif", bytes(fax))
    for share in (0.3, 0.8):
        folder.bad(f"cut-{share}.tif", good[: int(len(good) * share)])
    pages = encoded(whole, "TIFF", save_all=True, append_images=[whole, whole], compression="tiff_lzw")
    folder.bad("cut-pages.tif", pages[: len(pages) * 2 // 3], Code.DAMAGED)
    folder.bad("ones.tif", good[:8] + b"\xff" * 200)


def tiffs(folder: Folder, seed: int) -> None:
    """All TIFF cases."""
    _odd(folder, seed)
    _broken(folder, seed)

"""Headers and wholeness of single-picture files, read without decoding a pixel.

Sources: JPEG: ITU-T T.81 annex B; PNG: ISO/IEC 15948; BMP: the bitmap headers as documented for GDI; WebP: RFC 9649; HEIF: ISO 23008-12.
"""

import re
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import pi_heif
import pyvips

from domain.errors import UnreadableError
from domain.failure import Failure, FailureCode
from domain.scan import FileKind


class Bytes(Protocol):
    """What a memory map and bytes have in common here."""

    def __len__(self) -> int: ...
    def __getitem__(self, key: slice) -> bytes: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureHeader:
    """A picture before decoding. Width and height in pixels as stored; `dpi` (across, down), None where not told.

    `whole_bytes` is the memory that decoding must hold at once because the form cannot be streamed; 0 where rows come one by one.
    `count` is the number of pictures in the file; `channels` a JPEG's number of colour components.
    """

    width: int
    height: int
    dpi: tuple[float, float] | None
    whole_bytes: int = 0
    count: int = 1
    channels: int = 3


def _damaged(detail: str) -> UnreadableError:
    return UnreadableError(Failure(code=FailureCode.DAMAGED, detail=detail))


# ---- JPEG

_JPEG_MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])", re.DOTALL)
_JPEG_FRAMES = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})
_JPEG_PROGRESSIVE = frozenset({0xC2, 0xC6, 0xCA, 0xCE})


def _jpeg_segments(data: Bytes) -> list[tuple[int, bytes]]:
    """(marker, payload) of all segments up to the end mark; DAMAGED where the file stops before it."""
    segments: list[tuple[int, bytes]] = []
    position = 2
    while True:
        match = _JPEG_MARKER.search(data, position)  # type: ignore[call-overload]  # re takes a memory map; its stub does not say so
        if match is None:
            raise _damaged("JPEG: cut short, no end mark")
        marker = match[1][0]
        if marker == 0xD9:
            return segments
        position = match.end()
        if marker in {0x01, 0xD8}:
            continue
        length = int.from_bytes(data[position : position + 2], "big")
        if length < 2 or position + length > len(data):
            raise _damaged("JPEG: segment outside the file")
        segments.append((marker, data[position + 2 : position + length]))
        position += length


def _jfif_density(segments: list[tuple[int, bytes]]) -> tuple[float, float] | None:
    for marker, body in segments:
        if marker == 0xE0 and body[:5] == b"JFIF\0" and len(body) >= 12:
            unit, across, down = struct.unpack(">BHH", body[7:12])
            factor = {1: 1.0, 2: 2.54}.get(unit)
            return (across * factor, down * factor) if factor and across and down else None
    return None


def jpeg_header(data: Bytes) -> PictureHeader:
    """Header of a JPEG; DAMAGED where it is cut short or has no frame. Progressive and multi-scan forms must be held whole."""
    segments = _jpeg_segments(data)
    frames = [(marker, body) for marker, body in segments if marker in _JPEG_FRAMES]
    scans = sum(1 for marker, _ in segments if marker == 0xDA)
    if not frames or not scans or len(frames[0][1]) < 6:
        raise _damaged("JPEG: no frame or no scan")
    marker, body = frames[0]
    height, width, components = struct.unpack(">HHB", body[1:6])
    if not height or not width or len(body) < 6 + 3 * components or not components:
        raise _damaged("JPEG: frame without size")
    factors = [(body[7 + 3 * i] >> 4, body[7 + 3 * i] & 15) for i in range(components)]
    most = max(h for h, _ in factors) * max(v for _, v in factors)
    whole = 0
    if (marker in _JPEG_PROGRESSIVE or scans > 1) and most:
        whole = 2 * width * height * sum(h * v for h, v in factors) // most
    return PictureHeader(width=width, height=height, dpi=_jfif_density(segments), whole_bytes=whole, channels=components)


# ---- PNG


def _png_chunks(data: Bytes) -> dict[bytes, bytes]:
    """The first of each kind of chunk that says something of the whole picture; DAMAGED where a chunk is broken or the end is missing."""
    found: dict[bytes, bytes] = {}
    position = 8
    while b"IEND" not in found:
        head = data[position : position + 8]
        length = int.from_bytes(head[:4], "big")
        kind = bytes(head[4:])
        if len(head) < 8 or position + 12 + length > len(data):
            raise _damaged("PNG: cut short")
        critical = not kind[0] & 0x20
        check = data[position + 8 + length : position + 12 + length]
        if critical and zlib.crc32(data[position + 4 : position + 8 + length]) != int.from_bytes(check, "big"):
            raise _damaged("PNG: checksum does not agree")
        found.setdefault(kind, bytes(data[position + 8 : position + 8 + min(length, 64)]))
        position += 12 + length
    return found


def png_header(data: Bytes) -> PictureHeader:
    """Header of a PNG, all checksums compared; DAMAGED. Interlaced pictures must be held whole."""
    chunks = _png_chunks(data)
    head = chunks.get(b"IHDR", b"")
    if len(head) != 13 or b"IDAT" not in chunks:
        raise _damaged("PNG: no header or no picture data")
    width, height, bits, colour, _, _, interlaced = struct.unpack(">IIBBBBB", head)
    if not width or not height:
        raise _damaged("PNG: no size")
    samples = {0: 1, 2: 3, 3: 4, 4: 2, 6: 4}.get(colour, 4)
    whole = width * height * samples * (2 if bits == 16 else 1) if interlaced else 0
    dpi = None
    physical = chunks.get(b"pHYs", b"")
    if len(physical) == 9 and physical[8] == 1:
        across, down = struct.unpack(">II", physical[:8])
        dpi = (across * 0.0254, down * 0.0254) if across and down else None
    return PictureHeader(width=width, height=height, dpi=dpi, whole_bytes=whole)


# ---- BMP


def bmp_header(data: Bytes) -> PictureHeader:
    """Header of a BMP; DAMAGED where the rows told do not fit into the file. Decoding holds the picture whole."""
    head = bytes(data[:54])
    if len(head) < 26:
        raise _damaged("BMP: cut short")
    offset, size = struct.unpack("<II", head[10:18])
    if size == 12:
        width, height, _, bits = struct.unpack("<HHHH", head[18:26])
        compression, dpi = 0, None
    else:
        if len(head) < 54 or size < 40:
            raise _damaged("BMP: unknown header")
        width, height, _, bits, compression, _, across, down = struct.unpack("<iiHHIIii", head[18:46])
        dpi = (across * 0.0254, down * 0.0254) if across > 0 and down > 0 else None
    height = abs(height)
    if width <= 0 or not height or bits not in {1, 4, 8, 16, 24, 32}:
        raise _damaged("BMP: no size")
    rows = (width * bits + 31) // 32 * 4 * height
    if compression in {0, 3} and offset + rows > len(data):
        raise _damaged("BMP: cut short")
    return PictureHeader(width=width, height=height, dpi=dpi, whole_bytes=width * height * 7)


# ---- WebP and HEIC


def webp_header(data: Bytes) -> PictureHeader:
    """Header of a WebP; DAMAGED where it is cut short, UNKNOWN_TYPE for an animation. Decoding holds the picture whole."""
    if int.from_bytes(data[4:8], "little") + 8 > len(data):
        raise _damaged("WebP: cut short")
    try:
        image = pyvips.Image.webpload_buffer(data[:])
    except pyvips.Error as error:
        raise _damaged("WebP: header unreadable") from error
    if image.get_typeof("n-pages") and image.get("n-pages") > 1:
        raise UnreadableError(Failure(code=FailureCode.UNKNOWN_TYPE, detail="WebP: animation"))
    return PictureHeader(width=image.width, height=image.height, dpi=None, whole_bytes=image.width * image.height * 4)


def heic_header(data: Bytes) -> PictureHeader:
    """Header of a HEIC; DAMAGED where a box leads outside the file. Decoding holds the picture whole."""
    position = 0
    while position < len(data):
        head = bytes(data[position : position + 16])
        length = int.from_bytes(head[:4], "big")
        if length == 1:
            length = int.from_bytes(head[8:16], "big")
        elif length == 0:
            length = len(data) - position
        if length < 8 or position + length > len(data):
            raise _damaged("HEIC: cut short")
        position += length
    try:
        file = pi_heif.open_heif(data[:])
        width, height = file.size
        count = len(file)
    except (ValueError, EOFError, RuntimeError, IndexError) as error:
        raise _damaged("HEIC: header unreadable") from error
    return PictureHeader(width=width, height=height, dpi=None, whole_bytes=width * height * 6, count=count)


HEADERS: dict[FileKind, Callable[[Bytes], PictureHeader]] = {
    FileKind.JPEG: jpeg_header,
    FileKind.PNG: png_header,
    FileKind.BMP: bmp_header,
    FileKind.WEBP: webp_header,
    FileKind.HEIC: heic_header,
}

"""A PDF's embedded picture as a picture file of its own, around the same bytes.

Its compressed data is not touched: DCT data is a JPEG file as it stands; CCITT G4, Flate, LZW, RunLength and plain data become the one
strip of a TIFF; Flate data with PNG predictors is the body of a PNG. So a page of any size can be decoded row by row.
Sources: ISO 32000-1 §7.4 (filters), §8.9 (images); TIFF 6.0; PNG (ISO/IEC 15948).
"""

import struct
import zlib
from dataclasses import dataclass
from typing import Any

import pikepdf

from ingest.probe_image import jpeg_header
from ingest.probe_pdf import PlacedPicture

_Piece = bytes | memoryview
_TIFF_PLAIN, _TIFF_G4, _TIFF_LZW, _TIFF_DEFLATE, _TIFF_PACKBITS = 1, 4, 5, 8, 32773
_WHITE_IS_ZERO, _BLACK_IS_ZERO, _RGB, _PALETTE = 0, 1, 2, 3
_SIMPLE = {"": _TIFF_PLAIN, "/FlateDecode": _TIFF_DEFLATE, "/LZWDecode": _TIFF_LZW, "/RunLengthDecode": _TIFF_PACKBITS}
_GREY_SPACES = frozenset({"/DeviceGray", "/CalGray", "/G"})
_RGB_SPACES = frozenset({"/DeviceRGB", "/CalRGB", "/RGB"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedded:
    """A picture file in pieces (emptied when written out). `inverted`: black and white are exchanged. The rest as in PictureHeader."""

    pieces: list[_Piece]
    width: int
    height: int
    inverted: bool
    whole_bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Colours:
    """Channels of a picture and the RGB palette, b"" without one."""

    channels: int
    palette: bytes = b""


def _only(value: Any) -> Any:
    """The one element of an array of one, an array of more as None, anything else as it is."""
    if isinstance(value, pikepdf.Array):
        return value[0] if len(value) == 1 else None
    return value


def _colours(space: Any) -> _Colours | None:
    """The colour space where it is grey, RGB, or a palette of RGB; None for those left to poppler."""
    name = str(space[0]) if isinstance(space, pikepdf.Array) and len(space) else str(space)
    if name == "/ICCBased":
        return {1: _Colours(channels=1), 3: _Colours(channels=3)}.get(int(space[1].get("/N", 0)))
    if name in _GREY_SPACES:
        return _Colours(channels=1)
    if name in _RGB_SPACES:
        return _Colours(channels=3)
    if name in {"/Indexed", "/I"}:
        base = _colours(space[1])
        if base is not None and base.channels == 3 and not base.palette:
            table = space[3]
            return _Colours(channels=1, palette=table.read_bytes() if isinstance(table, pikepdf.Stream) else bytes(table))
    return None


def _inverted(picture: Any, channels: int, palette: bytes) -> bool | None:
    """Whether /Decode exchanges black and white; None where it says anything else."""
    decode = picture.get("/Decode")
    if decode is None:
        return False
    values = [float(value) for value in decode]
    if palette:
        return None
    return {(0.0, 1.0) * channels: False, (1.0, 0.0) * channels: True}.get(tuple(values))


def embedded(placed: PlacedPicture) -> Embedded | None:
    """The picture as a file; None where its form is left to poppler (JBIG2, JPEG 2000, CMYK, spot colours, rare codings)."""
    picture = placed.picture
    coding, settings = _coding(picture)
    if coding is None:
        return None
    stencil = bool(picture.get("/ImageMask", False))
    if stencil and not placed.black:
        return None
    colours = _Colours(channels=1) if stencil else _colours(picture.get("/ColorSpace"))
    if coding == "/CCITTFaxDecode" and colours is None:
        colours = _Colours(channels=1)
    if colours is None:
        return None
    inverted = _inverted(picture, colours.channels, colours.palette)
    if inverted is None:
        return None
    bits = 1 if stencil or coding == "/CCITTFaxDecode" else int(picture.get("/BitsPerComponent", 8))
    if coding == "/DCTDecode":
        return _jpeg(picture, inverted) if "/ColorTransform" not in settings else None
    return _wrapped(placed, coding, settings, colours, bits, inverted)


def _coding(picture: Any) -> tuple[str | None, Any]:
    """Filter ("" for none, None for several or odd ones) and its settings."""
    coding = _only(picture.get("/Filter", ""))
    settings = _only(picture.get("/DecodeParms", pikepdf.Dictionary()))
    if coding is None or settings is None or "/F" in picture:
        return None, None
    return str(coding), settings if isinstance(settings, pikepdf.Dictionary) else pikepdf.Dictionary()


def _jpeg(picture: Any, inverted: bool) -> Embedded | None:
    data = picture.read_raw_bytes()
    header = jpeg_header(data)
    if header.channels == 4:
        return None
    return Embedded(pieces=[data], width=header.width, height=header.height, inverted=inverted, whole_bytes=header.whole_bytes)


def _wrapped(placed: PlacedPicture, coding: str, settings: Any, colours: _Colours, bits: int, inverted: bool) -> Embedded | None:
    """A picture of fixed-width samples in a TIFF or PNG of its own."""
    predictor = int(settings.get("/Predictor", 1))
    data = memoryview(placed.picture.get_raw_stream_buffer())
    pieces: list[_Piece] | None = None
    if coding == "/CCITTFaxDecode":
        pieces, flips = _g4(placed, settings, data)
        inverted = inverted != flips
    elif coding == "/FlateDecode" and predictor >= 10:
        pieces = _png(placed, settings, colours, bits, data)
    elif coding in _SIMPLE and predictor in {1, 2} and int(settings.get("/EarlyChange", 1)) == 1:
        pieces = _tiff(placed, _SIMPLE[coding], colours, bits, predictor, data)
    if pieces is None:
        return None
    return Embedded(pieces=pieces, width=placed.width, height=placed.height, inverted=inverted)


def _g4(placed: PlacedPicture, settings: Any, data: _Piece) -> tuple[list[_Piece] | None, bool]:
    """CCITT group 4 as a TIFF, and whether its black and white are exchanged; None for group 3 and byte-aligned rows."""
    plain = int(settings.get("/K", 0)) < 0 and not settings.get("/EncodedByteAlign", False)
    if not plain or int(settings.get("/Columns", 1728)) != placed.width:
        return None, False
    pieces = _tiff(placed, _TIFF_G4, _Colours(channels=1), 1, 1, data, white_is_zero=True)
    return pieces, bool(settings.get("/BlackIs1", False))


def _tiff_entry(tag: int, kind: int, value: int) -> bytes:
    return struct.pack(">HHI", tag, kind, 1) + (struct.pack(">HH", value, 0) if kind == 3 else struct.pack(">I", value))


def _tiff(
    placed: PlacedPicture, compression: int, colours: _Colours, bits: int, predictor: int, data: _Piece, *, white_is_zero: bool = False
) -> list[_Piece]:
    """A TIFF of one strip: header and directory, then the data as it is. Big-endian, as PDF samples are."""
    photometric = _PALETTE if colours.palette else _RGB if colours.channels == 3 else _WHITE_IS_ZERO if white_is_zero else _BLACK_IS_ZERO
    count = 11 if colours.palette else 10
    tail = 8 + 2 + 12 * count + 4
    sample_bits = struct.pack(">4H", bits, bits, bits, 0) if colours.channels == 3 else b""
    colour_map = _colour_map(colours.palette, bits)
    entries = [
        _tiff_entry(256, 4, placed.width),
        _tiff_entry(257, 4, placed.height),
        struct.pack(">HHII", 258, 3, 3, tail) if sample_bits else _tiff_entry(258, 3, bits),
        _tiff_entry(259, 3, compression),
        _tiff_entry(262, 3, photometric),
        _tiff_entry(273, 4, tail + len(sample_bits) + len(colour_map)),
        _tiff_entry(277, 3, colours.channels),
        _tiff_entry(278, 4, placed.height),
        _tiff_entry(279, 4, memoryview(data).nbytes),
        _tiff_entry(317, 3, predictor),
    ]
    if colour_map:
        entries.append(struct.pack(">HHII", 320, 3, 3 << bits, tail + len(sample_bits)))
    head = b"MM\0*" + struct.pack(">IH", 8, count) + b"".join(entries) + bytes(4)
    return [head + sample_bits + colour_map, data]


def _colour_map(palette: bytes, bits: int) -> bytes:
    """A TIFF colour map (all reds, greens, blues, 16 bits each) of an RGB palette; missing entries are black."""
    if not palette:
        return b""
    full = palette[: 3 << bits].ljust(3 << bits, b"\0")
    return b"".join(bytes(byte for value in full[channel::3] for byte in (value, value)) for channel in range(3))


def _png(placed: PlacedPicture, settings: Any, colours: _Colours, bits: int, data: _Piece) -> list[_Piece] | None:
    """A PNG around Flate data with PNG predictors; None where the predictor's rows are not the picture's."""
    as_told = (int(settings.get("/Columns", 1)), int(settings.get("/Colors", 1)), int(settings.get("/BitsPerComponent", 8)))
    if as_told != (placed.width, colours.channels, bits) or (colours.channels == 3 and bits < 8):
        return None
    colour_type = 3 if colours.palette else 2 if colours.channels == 3 else 0
    head = struct.pack(">IIBBBBB", placed.width, placed.height, bits, colour_type, 0, 0, 0)
    pieces: list[_Piece] = [b"\x89PNG\r\n\x1a\n", *_chunk(b"IHDR", head)]
    if colours.palette:
        pieces += _chunk(b"PLTE", colours.palette[: len(colours.palette) // 3 * 3][: 3 << bits])
    return [*pieces, *_chunk(b"IDAT", data), *_chunk(b"IEND", b"")]


def _chunk(kind: bytes, data: _Piece) -> list[_Piece]:
    return [struct.pack(">I", memoryview(data).nbytes), kind, data, struct.pack(">I", zlib.crc32(data, zlib.crc32(kind)))]

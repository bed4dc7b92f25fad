"""Scan images as objects of a PDF: the stored bytes as they are where PDF can hold them, else lossless Flate. Nothing is resampled."""

import struct
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pikepdf
import pyvips
from pi_heif import open_heif
from pikepdf import Array, Dictionary, Name
from PIL.BmpImagePlugin import BmpImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.TiffImagePlugin import TiffImageFile

from domain.scan import FileKind

_EXIF_ORIENTATION = 0x0112
_COLOUR_SPACES = {1: Name.DeviceGray, 3: Name.DeviceRGB, 4: Name.DeviceCMYK}
_PNG_BANDS = {0: 1, 2: 3, 3: 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedImage:
    """An image object and its EXIF orientation 1..8 (what a viewer does before showing it; 1 where the file states none)."""

    stream: pikepdf.Object
    orientation: int


def embed_image(pdf: pikepdf.Pdf, path: Path, kind: FileKind, page_no: int, work: Path) -> EmbeddedImage:
    """Page `page_no` (from 1) of an image file as an image object of `pdf`.

    JPEG files, plain PNG data and single-strip Group 4 TIFF pages go in byte for byte; everything else is decoded row by row and
    packed as Flate, with alpha laid on white. `work` is a folder for one intermediate file. Raises OSError, ValueError or
    pyvips.Error where the file cannot be read.
    """
    unchanged = {FileKind.JPEG: _jpeg, FileKind.TIFF: _group4, FileKind.PNG: _plain_png}.get(kind)
    # What these readers do not understand is left to the decoder, which knows more forms and decides whether the page can be read.
    with suppress(OSError, SyntaxError, ValueError, LookupError, TypeError, struct.error):
        if unchanged is not None and (embedded := unchanged(pdf, path, page_no)) is not None:
            return embedded
    pixels = _decode(path, kind, page_no)
    orientation = pixels.get("orientation") if pixels.get_typeof("orientation") else 1
    packed = work / "page.png"
    bits = {"bitdepth": 1} if pixels.get_typeof("bits-per-sample") and pixels.get("bits-per-sample") == 1 else {}
    _presentable(pixels).pngsave(str(packed), keep=0, filter=0x08 if not bits else 0x01, **bits)
    stream = _png(pdf, packed)
    packed.unlink()
    if stream is None:
        raise ValueError("the packed image is no plain PNG")
    return EmbeddedImage(stream=stream, orientation=orientation if orientation in range(1, 9) else 1)


def _image(
    pdf: pikepdf.Pdf, data: bytes, size: tuple[int, int], bits: int, space: pikepdf.Object, **filters: pikepdf.Object
) -> pikepdf.Object:
    return pdf.make_stream(
        data,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=size[0],
        Height=size[1],
        BitsPerComponent=bits,
        ColorSpace=space,
        **filters,
    )


def _jpeg(pdf: pikepdf.Pdf, path: Path, _page_no: int) -> EmbeddedImage:
    """The file's bytes. An Adobe marker means that CMYK is stored inverted, so its decode array turns it back."""
    with JpegImageFile(path) as image:
        size, bands, info = image.size, image.layers, image.info
        orientation = int(image.getexif().get(_EXIF_ORIENTATION, 1))
    space: pikepdf.Object = _COLOUR_SPACES[bands]
    if profile := info.get("icc_profile"):
        space = Array([Name.ICCBased, pdf.make_stream(profile, N=bands, Alternate=space)])
    inverted = {"Decode": Array([1, 0] * 4)} if bands == 4 and "adobe" in info else {}
    stream = _image(pdf, path.read_bytes(), size, 8, space, Filter=Name.DCTDecode, **inverted)
    return EmbeddedImage(stream=stream, orientation=orientation if orientation in range(1, 9) else 1)


def _group4(pdf: pikepdf.Pdf, path: Path, page_no: int) -> EmbeddedImage | None:
    """The one strip of a Group 4 page; None where the page is stored otherwise. In photometric 1 the runs called white are black."""
    with TiffImageFile(path) as image:
        image.seek(page_no - 1)
        tags, size = image.tag_v2, image.size
        offsets, counts = tags.get(273, ()), tags.get(279, ())
        if tags.get(259) != 4 or tags.get(266, 1) != 1 or len(offsets) != 1 or len(counts) != 1 or tags.get(262) not in {0, 1}:
            return None
        orientation = int(tags.get(274, 1))
        black_is_1 = tags.get(262) == 1
    with path.open("rb") as file:
        file.seek(offsets[0])
        strip = file.read(counts[0])
    parameters = Dictionary(K=-1, Columns=size[0], Rows=size[1], BlackIs1=black_is_1)
    stream = _image(pdf, strip, size, 1, Name.DeviceGray, Filter=Name.CCITTFaxDecode, DecodeParms=parameters)
    return EmbeddedImage(stream=stream, orientation=orientation if orientation in range(1, 9) else 1)


def _plain_png(pdf: pikepdf.Pdf, path: Path, _page_no: int) -> EmbeddedImage | None:
    stream = _png(pdf, path)
    return None if stream is None else EmbeddedImage(stream=stream, orientation=1)


def _png(pdf: pikepdf.Pdf, path: Path) -> pikepdf.Object | None:
    """The compressed rows of a PNG as they are (PDF's PNG predictor); None where interlace, alpha or a turn asks for decoding."""
    with path.open("rb") as file:
        chunks = _png_chunks(file)
        width, height, bits, colour, _, _, interlace = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    if interlace or colour not in _PNG_BANDS or b"tRNS" in chunks or b"eXIf" in chunks:
        return None
    bands = _PNG_BANDS[colour]
    space: pikepdf.Object = _COLOUR_SPACES[bands]
    if colour == 3:
        palette = chunks[b"PLTE"]
        space = Array([Name.Indexed, Name.DeviceRGB, len(palette) // 3 - 1, pikepdf.String(palette)])
    parameters = Dictionary(Predictor=15, Colors=bands, BitsPerComponent=bits, Columns=width)
    return _image(pdf, chunks[b"IDAT"], (width, height), bits, space, Filter=Name.FlateDecode, DecodeParms=parameters)


def _png_chunks(file: BinaryIO) -> dict[bytes, bytes]:
    """Chunk contents by type, those of one type joined in order, up to IEND (ISO/IEC 15948, 5.3). ValueError where cut short."""
    file.seek(8)
    found: dict[bytes, list[bytes]] = {}
    while len(head := file.read(8)) == 8:
        length, name = struct.unpack(">I4s", head)
        if name == b"IEND":
            break
        data = file.read(length)
        file.seek(4, 1)
        if name in {b"IHDR", b"PLTE", b"IDAT", b"tRNS", b"eXIf"}:
            found.setdefault(name, []).append(data)
    if not {b"IHDR", b"IDAT"} <= found.keys():
        raise ValueError("the PNG has no image data")
    return {name: b"".join(parts) for name, parts in found.items()}


def _decode(path: Path, kind: FileKind, page_no: int) -> pyvips.Image:
    """The pixels as a stream of rows where the format allows it."""
    if kind is FileKind.TIFF:
        return pyvips.Image.tiffload(str(path), page=page_no - 1, access="sequential")
    if kind is FileKind.JPEG:
        return pyvips.Image.jpegload(str(path), access="sequential")
    if kind is FileKind.WEBP:
        return pyvips.Image.webpload(str(path))
    if kind is FileKind.PNG:
        return pyvips.Image.pngload(str(path), access="sequential")
    with open_heif(path)[page_no - 1].to_pillow() if kind is FileKind.HEIC else BmpImageFile(path) as image:
        shown = image if image.mode in {"L", "RGB"} else image.convert("RGB")
        return pyvips.Image.new_from_memory(shown.tobytes(), shown.width, shown.height, len(shown.getbands()), "uchar")


def _presentable(pixels: pyvips.Image) -> pyvips.Image:
    """Grey or RGB of 8 or 16 bits without alpha."""
    if pixels.hasalpha():
        held = pixels.copy_memory()
        empty = held[held.bands - 1].max() == 0  # a writer's slip, not a page without anything on it
        white = 65535 if held.format == "ushort" else 255
        pixels = held.extract_band(0, n=held.bands - 1) if empty else held.flatten(background=white)
    if pixels.interpretation not in {"b-w", "srgb", "rgb16", "grey16"} or pixels.format not in {"uchar", "ushort"}:
        pixels = pixels.colourspace("srgb").cast("uchar")
    return pixels

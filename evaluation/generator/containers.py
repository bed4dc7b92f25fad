"""Write scanned pages the way scanners do: PDF with one image a page (JPEG or G4), multi-page TIFF, single pictures."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pikepdf
from PIL import Image

from domain.page import Pixels


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannedPage:
    """One page to write: pixels as scanned (RGB or grey), its resolution, JPEG quality, and whether it is 1-bit."""

    pixels: Pixels
    dpi: int
    quality: int
    bilevel: bool

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        height, width = self.pixels.shape[:2]
        return width * 72 / self.dpi, height * 72 / self.dpi


def write_pdf(pages: Sequence[ScannedPage], path: Path | BinaryIO) -> None:
    """A PDF of one image a page."""
    with pikepdf.new() as pdf:
        add_scans(pdf, pages)
        save_pdf(pdf, path)


def add_scans(pdf: pikepdf.Pdf, pages: Sequence[ScannedPage]) -> None:
    """Append scanned pages: CCITT G4 for 1-bit pages, JPEG else."""
    for page in pages:
        image = pikepdf.Stream(pdf, _g4(page.pixels) if page.bilevel else jpeg(page))
        image.stream_dict = _image_dictionary(page)
        _add_page(pdf, page.size, {"/Im0": pdf.make_indirect(image)}, b"q %f 0 0 %f 0 0 cm /Im0 Do Q" % page.size)


def _add_page(pdf: pikepdf.Pdf, size: tuple[float, float], images: dict[str, pikepdf.Object], content: bytes) -> None:
    """A page of that size in points with its images and content."""
    resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(images))
    media = pikepdf.Array([0, 0, round(size[0], 2), round(size[1], 2)])
    page = pikepdf.Dictionary(Type=pikepdf.Name.Page, MediaBox=media, Resources=resources, Contents=pdf.make_stream(content))
    pdf.pages.append(pikepdf.Page(page))


def save_pdf(pdf: pikepdf.Pdf, path: Path | BinaryIO) -> None:
    """Save with a fixed file identifier, so that the same pages give the same bytes."""
    pdf.save(path, deterministic_id=True)


def _image_dictionary(page: ScannedPage) -> pikepdf.Dictionary:
    height, width = page.pixels.shape[:2]
    looks = pikepdf.Dictionary(Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=width, Height=height)
    if page.bilevel:
        looks.BitsPerComponent = 1
        looks.ColorSpace = pikepdf.Name.DeviceGray
        looks.Filter = pikepdf.Name.CCITTFaxDecode
        looks.DecodeParms = pikepdf.Dictionary(K=-1, Columns=width, Rows=height, BlackIs1=False)
        return looks
    looks.BitsPerComponent = 8
    looks.ColorSpace = pikepdf.Name.DeviceRGB if page.pixels.ndim == 3 else pikepdf.Name.DeviceGray
    looks.Filter = pikepdf.Name.DCTDecode
    return looks


def _g4(pixels: Pixels) -> bytes:
    """The CCITT G4 data of a 1-bit page, taken from the single strip of a TIFF."""
    buffer = io.BytesIO()
    tags = {278: pixels.shape[0], 262: 0}
    Image.fromarray(pixels).convert("1").save(buffer, "TIFF", compression="group4", tiffinfo=tags)
    buffer.seek(0)
    with Image.open(buffer) as tiff:
        offsets, counts = tiff.tag_v2[273], tiff.tag_v2[279]  # type: ignore[attr-defined] # TIFF only: StripOffsets, StripByteCounts
    data = buffer.getvalue()
    return b"".join(data[start : start + count] for start, count in zip(offsets, counts, strict=True))


def jpeg(page: ScannedPage) -> bytes:
    """The page as JPEG of its quality."""
    buffer = io.BytesIO()
    Image.fromarray(page.pixels).save(buffer, "JPEG", quality=page.quality, dpi=(page.dpi, page.dpi), subsampling=2)
    return buffer.getvalue()


def write_tiff(pages: Sequence[ScannedPage], path: Path) -> None:
    """A multi-page TIFF: G4 where all pages are 1-bit, JPEG-in-TIFF else."""
    pictures = [Image.fromarray(page.pixels) for page in pages]
    if all(page.bilevel for page in pages):
        pictures = [picture.convert("1") for picture in pictures]
        first, compression, more = pictures[0], "group4", {}
    else:
        pictures = [picture.convert("L" if all(page.pixels.ndim == 2 for page in pages) else "RGB") for picture in pictures]
        first, compression, more = pictures[0], "jpeg", {"quality": min(page.quality for page in pages)}
    dpi = (pages[0].dpi, pages[0].dpi)
    first.save(path, "TIFF", save_all=True, append_images=pictures[1:], compression=compression, dpi=dpi, **more)


def write_picture(page: ScannedPage, path: Path) -> None:
    """A single picture; the kind follows the name's ending (.jpg .png .bmp .webp .tif). PNG gets a palette of 24 colours."""
    if path.suffix == ".jpg":
        path.write_bytes(jpeg(page))
        return
    picture = Image.fromarray(page.pixels)
    if path.suffix == ".webp":
        picture.save(path, quality=page.quality)
        return
    if page.bilevel:
        picture = picture.convert("1")
    elif path.suffix == ".png":
        picture = picture.quantize(24, dither=Image.Dither.NONE)
    picture.save(path, dpi=(page.dpi, page.dpi))

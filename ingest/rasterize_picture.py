"""Pictures to pixels: streamed through libvips where it reads the form, Pillow for BMP, libheif for HEIC."""

import mmap
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pi_heif
import pyvips
from PIL import Image

from domain.errors import UnreadableError
from domain.failure import Failure, FailureCode
from domain.page import PageImage, Pixels
from domain.scan import FileKind
from ingest.limits import DecodeLimits
from ingest.probe import too_large
from ingest.probe_image import HEADERS, PictureHeader
from ingest.probe_tiff import TiffPage, isolate, tiff_pages

Image.MAX_IMAGE_PIXELS = None  # our own limit is decided before Pillow sees the file
_A4_LONG_SIDE = 11.69
_LOWEST_DPI, _HIGHEST_DPI = 50.0, 2500.0
_LONGEST_PAPER = 47.0
"""Long side of A0 in inches; a resolution that makes the paper longer is not true."""
_SCREEN_DPI, _LONGEST_AT_SCREEN_DPI = 100.0, 17.0
"""72 and 96 dpi are written by programs that do not know; believed only up to the long side of A3."""
_ANISOTROPY = 1.05
_MAX_SQUARING = 4.0
_EXTRA_UNSPECIFIED = 0
_LARGEST_COPY = 512 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A picture opened for streaming. `dpi` (across, down) as the file tells; `orientation` is EXIF's 1..8."""

    image: pyvips.Image
    dpi: tuple[float, float] | None
    orientation: int = 1


def unreadable(page_no: int, code: FailureCode, detail: str) -> UnreadableError:
    """The error for one page."""
    return UnreadableError(Failure(code=code, page_no=page_no, detail=detail))


@contextmanager
def blamed_on(page_no: int, count: int) -> Iterator[None]:
    """Put a refusal down to one page of `count`: broken data is DAMAGED where it is the only one, else PAGE_UNREADABLE."""
    try:
        yield
    except UnreadableError as error:
        code = error.failure.code
        if code in {FailureCode.DAMAGED, FailureCode.PAGE_UNREADABLE}:
            code = FailureCode.DAMAGED if count == 1 else FailureCode.PAGE_UNREADABLE
        raise unreadable(page_no, code, error.failure.detail) from error


def from_library(page_no: int, error: Exception) -> UnreadableError:
    """What a decoder's complaint means: out of memory, or broken data. Its text goes into the detail, cut: it speaks of bytes only."""
    text = " ".join(str(error).split())
    if isinstance(error, MemoryError) or "memory" in text.lower().replace("unable to write to memory", ""):
        return unreadable(page_no, FailureCode.DECODER_MEMORY, "")
    return unreadable(page_no, FailureCode.PAGE_UNREADABLE, text[:160])


def sane_dpi(dpi: tuple[float, float] | None, width: int, height: int) -> tuple[float, float]:
    """The file's own resolution where it makes a possible sheet of paper, else that of an A4 page of these pixels."""
    if dpi is not None and all(_LOWEST_DPI <= value <= _HIGHEST_DPI for value in dpi):
        longest = max(width / dpi[0], height / dpi[1])
        limit = _LONGEST_AT_SCREEN_DPI if max(dpi) < _SCREEN_DPI else _LONGEST_PAPER
        if longest <= limit and max(dpi) <= _MAX_SQUARING * min(dpi):
            return dpi
    estimate = max(width, height) / _A4_LONG_SIDE
    return estimate, estimate


def squaring(width: int, height: int, dpi: tuple[float, float], limits: DecodeLimits) -> tuple[float, float]:
    """Factors (across, down) that make pixels square at the finer resolution, then bound their number."""
    finest = max(dpi)
    across, down = finest / dpi[0], finest / dpi[1]
    if max(across, down) < _ANISOTROPY:
        across = down = 1.0
    shrink = min(1.0, (limits.render_pixels / (width * across * height * down)) ** 0.5)
    return across * shrink, down * shrink


def _on_white(image: pyvips.Image) -> pyvips.Image:
    """Without its alpha channel, over white paper. An alpha of nothing but zeros is a writer's slip and ignored."""
    held = image.copy_memory()
    colours = held.extract_band(0, n=held.bands - 1)
    if held[held.bands - 1].max() == 0:
        return colours
    return held.flatten(background=[255] * colours.bands)


def _plain_colours(image: pyvips.Image) -> pyvips.Image:
    """Grey or RGB of 8 bits, without alpha."""
    if image.interpretation in {"cmyk", "lab", "labs", "xyz", "scrgb", "rgb16", "grey16", "hsv", "lch"} or image.format != "uchar":
        image = image.colourspace("b-w" if image.interpretation in {"grey16", "b-w"} else "srgb").cast("uchar")
    if image.bands in {2, 4}:
        image = _on_white(image)
    return image if image.bands in {1, 3} else image.extract_band(0, n=3 if image.bands > 3 else 1)


def _turned(pixels: Pixels, orientation: int) -> Pixels:
    """Apply EXIF's orientation 1..8 (Exif 2.32 §4.6.4)."""
    if orientation in {2, 4, 5, 7}:
        pixels = pixels[:, ::-1]
    quarter_turns = {3: 2, 4: 2, 5: 1, 6: -1, 7: -1, 8: 1}.get(orientation, 0)
    return np.ascontiguousarray(np.rot90(pixels, quarter_turns))


def to_page(decoded: Decoded, page_no: int, limits: DecodeLimits) -> PageImage:
    """Stream a picture into a bounded page; PAGE_UNREADABLE where its data is broken or ends early."""
    image = decoded.image
    dpi = sane_dpi(decoded.dpi, image.width, image.height)
    across, down = squaring(image.width, image.height, dpi, limits)
    try:
        if across != 1.0 or down != 1.0:
            image = image.resize(across, vscale=down, kernel="linear" if across > 1 or down > 1 else "lanczos3")
        image = _plain_colours(image)
        pixels = image.numpy()
    except (pyvips.Error, MemoryError) as error:
        raise from_library(page_no, error) from error
    if pixels.ndim == 3 and pixels.shape[2] == 1:
        pixels = pixels[:, :, 0]
    scale = max(across * dpi[0], down * dpi[1]) / max(dpi)
    return PageImage(page_no=page_no, pixels=_turned(pixels, decoded.orientation), dpi=max(dpi) * scale, scale=min(scale, 1.0))


def _orientation(image: pyvips.Image) -> int:
    return int(image.get("orientation")) if image.get_typeof("orientation") else 1


def _exif_dpi(image: pyvips.Image) -> tuple[float, float] | None:
    """Resolution from EXIF; libvips' own value stands for unknown without it."""
    return (image.xres * 25.4, image.yres * 25.4) if image.get_typeof("exif-ifd0-XResolution") else None


def _header(path: Path, page_no: int, kind: FileKind, limits: DecodeLimits) -> PictureHeader:
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        header = HEADERS[kind](data)
    reason = too_large(header.width, header.height, limits, header.whole_bytes)
    if reason:
        raise unreadable(page_no, FailureCode.TOO_LARGE, reason)
    if not 1 <= page_no <= header.count:
        raise unreadable(page_no, FailureCode.PAGE_UNREADABLE, "no such page")
    return header


def rasterize_picture(path: Path, page_no: int, limits: DecodeLimits, kind: FileKind) -> PageImage:
    """A JPEG, PNG or WebP file as a page."""
    with blamed_on(page_no, 1):
        header = _header(path, page_no, kind, limits)
        try:
            image = pyvips.Image.new_from_file(str(path), access="sequential", fail_on="warning")
        except pyvips.Error as error:
            raise from_library(page_no, error) from error
        decoded = Decoded(image=image, dpi=header.dpi or _exif_dpi(image), orientation=_orientation(image))
        return to_page(decoded, page_no, limits)


def rasterize_bmp(path: Path, page_no: int, limits: DecodeLimits) -> PageImage:
    """A BMP file as a page."""
    with blamed_on(page_no, 1):
        header = _header(path, page_no, FileKind.BMP, limits)
        try:
            with Image.open(path, formats=("BMP", "DIB")) as picture:
                image = pyvips.Image.new_from_array(np.asarray(picture.convert("L" if picture.mode in {"1", "L"} else "RGB")))
        except (OSError, ValueError, SyntaxError, MemoryError) as error:
            raise from_library(page_no, error) from error
        return to_page(Decoded(image=image, dpi=header.dpi), page_no, limits)


def rasterize_heic(path: Path, page_no: int, limits: DecodeLimits) -> PageImage:
    """One picture of a HEIC file as a page; libheif applies the file's own turn."""
    header = _header(path, page_no, FileKind.HEIC, limits)
    with blamed_on(page_no, header.count):
        try:
            pixels = np.asarray(pi_heif.open_heif(path)[page_no - 1])
        except (OSError, ValueError, RuntimeError, EOFError, MemoryError) as error:
            raise from_library(page_no, error) from error
        return to_page(Decoded(image=pyvips.Image.new_from_array(pixels), dpi=None), page_no, limits)


def rasterize_tiff(path: Path, page_no: int, limits: DecodeLimits) -> PageImage:
    """One page of a TIFF file."""
    pages = tiff_pages(path, limits.max_pages)
    if not 1 <= page_no <= len(pages):
        raise unreadable(page_no, FailureCode.PAGE_UNREADABLE, "no such page")
    with blamed_on(page_no, len(pages)):
        return _tiff_alone_or_not(path, pages[page_no - 1], page_no, limits, alone=len(pages) == 1)


def _tiff_alone_or_not(path: Path, page: TiffPage, page_no: int, limits: DecodeLimits, *, alone: bool) -> PageImage:
    """The page; where reading it fails among others, once more from a copy that holds no other: libtiff complains of any directory."""
    if not page.complete:
        raise unreadable(page_no, FailureCode.PAGE_UNREADABLE, "TIFF: pixels outside the file")
    reason = too_large(page.width, page.height, limits)
    if reason:
        raise unreadable(page_no, FailureCode.TOO_LARGE, reason)
    try:
        return _tiff_page(path, page, page.directory, page_no, limits)
    except UnreadableError:
        if alone or path.stat().st_size > _LARGEST_COPY:
            raise
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "page.tif"
        shutil.copyfile(path, copy)
        isolate(copy, page)
        return _tiff_page(copy, page, 0, page_no, limits)


def _tiff_page(path: Path, page: TiffPage, directory: int, page_no: int, limits: DecodeLimits) -> PageImage:
    """The page in that directory of the file."""
    try:
        image = pyvips.Image.tiffload(str(path), page=directory, access="sequential", fail_on="warning")
    except pyvips.Error as error:
        raise from_library(page_no, error) from error
    if page.extra_sample == _EXTRA_UNSPECIFIED and image.bands in {2, 4} and image.interpretation != "cmyk":
        image = image.extract_band(0, n=image.bands - 1)
    return to_page(Decoded(image=image, dpi=page.dpi, orientation=_orientation(image)), page_no, limits)

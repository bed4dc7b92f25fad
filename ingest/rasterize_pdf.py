"""PDF pages to pixels: the embedded scan as it is where the page is one, else the page drawn by poppler."""

import dataclasses
import re
import tempfile
from pathlib import Path

import numpy as np
import pdf2image
import pikepdf
import pypdfium2
import pyvips
from pdf2image.exceptions import PDFPageCountError, PDFPopplerTimeoutError, PDFSyntaxError

from domain.failure import FailureCode
from domain.page import PageImage, Pixels
from ingest.limits import DecodeLimits
from ingest.probe import too_large
from ingest.probe_pdf import PageSurvey, PlacedPicture, open_pdf, pdf_errors, survey
from ingest.rasterize_embedded import Embedded, embedded
from ingest.rasterize_picture import Decoded, blamed_on, from_library, sane_dpi, squaring, to_page, unreadable

_POINTS = 72.0
_LOWEST_DRAWN, _HIGHEST_DRAWN = 200.0, 1200.0
_NETPBM = re.compile(rb"P([56])\s+(\d+)\s+(\d+)\s+255\s")


def rasterize_pdf(path: Path, page_no: int, limits: DecodeLimits) -> PageImage:
    """One page of a PDF file."""
    with open_pdf(path) as pdf, blamed_on(page_no, len(pdf.pages)):
        with pdf_errors(FailureCode.PAGE_UNREADABLE):
            page = pdf.pages[page_no - 1]
        found = survey(page)
        if found.largest > limits.max_page_pixels:
            raise unreadable(page_no, FailureCode.TOO_LARGE, f"picture of {found.largest} pixels")
        if found.scan is not None:
            return _scan(page_no, found, found.scan, limits)
        strict = not _check_pictures(found, page_no, limits)
        drawn = _draw(path, page_no, _drawing_dpi(found, limits), found, limits, strict=strict)
        return _with_text(path, drawn) if found.born_digital else drawn


def _drawing_dpi(found: PageSurvey, limits: DecodeLimits) -> float:
    """Resolution to draw at: that of the pictures on the page where they are its substance, else the limit for vectors."""
    if found.picture_dpi is None or found.born_digital:
        return float(limits.max_dpi)
    return min(max(found.picture_dpi / found.unit, _LOWEST_DRAWN), _HIGHEST_DRAWN)


def _scan(page_no: int, found: PageSurvey, scan: PlacedPicture, limits: DecodeLimits) -> PageImage:
    """The page's one picture, turned as the page shows it; forms that we do not read ourselves are drawn pixel for pixel."""
    dpi = scan.dpi[0] / found.unit, scan.dpi[1] / found.unit
    with pdf_errors(FailureCode.PAGE_UNREADABLE):
        source = embedded(scan)
    with tempfile.TemporaryDirectory() as folder:
        if source is None:
            page = _drawn_alone(scan, Path(folder), page_no, dpi, limits)
        else:
            page = to_page(_open(source, Path(folder), page_no, dpi, limits), page_no, limits)
    return PageImage(page_no=page_no, pixels=_as_shown(page.pixels, scan, found.rotate), dpi=page.dpi, scale=page.scale)


def _drawn_alone(scan: PlacedPicture, folder: Path, page_no: int, dpi: tuple[float, float], limits: DecodeLimits) -> PageImage:
    """The picture drawn by poppler on a page of its own, one unit a pixel, so that no pixel is resampled unless it must shrink."""
    width, height = scan.width, scan.height
    told = sane_dpi(dpi, width, height)
    across, down = squaring(width, height, told, limits)
    with pdf_errors(FailureCode.PAGE_UNREADABLE), pikepdf.Pdf.new() as alone:
        alone.add_blank_page(page_size=(width, height))
        page = alone.pages[0]
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=alone.copy_foreign(scan.picture)))
        # poppler lets a picture that ends on a pixel's edge reach one pixel further: keep a hair's breadth inside
        page.obj.Contents = alone.make_stream(b"q %f 0 0 %f 0.0005 0.0005 cm /P Do Q" % (width - 0.001, height - 0.001))
        alone.save(folder / "alone.pdf")
    size = max(1, round(width * across)), max(1, round(height * down))
    pixels = _poppler(folder / "alone.pdf", 1, size, limits, blamed=page_no, strict=True)
    if str(scan.picture.get("/Filter")) == "/JBIG2Decode" and size == (width, height):
        pixels = _better_of(pixels, folder / "alone.pdf", page_no)
    scale = max(across * told[0], down * told[1]) / max(told)
    return PageImage(page_no=page_no, pixels=pixels, dpi=max(told) * scale, scale=min(scale, 1.0))


def _better_of(drawn: Pixels, path: Path, page_no: int) -> Pixels:
    """PDFium's reading of a JBIG2 page, which follows codings that poppler loses without a word; poppler's where PDFium shows nothing.

    Damage is poppler's to find: it has already drawn the page without a complaint.
    """
    try:
        document = pypdfium2.PdfDocument(path)
        try:
            other: Pixels = np.ascontiguousarray(document[0].render(scale=1, grayscale=True).to_numpy())
        finally:
            document.close()
    except pypdfium2.PdfiumError as error:
        raise unreadable(page_no, FailureCode.PAGE_UNREADABLE, "PDFium: not drawn") from error
    return other if other.shape == drawn.shape[:2] and other.min() < other.max() else drawn


def _check_pictures(found: PageSurvey, page_no: int, limits: DecodeLimits) -> bool:
    """Decode every picture of the page once, as poppler leaves a broken one blank without a word; False where some could not be checked."""
    checked = True
    seen: set[tuple[int, int]] = set()
    for placed in found.pictures:
        if placed.picture.objgen in seen:
            continue
        seen.add(placed.picture.objgen)
        with pdf_errors(FailureCode.PAGE_UNREADABLE):
            source = embedded(placed)
        if source is None:
            checked = False
            continue
        with tempfile.TemporaryDirectory() as folder:
            image = _open(source, Path(folder), page_no, placed.dpi, limits).image
            try:
                image.avg()
            except pyvips.Error as error:
                raise from_library(page_no, error) from error
    return checked


def _open(source: Embedded, folder: Path, page_no: int, dpi: tuple[float, float], limits: DecodeLimits) -> Decoded:
    """Put the embedded picture into a file of its own (memory stays free for decoding) and open it."""
    reason = too_large(source.width, source.height, limits, source.whole_bytes)
    if reason:
        raise unreadable(page_no, FailureCode.TOO_LARGE, reason)
    file = folder / "picture"
    with file.open("wb") as stream:
        for piece in source.pieces:
            stream.write(piece)
    source.pieces.clear()
    try:
        image = pyvips.Image.new_from_file(str(file), access="sequential", fail_on="warning")
    except pyvips.Error as error:
        raise from_library(page_no, error) from error
    return Decoded(image=image.invert() if source.inverted else image, dpi=dpi)


def _as_shown(pixels: Pixels, scan: PlacedPicture, rotate: int) -> Pixels:
    """Mirror and turn a picture's pixels as its placement and the page's own turn (clockwise) say."""
    a, b, c, d, _, _ = scan.matrix
    if abs(a) + abs(d) >= abs(b) + abs(c):
        rows_back, columns_back = d < 0, a < 0
    else:
        pixels = pixels.swapaxes(0, 1)
        rows_back, columns_back = b > 0, c > 0
    if rows_back:
        pixels = pixels[::-1]
    if columns_back:
        pixels = pixels[:, ::-1]
    return np.ascontiguousarray(np.rot90(pixels, -(rotate // 90)))


def _draw(path: Path, page_no: int, dpi: float, found: PageSurvey, limits: DecodeLimits, *, strict: bool) -> PageImage:
    """Draw the page with poppler at that resolution or as near to it as the pixel limit allows.

    `strict`: any complaint of poppler about the file refuses the page; wanted where its pictures could not be checked beforehand.
    """
    left, bottom, right, top = found.box
    width, height = (right - left) * found.unit / _POINTS, (top - bottom) * found.unit / _POINTS
    bounded = min(dpi, (limits.render_pixels / (width * height)) ** 0.5)
    size = max(1, round(max(width, height) * bounded))
    pixels = _poppler(path, page_no, size, limits, blamed=page_no, strict=strict)
    finest = found.picture_dpi / found.unit if found.picture_dpi else bounded
    return PageImage(page_no=page_no, pixels=pixels, dpi=bounded, scale=min(1.0, bounded / finest))


def _poppler(path: Path, page_no: int, size: int | tuple[int, int], limits: DecodeLimits, *, blamed: int, strict: bool) -> Pixels:
    """One page of a PDF drawn with that long side, or that width and height, in pixels; UnreadableError where poppler draws nothing.

    Width and height only for pages that are not turned: versions of poppler differ in which is which on a turned one. `blamed` is the page
    that a refusal names.
    """
    with tempfile.TemporaryDirectory() as folder:
        try:
            files = pdf2image.convert_from_path(
                path,
                size=size,
                first_page=page_no,
                last_page=page_no,
                use_cropbox=True,
                output_folder=folder,
                paths_only=True,
                thread_count=1,
                strict=strict,
                timeout=int(limits.wall_seconds),
            )
        except (PDFPageCountError, PDFSyntaxError, PDFPopplerTimeoutError) as error:
            raise unreadable(blamed, FailureCode.PAGE_UNREADABLE, f"poppler: {type(error).__name__}") from error
        pixels = _read_netpbm(Path(str(files[0]))) if files else None
    if pixels is None:
        raise unreadable(blamed, FailureCode.PAGE_UNREADABLE, "poppler: nothing drawn")
    return pixels


def _read_netpbm(file: Path) -> Pixels | None:
    """The pixels of a whole binary PGM or PPM, grey where all colours are; None where the file is not whole."""
    with file.open("rb") as stream:
        head = _NETPBM.match(stream.read(64))
    if head is None:
        return None
    channels = {b"5": 1, b"6": 3}[head[1]]
    width, height = int(head[2]), int(head[3])
    if file.stat().st_size != head.end() + width * height * channels:
        return None
    pixels = np.fromfile(file, dtype=np.uint8, offset=head.end())
    if channels == 1:
        return pixels.reshape(height, width)
    coloured = pixels.reshape(height, width, 3)
    grey = all(np.array_equal(row[:, 0], row[:, 1]) and np.array_equal(row[:, 0], row[:, 2]) for row in coloured)
    return np.ascontiguousarray(coloured[:, :, 0]) if grey else coloured


def _with_text(path: Path, page: PageImage) -> PageImage:
    """The page with its own text layer."""
    document = pypdfium2.PdfDocument(path)
    try:
        text = document[page.page_no - 1].get_textpage().get_text_range()
    except pypdfium2.PdfiumError as error:
        raise unreadable(page.page_no, FailureCode.PAGE_UNREADABLE, "PDF: text layer") from error
    finally:
        document.close()
    return dataclasses.replace(page, born_text=text.replace("\r\n", "\n"))

"""Open a stored original with a reader that did not read it the first time, to know that it does not hang on one library.

PDF pages were surveyed by qpdf and drawn by poppler: here PDFium draws them. Pictures were decoded by libvips: here Pillow does. HEIC has
one free decoder only, so it is opened by that one again.
"""

import warnings
from pathlib import Path

import pi_heif
import pypdfium2
from PIL import Image, ImageSequence

from domain.errors import UnreadableError
from domain.failure import Failure, FailureCode
from domain.scan import FileKind

Image.MAX_IMAGE_PIXELS = None  # the limits were held when the file came in
_DRAWN = 300
"""Pixels of the longer side of a PDF page drawn: enough to make PDFium decode what lies on it."""
_DECODED = 120_000_000
"""Pixels up to which a picture is decoded whole; of a larger one the structure is looked at."""


def open_again(path: Path, kind: FileKind) -> int:
    """Open every page and return how many there are; UnreadableError naming the first page that does not open."""
    if kind is FileKind.PDF:
        return _pdf(path)
    if kind is FileKind.HEIC:
        return _heic(path)
    return _picture(path)


def _pdf(path: Path) -> int:
    opened = 0
    try:
        with pypdfium2.PdfDocument(path) as document:
            for page in document:
                page.render(scale=_DRAWN / max(1.0, *page.get_size())).close()
                page.close()
                opened += 1
    except (pypdfium2.PdfiumError, ValueError, IndexError) as error:
        raise _refused(opened + 1, "pdfium", error) from error
    return opened


def _heic(path: Path) -> int:
    opened = 0
    try:
        for image in pi_heif.open_heif(path):
            image.to_pillow()
            opened += 1
    except (ValueError, OSError, RuntimeError, EOFError, SyntaxError) as error:
        raise _refused(opened + 1, "libheif", error) from error
    return opened


def _picture(path: Path) -> int:
    opened = 0
    try:
        with warnings.catch_warnings(), Image.open(path) as image:
            warnings.simplefilter("ignore")  # odd tags are no reason to doubt the pixels
            for frame in ImageSequence.Iterator(image):
                if frame.width * frame.height <= _DECODED:
                    frame.load()
                opened += 1
    except (OSError, SyntaxError, ValueError, TypeError, LookupError, EOFError) as error:
        raise _refused(opened + 1, "pillow", error) from error
    return opened


def _refused(page_no: int, reader: str, error: Exception) -> UnreadableError:
    failure = Failure(code=FailureCode.PAGE_UNREADABLE, page_no=page_no, detail=f"{reader}: {type(error).__name__}")
    return UnreadableError(failure)

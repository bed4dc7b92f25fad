"""From a file and a page number to pixels, at a bounded size."""

import functools
from collections.abc import Callable
from pathlib import Path

from domain.page import PageImage
from domain.scan import FileKind
from ingest.limits import DecodeLimits
from ingest.rasterize_pdf import rasterize_pdf
from ingest.rasterize_picture import rasterize_bmp, rasterize_heic, rasterize_picture, rasterize_tiff


def rasterize(path: Path, page_no: int, kind: FileKind, limits: DecodeLimits) -> PageImage:
    """Read one page of a probed file.

    A scan comes at its own resolution, its pixels untouched, or shrunk to `limits.render_pixels`; only what is no single picture is drawn,
    at most at `limits.max_dpi` (higher where a picture on it is finer). Colours come as grey or RGB on white, pixels square, the file's
    own turn (EXIF, /Rotate) applied. UnreadableError with `page_no`: PAGE_UNREADABLE (a page among others), DAMAGED (the only page),
    TOO_LARGE, DECODER_MEMORY; without it where the file as a whole is no longer as it was probed.
    """
    return _READERS[kind](path, page_no, limits)


_READERS: dict[FileKind, Callable[[Path, int, DecodeLimits], PageImage]] = {
    FileKind.PDF: rasterize_pdf,
    FileKind.TIFF: rasterize_tiff,
    FileKind.HEIC: rasterize_heic,
    FileKind.BMP: rasterize_bmp,
    FileKind.JPEG: functools.partial(rasterize_picture, kind=FileKind.JPEG),
    FileKind.PNG: functools.partial(rasterize_picture, kind=FileKind.PNG),
    FileKind.WEBP: functools.partial(rasterize_picture, kind=FileKind.WEBP),
}

"""From a file and a page number to pixels, at a bounded size."""

from pathlib import Path

from domain.page import PageImage
from domain.scan import FileKind
from ingest.limits import DecodeLimits
from ingest.rasterize_pdf import rasterize_pdf
from ingest.rasterize_picture import rasterize_heic, rasterize_picture, rasterize_tiff


def rasterize(path: Path, page_no: int, kind: FileKind, limits: DecodeLimits) -> PageImage:
    """Read one page of a probed file.

    A scan comes at its own resolution, its pixels untouched, or shrunk to `limits.render_pixels`; only what is no single picture is drawn,
    at most at `limits.max_dpi` (higher where a picture on it is finer). Colours come as grey or RGB on white, pixels square, the file's
    own turn (EXIF, /Rotate) applied. UnreadableError with `page_no`: PAGE_UNREADABLE (a page among others), DAMAGED (the only page),
    TOO_LARGE, DECODER_MEMORY.
    """
    if kind is FileKind.PDF:
        return rasterize_pdf(path, page_no, limits)
    if kind is FileKind.TIFF:
        return rasterize_tiff(path, page_no, limits)
    if kind is FileKind.HEIC:
        return rasterize_heic(path, page_no, limits)
    return rasterize_picture(path, page_no, kind, limits)

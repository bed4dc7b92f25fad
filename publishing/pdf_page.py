"""What a page of a searchable PDF is made of; apart from its making, whose libraries only the sandbox loads."""

from dataclasses import dataclass
from pathlib import Path

from domain.page import PageTransform
from domain.scan import FileKind
from domain.text import OcrPage


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfPage:
    """One page to publish.

    `page_no` counts from 1 within the scan at `scan_path`. `transform` and `dpi` are those of the PageImage that was read: the page
    as a viewer shows it, EXIF orientation and PDF /Rotate applied. `ocr` is None where nothing was read (blank or unreadable text).
    """

    scan_path: Path
    kind: FileKind
    page_no: int
    transform: PageTransform
    dpi: float
    ocr: OcrPage | None

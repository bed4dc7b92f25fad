"""What a file is, by its content: kind, pages, and whether it can be read at all. Nothing is decoded here."""

import mmap
import os
import stat
from pathlib import Path

import pikepdf

from domain.errors import UnreadableError
from domain.failure import Failure, FailureCode
from domain.scan import FileKind, PageFacts, ProbedFile
from ingest.limits import DecodeLimits
from ingest.probe_image import HEADERS
from ingest.probe_pdf import PageSurvey, open_pdf, survey
from ingest.probe_tiff import TiffPage, tiff_pages

_HEAD_BYTES = 1024
_SCAN_SUFFIXES = frozenset({".pdf", ".tif", ".tiff", ".jpg", ".jpeg", ".jpe", ".png", ".bmp", ".webp", ".heic", ".heif"})
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_EOF_SLACK = 1024


def _refused(code: FailureCode, detail: str = "") -> UnreadableError:
    return UnreadableError(Failure(code=code, detail=detail))


def _kind_of(head: bytes) -> FileKind | None:  # noqa: PLR0911 - one line a kind
    """The kind that the first bytes tell; None for none of ours."""
    if head.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.PNG
    if head[:4] in {b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"}:
        return FileKind.TIFF
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return FileKind.WEBP
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS:
        return FileKind.HEIC
    if head.startswith(b"BM") and head[14:18] in {b"\x0c\0\0\0", b"\x28\0\0\0", b"\x34\0\0\0", b"\x38\0\0\0", b"\x6c\0\0\0", b"\x7c\0\0\0"}:
        return FileKind.BMP
    return FileKind.PDF if b"%PDF-" in head else None


def _check_size(path: Path, limits: DecodeLimits) -> None:
    facts = path.stat()
    if not stat.S_ISREG(facts.st_mode):
        raise _refused(FailureCode.NOT_A_FILE)
    if facts.st_size == 0:
        raise _refused(FailureCode.EMPTY_FILE)
    if facts.st_size > limits.max_file_bytes:
        raise _refused(FailureCode.FILE_TOO_LARGE, f"{facts.st_size} bytes")
    if not os.access(path, os.R_OK):
        raise _refused(FailureCode.NO_PERMISSION)


def detect(path: Path, *, name: str) -> FileKind:
    """The kind of a file by its content; UnreadableError: UNKNOWN_TYPE, DISGUISED_TYPE, or DAMAGED where it is nothing but zero bytes.

    `name` is the name it came under, used only to tell an unknown file from one that claims to be a scan.
    """
    with path.open("rb") as stream:
        head = stream.read(_HEAD_BYTES)
    kind = _kind_of(head)
    if kind is not None:
        return kind
    if not head.strip(b"\0"):
        raise _refused(FailureCode.DAMAGED, "nothing but zero bytes")
    claims = Path(name).suffix.lower() in _SCAN_SUFFIXES
    raise _refused(FailureCode.DISGUISED_TYPE if claims else FailureCode.UNKNOWN_TYPE)


def probe(path: Path, *, name: str, limits: DecodeLimits) -> ProbedFile:
    """Probe one file.

    Every page that can be counted is listed, also one that will turn out unreadable: reading it then fails that page alone. A file is
    refused whole (UnreadableError) where it is empty, unknown, protected, damaged or cut short, over a limit, has no page, or has no page
    within the limits.
    """
    _check_size(path, limits)
    kind = detect(path, name=name)
    if kind is FileKind.PDF:
        pages = _probe_pdf(path, limits)
    elif kind is FileKind.TIFF:
        pages = _probe_tiff(path, limits)
    else:
        pages = _probe_picture(path, kind, limits)
    return ProbedFile(kind=kind, pages=pages)


def mean_dpi(dpi: tuple[float, float] | None) -> float | None:
    """One resolution for (across, down)."""
    return None if dpi is None else (dpi[0] * dpi[1]) ** 0.5


def too_large(width: int, height: int, limits: DecodeLimits, whole_bytes: int = 0) -> str:
    """Why a picture may not be decoded, "" where it may. `whole_bytes`: memory needed at once by a form that cannot be streamed."""
    if width * height > limits.max_page_pixels:
        return f"{width} x {height} pixels"
    if whole_bytes > limits.memory_bytes * 3 // 4:
        return f"{whole_bytes >> 20} MiB needed at once for {width} x {height} pixels"
    return ""


def _probe_picture(path: Path, kind: FileKind, limits: DecodeLimits) -> tuple[PageFacts, ...]:
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        header = HEADERS[kind](data)
    reason = too_large(header.width, header.height, limits, header.whole_bytes)
    if reason:
        raise _refused(FailureCode.TOO_LARGE, reason)
    facts = [PageFacts(page_no=n + 1, width=header.width, height=header.height, dpi=mean_dpi(header.dpi)) for n in range(header.count)]
    return tuple(facts)


def _probe_tiff(path: Path, limits: DecodeLimits) -> tuple[PageFacts, ...]:
    pages = tiff_pages(path, limits.max_pages)
    if not any(page.complete for page in pages):
        raise _refused(FailureCode.DAMAGED, "TIFF: no page's pixels lie inside the file")
    if all(too_large(page.width, page.height, limits) for page in pages):
        raise _refused(FailureCode.TOO_LARGE, f"{pages[0].width} x {pages[0].height} pixels")
    return tuple(_tiff_facts(number, page) for number, page in enumerate(pages, start=1))


def _tiff_facts(number: int, page: TiffPage) -> PageFacts:
    return PageFacts(page_no=number, width=page.width or None, height=page.height or None, dpi=mean_dpi(page.dpi))


def _check_pdf_end(path: Path) -> None:
    """A PDF that does not end in its end mark was cut short, whatever could still be repaired of it."""
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        mark = data.rfind(b"%%EOF")
        tail = len(data) - mark
        if mark < 0 or (tail > _EOF_SLACK and data[mark + 5 :].strip(b"\0\r\n\t ")):
            raise _refused(FailureCode.DAMAGED, "PDF: cut short, no end mark")


def _probe_pdf(path: Path, limits: DecodeLimits) -> tuple[PageFacts, ...]:
    with open_pdf(path) as pdf:
        _check_pdf_end(path)
        try:
            count = len(pdf.pages)
        except (RuntimeError, ValueError, TypeError) as error:
            raise _refused(FailureCode.DAMAGED, f"PDF: page tree, {type(error).__name__}") from error
        if count == 0:
            raise _refused(FailureCode.NO_PAGES)
        if count > limits.max_pages:
            raise _refused(FailureCode.TOO_MANY_PAGES, f"{count} pages")
        surveyed = [_survey(pdf, number, limits) for number in range(1, count + 1)]
    failures = [outcome for outcome in surveyed if isinstance(outcome, Failure)]
    if len(failures) == count:  # no page within the limits, or none readable
        code = FailureCode.DAMAGED if failures[0].code is FailureCode.PAGE_UNREADABLE else failures[0].code
        raise _refused(code, failures[0].detail)
    return tuple(_pdf_facts(number, outcome) for number, outcome in enumerate(surveyed, start=1))


def _survey(pdf: pikepdf.Pdf, number: int, limits: DecodeLimits) -> PageSurvey | Failure:
    """The page's make-up, or why it will not be read."""
    try:
        found = survey(pdf.pages[number - 1])
    except UnreadableError as error:
        return error.failure
    if found.largest > limits.max_page_pixels:
        return Failure(code=FailureCode.TOO_LARGE, page_no=number, detail=f"picture of {found.largest} pixels")
    return found


def _pdf_facts(number: int, outcome: PageSurvey | Failure) -> PageFacts:
    if isinstance(outcome, Failure):
        return PageFacts(page_no=number, width=None, height=None, dpi=None)
    scan = outcome.scan
    if scan is None:
        return PageFacts(page_no=number, width=None, height=None, dpi=outcome.picture_dpi, born_digital=outcome.born_digital)
    return PageFacts(page_no=number, width=scan.width, height=scan.height, dpi=mean_dpi(scan.dpi))

"""A document as one searchable PDF: each scan image as it was, shown upright, under it the text that we read."""

import errno
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pikepdf
import pypdfium2
import pyvips
from pikepdf import Dictionary, Name

from domain.errors import UnreadableError
from domain.failure import Failure, FailureCode
from domain.scan import FileKind
from domain.text import Box
from publishing import pdfa, source_pdf, text_layer
from publishing.glyphless import Alphabet, alphabet_of, embed
from publishing.pdf_page import PdfPage
from publishing.placement import upright_from_prepared
from publishing.scan_image import embed_image

_PART_BYTES = 64_000_000
"""Bytes of scans that are held in memory at a time, but always one page."""
_LONGEST_SIDE = 14_400.0
"""Points; the largest page side that readers accept (ISO 32000-1, annex C)."""
_EXIF_MATRICES: dict[int, tuple[int, int, int, int, int, int]] = {
    1: (1, 0, 0, 1, 0, 0),
    2: (-1, 0, 0, 1, 1, 0),
    3: (-1, 0, 0, -1, 1, 1),
    4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1),
    6: (0, -1, 1, 0, 0, 1),
    7: (0, 1, 1, 0, 0, 0),
    8: (0, 1, -1, 0, 1, 0),
}
"""What each EXIF orientation does to the unit square, y up."""


def write_document(pages: Sequence[PdfPage], out: Path, *, title: str, language: str = "zh-CN") -> None:
    """Write `pages` in order as one PDF to `out`; the same input gives the same bytes.

    PDF pages are copied with their own images and fonts, minus an earlier invisible text layer and actions; image files are embedded
    unchanged where PDF can hold them. Pages are turned upright; skew is left in the image and the words step along with it.
    Words that a page already shows as selectable text are not laid again. The file is PDF/A-2u and says so where its pages allow
    it (see publishing.pdfa). Intermediate files stand beside `out`. Raises
    UnreadableError with the page's number in its scan where that scan cannot be read, OSError where `out` cannot be written.
    """
    if not pages:
        raise ValueError("a document has at least one page")
    with TemporaryDirectory(prefix=".publishing-", dir=out.parent) as folder:
        work = Path(folder)
        parts = _write_parts(pages, work, about=Dictionary(Title=pikepdf.String(title), Lang=pikepdf.String(language)))
        if len(parts) > 1:
            joined = work / "joined.pdf"
            _join(parts, joined)
            parts = [joined]
        sealed = work / "sealed.pdf"
        with pikepdf.open(parts[0]) as whole:
            pdfa.conform(whole, title=title)
            _save(whole, sealed)
        sealed.replace(out)


def _save(pdf: pikepdf.Pdf, out: Path) -> None:
    pdf.save(
        out,
        min_version="1.5",
        deterministic_id=True,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )


def _write_parts(pages: Sequence[PdfPage], work: Path, *, about: pikepdf.Dictionary) -> list[Path]:
    """The pages in files of a bounded size each, so that memory holds one part's images and not the document's."""
    alphabet = alphabet_of(text_layer.page_text(page.ocr) for page in pages if page.ocr is not None)
    parts: list[Path] = []
    waiting = deque(pages)
    while waiting:
        parts.append(work / f"{len(parts)}.pdf")
        with pikepdf.Pdf.new() as part, ExitStack() as opened:
            sources = _Sources(opened)
            font = embed(part, alphabet)
            weight = 0
            while waiting and weight < _PART_BYTES:
                page = waiting.popleft()
                with _blaming(page):
                    if page.kind is FileKind.PDF:
                        frame, size = _add_copied_page(part, page, sources)
                    else:
                        frame, size = _add_image_page(part, page, work)
                    weight += size
                    _finish(part, page, frame, font, alphabet)
            part.docinfo[Name.Title] = about.Title
            part.Root.Lang = about.Lang
            part.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
            _save(part, parts[-1])
    return parts


class _Sources:
    """The scanned PDF files of one part, each opened once: to copy from, and to look at."""

    def __init__(self, opened: ExitStack) -> None:
        self._opened = opened
        self._known: dict[Path, tuple[pikepdf.Pdf, pypdfium2.PdfDocument]] = {}

    def of(self, path: Path) -> tuple[pikepdf.Pdf, pypdfium2.PdfDocument]:
        if path not in self._known:
            self._known[path] = (self._opened.enter_context(pikepdf.open(path)), self._opened.enter_context(pypdfium2.PdfDocument(path)))
        return self._known[path]


def _join(parts: Sequence[Path], out: Path) -> None:
    """One file of all parts' pages, streamed from disk by qpdf; title and language are the first part's."""
    pikepdf.Job(
        {
            "inputFile": str(parts[0]),
            "outputFile": str(out),
            "pages": [{"file": str(part), "range": "1-z"} for part in parts],
            "deterministicId": "",
            "decodeLevel": "none",
            "objectStreams": "generate",
        }
    ).run()


@contextmanager
def _blaming(page: PdfPage) -> Iterator[None]:
    """Turn what the decoders raise into a failure of that page; a full disk is nobody's page."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EMFILE}:
            raise
        raise _unreadable(page, error) from error
    except (pikepdf.PikepdfError, pypdfium2.PdfiumError, pyvips.Error, ValueError, TypeError, LookupError, SyntaxError) as error:
        raise _unreadable(page, error) from error


def _unreadable(page: PdfPage, error: Exception) -> UnreadableError:
    return UnreadableError(Failure(code=FailureCode.PAGE_UNREADABLE, page_no=page.page_no, detail=f"publishing: {type(error).__name__}"))


def _add_copied_page(part: pikepdf.Pdf, page: PdfPage, sources: _Sources) -> tuple[Box, int]:
    """Append the scan's page without its older invisible text and its actions.

    Returns the frame of the page that was read and the page's share of the scan file in bytes.
    """
    source, drawn = sources.of(page.scan_path)
    copied = source.pages[page.page_no - 1]
    frame = source_pdf.scan_frame(copied, drawn[page.page_no - 1], page.transform.scan_width, page.transform.scan_height)
    part.pages.append(copied)
    source_pdf.drop_invisible_text(part.pages[-1])
    source_pdf.drop_actions(part.pages[-1])
    return frame, page.scan_path.stat().st_size // len(source.pages)


def _add_image_page(part: pikepdf.Pdf, page: PdfPage, work: Path) -> tuple[Box, int]:
    """Append a page of the scan's size that shows the image as a viewer would; returns its frame and the image's bytes."""
    embedded = embed_image(part, page.scan_path, page.kind, page.page_no, work)
    pixels = page.transform.scan_width, page.transform.scan_height
    point = min(72 / page.dpi, _LONGEST_SIDE / max(pixels))
    width, height = (round(side * point, 3) for side in pixels)
    matrix = " ".join(map(str, _EXIF_MATRICES[embedded.orientation]))
    drawn = f"q {width} 0 0 {height} 0 0 cm {matrix} cm /Scan Do Q".encode("ascii")
    part.add_blank_page(page_size=(width, height))
    part.pages[-1].obj.Contents = part.make_stream(drawn)
    part.pages[-1].obj.Resources = Dictionary(XObject=Dictionary(Scan=embedded.stream))
    return Box(left=0.0, top=0.0, right=1.0, bottom=1.0), len(embedded.stream.read_raw_bytes())


def _finish(part: pikepdf.Pdf, page: PdfPage, frame: Box, font: pikepdf.Object, alphabet: Alphabet) -> None:
    """Turn the part's last page upright and lay the text under it.

    The turn goes into the content, because PDFium loses line ends on pages that /Rotate turns. The text comes before the page's own
    content, so that no graphics state left open there can move it.
    """
    shown = part.pages[-1]
    shown.rotate(page.transform.rotation, relative=True)
    shown.flatten_rotation()
    if page.ocr is None:
        return
    upright = source_pdf.turned(frame, page.transform.rotation)
    to_page = upright_from_prepared(page.transform).then(source_pdf.user_space(shown, upright, *page.transform.upright_size))
    taken = source_pdf.visible_text_boxes(shown) if page.kind is FileKind.PDF else ()
    layer = text_layer.content(page.ocr, to_page, alphabet, wanted=partial(_outside, taken))
    shown.contents_add(part.make_stream(layer), prepend=True)
    shown.add_resource(font, Name.Font, name=Name(text_layer.FONT_NAME))


def _outside(boxes: tuple[Box, ...], x: float, y: float) -> bool:
    return not any(box.left <= x <= box.right and box.top <= y <= box.bottom for box in boxes)

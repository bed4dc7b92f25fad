"""Open a published PDF with another reader than the one that wrote it: PDFium, where qpdf wrote."""

from pathlib import Path

import pypdfium2

from domain.errors import UnreadableError
from domain.failure import Failure, FailureCode


def page_texts(path: Path) -> tuple[str, ...]:
    """Return the text of every page as a reader would copy it, in order; UnreadableError where PDFium cannot open the file or a page."""
    texts: list[str] = []
    try:
        with pypdfium2.PdfDocument(path) as document:
            for page in document:
                layer = page.get_textpage()
                texts.append(layer.get_text_range())
                layer.close()
                page.close()
    except pypdfium2.PdfiumError as error:
        failure = Failure(code=FailureCode.PAGE_UNREADABLE, page_no=len(texts) + 1, detail=f"pdfium: {type(error).__name__}")
        raise UnreadableError(failure) from error
    return tuple(texts)

"""What is stored opens: originals by a second reader, searchable PDFs with their pages and their text."""

from collections import Counter
from collections.abc import Callable

from domain.errors import UnreadableError
from domain.failure import Failure
from domain.ids import BatchId
from domain.verification import Fault, FaultKind
from publishing.text_layer import printable
from services.publication import sandbox_for
from services.verifying_store import Collector
from services.workplace import Workplace
from storage import read_models_verify
from storage.read_models_verify import Original, Published

TEXT_SHARE = 0.9
"""Of the characters that were read, so many must be found in the PDF: readers drop hyphens at line ends and join blanks."""

_Tell = Callable[[str, int, int], None]


def look_at_originals(place: Workplace, found: Collector, total: int, tell: _Tell, *, batch_id: BatchId | None = None) -> int:
    """Open every original that was readable (of one batch, or all) with another reader, count its pages, and return how many opened.

    A missing one is reported with the store.
    """
    after, done, opened = 0, 0, 0
    while True:
        with place.database.read() as tx:
            some = read_models_verify.originals(tx, after=after, batch_id=batch_id)
        if not some:
            return opened
        for original in some:
            opened += _look_at_original(place, original, found)
            done += 1
            tell("originals", done, max(done, total))
        after = some[-1].id


def _look_at_original(place: Workplace, original: Original, found: Collector) -> bool:
    if not place.blobs.has(original.sha256):
        return False
    subject = f"scan {original.id}"
    try:
        with sandbox_for(place, original.page_count) as sandbox:
            pages = sandbox.call("ingest.second_reader:open_again", place.blobs.path(original.sha256), original.kind)
    except UnreadableError as error:
        if original.refused_pages:
            return False
        found.add(Fault(kind=FaultKind.SECOND_READER, subject=subject, record=subject, detail=_said(error.failure)))
        return False
    if pages != original.page_count:
        detail = f"{original.page_count} pages recorded, {pages} found"
        found.add(Fault(kind=FaultKind.PAGES_DIFFER, subject=subject, record=subject, detail=detail))
    return True


def look_at_pdfs(place: Workplace, found: Collector, total: int, tell: _Tell, *, batch_id: BatchId | None = None) -> int:
    """Open every searchable PDF (of one batch, or all), hold its pages and text against what was read, and return how many opened."""
    after, done, opened = 0, 0, 0
    while True:
        with place.database.read() as tx:
            some = read_models_verify.published(tx, after=after, batch_id=batch_id)
        if not some:
            return opened
        for document in some:
            opened += _look_at_pdf(place, document, found)
            done += 1
            tell("pdfs", done, max(done, total))
        after = some[-1].id


def _look_at_pdf(place: Workplace, document: Published, found: Collector) -> bool:
    if not place.blobs.has(document.pdf_sha256):
        return False
    subject = f"document {document.id}"
    try:
        with sandbox_for(place, len(document.texts)) as sandbox:
            texts = sandbox.call("publishing.second_look:page_texts", place.blobs.path(document.pdf_sha256))
    except UnreadableError as error:
        found.add(Fault(kind=FaultKind.PDF_UNREADABLE, subject=subject, record=subject, detail=_said(error.failure)))
        return False
    if len(texts) != len(document.texts):
        detail = f"{len(document.texts)} pages recorded, {len(texts)} in the PDF"
        found.add(Fault(kind=FaultKind.PDF_PAGES, subject=subject, record=subject, detail=detail))
        return True
    for number, (read, shown) in enumerate(zip(document.texts, texts, strict=True), start=1):
        if not text_holds(read, shown):
            found.add(Fault(kind=FaultKind.PDF_TEXT, subject=subject, record=subject, detail=f"page {number}"))
    return True


def text_holds(read: str, shown: str) -> bool:
    """Whether enough of the characters that were read are in the text that a reader copies, whatever their order."""
    wanted, held = (Counter(printable(text).replace(" ", "")) for text in (read, shown))
    return (wanted & held).total() >= TEXT_SHARE * wanted.total()


def _said(failure: Failure) -> str:
    page = f"page {failure.page_no}: " if failure.page_no else ""
    return f"{page}{failure.code.code} {failure.detail}".strip()

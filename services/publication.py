"""Write a document's searchable PDF from its scans as they were."""

import tempfile
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path

from domain.failure import Failure
from domain.ids import DocumentId
from ingest.sandbox import Sandbox
from publishing.pdf_page import PdfPage
from services.workplace import Effects, Workplace
from storage.engine import Transaction
from storage.mapping import unpack_ocr_page
from storage.repositories import documents, events, publishable_pages

SHORT_DOCUMENT = 30
SECONDS_A_PAGE = 4.0
"""Repacking a TIFF page without loss takes one to two seconds; the double is the limit."""


def publish(place: Workplace, document_id: DocumentId) -> Effects:
    """Make the PDF in the sandbox and store it by content; the same pages and text give the same bytes."""
    with place.database.read() as tx:
        document = documents.get(tx, document_id)
        parts = publishable_pages.of_document(tx, document_id)
    if document is None:
        raise LookupError(f"document {document_id}")
    sheets = tuple(
        PdfPage(
            scan_path=place.blobs.path(part.sha256),
            kind=part.kind,
            page_no=part.page_no,
            transform=part.transform,
            dpi=part.dpi,
            ocr=None if part.ocr_sha256 is None else unpack_ocr_page(place.blobs.read(part.ocr_sha256)),
        )
        for part in parts
        if part.transform is not None
    )
    with tempfile.TemporaryDirectory(prefix="hudang-publish-") as folder:
        out = Path(folder) / "document.pdf"
        write_pdf(place, sheets, out, document.decided.doc_type)
        sha256, _size = place.blobs.put_file(out)

    def write(tx: Transaction) -> None:
        documents.published(tx, document_id, sha256)

    return write


def write_pdf(place: Workplace, sheets: tuple[PdfPage, ...], out: Path, doc_type: str) -> None:
    """Write the pages as one PDF to `out`, in a process that a hostile file may bring down."""
    with sandbox_for(place, len(sheets)) as sandbox:
        sandbox.call("publishing.searchable_pdf:write_document", sheets, out, title=place.taxonomy.name_of(doc_type))


def sandbox_for(place: Workplace, pages: int) -> AbstractContextManager[Sandbox]:
    """The process's sandbox, or for a long document one of its own with time for every page."""
    if pages <= SHORT_DOCUMENT:
        return nullcontext(place.sandbox())
    seconds = min(pages * SECONDS_A_PAGE, place.rules.job_seconds * 0.8)
    limits = place.rules.limits
    return Sandbox(replace(limits, wall_seconds=max(limits.wall_seconds, seconds), cpu_seconds=max(limits.cpu_seconds, int(seconds))))


def give_up(document_id: DocumentId, failure: Failure) -> Effects:
    """The document stays where it was decided to be, without a searchable PDF; its scans are untouched."""

    def write(tx: Transaction) -> None:
        events.record(tx, "publish.failed", "document", document_id, detail=failure.code.code)

    return write

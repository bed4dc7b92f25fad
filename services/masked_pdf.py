"""A document's PDF for people who may not see the numbers of persons: pictures with these covered, under them the text with them masked."""

from pathlib import Path
from tempfile import TemporaryDirectory

from domain.ids import DocumentId
from domain.masked_page import masked_page
from domain.page import PageTransform
from domain.scan import FileKind
from publishing.pdf_page import PdfPage
from services.page_pictures import page_picture
from services.publication import write_pdf
from services.workplace import Workplace
from storage.mapping import unpack_ocr_page
from storage.repositories import documents, publishable_pages
from storage.repositories.publishable_pages import PageToPublish


def write_masked_pdf(place: Workplace, document_id: DocumentId, out: Path) -> None:
    """Write the document's pages in order to `out`; LookupError where there is no such document.

    Every page is a new picture of what the screen shows and holds nothing of the scan file: no text of its own, no layer beneath.
    """
    with place.database.read() as tx:
        document = documents.get(tx, document_id)
        parts = publishable_pages.of_document(tx, document_id)
    if document is None:
        raise LookupError(f"document {document_id}")
    with TemporaryDirectory(prefix="hudang-masked-") as folder:
        sheets = tuple(_sheet(place, part, part.transform, Path(folder)) for part in parts if part.transform is not None)
        write_pdf(place, sheets, out, document.decided.doc_type)


def _sheet(place: Workplace, part: PageToPublish, transform: PageTransform, folder: Path) -> PdfPage:
    """The page as the prepared one is: upright and straight, so that boxes fit it as they are."""
    picture = page_picture(place, part.id, masked=True)
    assert picture is not None  # the page was read
    path = folder / f"{part.id}.jpg"
    path.write_bytes(picture.content)
    width, height = transform.prepared_size
    return PdfPage(
        scan_path=path,
        kind=FileKind.JPEG,
        page_no=1,
        transform=PageTransform(scan_width=width, scan_height=height, rotation=0, skew=0.0),
        dpi=part.dpi,
        ocr=None if part.ocr_sha256 is None else masked_page(unpack_ocr_page(place.blobs.read(part.ocr_sha256))),
    )

"""One document: fields, pages, history, searchable PDF."""

from fastapi import APIRouter
from starlette.responses import FileResponse, HTMLResponse

from domain.ids import DocumentId
from publishing.file_names import safe_name
from review.disposition import disposition
from review.errors import NotFoundError
from review.forms import Number, Words
from review.screen import Screen
from review.wording import unit_text
from services import browsing, volumes
from services.browsing import Item
from services.workplace import Workplace


def routes(place: Workplace, screen: Screen) -> APIRouter:
    """Build the addresses."""
    router = APIRouter(include_in_schema=False)

    @router.get("/documents/{number}")
    def one(number: Number, late: bool = False, error: Words = "") -> HTMLResponse:
        item = _item(place, number)
        return screen.show("document.html", item=item, lies=volumes.lies(place, item.document), late=late, error=error)

    @router.get("/documents/{number}/pdf")
    def pdf(number: Number) -> FileResponse:
        item = _item(place, number)
        sha256 = item.document.pdf_sha256
        if sha256 is None or not place.blobs.has(sha256):
            raise NotFoundError
        name = _name(place, item)
        headers = {
            "content-disposition": disposition("inline", f"{name}.pdf", f"document-{number}.pdf"),
            "cache-control": "private, no-cache",
        }
        return FileResponse(place.blobs.path(sha256), media_type="application/pdf", headers=headers)

    return router


def _item(place: Workplace, number: int) -> Item:
    found = browsing.item(place, DocumentId(number))
    if found is None:
        raise NotFoundError
    return found


def _name(place: Workplace, item: Item) -> str:
    """Archive number (or estate and unit), type and date, as staff name files."""
    decided = item.document.decided
    lead = item.document.archive_no or f"{decided.estate}{unit_text(decided.unit)}"
    parts = (lead, decided.title or place.taxonomy.name_of(decided.doc_type), str(decided.date or ""))
    return safe_name("_".join(part for part in parts if part))

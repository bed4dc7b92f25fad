"""One document: its pages in the viewer, fields, history, searchable PDF, and a page for paper."""

from datetime import UTC, datetime
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import FileResponse, HTMLResponse

from domain.access import Act
from domain.ids import DocumentId
from domain.people import Permission
from publishing.file_names import safe_name
from review.access import access
from review.disposition import disposition
from review.downloads import download
from review.errors import NotFoundError
from review.forms import Number, SearchQuery, Words
from review.screen import Screen
from review.visiting import here
from review.wording import unit_text
from services import browsing, desk_view, volumes
from services.browsing import Item
from services.masked_pdf import write_masked_pdf
from services.reaching import Subject
from services.workplace import Workplace
from storage.read_models_queue import QueueFilter


def routes(place: Workplace, screen: Screen) -> APIRouter:
    """Build the addresses."""
    router = APIRouter(include_in_schema=False)

    @router.get("/documents/{number}", dependencies=[access(Permission.READ, of=Subject.DOCUMENT, act=Act.VIEW)])
    def one(number: Number, query: Annotated[SearchQuery, Query()], late: bool = False, error: Words = "") -> HTMLResponse:
        item = _item(place, number)
        fields = desk_view.read_fields(place, item.document.id)
        lies = volumes.lies(place, item.document)
        return screen.show("document.html", item=item, fields=fields, lies=lies, query=query, late=late, error=error)

    @router.get("/documents/{number}/print", dependencies=[access(Permission.DOWNLOAD, of=Subject.DOCUMENT, act=Act.PRINT, purpose=True)])
    def printed(number: Number) -> HTMLResponse:
        item = _item(place, number)
        return screen.show("document_print.html", item=item, lies=volumes.lies(place, item.document), at=datetime.now(UTC).timestamp())

    @router.get("/documents/{number}/pdf", dependencies=[access(Permission.DOWNLOAD, of=Subject.DOCUMENT, act=Act.DOWNLOAD, purpose=True)])
    def pdf(number: Number) -> FileResponse:
        item = _item(place, number)
        sha256 = item.document.pdf_sha256
        if sha256 is None or not place.blobs.has(sha256):
            raise NotFoundError
        name, plain = _name(place, item), f"document-{number}"
        if not here().numbers:
            return download(name, plain, ".pdf", partial(write_masked_pdf, place, item.document.id), kind="inline")
        headers = {"content-disposition": disposition("inline", f"{name}.pdf", f"{plain}.pdf")}
        return FileResponse(place.blobs.path(sha256), media_type="application/pdf", headers=headers)

    return router


def _item(place: Workplace, number: int) -> Item:
    found = browsing.item(place, DocumentId(number), QueueFilter(estates=here().estates))
    if found is None:
        raise NotFoundError
    return found


def _name(place: Workplace, item: Item) -> str:
    """Archive number (or estate and unit), type and date, as staff name files."""
    decided = item.document.decided
    lead = item.document.archive_no or f"{decided.estate}{unit_text(decided.unit)}"
    parts = (lead, here().seen(decided.title) or place.taxonomy.name_of(decided.doc_type), str(decided.date or ""))
    return safe_name("_".join(part for part in parts if part))

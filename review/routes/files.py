"""Pictures of pages and the scans' original bytes."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from domain.ids import PageId, Sha256
from publishing.file_names import safe_name
from review.disposition import disposition
from review.errors import NotFoundError
from review.forms import Number
from review.screen import Screen
from services import browsing
from services.page_pictures import Picture, page_picture, page_thumbnail
from services.workplace import Workplace

KEEP = "private, no-cache"

Digest = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]


def routes(place: Workplace, screen: Screen) -> APIRouter:
    """Build the addresses."""
    del screen
    router = APIRouter(include_in_schema=False)

    @router.get("/pages/{number}/picture")
    def picture(number: Number, request: Request, look: Annotated[str, Query(max_length=64)] = "") -> Response:
        # an address that names its look shows the same for good; a few minutes bridge from preloading to showing
        return _answer(request, page_picture(place, PageId(number)), keep="private, max-age=600" if look else KEEP)

    @router.get("/pages/{number}/thumbnail")
    def thumbnail(number: Number, request: Request) -> Response:
        return _answer(request, page_thumbnail(place, PageId(number)), keep=KEEP)

    @router.get("/originals/{sha256}")
    def original(sha256: Digest) -> FileResponse:
        found = browsing.original(place, Sha256(sha256))
        if found is None:
            raise NotFoundError
        # the bytes are whatever someone dropped: never shown, never run, only saved
        headers = {
            "content-disposition": disposition("attachment", safe_name(found.source.rsplit("/", 1)[-1]), f"{sha256[:16]}.bin"),
            "content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
        }
        return FileResponse(place.blobs.path(Sha256(sha256)), media_type="application/octet-stream", headers=headers)

    return router


def _answer(request: Request, picture: Picture | None, *, keep: str) -> Response:
    if picture is None:
        raise NotFoundError
    tag = f'"{picture.tag}"'
    headers = {"etag": tag, "cache-control": keep}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(picture.content, media_type=picture.media_type, headers=headers)

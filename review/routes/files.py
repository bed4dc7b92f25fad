"""Pictures of pages, their lines as read, and the scans' original bytes."""

from dataclasses import astuple
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import RootModel
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from domain.access import Act
from domain.ids import PageId, Sha256
from domain.people import Permission
from publishing.file_names import safe_name
from review.access import access
from review.disposition import disposition
from review.errors import NotFoundError
from review.forms import Number, Words, clean
from review.screen import Screen
from review.visiting import here
from services import desk_view, originals
from services.page_pictures import Picture, page_picture, page_thumbnail
from services.reaching import Subject
from services.workplace import Workplace

KEEP = "private, no-cache"


class LineView(RootModel[tuple[str, float, float, float, float, bool, list[tuple[int, int]]]]):
    """A line as read: text; left, top, width, height as shares 0..1 of the picture; whether in doubt; ranges of its text looked for."""


Digest = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]


def routes(place: Workplace, screen: Screen) -> APIRouter:
    """Build the addresses."""
    del screen
    router = APIRouter(include_in_schema=False)

    @router.get("/pages/{number}/picture", dependencies=[access(Permission.PICTURE, of=Subject.PAGE, act=Act.VIEW, purpose=True)])
    def picture(number: Number, request: Request, look: Annotated[str, Query(max_length=64)] = "") -> Response:
        # an address that names its look shows the same for good; a few minutes bridge from preloading to showing, for those only whose
        # right cannot run out meanwhile
        visit = here()
        keep = "private, max-age=600" if look and visit.numbers and visit.may(Permission.UNASKED) else KEEP
        return _answer(request, page_picture(place, PageId(number), masked=not visit.numbers), keep=keep)

    @router.get("/pages/{number}/thumbnail", dependencies=[access(Permission.PICTURE, of=Subject.PAGE)])
    def thumbnail(number: Number, request: Request) -> Response:
        return _answer(request, page_thumbnail(place, PageId(number), masked=not here().numbers), keep=KEEP)

    @router.get(
        "/pages/{number}/lines", dependencies=[access(Permission.PICTURE, of=Subject.PAGE, purpose=True)], response_model=list[LineView]
    )
    def lines(number: Number, q: Words = "") -> JSONResponse:
        found = desk_view.lines(place, PageId(number), query=clean(q), see=here().seen)
        if found is None:
            raise NotFoundError
        rows = [[each.text, *astuple(each.place), each.doubtful, each.hits] for each in found]
        return JSONResponse(rows, headers={"cache-control": KEEP})

    @router.get("/originals/{sha256}", dependencies=[access(Permission.ORIGINAL, of=Subject.SCAN, act=Act.DOWNLOAD, purpose=True)])
    def original(sha256: Digest) -> FileResponse:
        return saved(place, sha256)

    return router


def saved(place: Workplace, sha256: str) -> FileResponse:
    """A scan's bytes, only ever to be saved; NotFoundError where there are none."""
    found = originals.original(place, Sha256(sha256))
    if found is None:
        raise NotFoundError
    # the bytes are whatever someone dropped: never shown, never run, only saved
    headers = {
        "content-disposition": disposition("attachment", safe_name(found.source.rsplit("/", 1)[-1]), f"{sha256[:16]}.bin"),
        "content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    }
    return FileResponse(place.blobs.path(Sha256(sha256)), media_type="application/octet-stream", headers=headers)


def _answer(request: Request, picture: Picture | None, *, keep: str) -> Response:
    if picture is None:
        raise NotFoundError
    tag = f'"{picture.tag}"'
    # whoever signs in next in the same browser gets nothing that it kept for the one before, whose numbers may be covered or not
    headers = {"etag": tag, "cache-control": keep, "vary": "Cookie, Authorization"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(picture.content, media_type=picture.media_type, headers=headers)

"""Where boxes of paper stand (存放位置): the list, a box's history, entering and taking off, and the list to take along."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse

from domain.access import Act
from domain.errors import UsageError
from domain.people import Permission
from review.access import access
from review.downloads import TableForm, download
from review.forms import Asked, Done, clean
from review.saying import refusal
from review.screen import Screen
from review.visiting import here
from services import box_list
from services.box_list import BoxesWanted
from services.workplace import Workplace

PUTS = access(Permission.PLACE, act=Act.CHANGE, what="登记存放位置")
REMOVES = access(Permission.PLACE, act=Act.CHANGE, what="撤出存放位置")
EXPORTS = access(Permission.PLACE, act=Act.EXPORT, what="存放位置登记表")


class BoxQuery(Asked):
    """Which boxes are wanted, as typed; "" does not narrow."""

    box: Annotated[str, Field(max_length=255)] = ""
    cabinet: Annotated[str, Field(max_length=64)] = ""
    unplaced: bool = False

    def wanted(self) -> BoxesWanted:
        """The filter meant."""
        return BoxesWanted(box=clean(self.box), cabinet=clean(self.cabinet), unplaced=self.unplaced, estates=here().estates)


class BoxFile(BoxQuery):
    """The same and the form of the file."""

    form: TableForm = "xlsx"


class PutForm(BaseModel):
    """Where boxes stand from now on, as typed; `boxes` are parted by blanks or commas."""

    model_config = ConfigDict(frozen=True)

    boxes: Annotated[str, Field(max_length=1000)] = ""
    cabinet: Annotated[str, Field(max_length=64)] = ""
    shelf: Annotated[str, Field(max_length=64)] = ""
    estate: Annotated[str, Field(max_length=255)] = ""


class RemoveForm(BaseModel):
    """A box that stands nowhere any more."""

    model_config = ConfigDict(frozen=True)

    box: Annotated[str, Field(max_length=255)] = ""
    estate: Annotated[str, Field(max_length=255)] = ""


def routes(place: Workplace, screen: Screen) -> APIRouter:
    """Build the addresses."""
    router = APIRouter(include_in_schema=False)

    @router.get("/boxes", dependencies=[access(Permission.PLACE)])
    def listing(query: Annotated[BoxQuery, Query()], done: Done = 0) -> HTMLResponse:
        return _listing(place, screen, query, PutForm(), done=done)

    @router.get("/boxes/export", dependencies=[EXPORTS])
    def export(query: Annotated[BoxFile, Query()]) -> FileResponse:
        wanted = query.wanted()
        return download("存放位置登记表", "boxes", f".{query.form}", lambda out: box_list.write(place, wanted, out, now=datetime.now(UTC)))

    @router.post("/boxes", response_model=None, dependencies=[PUTS])
    def put(form: Annotated[PutForm, Form()]) -> HTMLResponse | RedirectResponse:
        try:
            number = box_list.put(
                place,
                clean(form.boxes),
                cabinet=clean(form.cabinet),
                shelf=clean(form.shelf),
                estate=clean(form.estate),
                estates=here().estates,
                by=here().name,
            )
        except UsageError as error:
            return _listing(place, screen, BoxQuery(), form, error=refusal(error))
        return RedirectResponse(f"/boxes?done={number}", status_code=303)

    @router.post("/boxes/remove", response_model=None, dependencies=[REMOVES])
    def remove(form: Annotated[RemoveForm, Form()]) -> HTMLResponse | RedirectResponse:
        try:
            box_list.remove(place, clean(form.box), estate=clean(form.estate), estates=here().estates, by=here().name)
        except UsageError as error:
            return _listing(place, screen, BoxQuery(), PutForm(), error=refusal(error))
        return RedirectResponse("/boxes?done=1", status_code=303)

    return router


def _listing(place: Workplace, screen: Screen, query: BoxQuery, form: PutForm, *, done: int = 0, error: str = "") -> HTMLResponse:
    return screen.show(
        "boxes.html",
        status=422 if error else 200,
        found=box_list.listing(place, query.wanted()),
        query=query,
        form=form,
        done=done,
        error=error,
    )

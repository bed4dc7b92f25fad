"""Required sets (应归档目录): which list is in force where and from when, those that ship, and putting one to use."""

from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import HTMLResponse, RedirectResponse

from domain.access import Act
from domain.errors import UsageError
from domain.people import Permission
from review.access import access
from review.forms import Words, clean, parse_day
from review.saying import refusal
from review.screen import Screen
from review.visiting import here
from services import required_lists
from services.workplace import Workplace

CHANGES = access(Permission.REQUIRED, act=Act.CHANGE, what="选用应归档目录")


class UseForm(BaseModel):
    """Which list is to be used where and from when, as typed; "" for every estate without a list of its own, and for ever since."""

    model_config = ConfigDict(frozen=True)

    name: Annotated[str, Field(max_length=255)] = ""
    estate: Annotated[str, Field(max_length=255)] = ""
    day: Annotated[str, Field(max_length=20)] = ""


def routes(place: Workplace, screen: Screen) -> APIRouter:
    """Build the addresses."""
    router = APIRouter(include_in_schema=False)

    @router.get("/required", dependencies=[access(Permission.REQUIRED)])
    def overview(done: Words = "") -> HTMLResponse:
        return _overview(place, screen, UseForm(), done=done)

    @router.post("/required", response_model=None, dependencies=[CHANGES])
    def use(form: Annotated[UseForm, Form()]) -> HTMLResponse | RedirectResponse:
        try:
            required_lists.put_to_use(
                place, clean(form.name), estate=clean(form.estate), since=parse_day(clean(form.day)), estates=here().estates
            )
        except UsageError as error:
            return _overview(place, screen, form, error=refusal(error))
        return RedirectResponse("/required?done=1", status_code=303)

    return router


def _overview(place: Workplace, screen: Screen, form: UseForm, *, done: str = "", error: str = "") -> HTMLResponse:
    found = required_lists.in_use(place, here().estates)
    return screen.show("required.html", status=422 if error else 200, found=found, form=form, done=bool(done), error=error)

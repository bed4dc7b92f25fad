"""The switch between 简体, 繁體 and English: a form of three buttons, remembered by the browser."""

from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import RedirectResponse

from review.access import everybody
from review.errors import NotFoundError
from review.routes.sign_in import safe_address
from review.screen import Screen
from review.tongues import COOKIE, KEPT_SECONDS, Tongue
from services.workplace import Workplace


class TongueForm(BaseModel):
    """The tongue's code, and the page to return to."""

    model_config = ConfigDict(frozen=True)

    tongue: Annotated[str, Field(max_length=16)]
    next: Annotated[str, Field(max_length=2000)] = ""


def routes(place: Workplace, screen: Screen) -> APIRouter:
    """Build the addresses."""
    del place, screen
    router = APIRouter(include_in_schema=False)

    @router.post("/tongue", dependencies=[everybody()])
    def choose(request: Request, form: Annotated[TongueForm, Form()]) -> RedirectResponse:
        try:
            chosen = Tongue.of(form.tongue)
        except KeyError as error:
            raise NotFoundError from error
        answer = RedirectResponse(safe_address(form.next), status_code=303)
        secure = request.url.scheme == "https"
        answer.set_cookie(COOKIE, chosen.code, max_age=KEPT_SECONDS, path="/", httponly=True, samesite="lax", secure=secure)
        return answer

    return router

"""Signing in and out."""

from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from domain.access import Act, Entry
from domain.people import Permission
from review.access import access, address, cookie_name, door_of, everybody
from review.forms import clean
from review.saying import refusal
from review.screen import Screen
from review.visiting import here
from services import access_logging, accounts, passwords, signing_in
from services.signing_in import SignInError
from services.workplace import Workplace

STRANGER = "（未知账号）"
"""Written down instead of a name that is no account's: people type passwords into the wrong field."""


class SignInForm(BaseModel):
    """What is typed to sign in."""

    model_config = ConfigDict(frozen=True)

    name: Annotated[str, Field(max_length=64)] = ""
    password: Annotated[str, Field(max_length=256, repr=False)] = ""
    next: Annotated[str, Field(max_length=2000)] = ""


def routes(place: Workplace, screen: Screen) -> APIRouter:
    """Build the addresses."""
    router = APIRouter(include_in_schema=False)

    @router.get("/sign-in", dependencies=[everybody()], response_model=None)
    def page(request: Request, next: Annotated[str, Field(max_length=2000)] = "") -> Response:
        visit = here()
        if visit.present is not None:
            return RedirectResponse(safe_address(next), status_code=303)
        visit.secret = visit.secret or passwords.secret()  # nobody's: the form's token hangs on it
        return remembered(request, screen.show("sign_in.html", form=SignInForm(next=next), error=""), visit.secret)

    @router.post("/sign-in", dependencies=[everybody()], response_model=None, responses={429: {"description": "失败次数过多，稍后再试。"}})
    def enter(request: Request, form: Annotated[SignInForm, Form()]) -> Response:
        visit = here()
        try:
            done = signing_in.sign_in(
                place, door_of(request).rules, form.name, form.password, address=address(request), before=visit.secret
            )
        except SignInError as error:
            _note(place, request, Act.REFUSED, accounts.known(place, form.name) or STRANGER)
            shown = SignInForm(name=clean(form.name), next=form.next)
            answer = screen.show("sign_in.html", status=429 if error.wait else 422, form=shown, error=refusal(error))
            if error.wait:
                answer.headers["retry-after"] = str(round(error.wait))
            return answer
        _note(place, request, Act.SIGN_IN, done.name)
        leads_to = "/account" if done.must_change else safe_address(form.next)
        return remembered(request, RedirectResponse(leads_to, status_code=303), done.secret)

    @router.post("/sign-out", dependencies=[access(Permission.OWN, act=Act.SIGN_OUT)])
    def leave(request: Request) -> RedirectResponse:
        signing_in.sign_out(place, here().secret)
        return forgotten(request, RedirectResponse("/sign-in", status_code=303))

    return router


def safe_address(text: str) -> str:
    """An address of ours, else the first page; never one that a browser takes for another site's."""
    inside = text.startswith("/") and not text.startswith(("//", "/\\")) and text.isprintable() and "\\" not in text
    return text if inside and text.isascii() else "/"


def remembered(request: Request, answer: Response, secret: str) -> Response:
    """Let the browser hold the session's secret: out of reach for scripts, sent to us alone, and over TLS only where there is TLS.

    Lax, not strict: with strict a link from another page or a message would arrive without it, and end the session by beginning another.
    """
    secure = request.url.scheme == "https"
    answer.set_cookie(cookie_name(request), secret, path="/", httponly=True, samesite="lax", secure=secure)
    return answer


def forgotten(request: Request, answer: RedirectResponse) -> RedirectResponse:
    """Let the browser forget the session and what it kept of the pages."""
    answer.delete_cookie(cookie_name(request), path="/", httponly=True, samesite="lax", secure=request.url.scheme == "https")
    answer.headers["clear-site-data"] = '"cache"'
    return answer


def _note(place: Workplace, request: Request, act: Act, who: str) -> None:
    access_logging.note(place, Entry(at=0.0, who=who, via="web", act=act, subject="account", key=who, address=address(request)))

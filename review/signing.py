"""The name that a person signs with, remembered by the browser."""

from typing import Annotated
from urllib.parse import quote, unquote

from fastapi import Cookie
from starlette.responses import RedirectResponse

from review.forms import clean
from review.screen import REVIEWER_SECONDS

Reviewer = Annotated[str, Cookie()]


def remembered(cookie: str) -> str:
    """The name in the cookie, "" for none."""
    return clean(unquote(cookie))[:32]


def remembering(answer: RedirectResponse, by: str) -> RedirectResponse:
    """The answer, with the name to remember."""
    answer.set_cookie("reviewer", quote(clean(by)), max_age=REVIEWER_SECONDS, httponly=True, samesite="strict")
    return answer

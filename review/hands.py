"""Who acts, and from which browser: what the desk's locks and decisions go by."""

import re
import secrets
from urllib.parse import quote, unquote

from starlette.requests import Request
from starlette.responses import Response

from domain.desk import Hand
from review.forms import UNNAMED, clean

DESK, REVIEWER = "desk", "reviewer"
REVIEWER_SECONDS = 365 * 86_400
"""How long the browser remembers the name that a person signs with."""

_TOKEN = re.compile(r"[0-9a-f]{32}")


def reviewer(request: Request) -> str:
    """The name that the person signed with last, "" for none yet."""
    return clean(unquote(request.cookies.get(REVIEWER, "")))[:32]


def token(request: Request) -> str:
    """What tells this browser from another, "" before it has got its own."""
    found = request.cookies.get(DESK, "")
    return found if _TOKEN.fullmatch(found) else ""


def hand(request: Request, *, by: str = "", version: int | None = None) -> Hand:
    """Who acts on a document now; `by` is the name just typed."""
    return Hand(by=clean(by) or reviewer(request) or UNNAMED, token=token(request), version=version)


def remember(request: Request, answer: Response, *, by: str = "") -> None:
    """Let the browser keep the name, and give it a token where it has none."""
    if clean(by):
        answer.set_cookie(REVIEWER, quote(clean(by)), max_age=REVIEWER_SECONDS, httponly=True, samesite="strict")
    if not token(request):
        answer.set_cookie(DESK, secrets.token_hex(16), httponly=True, samesite="strict")

"""Who acts, and from which window: what the desk's locks and decisions go by."""

import re
import secrets

from starlette.requests import Request
from starlette.responses import Response

from domain.desk import Hand
from review.visiting import here

DESK = "desk"
_TOKEN = re.compile(r"[0-9a-f]{32}")


def token(request: Request) -> str:
    """What tells this browser from another, "" before it has got its own."""
    found = request.cookies.get(DESK, "")
    return found if _TOKEN.fullmatch(found) else ""


def hand(request: Request, *, version: int | None = None) -> Hand:
    """Whoever is signed in, acting on a document now."""
    return Hand(by=here().name, token=token(request), version=version, estates=here().estates)


def fresh() -> str:
    """A token for a browser that has none."""
    return secrets.token_hex(16)


def remember(request: Request, answer: Response, given: str = "") -> None:
    """Give the browser a token where it has none: the one given, else a fresh one."""
    if not token(request):
        answer.set_cookie(DESK, given or fresh(), httponly=True, samesite="lax", secure=request.url.scheme == "https")

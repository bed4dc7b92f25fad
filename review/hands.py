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


def remember(request: Request, answer: Response) -> None:
    """Give the browser a token where it has none."""
    if not token(request):
        answer.set_cookie(DESK, secrets.token_hex(16), httponly=True, samesite="lax", secure=request.url.scheme == "https")

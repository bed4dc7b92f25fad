"""The tongue of a page: what the reader chose, else what the browser asks for; Chinese first."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import Enum

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

COOKIE = "tongue"
KEPT_SECONDS = 366 * 86_400


class Tongue(Enum):
    """Its code (BCP 47, as a page's lang), what its readers call it, and what they call Hudang."""

    HANS = ("zh-Hans", "简体", "户档")
    HANT = ("zh-Hant", "繁體", "戶檔")
    EN = ("en", "English", "Hudang")

    def __init__(self, code: str, own_name: str, brand: str) -> None:
        self.code = code
        self.own_name = own_name
        self.brand = brand

    @classmethod
    def of(cls, code: str) -> "Tongue":
        """The member with that code; KeyError for an unknown one."""
        return _BY_CODE[code]


_BY_CODE = {member.code: member for member in Tongue}
_TRADITIONAL = ("zh-hant", "zh-tw", "zh-hk", "zh-mo")
_AT_HAND: ContextVar[Tongue] = ContextVar("tongue", default=Tongue.HANS)


def spoken() -> Tongue:
    """The tongue of the request at hand."""
    return _AT_HAND.get()


@contextmanager
def speaking(tongue: Tongue) -> Iterator[None]:
    """Speak that tongue for a while: a record stays Chinese whoever prints it."""
    before = _AT_HAND.set(tongue)
    try:
        yield
    finally:
        _AT_HAND.reset(before)


def asked_for(languages: str) -> Tongue:
    """The best liked tongue of an Accept-Language header (RFC 9110); Simplified Chinese where it names none of ours."""
    liked = [(tongue, weight) for part in languages.split(",") for tongue, weight in _liked(part) if weight > 0]
    return max(liked, key=lambda each: each[1], default=(Tongue.HANS, 0.0))[0]


def _liked(part: str) -> Iterator[tuple[Tongue, float]]:
    tag, _, parameter = part.strip().lower().partition(";")
    name, _, weight = parameter.strip().partition("=")
    try:
        liking = float(weight) if name.strip() == "q" else 1.0
    except ValueError:
        return
    if tag.startswith(_TRADITIONAL):
        yield Tongue.HANT, liking
    elif tag.partition("-")[0] == "zh":
        yield Tongue.HANS, liking
    elif tag.partition("-")[0] == "en":
        yield Tongue.EN, liking


class Speaking:
    """ASGI middleware outside everything that has words to say: chooses the tongue of each request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the application in the reader's tongue. Not reset: the answer to a defect is made further out, in the same task."""
        if scope["type"] == "http":
            asked = HTTPConnection(scope)
            chosen = _BY_CODE.get(asked.cookies.get(COOKIE, ""))
            _AT_HAND.set(chosen or asked_for(asked.headers.get("accept-language", "")))
        await self._app(scope, receive, send)

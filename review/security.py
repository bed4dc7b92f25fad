"""What every request must pass and every answer must carry: known host, same origin, small body, strict headers."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Refuse = Callable[[int, str, str], ASGIApp]
"""Makes the answer of a refusal: status, what happened, what to do next."""

MOST_BODY_BYTES = 64 << 10
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
LOOPBACK = ("127.0.0.1", "localhost", "::1")
_BEARER = "bearer "

HEADERS = {
    "content-security-policy": (
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # not "no-referrer": with it browsers send "Origin: null" on our own forms
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
TLS_HEADERS = {"strict-transport-security": "max-age=31536000"}

FOR_GOOD = "public, max-age=31536000, immutable"


class Guard:
    """ASGI middleware round the whole application; `allowed_hosts` are names without port, "*" allows any."""

    def __init__(self, app: ASGIApp, *, allowed_hosts: Sequence[str], refuse: Refuse) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in allowed_hosts)
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a good request through, answer a bad one; either way with the headers set."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        app = self._judge(scope["method"], Headers(scope=scope)) or self._app
        headers = HEADERS | TLS_HEADERS if scope["scheme"] == "https" else HEADERS
        await app(scope, receive, _with_headers(send, headers, _keeping(scope)))

    def _judge(self, method: str, headers: Headers) -> ASGIApp | None:
        """The refusal of a bad request, None for a good one."""
        if "*" not in self._hosts and host_name(headers.get("host", "")) not in self._hosts:
            # a page elsewhere may have pointed its own name at this machine (DNS rebinding)
            return self._refuse(400, "访问地址不被允许。", "请使用本机地址访问，或由管理员在设置中登记此地址。")
        if method in SAFE:
            return None
        if not of_token(headers) and not same_origin(headers):
            return self._refuse(403, "请求不是从本系统的页面发出的，已拒绝。", "请在本系统的页面中重新操作。")
        length = headers.get("content-length", "")
        if not length.isascii() or not length.isdigit() or int(length) > MOST_BODY_BYTES:
            return self._refuse(413, "提交的内容过长。", "请缩短备注等内容后重新提交。")
        return None


def host_name(host: str) -> str:
    """The Host header's name without port and brackets, lower case; "" where it is none."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def of_token(headers: Headers) -> str:
    """The token of a script, which no browser sends by itself; "" where there is none."""
    given = headers.get("authorization", "")
    return given[len(_BEARER) :].strip() if given[: len(_BEARER)].lower() == _BEARER else ""


def same_origin(headers: Headers) -> bool:
    """Whether a page of ours sent this: the browser says so itself, or (over plain http on a network) names our host as origin."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = headers.get("origin")
    if origin is None:
        return False
    try:
        return urlsplit(origin).netloc.lower() == headers.get("host", "").lower() != ""
    except ValueError:
        return False


def _keeping(scope: Scope) -> str:
    """How long a browser may keep what is there: pages hold personal data, a script that another imports has no digest in its address."""
    if not scope["path"].startswith("/static/"):
        return "no-store"
    return FOR_GOOD if scope["query_string"].startswith(b"v=") else "no-cache"


def _with_headers(send: Send, always: Mapping[str, str], keeping: str) -> Callable[[Message], Awaitable[None]]:
    async def wrapped(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in always.items():
                headers.setdefault(name, value)
            headers.setdefault("cache-control", keeping if message["status"] < 400 else "no-store")
        await send(message)

    return wrapped

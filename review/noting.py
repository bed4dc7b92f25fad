"""Write the access register: what a route declared is noted when its answer is a good one, before any of it goes out."""

import logging

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from domain.errors import HudangError
from review import visiting
from review.saying import refusal
from review.security import Refuse
from services import access_logging
from services.workplace import Workplace

log = logging.getLogger(__name__)


class Noting:
    """ASGI middleware inside the guard: opens the visit of each request and notes what came of it.

    Where the entry cannot be written, a refusal goes out instead: nothing is shown that is not in the register.
    """

    def __init__(self, app: ASGIApp, *, place: Workplace, refuse: Refuse) -> None:
        self._app = app
        self._place = place
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the application within a visit."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        visit, refused = visiting.begin(_address(scope)), False

        async def noted(message: Message) -> None:
            nonlocal refused
            if refused:
                return  # the rest of what may not be shown
            if message["type"] == "http.response.start" and visit.entry is not None and message["status"] < 400:
                entry, visit.entry = visit.entry, None
                try:
                    await run_in_threadpool(access_logging.note, self._place, entry)
                except HudangError as error:
                    log.error("No entry in the access register: %s", error.en, extra={"action": "access_log.failed"})
                    refused = True
                    next_step = "未能写入查阅登记，因此不予显示。请联系管理员处理后重试。"
                    await self._refuse(503, refusal(error), next_step)(scope, receive, send)
                    return
            await send(message)

        await self._app(scope, receive, noted)


def _address(scope: Scope) -> str:
    """The page asked for; an act is no page that could be opened again."""
    query = scope["query_string"].decode("latin-1")
    path = scope.get("raw_path", b"").decode("latin-1") or "/"
    return (f"{path}?{query}" if query else path) if scope["method"] == "GET" else "/"

"""Write the access register: what a route declared is noted when its answer is a good one, before any of it goes out."""

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from review import visiting
from services import access_logging
from services.workplace import Workplace


class Noting:
    """ASGI middleware inside the guard: opens the visit of each request and notes what came of it.

    An entry that cannot be written ends the request as a defect: nothing is shown that is not in the register.
    """

    def __init__(self, app: ASGIApp, *, place: Workplace) -> None:
        self._app = app
        self._place = place

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the application within a visit."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        visit = visiting.begin()

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start" and visit.entry is not None and message["status"] < 400:
                entry, visit.entry = visit.entry, None
                await run_in_threadpool(access_logging.note, self._place, entry)
            await send(message)

        await self._app(scope, receive, noted)

"""How everything stands, live; and the answer for health checks."""

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import HTMLResponse, StreamingResponse

from domain.people import Permission
from review.access import access, everybody, stands
from review.feed import Feed
from review.screen import Screen
from review.status_view import StatusView, flow_view, parts, status_view
from review.visiting import here
from services import browsing, checking, promise
from services.flow import Flow
from services.standing import Standing, stand
from services.workplace import Workplace


class Health(BaseModel):
    """The answer that says: the application runs and reaches its database."""

    status: str


def routes(place: Workplace, screen: Screen, feed: Feed[Standing], flow: Flow) -> APIRouter:
    """Build the addresses; the stream comes from `feed`, what was done lately from `flow`."""
    router = APIRouter()

    @router.get("/", include_in_schema=False, dependencies=[access(Permission.STATUS)])
    def page() -> HTMLResponse:
        standing = stand(place, flow, here().estates)
        return screen.show(
            "status.html",
            view=status_view(standing),
            flow=flow_view(standing),
            report=promise.measure(place),
            checks=checking.due(place),
        )

    @router.get("/status/stream", include_in_schema=False, dependencies=[access(Permission.STATUS, quiet=True)])
    async def stream(request: Request) -> StreamingResponse:
        estates = here().estates
        return feed.answer(estates, lambda: stands(request, Permission.STATUS, estates), parts)

    @router.get("/api/status", dependencies=[access(Permission.STATUS, quiet=True)])
    def live() -> StatusView:
        """Return what the status page shows."""
        return status_view(stand(place, flow, here().estates))

    @router.get("/healthz", dependencies=[everybody()])
    def health() -> Health:
        """Answer when the application runs and reaches its database."""
        browsing.waiting(place)
        return Health(status="ok")

    return router

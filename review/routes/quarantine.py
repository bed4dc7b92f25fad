"""What could not be read, why, and what to do next."""

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from review.forms import PageNo
from review.screen import Screen
from services import browsing
from services.workplace import Workplace


def routes(place: Workplace, screen: Screen) -> APIRouter:
    """Build the addresses."""
    router = APIRouter(include_in_schema=False)

    @router.get("/quarantine")
    def listing(page: PageNo = 1) -> HTMLResponse:
        return screen.show("quarantine.html", found=browsing.quarantine(place, page=page), page=page)

    return router

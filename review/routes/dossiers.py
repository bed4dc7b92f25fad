"""Dossiers: the list and one dossier."""

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from domain.ids import DossierId
from review.errors import NotFoundError
from review.forms import Number, PageNo, Words, clean
from review.screen import Screen
from services import browsing
from services.workplace import Workplace


def routes(place: Workplace, screen: Screen) -> APIRouter:
    """Build the addresses."""
    router = APIRouter(include_in_schema=False)

    @router.get("/dossiers")
    def listing(q: Words = "", page: PageNo = 1) -> HTMLResponse:
        wanted = clean(q)
        return screen.show("dossiers.html", listing=browsing.dossiers(place, wanted=wanted, page=page), wanted=wanted, page=page)

    @router.get("/dossiers/{number}")
    def one(number: Number) -> HTMLResponse:
        found = browsing.dossier(place, DossierId(number))
        if found is None:
            raise NotFoundError
        return screen.show("dossier.html", dossier=found)

    return router

"""Dossiers: the list and one dossier."""

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from domain.access import Act
from domain.ids import DossierId
from domain.people import Permission
from review.access import access
from review.errors import NotFoundError
from review.forms import Number, PageNo, Words, clean
from review.screen import Screen
from review.visiting import here
from services import browsing
from services.reaching import Subject
from services.workplace import Workplace


def routes(place: Workplace, screen: Screen) -> APIRouter:
    """Build the addresses."""
    router = APIRouter(include_in_schema=False)

    @router.get("/dossiers", dependencies=[access(Permission.READ)])
    def listing(q: Words = "", page: PageNo = 1) -> HTMLResponse:
        wanted = clean(q)
        found = browsing.dossiers(place, wanted=wanted, page=page, estates=here().estates)
        return screen.show("dossiers.html", listing=found, wanted=wanted, page=page)

    @router.get("/dossiers/{number}", dependencies=[access(Permission.READ, of=Subject.DOSSIER, act=Act.VIEW)])
    def one(number: Number) -> HTMLResponse:
        found = browsing.dossier(place, DossierId(number))
        if found is None:
            raise NotFoundError
        return screen.show("dossier.html", dossier=found)

    return router

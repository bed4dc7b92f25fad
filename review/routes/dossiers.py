"""Dossiers: the list, one dossier, and a person's word on its kind of household."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import HTMLResponse, RedirectResponse, Response

from domain.access import Act
from domain.errors import UsageError
from domain.household import HouseholdKind
from domain.ids import DossierId
from domain.people import Permission
from review.access import access
from review.errors import NotFoundError
from review.forms import Code, KindForm, Number, PageNo, Words, clean, member
from review.saying import refusal
from review.screen import Screen
from review.visiting import here
from services import volumes
from services.reaching import Subject
from services.volumes import DossierShown, Filter
from services.workplace import Workplace

SAYS = access(Permission.HOUSEHOLD, of=Subject.DOSSIER, act=Act.CHANGE, what="认定住户情况")
STATES = {"": (None, None), "gaps": (None, False), "complete": (None, True), "open": (False, None), "closed": (True, None)}
"""What a chip of the list asks for: closed, complete."""


def routes(place: Workplace, screen: Screen) -> APIRouter:
    """Build the addresses."""
    router = APIRouter(include_in_schema=False)

    @router.get("/dossiers", dependencies=[access(Permission.READ)])
    def listing(
        q: Words = "", estate: Words = "", building: Words = "", kind: Code = "", state: Code = "", page: PageNo = 1
    ) -> HTMLResponse:
        if state not in STATES:
            raise NotFoundError
        closed, complete = STATES[state]
        wanted = Filter(
            estate=clean(estate),
            building=clean(building) if estate else "",
            text=clean(q),
            kind=member(HouseholdKind, kind),
            closed=closed,
            complete=complete,
            estates=here().estates,
        )
        found = volumes.listing(place, wanted, page=page)
        return screen.show("dossiers.html", listing=found, wanted=wanted, state=state, page=page)

    @router.get("/dossiers/{number}", dependencies=[access(Permission.READ, of=Subject.DOSSIER, act=Act.VIEW)])
    def one(number: Number) -> HTMLResponse:
        return screen.show("dossier.html", dossier=_shown(place, number), entries=KindForm(), problem="")

    @router.post("/dossiers/{number}/kind", dependencies=[SAYS])
    def say_kind(number: Number, form: Annotated[KindForm, Form()]) -> Response:
        shown = _shown(place, number)
        try:
            volumes.decide_kinds(place, shown.volume.id, [form.decision(by=here().name)])
        except UsageError as error:
            return screen.show("dossier.html", status=422, dossier=shown, entries=form, problem=refusal(error))
        return RedirectResponse(f"/dossiers/{number}#kinds", status_code=303)

    return router


def _shown(place: Workplace, number: int) -> DossierShown:
    found = volumes.show(place, DossierId(number))
    if found is None:
        raise NotFoundError
    return found

"""Dossiers: the list, one dossier, and a person's word on its kind of household."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from domain.errors import UsageError
from domain.household import HouseholdKind
from domain.ids import DossierId
from review import hands
from review.errors import NotFoundError
from review.forms import Code, KindForm, Number, PageNo, Words, clean, member
from review.screen import Screen
from services import volumes
from services.volumes import DossierShown, Filter
from services.workplace import Workplace

STATES = {"": (None, None), "gaps": (None, False), "complete": (None, True), "open": (False, None), "closed": (True, None)}
"""What a chip of the list asks for: closed, complete."""


def routes(place: Workplace, screen: Screen) -> APIRouter:
    """Build the addresses."""
    router = APIRouter(include_in_schema=False)

    @router.get("/dossiers")
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
        )
        found = volumes.listing(place, wanted, page=page)
        return screen.show("dossiers.html", listing=found, wanted=wanted, state=state, page=page)

    @router.get("/dossiers/{number}")
    def one(request: Request, number: Number) -> HTMLResponse:
        entries = KindForm(by=hands.reviewer(request))
        return screen.show("dossier.html", dossier=_shown(place, number), entries=entries, problem="")

    @router.post("/dossiers/{number}/kind")
    def say_kind(request: Request, number: Number, form: Annotated[KindForm, Form()]) -> Response:
        shown = _shown(place, number)
        try:
            volumes.decide_kinds(place, shown.volume.id, [form.decision()])
        except UsageError as error:
            return screen.show("dossier.html", status=422, dossier=shown, entries=form, problem=error.message_zh)
        answer = RedirectResponse(f"/dossiers/{number}#kinds", status_code=303)
        hands.remember(request, answer, by=form.by)
        return answer

    return router


def _shown(place: Workplace, number: int) -> DossierShown:
    found = volumes.show(place, DossierId(number))
    if found is None:
        raise NotFoundError
    return found

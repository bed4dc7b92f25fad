"""The review queue: the list, one item, and a person's decision."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query
from pydantic import BaseModel
from starlette.responses import HTMLResponse, RedirectResponse

from domain.access import Act
from domain.document import DocumentState
from domain.errors import UsageError
from domain.ids import DocumentId
from domain.people import Permission
from domain.review import ReviewReason
from review.access import access
from review.errors import NotFoundError
from review.forms import MACHINE, Code, DecisionForm, Done, Number, PageNo, Words, clean
from review.screen import Screen
from review.visiting import here
from review.wording import tenure_text, unit_text
from services import browsing, reviewing
from services.browsing import Item, Suggestion
from services.reaching import Subject
from services.workplace import Workplace

DECIDES = access(Permission.REVIEW, of=Subject.DOCUMENT, act=Act.CHANGE, what="复核决定")
PLAIN: dict[str, Any] = {"include_in_schema": False, "response_model": None}


class Owner(BaseModel):
    """The owners of one tenure and when it was."""

    name: str
    period: str


class UnitView(BaseModel):
    """A registered unit that a typed text may mean."""

    estate: str
    unit: str
    text: str
    exact: bool
    owners: list[Owner]


def routes(place: Workplace, screen: Screen) -> APIRouter:
    """Build the addresses."""
    router = APIRouter()

    @router.get("/review", include_in_schema=False, dependencies=[access(Permission.REVIEW)])
    def listing(reason: Code = "", page: PageNo = 1, done: Done = 0) -> HTMLResponse:
        wanted = parse_reason(reason)
        queue = browsing.queue(place, reason=wanted, page=page, estates=here().estates)
        return screen.show("queue.html", queue=queue, reason=wanted, page=page, done=_done(place, done))

    @router.get("/review/{number}", dependencies=[access(Permission.REVIEW, of=Subject.DOCUMENT, act=Act.VIEW)], **PLAIN)
    def one(number: Number, reason: Code = "", done: Done = 0) -> HTMLResponse | RedirectResponse:
        wanted = parse_reason(reason)
        item = _item(place, number, wanted)
        if item.document.state is not DocumentState.REVIEW:
            return RedirectResponse(f"/documents/{number}", status_code=303)
        form = DecisionForm(
            action="file",
            doc_type=item.document.decided.doc_type,
            choice=MACHINE if item.registered else "",
            estate=item.document.decided.estate,
            owner="",
            day=str(item.document.decided.date or ""),
        )
        return _show(screen, place, item, form, reason=wanted, done=_done(place, done))

    @router.post("/review/{number}", dependencies=[DECIDES], **PLAIN)
    def decide(number: Number, form: Annotated[DecisionForm, Form()]) -> HTMLResponse | RedirectResponse:
        wanted = parse_reason(form.reason)
        item = _item(place, number, wanted)
        try:
            decision = form.decision(item.document.decided.proposals, by=here().name)
            reviewing.decide(place, DocumentId(number), decision, estates=here().estates)
        except UsageError as error:
            item = _item(place, number, wanted)
            if item.document.state is not DocumentState.REVIEW:  # another person was faster
                here().forget()
                return RedirectResponse(f"/documents/{number}?late=1", status_code=303)
            return _show(screen, place, item, form, reason=wanted, error=error.message_zh)
        after = item.place.after or item.place.before
        query = urlencode({"done": number} | ({"reason": wanted.code} if wanted else {}))
        return RedirectResponse(f"/review/{after}?{query}" if after else f"/review?{query}", status_code=303)

    @router.get("/api/units", dependencies=[access(Permission.REGISTER)])
    def units(q: Words = "", estate: Annotated[str, Query(max_length=255)] = "") -> list[UnitView]:
        """Return registered units that a text may mean: a unit in any written form, or an owner's full name."""
        return [_unit_view(found) for found in browsing.suggest(place, clean(q), estate=clean(estate), estates=here().estates)]

    return router


def parse_reason(code: str) -> ReviewReason | None:
    """Read a reason's code; None for ""; NotFoundError for an unknown one."""
    if not code:
        return None
    try:
        return ReviewReason.of(code)
    except KeyError as error:
        raise NotFoundError from error


def _item(place: Workplace, number: int, reason: ReviewReason | None) -> Item:
    found = browsing.item(place, DocumentId(number), reason=reason, estates=here().estates)
    if found is None:
        raise NotFoundError
    return found


def _done(place: Workplace, number: int) -> Item | None:
    """The document just decided, for the notice."""
    found = browsing.done(place, DocumentId(number), estates=here().estates) if number else None
    return found if found is not None and found.document.state is not DocumentState.REVIEW else None


def _show(
    screen: Screen,
    place: Workplace,
    item: Item,
    form: DecisionForm,
    *,
    reason: ReviewReason | None,
    error: str = "",
    done: Item | None = None,
) -> HTMLResponse:
    wanted = clean(form.unit_text) if error else ""
    return screen.show(
        "review.html",
        status=422 if error else 200,
        item=item,
        form=form,
        reason=reason,
        error=error,
        done=done,
        suggestions=browsing.suggest(place, wanted, estates=here().estates) if wanted else (),
        types=place.taxonomy.types,
    )


def _unit_view(found: Suggestion) -> UnitView:
    owners = [Owner(name="、".join(tenure.owners), period=tenure_text(tenure)) for tenure in found.tenures]
    return UnitView(estate=found.estate, unit=str(found.unit), text=unit_text(found.unit), exact=found.exact, owners=owners)

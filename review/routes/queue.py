"""The review queue: the list, one item, and a person's decision."""

from typing import Annotated
from urllib.parse import quote, unquote, urlencode

from fastapi import APIRouter, Cookie, Form, Query
from pydantic import BaseModel
from starlette.responses import HTMLResponse, RedirectResponse

from domain.document import DocumentState
from domain.errors import UsageError
from domain.ids import DocumentId
from domain.review import ReviewReason
from review.errors import NotFoundError
from review.forms import MACHINE, Code, DecisionForm, Done, Number, PageNo, Words, clean
from review.screen import REVIEWER_SECONDS, Screen
from review.wording import tenure_text, unit_text
from services import browsing, reviewing
from services.browsing import Item, Suggestion
from services.workplace import Workplace


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

    @router.get("/review", include_in_schema=False)
    def listing(reason: Code = "", page: PageNo = 1, done: Done = 0) -> HTMLResponse:
        wanted = parse_reason(reason)
        queue = browsing.queue(place, reason=wanted, page=page)
        return screen.show("queue.html", queue=queue, reason=wanted, page=page, done=_done(place, done))

    @router.get("/review/{number}", include_in_schema=False, response_model=None)
    def one(number: Number, reason: Code = "", done: Done = 0, reviewer: Annotated[str, Cookie()] = "") -> HTMLResponse | RedirectResponse:
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
            by=clean(unquote(reviewer))[:32],
        )
        return _show(screen, place, item, form, reason=wanted, done=_done(place, done))

    @router.post("/review/{number}", include_in_schema=False, response_model=None)
    def decide(number: Number, form: Annotated[DecisionForm, Form()]) -> HTMLResponse | RedirectResponse:
        wanted = parse_reason(form.reason)
        item = _item(place, number, wanted)
        try:
            reviewing.decide(place, DocumentId(number), form.decision(item.document.decided.proposals))
        except UsageError as error:
            item = _item(place, number, wanted)
            if item.document.state is not DocumentState.REVIEW:  # another person was faster
                return RedirectResponse(f"/documents/{number}?late=1", status_code=303)
            return _show(screen, place, item, form, reason=wanted, error=error.message_zh)
        after = item.place.after or item.place.before
        query = urlencode({"done": number} | ({"reason": wanted.code} if wanted else {}))
        answer = RedirectResponse(f"/review/{after}?{query}" if after else f"/review?{query}", status_code=303)
        answer.set_cookie("reviewer", quote(clean(form.by)), max_age=REVIEWER_SECONDS, httponly=True, samesite="strict")
        return answer

    @router.get("/api/units")
    def units(q: Words = "", estate: Annotated[str, Query(max_length=255)] = "") -> list[UnitView]:
        """Return registered units that a text may mean: a unit in any written form, or an owner's full name."""
        return [_unit_view(found) for found in browsing.suggest(place, clean(q), estate=clean(estate))]

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
    found = browsing.item(place, DocumentId(number), reason=reason)
    if found is None:
        raise NotFoundError
    return found


def _done(place: Workplace, number: int) -> Item | None:
    """The document just decided, for the notice."""
    found = browsing.item(place, DocumentId(number)) if number else None
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
        suggestions=browsing.suggest(place, wanted) if wanted else (),
        types=place.taxonomy.types,
    )


def _unit_view(found: Suggestion) -> UnitView:
    owners = [Owner(name="、".join(tenure.owners), period=tenure_text(tenure)) for tenure in found.tenures]
    return UnitView(estate=found.estate, unit=str(found.unit), text=unit_text(found.unit), exact=found.exact, owners=owners)

"""The review queue: the list, one item on the desk, and a person's decision."""

from typing import Annotated

from fastapi import APIRouter, Form, Query
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from domain.document import DocumentState
from domain.errors import UsageError
from domain.ids import DocumentId
from domain.taxonomy import Category
from review import hands
from review.errors import NotFoundError
from review.forms import MACHINE, DecisionForm, Done, Number, PageNo, QueueQuery, Words, clean
from review.screen import Screen
from review.wording import decided_words, tenure_text, unit_text
from services import browsing, desk_view, reviewing
from services.browsing import Item, Suggestion
from services.desk_view import DeskItem
from services.reviewing import DecidedLike
from services.workplace import Workplace

Narrowed = Annotated[QueueQuery, Query()]


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
    _lists(router, place, screen)
    _item(router, place, screen)
    return router


def _lists(router: APIRouter, place: Workplace, screen: Screen) -> None:
    @router.get("/review", include_in_schema=False)
    def listing(query: Narrowed, page: PageNo = 1, done: Done = 0) -> HTMLResponse:
        queue = browsing.queue(place, query.wanted(), page=page)
        return screen.show("queue.html", queue=queue, query=query, page=page, categories=tuple(Category), done=_done(place, done))

    @router.get("/review/next", include_in_schema=False)
    def begin(request: Request, query: Narrowed) -> RedirectResponse:
        found = browsing.first_waiting(place, query.wanted(reader=hands.reviewer(request), token=hands.token(request)))
        return RedirectResponse(f"/review/{found}{query.suffix()}" if found else f"/review{query.suffix()}", status_code=303)

    @router.get("/api/units")
    def units(q: Words = "", estate: Annotated[str, Query(max_length=255)] = "") -> list[UnitView]:
        """Return registered units that a text may mean: a unit in any written form, or an owner's full name."""
        return [_unit_view(found) for found in browsing.suggest(place, clean(q), estate=clean(estate))]


def _item(router: APIRouter, place: Workplace, screen: Screen) -> None:
    @router.get("/review/{number}", include_in_schema=False, response_model=None)
    def one(
        number: Number, request: Request, query: Narrowed, done: Done = 0, part: bool = False, error: Words = ""
    ) -> HTMLResponse | RedirectResponse:
        shown = _shown(place, request, number, query)
        if shown.item.document.state is not DocumentState.REVIEW:
            return RedirectResponse(f"/documents/{number}", status_code=303)
        form = DecisionForm(
            action="file",
            doc_type=shown.item.document.decided.doc_type,
            choice=MACHINE if shown.item.registered else "",
            estate=shown.item.document.decided.estate,
            day=str(shown.item.document.decided.date or ""),
            by=hands.reviewer(request),
        )
        answer = _show(screen, place, shown, form, query=query, part=part, error=error, done=_done(place, done))
        hands.remember(request, answer)
        return answer

    @router.post("/review/{number}", include_in_schema=False, response_model=None)
    def decide(number: Number, request: Request, query: Narrowed, form: Annotated[DecisionForm, Form()]) -> Response:
        shown = _shown(place, request, number, query)
        scripted = request.headers.get("accept") == "application/json"
        try:
            decision = form.decision(shown.item.document.decided.proposals)
            hand = hands.hand(request, by=form.by, version=form.version)
            deciding = reviewing.decide_like if form.like else reviewing.decide_one
            decided = deciding(place, DocumentId(number), decision, hand)
        except UsageError as error:
            if scripted:
                return JSONResponse({"document": number, "error": error.message_zh}, status_code=409)
            shown = _shown(place, request, number, query)
            if shown.item.document.state is not DocumentState.REVIEW:  # another person was faster
                return RedirectResponse(f"/documents/{number}?late=1", status_code=303)
            return _show(screen, place, shown, form, query=query, error=error.message_zh)
        answer: Response = JSONResponse(_told(decided)) if scripted else _onwards(shown.item, number, query)
        hands.remember(request, answer, by=form.by)
        return answer


def _shown(place: Workplace, request: Request, number: int, query: QueueQuery) -> DeskItem:
    token = hands.token(request)
    found = desk_view.show(place, DocumentId(number), query.wanted(reader=hands.reviewer(request), token=token), token=token)
    if found is None:
        raise NotFoundError
    return found


def _told(decided: DecidedLike) -> dict[str, object]:
    return {"document": decided.first.document_id, "state": decided.first.state, "message": decided_words(decided)}


def _onwards(item: Item, number: int, query: QueueQuery) -> RedirectResponse:
    after = item.place.after or item.place.before
    where = f"/review/{after}" if after else "/review"
    return RedirectResponse(f"{where}{query.suffix(done=number)}", status_code=303)


def _done(place: Workplace, number: int) -> Item | None:
    """The document just decided, for the notice."""
    return browsing.item(place, DocumentId(number)) if number else None


def _show(
    screen: Screen,
    place: Workplace,
    shown: DeskItem,
    form: DecisionForm,
    *,
    query: QueueQuery,
    part: bool = False,
    error: str = "",
    done: Item | None = None,
) -> HTMLResponse:
    wanted = clean(form.unit_text) if error else ""
    return screen.show(
        "desk.html" if part else "review.html",
        status=422 if error and not part else 200,
        shown=shown,
        item=shown.item,
        form=form,
        query=query,
        error=error,
        done=done,
        suggestions=browsing.suggest(place, wanted) if wanted else (),
        types=place.taxonomy.types,
    )


def _unit_view(found: Suggestion) -> UnitView:
    owners = [Owner(name="、".join(tenure.owners), period=tenure_text(tenure)) for tenure in found.tenures]
    return UnitView(estate=found.estate, unit=str(found.unit), text=unit_text(found.unit), exact=found.exact, owners=owners)

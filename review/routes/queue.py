"""The review queue: the list, one item on the desk, and a person's decision."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Query
from pydantic import BaseModel
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from domain.access import Act
from domain.desk import Hand
from domain.document import DocumentState
from domain.errors import UsageError
from domain.ids import DocumentId
from domain.people import Permission
from domain.taxonomy import Category
from review import hands
from review.access import access
from review.errors import NotFoundError
from review.forms import MACHINE, DecisionForm, Done, Number, PageNo, QueueQuery, Words, clean
from review.saying import refusal
from review.screen import Screen
from review.visiting import here
from review.wording import decided_words, tenure_text, unit_text
from services import browsing, desk, desk_view, reviewing
from services.browsing import Item, Suggestion
from services.desk_view import DeskItem
from services.pictures_ahead import PicturesAhead
from services.reaching import Subject
from services.reviewing import DecidedLike
from services.workplace import Workplace
from storage.read_models_queue import QueueFilter, QueuePlace

DECIDES = access(Permission.REVIEW, of=Subject.DOCUMENT, act=Act.CHANGE, what="复核决定")
PLAIN: dict[str, Any] = {"include_in_schema": False, "response_model": None}
Narrowed = Annotated[QueueQuery, Query()]


class DecidedView(BaseModel):
    """What a script of ours learns of its decision."""

    document: int
    state: str
    message: str


class UndecidedView(BaseModel):
    """Why a decision was not carried out."""

    document: int
    error: str


DECIDED: dict[int | str, dict[str, Any]] = {
    200: {"model": DecidedView, "description": "成功", "content": {"text/html": {}}},
    409: {"model": UndecidedView, "description": "未能执行：文件已变动、由他人处理或填写有误。"},
}


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
    router, ahead = APIRouter(), PicturesAhead(place)
    _lists(router, place, screen, ahead)
    _item(router, place, screen, ahead)
    return router


def _lists(router: APIRouter, place: Workplace, screen: Screen, ahead: PicturesAhead) -> None:
    @router.get("/review", include_in_schema=False, dependencies=[access(Permission.REVIEW)])
    def listing(query: Narrowed, page: PageNo = 1, done: Done = 0) -> HTMLResponse:
        queue = browsing.queue(place, query.wanted(estates=here().estates), page=page)
        return screen.show("queue.html", queue=queue, query=query, page=page, categories=tuple(Category), done=_done(place, done))

    @router.get("/review/next", include_in_schema=False, dependencies=[access(Permission.REVIEW)])
    def begin(request: Request, query: Narrowed, done: Done = 0) -> RedirectResponse:
        token = hands.token(request) or hands.fresh()
        wanted = query.wanted(estates=here().estates, reader=here().name, token=token)
        found = desk.take_first(place, wanted, Hand(by=here().name, token=token))
        answer = RedirectResponse(f"{f'/review/{found}' if found else '/review'}{query.suffix(done=done)}", status_code=303)
        answer.background = BackgroundTask(ahead.draw, query.wanted(estates=here().estates))
        hands.remember(request, answer, token)
        return answer

    @router.get("/api/units", dependencies=[access(Permission.REGISTER)])
    def units(q: Words = "", estate: Annotated[str, Query(max_length=255)] = "") -> list[UnitView]:
        """Return registered units that a text may mean: a unit in any written form, or an owner's full name."""
        return [_unit_view(found) for found in browsing.suggest(place, clean(q), estate=clean(estate), estates=here().estates)]


def _item(router: APIRouter, place: Workplace, screen: Screen, ahead: PicturesAhead) -> None:
    @router.get("/review/{number}", dependencies=[access(Permission.REVIEW, of=Subject.DOCUMENT, act=Act.VIEW)], **PLAIN)
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
        )
        answer = _show(screen, place, shown, form, query=query, part=part, error=error, done=_done(place, done))
        if part:  # fetched ahead: the one behind it is next
            answer.background = BackgroundTask(ahead.draw, query.wanted(estates=here().estates))
        hands.remember(request, answer)
        return answer

    @router.post("/review/{number}", dependencies=[DECIDES], responses=DECIDED, **PLAIN)
    def decide(number: Number, request: Request, query: Narrowed, form: Annotated[DecisionForm, Form()]) -> Response:
        scripted = request.headers.get("accept") == "application/json"
        stood = None if scripted else browsing.queue_place(place, DocumentId(number), _narrowed(request, query))
        try:
            decision = form.decision(browsing.proposals(place, DocumentId(number), estates=here().estates), by=here().name)
            hand = hands.hand(request, version=form.version)
            deciding = reviewing.decide_like if form.like else reviewing.decide_one
            decided = deciding(place, DocumentId(number), decision, hand)
        except UsageError as error:
            if scripted:
                return JSONResponse(UndecidedView(document=number, error=refusal(error)).model_dump(), status_code=409)
            shown = _shown(place, request, number, query)
            if shown.item.document.state is not DocumentState.REVIEW:  # another person was faster
                here().forget()
                return RedirectResponse(f"/documents/{number}?late=1", status_code=303)
            return _show(screen, place, shown, form, query=query, error=refusal(error))
        answer: Response = JSONResponse(_told(decided).model_dump()) if stood is None else _onwards(stood, number, query)
        hands.remember(request, answer)
        return answer


def _shown(place: Workplace, request: Request, number: int, query: QueueQuery) -> DeskItem:
    found = desk_view.show(place, DocumentId(number), _narrowed(request, query), token=hands.token(request))
    if found is None:
        raise NotFoundError
    return found


def _narrowed(request: Request, query: QueueQuery) -> QueueFilter:
    """What is asked for, without what this person has judged, another window has, or another estate's people see."""
    return query.wanted(estates=here().estates, reader=here().name, token=hands.token(request))


def _told(decided: DecidedLike) -> DecidedView:
    return DecidedView(document=decided.first.document_id, state=decided.first.state, message=decided_words(decided))


def _onwards(stood: QueuePlace, number: int, query: QueueQuery) -> RedirectResponse:
    after = stood.after or stood.before
    where = f"/review/{after}" if after else "/review"
    return RedirectResponse(f"{where}{query.suffix(done=number)}", status_code=303)


def _done(place: Workplace, number: int) -> Item | None:
    """The document just decided, for the notice."""
    return browsing.done(place, DocumentId(number), estates=here().estates) if number else None


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
    values: dict[str, Any] = {
        "shown": shown,
        "item": shown.item,
        "form": form,
        "query": query,
        "error": error,
        "done": done,
        "suggestions": browsing.suggest(place, wanted, estates=here().estates) if wanted else (),
        "types": place.taxonomy.types,
    }
    return screen.part("desk.html", **values) if part else screen.show("review.html", status=422 if error else 200, **values)


def _unit_view(found: Suggestion) -> UnitView:
    owners = [Owner(name="、".join(tenure.owners), period=tenure_text(tenure)) for tenure in found.tenures]
    return UnitView(estate=found.estate, unit=str(found.unit), text=unit_text(found.unit), exact=found.exact, owners=owners)

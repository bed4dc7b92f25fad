"""Working at the desk: keep a document for this window, change its pages, take a decision back, and papers to be scanned again."""

from collections.abc import Callable
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Query
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse

from domain.access import Act
from domain.desk import Hand
from domain.errors import UsageError
from domain.ids import DocumentId
from domain.people import Permission
from review import hands
from review.access import access
from review.errors import NotFoundError
from review.forms import Number, PageNo, PagesForm, QueueQuery
from review.saying import refusal
from review.screen import Screen
from review.visiting import here
from services import browsing, desk, reaching, rearranging, reviewing
from services.reaching import Subject
from services.workplace import Workplace


class HeldView(BaseModel):
    """Whose the document is now: `mine` this window's, else `holder` names who has it; `version` counts its changes."""

    mine: bool
    holder: str
    version: int


class TroubleView(BaseModel):
    """Why something cannot be done."""

    error: str


UNDOES = access(Permission.REVIEW, of=Subject.DOCUMENT, act=Act.CHANGE, what="撤销复核决定")
Narrowed = Annotated[QueueQuery, Query()]


def routes(place: Workplace, screen: Screen) -> APIRouter:
    """Build the addresses."""
    router = APIRouter(include_in_schema=False)
    _holding(router, place)
    _changing(router, place)
    _scanning_again(router, place, screen)
    return router


def _holding(router: APIRouter, place: Workplace) -> None:
    @router.post(
        "/review/{number}/hold",
        dependencies=[access(Permission.REVIEW, of=Subject.DOCUMENT, quiet=True)],
        response_model=HeldView,
        responses={409: {"model": TroubleView, "description": "文件已离开复核队列。"}},
    )
    def hold(number: Number, request: Request) -> JSONResponse:
        try:
            held = desk.take(place, DocumentId(number), hands.hand(request))
        except UsageError as error:  # it has left the queue
            return JSONResponse(TroubleView(error=refusal(error)).model_dump(), status_code=409)
        mine = held.token == hands.token(request)
        version = desk.version(place, DocumentId(number))
        return JSONResponse(HeldView(mine=mine, holder="" if mine else held.holder, version=version).model_dump())

    @router.post("/review/{number}/leave", status_code=204, dependencies=[access(Permission.REVIEW, of=Subject.DOCUMENT, quiet=True)])
    def leave(number: Number, request: Request) -> None:
        desk.let_go(place, DocumentId(number), hands.hand(request))


def _changing(router: APIRouter, place: Workplace) -> None:
    @router.post("/review/{number}/pages", dependencies=[access(Permission.REVIEW, of=Subject.DOCUMENT, act=Act.CHANGE, what="调整页面")])
    def arrange(number: Number, request: Request, query: Narrowed, form: Annotated[PagesForm, Form()]) -> RedirectResponse:
        change = CHANGES.get(form.name)
        if change is None:
            raise NotFoundError
        try:
            to = change(place, DocumentId(number), form.numbers, hands.hand(request, version=form.version))
        except UsageError as error:
            here().forget()
            return RedirectResponse(f"/review/{number}{query.suffix(error=refusal(error)[:200])}", status_code=303)
        return RedirectResponse(f"/review/{to}{query.suffix()}", status_code=303)

    @router.post("/documents/{number}/undo", dependencies=[UNDOES])
    def undo(number: Number, request: Request, query: Narrowed) -> RedirectResponse:
        try:
            reviewing.undecide(place, DocumentId(number), hands.hand(request).by)
        except UsageError as error:
            here().forget()
            return RedirectResponse(f"/documents/{number}?error={quote(refusal(error))}", status_code=303)
        return RedirectResponse(f"/review/{number}{query.suffix()}", status_code=303)


def _scanning_again(router: APIRouter, place: Workplace, screen: Screen) -> None:
    @router.get("/rescans", dependencies=[access(Permission.RESCAN)])
    def rescans(page: PageNo = 1) -> HTMLResponse:
        return screen.show("rescans.html", found=browsing.rescans_wanted(place, page=page, estates=here().estates), page=page)

    @router.post("/rescans/{number}", dependencies=[access(Permission.RESCAN, of=Subject.DOCUMENT, act=Act.CHANGE, what="已重扫")])
    def rescanned(number: Number, request: Request) -> RedirectResponse:
        reviewing.rescanned(place, DocumentId(number), hands.hand(request).by)
        return RedirectResponse("/rescans", status_code=303)


def _split(place: Workplace, document_id: DocumentId, numbers: tuple[int, ...], hand: Hand) -> DocumentId:
    [before] = _exactly(1, numbers)
    rearranging.split(place, document_id, before, hand)
    return document_id


def _join_after(place: Workplace, document_id: DocumentId, numbers: tuple[int, ...], hand: Hand) -> DocumentId:
    [other] = _exactly(1, numbers)
    _refuse_foreign(place, other)
    return rearranging.join(place, document_id, DocumentId(other), hand)


def _join_before(place: Workplace, document_id: DocumentId, numbers: tuple[int, ...], hand: Hand) -> DocumentId:
    [other] = _exactly(1, numbers)
    _refuse_foreign(place, other)
    return rearranging.join(place, DocumentId(other), document_id, Hand(by=hand.by, token=hand.token))


def _refuse_foreign(place: Workplace, other: int) -> None:
    """The other document's number stands in the form, not in the address: another estate's is none that could be joined."""
    if reaching.reach(place, Subject.DOCUMENT, str(other), here().estates) is None:
        raise NotFoundError


def _order(place: Workplace, document_id: DocumentId, numbers: tuple[int, ...], hand: Hand) -> DocumentId:
    rearranging.reorder(place, document_id, numbers, hand)
    return document_id


def _blank(place: Workplace, document_id: DocumentId, numbers: tuple[int, ...], hand: Hand) -> DocumentId:
    [number] = _exactly(1, numbers)
    rearranging.leave_out_blank(place, document_id, number, hand)
    return document_id


def _turn(place: Workplace, document_id: DocumentId, numbers: tuple[int, ...], hand: Hand) -> DocumentId:
    number, degrees = _exactly(2, numbers)
    rearranging.turn(place, document_id, number, degrees, hand)
    return document_id


def _undo(place: Workplace, document_id: DocumentId, _numbers: tuple[int, ...], hand: Hand) -> DocumentId:
    stand = rearranging.undo(place, document_id, hand)
    return document_id if document_id in stand else stand[0]


CHANGES: dict[str, Callable[[Workplace, DocumentId, tuple[int, ...], Hand], DocumentId]] = {
    "split": _split,
    "join-after": _join_after,
    "join-before": _join_before,
    "order": _order,
    "blank": _blank,
    "turn": _turn,
    "undo": _undo,
}
"""What can be done to the pages; each returns the document to look at next."""


def _exactly(count: int, numbers: tuple[int, ...]) -> tuple[int, ...]:
    if len(numbers) != count:
        raise UsageError("The operation is incomplete.", "页面操作不完整，请从页面中的按钮操作。")
    return numbers

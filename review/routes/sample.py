"""The sample of what the machine filed alone: the list with what it says, one document and a person's verdict, draws, notices."""

from typing import Annotated
from urllib.parse import quote, unquote

from fastapi import APIRouter, Cookie, Form
from starlette.responses import HTMLResponse, RedirectResponse

from domain.errors import UsageError
from domain.ids import DocumentId, NoticeId
from domain.sampling import Verdict
from review.errors import NotFoundError
from review.forms import AcknowledgeForm, Code, Done, DrawForm, Number, PageNo, VerdictForm, clean
from review.hands import REVIEWER_SECONDS
from review.screen import Screen
from services import browsing, promise, sample_verdicts, sampling
from services.sampling import Shown
from services.workplace import Workplace

Reviewer = Annotated[str, Cookie()]


def routes(place: Workplace, screen: Screen) -> APIRouter:
    """Build the addresses."""
    router = APIRouter(include_in_schema=False)

    @router.get("/sample")
    def listing(page: PageNo = 1, category: Code = "", done: Done = 0, drawn: Done = 0, reviewer: Reviewer = "") -> HTMLResponse:
        return _listing(place, screen, page, DrawForm(category=category, by=_name(reviewer)), done=done, drawn=drawn)

    @router.post("/sample/draw", response_model=None)
    def draw(form: Annotated[DrawForm, Form()]) -> HTMLResponse | RedirectResponse:
        try:
            made = sampling.draw(place, form.wanted())
        except UsageError as error:
            return _listing(place, screen, 1, form, error=error.message_zh)
        return _remembering(RedirectResponse(f"/sample?drawn={made.draw.drawn}", status_code=303), form.by)

    @router.get("/sample/{number}")
    def one(number: Number, done: Done = 0, reviewer: Reviewer = "") -> HTMLResponse:
        return _one(place, screen, _shown(place, number), VerdictForm(by=_name(reviewer)), done=done)

    @router.post("/sample/{number}", response_model=None)
    def decide(number: Number, form: Annotated[VerdictForm, Form()]) -> HTMLResponse | RedirectResponse:
        shown = _shown(place, number)
        try:
            sample_verdicts.decide(place, DocumentId(number), form.verdict_given())
        except UsageError as error:
            return _one(place, screen, shown, form, error=error.message_zh)
        after = sampling.next_waiting(place, DocumentId(number))
        address = f"/sample/{after}?done={number}" if after else f"/sample?done={number}"
        return _remembering(RedirectResponse(address, status_code=303), form.by)

    @router.post("/sample/notices/{number}")
    def acknowledge(number: Number, form: Annotated[AcknowledgeForm, Form()]) -> RedirectResponse:
        promise.acknowledge(place, NoticeId(number), form.name)
        return _remembering(RedirectResponse("/", status_code=303), form.by)

    return router


def _listing(
    place: Workplace, screen: Screen, page: int, form: DrawForm, *, error: str = "", done: int = 0, drawn: int = 0
) -> HTMLResponse:
    return screen.show(
        "sample.html",
        status=422 if error else 200,
        rows=sampling.queue(place, limit=browsing.PAGE, offset=(page - 1) * browsing.PAGE),
        report=promise.measure(place),
        page=page,
        form=form,
        error=error,
        done=_shown(place, done) if done else None,
        drawn=drawn,
    )


def _one(place: Workplace, screen: Screen, shown: Shown, form: VerdictForm, *, error: str = "", done: int = 0) -> HTMLResponse:
    wanted = clean(form.unit_text) if error else ""
    return screen.show(
        "sample_one.html",
        status=422 if error else 200,
        shown=shown,
        item=browsing.item(place, shown.document.id),
        form=form,
        error=error,
        done=_shown(place, done) if done else None,
        suggestions=browsing.suggest(place, wanted) if wanted else (),
        types=place.taxonomy.types,
        verdicts=tuple(Verdict),
        after=sampling.next_waiting(place, shown.document.id),
    )


def _shown(place: Workplace, number: int) -> Shown:
    try:
        return sampling.show(place, DocumentId(number))
    except UsageError as error:
        raise NotFoundError from error


def _name(cookie: str) -> str:
    return clean(unquote(cookie))[:32]


def _remembering(answer: RedirectResponse, by: str) -> RedirectResponse:
    answer.set_cookie("reviewer", quote(clean(by)), max_age=REVIEWER_SECONDS, httponly=True, samesite="strict")
    return answer

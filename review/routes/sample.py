"""The sample of what the machine filed alone: the list with what it says, one document and a person's verdict, draws, notices."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import HTMLResponse, RedirectResponse

from domain.access import Act
from domain.errors import UsageError
from domain.ids import DocumentId, NoticeId
from domain.people import Permission
from domain.sampling import Verdict
from review.access import access
from review.errors import NotFoundError
from review.forms import Code, Done, DrawForm, Number, PageNo, VerdictForm, clean
from review.saying import refusal
from review.screen import Screen
from review.visiting import here
from services import browsing, promise, sample_verdicts, sampling
from services.reaching import Subject
from services.sampling import Shown
from services.workplace import Workplace
from storage.read_models_queue import QueueFilter

JUDGES = access(Permission.SAMPLE, of=Subject.DOCUMENT, act=Act.CHANGE, what="抽查结论")


def routes(place: Workplace, screen: Screen) -> APIRouter:
    """Build the addresses."""
    router = APIRouter(include_in_schema=False)

    @router.get("/sample", dependencies=[access(Permission.SAMPLE)])
    def listing(page: PageNo = 1, category: Code = "", done: Done = 0, drawn: Done = 0) -> HTMLResponse:
        return _listing(place, screen, page, DrawForm(category=category), done=done, drawn=drawn)

    @router.post("/sample/draw", response_model=None, dependencies=[access(Permission.DRAW, act=Act.CHANGE, whole=True, what="加抽样本")])
    def draw(form: Annotated[DrawForm, Form()]) -> HTMLResponse | RedirectResponse:
        try:
            made = sampling.draw(place, form.wanted(by=here().name))
        except UsageError as error:
            return _listing(place, screen, 1, form, error=refusal(error))
        return RedirectResponse(f"/sample?drawn={made.draw.drawn}", status_code=303)

    @router.get("/sample/{number}", dependencies=[access(Permission.SAMPLE, of=Subject.DOCUMENT, act=Act.VIEW)])
    def one(number: Number, done: Done = 0) -> HTMLResponse:
        return _one(place, screen, _shown(place, number), VerdictForm(), done=done)

    @router.post(
        "/sample/{number}",
        response_model=None,
        dependencies=[JUDGES],
    )
    def decide(number: Number, form: Annotated[VerdictForm, Form()]) -> HTMLResponse | RedirectResponse:
        shown = _shown(place, number)
        try:
            sample_verdicts.decide(place, DocumentId(number), form.verdict_given(by=here().name), estates=here().estates)
        except UsageError as error:
            return _one(place, screen, shown, form, error=refusal(error))
        after = sampling.next_waiting(place, DocumentId(number), estates=here().estates)
        return RedirectResponse(f"/sample/{after}?done={number}" if after else f"/sample?done={number}", status_code=303)

    @router.post("/sample/notices/{number}", dependencies=[access(Permission.NOTICE, of=Subject.NOTICE, act=Act.CHANGE, what="确认通知")])
    def acknowledge(number: Number) -> RedirectResponse:
        promise.acknowledge(place, NoticeId(number), here().name)
        return RedirectResponse("/", status_code=303)

    return router


def _listing(
    place: Workplace, screen: Screen, page: int, form: DrawForm, *, error: str = "", done: int = 0, drawn: int = 0
) -> HTMLResponse:
    return screen.show(
        "sample.html",
        status=422 if error else 200,
        rows=sampling.queue(place, limit=browsing.PAGE, offset=(page - 1) * browsing.PAGE, estates=here().estates),
        report=promise.measure(place),
        page=page,
        form=form,
        error=error,
        done=_done(place, done),
        drawn=drawn,
    )


def _one(place: Workplace, screen: Screen, shown: Shown, form: VerdictForm, *, error: str = "", done: int = 0) -> HTMLResponse:
    wanted = clean(form.unit_text) if error else ""
    return screen.show(
        "sample_one.html",
        status=422 if error else 200,
        shown=shown,
        item=browsing.item(place, shown.document.id, QueueFilter(estates=here().estates)),
        form=form,
        error=error,
        done=_done(place, done),
        suggestions=browsing.suggest(place, wanted, estates=here().estates) if wanted else (),
        types=place.taxonomy.types,
        verdicts=tuple(Verdict),
        after=sampling.next_waiting(place, shown.document.id, estates=here().estates),
    )


def _shown(place: Workplace, number: int) -> Shown:
    try:
        return sampling.show(place, DocumentId(number))
    except UsageError as error:
        raise NotFoundError from error


def _done(place: Workplace, number: int) -> Shown | None:
    """The document just checked, for the notice; its number in the address may be anybody's."""
    return _shown(place, number) if number and browsing.done(place, DocumentId(number), estates=here().estates) else None

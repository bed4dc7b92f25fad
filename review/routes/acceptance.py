"""The acceptance of digitisation batches: the list, a batch with its acceptances, one acceptance, and the form of one sampled item."""

import tempfile
from collections.abc import Callable
from pathlib import Path as FilePath
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import HTMLResponse, RedirectResponse, Response

from domain.acceptance import AcceptanceId, Criterion, ItemVerdict
from domain.access import Act
from domain.errors import UsageError
from domain.ids import BatchId, DocumentId
from domain.people import Permission
from publishing.file_names import safe_name
from review.acceptance_forms import CloseForm, ExcuseForm, OpenForm, SignedForm, TickForm
from review.access import access
from review.disposition import disposition
from review.errors import NotFoundError
from review.forms import Done, Number
from review.saying import either, listed, refusal, said, say
from review.screen import Screen
from services import acceptance, acceptance_report, browsing
from services.acceptance import Shown
from services.reaching import Subject
from services.workplace import Workplace
from storage.read_models_acceptance import BatchRow

MOST_LISTED = 200
"""Failing items of one check that the page lists; the report has them all."""
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

SEES = access(Permission.ACCEPTANCE, of=Subject.ACCEPTANCE, act=Act.VIEW, whole=True)
TICKS = access(Permission.TICK, of=Subject.ACCEPTANCE, act=Act.CHANGE, whole=True, what="验收抽检")
OPENS = access(Permission.ACCEPT, of=Subject.BATCH, act=Act.CHANGE, whole=True, what="开始验收")
ACCEPTS = access(Permission.ACCEPT, of=Subject.ACCEPTANCE, act=Act.CHANGE, whole=True, what="验收")
PRINTS = access(Permission.ACCEPTANCE, of=Subject.ACCEPTANCE, act=Act.PRINT, whole=True, what="验收报告")


def routes(place: Workplace, screen: Screen) -> APIRouter:
    """Build the addresses."""
    router = APIRouter(include_in_schema=False)

    _pages(router, place, screen)
    _acts(router, place, screen)
    _reports(router, place)
    return router


def _pages(router: APIRouter, place: Workplace, screen: Screen) -> None:
    @router.get("/acceptance", dependencies=[access(Permission.ACCEPTANCE, whole=True)])
    def listing() -> HTMLResponse:
        return screen.show("acceptances.html", batches=acceptance.batches(place))

    @router.get("/acceptance/batches/{number}", dependencies=[access(Permission.ACCEPTANCE, of=Subject.BATCH, whole=True)])
    def batch(number: Number) -> HTMLResponse:
        form = OpenForm(share=100 * place.rules.acceptance.share)
        return _batch(place, screen, number, form)

    @router.get("/acceptance/{number}", dependencies=[SEES])
    def one(number: Number) -> HTMLResponse:
        return _one(screen, _shown(place, number))

    @router.get("/acceptance/{number}/items/{document}", dependencies=[SEES])
    def item(number: Number, document: Number, done: Done = 0) -> HTMLResponse:
        return _item(place, screen, _shown(place, number), document, TickForm(), done=done)


def _acts(router: APIRouter, place: Workplace, screen: Screen) -> None:
    @router.post("/acceptance/batches/{number}", response_model=None, dependencies=[OPENS])
    def open_batch(number: Number, form: Annotated[OpenForm, Form()]) -> HTMLResponse | RedirectResponse:
        found = _batch_row(place, number)
        try:
            made = acceptance.open_batch(place, form.wanted(found.id))
        except UsageError as error:
            return _batch(place, screen, number, form, error=refusal(error))
        return RedirectResponse(f"/acceptance/{made}", status_code=303)

    @router.post("/acceptance/{number}/check", response_model=None, dependencies=[ACCEPTS])
    def check(number: Number, form: Annotated[SignedForm, Form()]) -> HTMLResponse | RedirectResponse:
        return _acting(place, screen, number, lambda: acceptance.check_again(place, AcceptanceId(number)))

    @router.post("/acceptance/{number}/excuse", response_model=None, dependencies=[ACCEPTS])
    def excuse(number: Number, form: Annotated[ExcuseForm, Form()]) -> HTMLResponse | RedirectResponse:
        return _acting(place, screen, number, lambda: acceptance.excuse(place, AcceptanceId(number), form.excuse()))

    @router.post("/acceptance/{number}/close", response_model=None, dependencies=[ACCEPTS])
    def close(number: Number, form: Annotated[CloseForm, Form()]) -> HTMLResponse | RedirectResponse:
        return _acting(place, screen, number, lambda: acceptance.close(place, AcceptanceId(number), by=form.name, remark=form.words))

    @router.post("/acceptance/{number}/items/{document}", response_model=None, dependencies=[TICKS])
    def tick(number: Number, document: Number, form: Annotated[TickForm, Form()]) -> HTMLResponse | RedirectResponse:
        shown = _shown(place, number)
        try:
            acceptance.tick(place, AcceptanceId(number), DocumentId(document), form.verdict)
        except UsageError as error:
            return _item(place, screen, shown, document, form, error=refusal(error))
        after = shown.after(DocumentId(document))
        address = f"/acceptance/{number}/items/{after}?done={document}" if after else f"/acceptance/{number}#sample"
        return RedirectResponse(address, status_code=303)


def _reports(router: APIRouter, place: Workplace) -> None:
    @router.get("/acceptance/{number}/report.pdf", dependencies=[PRINTS])
    def printed(number: Number) -> Response:
        return _report(place, _shown(place, number), ".pdf")

    @router.get("/acceptance/{number}/report.xlsx", dependencies=[PRINTS])
    def workbook(number: Number) -> Response:
        return _report(place, _shown(place, number), ".xlsx")


def _acting(place: Workplace, screen: Screen, number: int, act: Callable[[], object]) -> HTMLResponse | RedirectResponse:
    """Do it and show the acceptance again; where it cannot be done, say why."""
    shown = _shown(place, number)
    try:
        act()
    except UsageError as error:
        return _one(screen, shown, error=refusal(error))
    return RedirectResponse(f"/acceptance/{number}", status_code=303)


def _batch(place: Workplace, screen: Screen, number: int, form: OpenForm, *, error: str = "") -> HTMLResponse:
    found = _batch_row(place, number)
    return screen.show(
        "acceptance_batch.html",
        status=422 if error else 200,
        batch=found,
        history=acceptance.history(place, found.id),
        form=form,
        error=error,
    )


def _one(screen: Screen, shown: Shown, *, error: str = "") -> HTMLResponse:
    return screen.show(
        "acceptance.html",
        status=422 if error else 200,
        shown=shown,
        rows=tuple(zip(shown.lines, acceptance_report.check_rows(shown, zh=True), strict=True)),
        rate=shown.acceptance.drawing.standard.rate,
        verdict_of=acceptance_report.line_verdict,
        words_of=_verdict_words,
        confidence=either(acceptance_report.confidence_line(shown, zh=False), acceptance_report.confidence_line(shown, zh=True)),
        most=MOST_LISTED,
        error=error,
    )


def _item(place: Workplace, screen: Screen, shown: Shown, document: int, form: TickForm, *, error: str = "", done: int = 0) -> HTMLResponse:
    found = next(((row, item) for row, item in shown.items if item.document_id == document), None)
    viewed = browsing.item(place, DocumentId(document))
    if found is None or viewed is None:
        raise NotFoundError
    row, item = found
    right = form.right if error else [c.code for c in Criterion if item.verdict and c not in item.verdict.wrong]
    order = [each.document_id for _, each in shown.items]
    return screen.show(
        "acceptance_item.html",
        status=422 if error else 200,
        shown=shown,
        row=row,
        sampled=item,
        item=viewed,
        form=form,
        right=right,
        remark=form.remark or (item.verdict.remark if item.verdict else ""),
        criteria=tuple(Criterion),
        catalogued=shown.catalogued,
        said=[each for each in shown.verdicts if each.document_id == document],
        words_of=_verdict_words,
        place=order.index(item.document_id) + 1,
        after=shown.after(item.document_id),
        done=done,
        error=error,
    )


def _verdict_words(verdict: ItemVerdict | None) -> str:
    """What a person found of a sampled item."""
    if verdict is None:
        return say("未检查")
    return say("未通过：%(what)s", what=listed(map(said, verdict.wrong))) if verdict.wrong else say("合格")


def _report(place: Workplace, shown: Shown, kind: str) -> Response:
    with tempfile.TemporaryDirectory(prefix="hudang-acceptance-") as folder:
        out = FilePath(folder) / f"report{kind}"
        write = acceptance_report.write_printed_report if kind == ".pdf" else acceptance_report.write_workbook_report
        write(shown, place.taxonomy, out, zh=True)
        content = out.read_bytes()
    name = safe_name(f"验收报告_{shown.batch.name}_{shown.acceptance.id}{kind}")
    how = "inline" if kind == ".pdf" else "attachment"
    headers = {"content-disposition": disposition(how, name, f"acceptance-{shown.acceptance.id}{kind}")}
    return Response(content, media_type="application/pdf" if kind == ".pdf" else SHEET, headers=headers)


def _shown(place: Workplace, number: int) -> Shown:
    try:
        return acceptance.show(place, AcceptanceId(number))
    except UsageError as error:
        raise NotFoundError from error


def _batch_row(place: Workplace, number: int) -> BatchRow:
    found = next((row for row in acceptance.batches(place) if row.id == BatchId(number)), None)
    if found is None:
        raise NotFoundError
    return found

"""The acceptance of digitisation batches: the list, a batch with its acceptances, one acceptance, and the form of one sampled item."""

import tempfile
from collections.abc import Callable
from pathlib import Path as FilePath
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from domain.acceptance import AcceptanceId, Criterion
from domain.errors import UsageError
from domain.ids import BatchId, DocumentId
from publishing.file_names import safe_name
from review.acceptance_forms import CloseForm, ExcuseForm, OpenForm, SignedForm, TickForm
from review.disposition import disposition
from review.errors import NotFoundError
from review.forms import Done, Number
from review.hands import remember, reviewer
from review.screen import Screen
from services import acceptance, acceptance_report, browsing
from services.acceptance import Shown
from services.workplace import Workplace
from storage.read_models_acceptance import BatchRow

MOST_LISTED = 200
"""Failing items of one check that the page lists; the report has them all."""
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def routes(place: Workplace, screen: Screen) -> APIRouter:
    """Build the addresses."""
    router = APIRouter(include_in_schema=False)

    _pages(router, place, screen)
    _acts(router, place, screen)
    _reports(router, place)
    return router


def _pages(router: APIRouter, place: Workplace, screen: Screen) -> None:
    @router.get("/acceptance")
    def listing() -> HTMLResponse:
        return screen.show("acceptances.html", batches=acceptance.batches(place))

    @router.get("/acceptance/batches/{number}")
    def batch(number: Number, request: Request) -> HTMLResponse:
        form = OpenForm(by=reviewer(request), share=100 * place.rules.acceptance.share)
        return _batch(place, screen, number, form)

    @router.get("/acceptance/{number}")
    def one(number: Number, request: Request) -> HTMLResponse:
        return _one(screen, _shown(place, number), by=reviewer(request))

    @router.get("/acceptance/{number}/items/{document}")
    def item(number: Number, document: Number, request: Request, done: Done = 0) -> HTMLResponse:
        return _item(place, screen, _shown(place, number), document, TickForm(by=reviewer(request)), done=done)


def _acts(router: APIRouter, place: Workplace, screen: Screen) -> None:
    @router.post("/acceptance/batches/{number}", response_model=None)
    def open_batch(number: Number, request: Request, form: Annotated[OpenForm, Form()]) -> HTMLResponse | RedirectResponse:
        found = _batch_row(place, number)
        try:
            made = acceptance.open_batch(place, form.wanted(found.id))
        except UsageError as error:
            return _batch(place, screen, number, form, error=error.message_zh)
        return _onward(request, f"/acceptance/{made}", by=form.by)

    @router.post("/acceptance/{number}/check", response_model=None)
    def check(number: Number, request: Request, form: Annotated[SignedForm, Form()]) -> HTMLResponse | RedirectResponse:
        return _acting(place, screen, request, number, form, lambda: acceptance.check_again(place, AcceptanceId(number)))

    @router.post("/acceptance/{number}/excuse", response_model=None)
    def excuse(number: Number, request: Request, form: Annotated[ExcuseForm, Form()]) -> HTMLResponse | RedirectResponse:
        return _acting(place, screen, request, number, form, lambda: acceptance.excuse(place, AcceptanceId(number), form.excuse()))

    @router.post("/acceptance/{number}/close", response_model=None)
    def close(number: Number, request: Request, form: Annotated[CloseForm, Form()]) -> HTMLResponse | RedirectResponse:
        return _acting(
            place, screen, request, number, form, lambda: acceptance.close(place, AcceptanceId(number), by=form.name, remark=form.words)
        )

    @router.post("/acceptance/{number}/items/{document}", response_model=None)
    def tick(number: Number, document: Number, request: Request, form: Annotated[TickForm, Form()]) -> HTMLResponse | RedirectResponse:
        shown = _shown(place, number)
        try:
            acceptance.tick(place, AcceptanceId(number), DocumentId(document), form.verdict)
        except UsageError as error:
            return _item(place, screen, shown, document, form, error=error.message_zh)
        after = shown.after(DocumentId(document))
        address = f"/acceptance/{number}/items/{after}?done={document}" if after else f"/acceptance/{number}#sample"
        return _onward(request, address, by=form.by)


def _reports(router: APIRouter, place: Workplace) -> None:
    @router.get("/acceptance/{number}/report.pdf")
    def printed(number: Number) -> Response:
        return _report(place, _shown(place, number), ".pdf")

    @router.get("/acceptance/{number}/report.xlsx")
    def workbook(number: Number) -> Response:
        return _report(place, _shown(place, number), ".xlsx")


def _acting(
    place: Workplace, screen: Screen, request: Request, number: int, form: SignedForm, act: Callable[[], object]
) -> HTMLResponse | RedirectResponse:
    """Do it and show the acceptance again; where it cannot be done, say why."""
    shown = _shown(place, number)
    try:
        act()
    except UsageError as error:
        return _one(screen, shown, by=form.by, error=error.message_zh)
    return _onward(request, f"/acceptance/{number}", by=form.by)


def _onward(request: Request, address: str, *, by: str) -> RedirectResponse:
    """To that page, the name that was signed with kept by the browser."""
    answer = RedirectResponse(address, status_code=303)
    remember(request, answer, by=by)
    return answer


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


def _one(screen: Screen, shown: Shown, *, by: str, error: str = "") -> HTMLResponse:
    return screen.show(
        "acceptance.html",
        status=422 if error else 200,
        shown=shown,
        rows=tuple(zip(shown.lines, acceptance_report.check_rows(shown, zh=True), strict=True)),
        rate=shown.acceptance.drawing.standard.rate,
        verdict_of=acceptance_report.line_verdict,
        words_of=acceptance_report.verdict_words,
        lines=acceptance_report.summary_lines(shown, zh=True),
        confidence=acceptance_report.confidence_line(shown, zh=True),
        most=MOST_LISTED,
        by=by,
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
        words_of=acceptance_report.verdict_words,
        place=order.index(item.document_id) + 1,
        after=shown.after(item.document_id),
        done=done,
        error=error,
    )


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

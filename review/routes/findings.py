"""Findings of the checks: the list with filters, its workbook, one finding, and what a person decides about it."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Form, Query
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.responses import HTMLResponse, RedirectResponse, Response

from domain.access import Act
from domain.errors import UsageError
from domain.finding import FindingKind, FindingStatus, Severity
from domain.people import Permission
from review.access import access
from review.downloads import download
from review.errors import NotFoundError
from review.forms import Done, Number, PageNo, clean, member
from review.saying import refusal
from review.screen import Screen
from review.visiting import here
from services import browsing, finding_report, findings, reaching
from services.findings import FROM, Move, Shown
from services.reaching import Subject
from services.workplace import Workplace
from storage.repositories.findings import FindingFilter


class FilterForm(BaseModel):
    """What is wanted, as typed; "" does not narrow. Without a status the open ones are meant."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    kind: Annotated[str, Field(max_length=64)] = ""
    severity: Annotated[str, Field(max_length=64)] = ""
    status: Annotated[str, Field(max_length=64)] = FindingStatus.OPEN.value
    estate: Annotated[str, Field(max_length=255)] = ""
    unit: Annotated[str, Field(max_length=100)] = ""
    box: Annotated[str, Field(max_length=255)] = ""

    def wanted(self) -> FindingFilter:
        """Read the entries; UsageError for a unit that cannot be read, NotFoundError for an unknown code."""
        text = clean(self.unit)
        unit = browsing.parse_unit(text)[0] if text else None
        return FindingFilter(
            kind=member(FindingKind, self.kind),
            severity=member(Severity, self.severity),
            status=member(FindingStatus, self.status),
            estate=clean(self.estate),
            unit="" if unit is None else str(unit),
            box=clean(self.box),
            estates=here().estates,
        )

    def query(self, **other: str) -> str:
        """The entries as an address's query, some of them otherwise."""
        entries = self.model_dump() | other
        return urlencode({name: value for name, value in entries.items() if value or name == "status"})


class MoveForm(BaseModel):
    """A person's decision about a finding, as typed; `back` is the query of the list it was taken from."""

    model_config = ConfigDict(frozen=True)

    after: Annotated[str, Field(max_length=16)] = ""
    assignee: Annotated[str, Field(max_length=32)] = ""
    note: Annotated[str, Field(max_length=1000)] = ""
    back: Annotated[str, Field(max_length=2000)] = ""

    def move(self, *, by: str) -> Move:
        """Read the entries of the account `by`; UsageError where nothing was chosen, NotFoundError for an unknown code."""
        after = member(FindingStatus, self.after)
        if after is None:
            raise UsageError("Choose what to do.", "请选择处理方式。")
        return Move(after=after, by=by, note=clean(self.note), assignee=clean(self.assignee))


EXPORTS = access(Permission.FINDINGS, act=Act.EXPORT, what="不一致项")
SETTLES = access(Permission.SETTLE, of=Subject.FINDING, act=Act.CHANGE, what="处理不一致项")
Typed = Annotated[FilterForm, Query()]


def routes(place: Workplace, screen: Screen) -> APIRouter:
    """Build the addresses."""
    router = APIRouter(include_in_schema=False)

    @router.get("/findings", dependencies=[access(Permission.FINDINGS)])
    def listing(typed: Typed, page: PageNo = 1, done: Done = 0) -> HTMLResponse:
        return _listing(place, screen, typed, page, done)

    def export(typed: FilterForm, suffix: str, write: Callable[[Workplace, Path, FindingFilter], None]) -> Response:
        try:
            wanted = typed.wanted()
        except UsageError:
            return RedirectResponse(f"/findings?{typed.query()}", status_code=303)
        return download("不一致项", "findings", suffix, lambda out: write(place, out, wanted))

    @router.get("/findings/export.xlsx", response_model=None, dependencies=[EXPORTS])
    def workbook(typed: Typed) -> Response:
        return export(typed, ".xlsx", finding_report.write)

    @router.get("/findings/export.csv", response_model=None, dependencies=[EXPORTS])
    def comma_table(typed: Typed) -> Response:
        return export(typed, ".csv", finding_report.write_csv)

    @router.get("/findings/{number}", dependencies=[access(Permission.FINDINGS, of=Subject.FINDING, act=Act.VIEW)])
    def one(number: Number, typed: Typed) -> HTMLResponse:
        return _one(screen, _shown(place, number), MoveForm(), typed)

    @router.post("/findings/{number}", response_model=None, dependencies=[SETTLES])
    def decide(number: Number, form: Annotated[MoveForm, Form()]) -> HTMLResponse | RedirectResponse:
        shown, typed = _shown(place, number), _back(form.back)
        try:
            findings.move(place, number, form.move(by=here().name))
        except UsageError as error:
            return _one(screen, _shown(place, number), form, typed, error=refusal(error))
        return RedirectResponse(f"/findings?{typed.query()}&done={shown.stored.id}", status_code=303)

    return router


def _listing(place: Workplace, screen: Screen, typed: FilterForm, page: int, done: int) -> HTMLResponse:
    error = ""
    try:
        wanted = typed.wanted()
    except UsageError as refused:
        error, wanted = refusal(refused), typed.model_copy(update={"unit": ""}).wanted()
    return screen.show(
        "findings.html",
        status=422 if error else 200,
        found=findings.listing(place, wanted, limit=browsing.PAGE, offset=(page - 1) * browsing.PAGE),
        wanted=wanted,
        typed=typed,
        query=typed.query,
        page=page,
        error=error,
        done=_done(place, done),
        statuses=tuple(FindingStatus),
        severities=tuple(Severity),
    )


def _one(screen: Screen, shown: Shown, form: MoveForm, typed: FilterForm, *, error: str = "") -> HTMLResponse:
    choices = [after.value for after, before in FROM.items() if shown.stored.status in before]
    return screen.show(
        "finding.html", status=422 if error else 200, shown=shown, form=form, query=typed.query, choices=choices, error=error
    )


def _shown(place: Workplace, number: int) -> Shown:
    try:
        return findings.show(place, number)
    except UsageError as error:
        raise NotFoundError from error


def _done(place: Workplace, number: int) -> Shown | None:
    """The finding just decided, for the notice; its number in the address may be anybody's."""
    return _shown(place, number) if number and reaching.reach(place, Subject.FINDING, str(number), here().estates) else None


def _back(query: str) -> FilterForm:
    """The list that a decision was taken from; the open findings where the query is none of ours."""
    try:
        return FilterForm.model_validate(dict(parse_qsl(query, keep_blank_values=True)))
    except ValidationError:
        return FilterForm()

"""Reports: which there are, which checks are due, downloads of each, and signing."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse

from domain.access import Act
from domain.errors import HudangError, UsageError
from domain.people import Permission
from review.access import access
from review.downloads import download
from review.errors import NotFoundError
from review.forms import Words, clean
from review.saying import refusal, said
from review.screen import Screen
from review.visiting import here
from services import browsing
from services.reaching import Subject
from services.reports import asked, make, signing
from services.reports.kinds import ReportKind, ReportWanted
from services.workplace import Workplace


class ReportQuery(BaseModel):
    """A report's options as typed."""

    model_config = ConfigDict(frozen=True)

    first: Annotated[str, Field(max_length=20)] = ""
    last: Annotated[str, Field(max_length=20)] = ""
    month: Annotated[str, Field(max_length=20)] = ""
    week: Annotated[str, Field(max_length=20)] = ""
    estate: Annotated[str, Field(max_length=255)] = ""
    building: Annotated[str, Field(max_length=64)] = ""
    box: Annotated[str, Field(max_length=255)] = ""
    seed: Annotated[str, Field(max_length=20)] = ""

    def wanted(self, name: str) -> ReportWanted:
        """Read the entries; UsageError says which one cannot be read."""
        seed = clean(self.seed)
        if seed and not (seed.isascii() and seed.isdigit()):
            raise UsageError("The seed is a whole number.", "抽查种子须为整数。")
        return asked.read(
            asked.Typed(
                name=name,
                first=clean(self.first),
                last=clean(self.last),
                month=clean(self.month),
                week=clean(self.week),
                estate=clean(self.estate),
                building=clean(self.building),
                box=clean(self.box),
                seed=int(seed) if seed else None,
            )
        )


class ReportFile(ReportQuery):
    """The same and the form of the file."""

    form: Annotated[str, Field(pattern="^(xlsx|pdf)$")] = "xlsx"


class SignForm(ReportQuery):
    """The same and what is said of it."""

    comment: Annotated[str, Field(max_length=1000)] = ""


def routes(place: Workplace, screen: Screen) -> APIRouter:
    """Build the addresses."""
    router = APIRouter(include_in_schema=False)

    @router.get("/reports", dependencies=[access(Permission.REPORT, whole=True)])
    def listing(signed: Words = "") -> HTMLResponse:
        return _listing(place, screen, signed=signed)

    @router.get(
        "/reports/{name}", response_model=None, dependencies=[access(Permission.REPORT, of=Subject.REPORT, act=Act.PRINT, whole=True)]
    )
    def download(name: str, query: Annotated[ReportFile, Query()]) -> HTMLResponse | FileResponse:
        kind = _kind(name)
        try:
            wanted = make.settled(place, query.wanted(name))
            return _report(place, wanted, f".{query.form}")
        except HudangError as error:
            return _listing(place, screen, typed=query, of=kind.code, error=error)

    @router.post(
        "/reports/{name}/sign", response_model=None, dependencies=[access(Permission.REPORT, of=Subject.REPORT, act=Act.CHANGE, whole=True)]
    )
    def sign(name: str, form: Annotated[SignForm, Form()]) -> HTMLResponse | RedirectResponse:
        kind = _kind(name)
        try:
            stored = make.sign(place, form.wanted(name), by=here().name, comment=clean(form.comment), now=datetime.now(UTC))
        except UsageError as error:
            return _listing(place, screen, typed=form, of=kind.code, error=error)
        return RedirectResponse(f"/reports?signed={kind.code}+{stored.sign.period}", status_code=303)

    return router


def _kind(name: str) -> ReportKind:
    try:
        return ReportKind.of(name)
    except KeyError as error:
        raise NotFoundError from error


def _listing(
    place: Workplace,
    screen: Screen,
    *,
    typed: ReportQuery | None = None,
    of: str = "",
    error: HudangError | None = None,
    signed: str = "",
) -> HTMLResponse:
    name, _, period = signed.partition(" ")
    return screen.show(
        "reports.html",
        status=422 if error else 200,
        standings=signing.standings(place),
        kinds=tuple(ReportKind),
        estates=browsing.estates(place),
        empty_form=ReportQuery(),
        typed=typed or ReportQuery(),
        of=of,
        error=refusal(error) if error else "",
        signed=f"{said(ReportKind.of(name))} {period}" if name in {kind.code for kind in ReportKind} else "",
    )


def _report(place: Workplace, wanted: ReportWanted, suffix: str) -> FileResponse:
    parts = (wanted.kind.zh, wanted.estate, wanted.building, wanted.box, wanted.period.key if wanted.period else "")
    name = "-".join(part for part in parts if part)
    return download(name, wanted.kind.code, suffix, lambda out: make.write(place, wanted, out, now=datetime.now(UTC)))

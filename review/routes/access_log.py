"""The access register (查阅登记表): searched, printed, handed out as a workbook, its chain checked."""

import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import HTMLResponse, Response

from domain.access import VIA_ZH, Act
from domain.errors import UsageError
from domain.people import Permission
from review.access import access
from review.disposition import disposition
from review.errors import NotFoundError
from review.forms import PageNo, clean, parse_day
from review.saying import refusal
from review.screen import Screen
from review.tongues import Tongue, speaking
from review.visiting import here
from services import access_logging, access_report
from services.workplace import Workplace
from storage.repositories.access_log import LogFilter

MOST_PRINTED = 2000
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Asked(BaseModel):
    """The filter as typed."""

    model_config = ConfigDict(frozen=True)

    who: Annotated[str, Field(max_length=64)] = ""
    act: Annotated[str, Field(max_length=16)] = ""
    words: Annotated[str, Field(max_length=100)] = ""
    since: Annotated[str, Field(max_length=20)] = ""
    until: Annotated[str, Field(max_length=20)] = ""

    def wanted(self) -> LogFilter:
        """Read the entries; UsageError for a date that cannot be read, NotFoundError for an unknown act."""
        try:
            act = Act.of(self.act) if self.act else None
        except KeyError as error:
            raise NotFoundError from error
        first, last = parse_day(clean(self.since)), parse_day(clean(self.until))
        return LogFilter(
            who=clean(self.who),
            act=act,
            words=clean(self.words),
            since=None if first is None else datetime.combine(first, datetime.min.time()).timestamp(),
            until=None if last is None else datetime.combine(last + timedelta(days=1), datetime.min.time()).timestamp(),
            estates=here().estates,
        )


Filtered = Annotated[Asked, Depends()]


def routes(place: Workplace, screen: Screen) -> APIRouter:
    """Build the addresses."""
    router = APIRouter(include_in_schema=False)

    @router.get("/access-log", dependencies=[access(Permission.ACCESS_LOG)])
    def listing(asked: Filtered, page: PageNo = 1) -> HTMLResponse:
        try:
            wanted, error = asked.wanted(), ""
        except UsageError as wrong:
            wanted, error = LogFilter(estates=here().estates), refusal(wrong)
        found = access_logging.register(place, wanted, offset=(page - 1) * access_logging.PAGE)
        return screen.show(
            "access_log.html",
            status=422 if error else 200,
            asked=asked,
            error=error,
            found=found,
            page=page,
            acts=tuple(Act),
            vias=VIA_ZH,
        )

    @router.get("/access-log/print", dependencies=[access(Permission.ACCESS_LOG, act=Act.PRINT, what="查阅登记表")])
    def printed(asked: Filtered) -> HTMLResponse:
        found = access_logging.register(place, asked.wanted(), limit=MOST_PRINTED)
        now = datetime.now().astimezone().timestamp()
        checked = access_logging.check(place)
        with speaking(Tongue.HANS):  # a record, whoever prints it
            return screen.show("access_log_print.html", asked=asked, found=found, checked=checked, vias=VIA_ZH, at=now)

    @router.get("/access-log/workbook", dependencies=[access(Permission.ACCESS_LOG, act=Act.EXPORT, what="查阅登记表")])
    def workbook(asked: Filtered) -> Response:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "access-log.xlsx"
            access_report.write(place, asked.wanted(), path)
            content = path.read_bytes()
        return Response(
            content, media_type=WORKBOOK, headers={"content-disposition": disposition("attachment", "查阅登记表.xlsx", path.name)}
        )

    return router

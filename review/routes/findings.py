"""Findings of the checks."""

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from domain.finding import FindingKind, FindingStatus
from domain.people import Permission
from review.access import access
from review.forms import Code, PageNo, member
from review.screen import Screen
from review.visiting import here
from services import browsing
from services.workplace import Workplace


def routes(place: Workplace, screen: Screen) -> APIRouter:
    """Build the addresses."""
    router = APIRouter(include_in_schema=False)

    @router.get("/findings", dependencies=[access(Permission.FINDINGS)])
    def listing(kind: Code = "", status: Code = FindingStatus.OPEN, page: PageNo = 1) -> HTMLResponse:
        of_kind, of_status = member(FindingKind, kind), member(FindingStatus, status)
        found = browsing.findings(place, kind=of_kind, status=of_status, page=page, estates=here().estates)
        return screen.show("findings.html", found=found, kind=of_kind, wanted=of_status, page=page, statuses=tuple(FindingStatus))

    return router

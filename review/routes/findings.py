"""Findings of the checks."""

from enum import StrEnum
from typing import TypeVar

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from domain.finding import FindingKind, FindingStatus
from review.errors import NotFoundError
from review.forms import Code, PageNo
from review.screen import Screen
from services import browsing
from services.workplace import Workplace

T = TypeVar("T", bound=StrEnum)


def routes(place: Workplace, screen: Screen) -> APIRouter:
    """Build the addresses."""
    router = APIRouter(include_in_schema=False)

    @router.get("/findings")
    def listing(kind: Code = "", status: Code = FindingStatus.OPEN, page: PageNo = 1) -> HTMLResponse:
        of_kind, of_status = _member(FindingKind, kind), _member(FindingStatus, status)
        found = browsing.findings(place, kind=of_kind, status=of_status, page=page)
        return screen.show("findings.html", found=found, kind=of_kind, wanted=of_status, page=page, statuses=tuple(FindingStatus))

    return router


def _member(kind: type[T], code: str) -> T | None:
    """The member of that code; None for "" (any)."""
    if not code:
        return None
    try:
        return kind(code)
    except ValueError as error:
        raise NotFoundError from error

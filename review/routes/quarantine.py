"""What could not be read, why, and what to do next: fetch the original, or try it again."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Query
from pydantic import Field
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse

from domain.access import Act
from domain.errors import UsageError
from domain.failure import FailureCode
from domain.ids import BatchId, Sha256
from domain.people import Permission
from review.access import OriginalError, access
from review.errors import NotFoundError
from review.forms import Asked, Code, Done, PageNo
from review.routes.files import Digest, saved
from review.saying import refusal
from review.screen import Screen
from review.visiting import here
from services import originals, retrying
from services.reaching import Subject
from services.retrying import NOTHING_HELD
from services.workplace import Workplace
from storage.read_models_quarantine import Wanted

RETRIES = access(Permission.RETRY, of=Subject.SCAN, act=Act.CHANGE, what="隔离区重试")
RETRIES_ALL = access(Permission.RETRY, act=Act.CHANGE, what="隔离区批量重试")
EVERY = "every"
"""Instead of a reason's code: whatever the reason."""


class Narrowed(Asked):
    """What the list is narrowed by; "" and 0 for all."""

    reason: Annotated[str, Field(max_length=64)] = ""
    batch: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0

    def wanted(self) -> Wanted:
        """The filter meant; NotFoundError for a reason that does not exist."""
        if self.reason and self.reason not in {code.code for code in FailureCode}:
            raise NotFoundError
        return Wanted(reason=self.reason, batch=BatchId(self.batch) if self.batch else None, estates=here().estates)


class RetryForm(Narrowed):
    """What is to be tried again: one reason, or EVERY; and where to return to."""

    reason: Annotated[str, Field(min_length=1, max_length=64)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What came of what was asked: `again` jobs put back at once, `queued` files that workers will, `nothing` to try."""

    again: int = 0
    queued: int = 0
    nothing: bool = False


NOTHING_TOLD = Told()


def routes(place: Workplace, screen: Screen) -> APIRouter:
    """Build the addresses."""
    router = APIRouter(include_in_schema=False)

    @router.get("/quarantine", dependencies=[access(Permission.QUARANTINE)])
    def listing(
        narrowed: Annotated[Narrowed, Query()], page: PageNo = 1, again: Done = 0, queued: Done = 0, nothing: Code = ""
    ) -> HTMLResponse:
        return _listing(place, screen, narrowed, page=page, told=Told(again=again, queued=queued, nothing=bool(nothing)))

    @router.get("/quarantine/{sha256}", dependencies=[access(Permission.QUARANTINE, of=Subject.SCAN, act=Act.DOWNLOAD)])
    def original(sha256: Digest) -> FileResponse:
        if not originals.refused(place, Sha256(sha256)):
            raise NotFoundError
        if not here().numbers and originals.is_read(place, Sha256(sha256)):
            raise OriginalError
        return saved(place, sha256)

    @router.post("/quarantine/{sha256}/retry", response_model=None, dependencies=[RETRIES])
    def retry(sha256: Digest, narrowed: Annotated[Narrowed, Form()]) -> HTMLResponse | RedirectResponse:
        try:
            return _done(narrowed, again=retrying.retry(place, sha256, by=here().name))
        except UsageError as error:
            return _listing(place, screen, narrowed, error=refusal(error))

    @router.post("/quarantine/retry", response_model=None, dependencies=[RETRIES_ALL])
    def retry_all(form: Annotated[RetryForm, Form()]) -> HTMLResponse | RedirectResponse:
        narrowed = Narrowed(reason="" if form.reason == EVERY else form.reason, batch=form.batch)
        try:
            return _done(narrowed, queued=retrying.retry_all(place, narrowed.wanted(), by=here().name))
        except UsageError as error:
            return _listing(place, screen, narrowed, error=refusal(error))

    return router


def _done(narrowed: Narrowed, **done: int) -> RedirectResponse:
    if not any(done.values()):
        here().forget()
        done = {"nothing": 1}
    return RedirectResponse(f"/quarantine{narrowed.suffix(**done)}", status_code=303)


def _listing(
    place: Workplace, screen: Screen, narrowed: Narrowed, *, page: int = 1, told: Told = NOTHING_TOLD, error: str = ""
) -> HTMLResponse:
    return screen.show(
        "quarantine.html",
        status=422 if error else 200,
        found=retrying.quarantine(place, narrowed.wanted(), page=page),
        narrowed=narrowed,
        reasons={code.code: code for code in FailureCode},
        nothing_held=NOTHING_HELD,
        page=page,
        told=told,
        error=error,
    )

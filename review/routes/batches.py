"""Batches: the list, one with its counts at each hand-over, what the scanner counted, and files to take along."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse

from domain.access import Act
from domain.errors import UsageError
from domain.ids import BatchId
from domain.people import Permission
from review.access import access
from review.downloads import TableForm, download
from review.errors import NotFoundError
from review.forms import Asked, Number, PageNo, clean, whole_number
from review.saying import refusal
from review.screen import Screen
from review.visiting import here
from services import batch_standing
from services.batch_standing import SCAN_ZH
from services.reaching import Subject
from services.workplace import Workplace
from storage.read_models_batches import BatchWanted

COUNTS = access(Permission.COUNT, of=Subject.BATCH, act=Act.CHANGE, what="扫描仪计数")
EXPORTS = access(Permission.BATCHES, of=Subject.BATCH, act=Act.EXPORT, what="批次文件清单")


class BatchQuery(Asked):
    """Which batches are wanted, as typed."""

    q: Annotated[str, Field(max_length=200)] = ""
    busy: bool = False

    def wanted(self) -> BatchWanted:
        """The filter meant."""
        return BatchWanted(words=clean(self.q), busy=self.busy, estates=here().estates)


class BatchList(BatchQuery):
    """The same and the form of the file."""

    form: TableForm = "xlsx"


class CountForm(BaseModel):
    """What the scanner counted, as typed; "" where it is not known."""

    model_config = ConfigDict(frozen=True)

    files: Annotated[str, Field(max_length=20)] = ""
    pages: Annotated[str, Field(max_length=20)] = ""


def routes(place: Workplace, screen: Screen) -> APIRouter:
    """Build the addresses."""
    router = APIRouter(include_in_schema=False)

    @router.get("/batches", dependencies=[access(Permission.BATCHES)])
    def listing(query: Annotated[BatchQuery, Query()], page: PageNo = 1) -> HTMLResponse:
        return screen.show("batches.html", found=batch_standing.listing(place, query.wanted(), page=page), query=query, page=page)

    @router.get("/batches/export", dependencies=[access(Permission.BATCHES, act=Act.EXPORT, what="批次一览表")])
    def export(query: Annotated[BatchList, Query()]) -> FileResponse:
        wanted = query.wanted()
        return download("批次一览表", "batches", f".{query.form}", lambda out: batch_standing.write_list(place, wanted, out, now=_now()))

    @router.get("/batches/{number}", dependencies=[access(Permission.BATCHES, of=Subject.BATCH, act=Act.VIEW)])
    def one(number: Number, page: PageNo = 1) -> HTMLResponse:
        return _one(place, screen, number, page=page)

    @router.get("/batches/{number}/export", dependencies=[EXPORTS])
    def export_one(number: Number, form: TableForm = "xlsx") -> FileResponse:
        named = _shown(place, number).standing.batch.name
        name = "-".join(("批次", named))
        return download(name, f"batch-{number}", f".{form}", lambda out: batch_standing.write_one(place, BatchId(number), out, now=_now()))

    @router.post("/batches/{number}/count", response_model=None, dependencies=[COUNTS])
    def count(number: Number, form: Annotated[CountForm, Form()]) -> HTMLResponse | RedirectResponse:
        try:
            files, pages = whole_number(form.files), whole_number(form.pages)
            batch_standing.count(place, BatchId(number), files=files, pages=pages, by=here().name)
        except UsageError as error:
            return _one(place, screen, number, form=form, error=refusal(error))
        return RedirectResponse(f"/batches/{number}#hand-over", status_code=303)

    return router


def _one(place: Workplace, screen: Screen, number: int, *, page: int = 1, form: CountForm | None = None, error: str = "") -> HTMLResponse:
    shown = _shown(place, number, page=page)
    counted = shown.standing.batch.counted
    typed = form or CountForm(
        files="" if counted is None or counted.files is None else str(counted.files),
        pages="" if counted is None or counted.pages is None else str(counted.pages),
    )
    return screen.show(
        "batch.html",
        status=422 if error else 200,
        shown=shown,
        form=typed,
        error=error,
        page=page,
        page_size=batch_standing.FILES,
        scan_state=SCAN_ZH,
    )


def _shown(place: Workplace, number: int, *, page: int = 1) -> batch_standing.Batch:
    found = batch_standing.show(place, BatchId(number), page=page)
    if found is None:
        raise NotFoundError
    return found


def _now() -> datetime:
    return datetime.now(UTC)

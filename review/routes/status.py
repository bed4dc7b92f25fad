"""How everything stands, live; and the answer for health checks."""

from typing import Annotated
from urllib.parse import unquote

from fastapi import APIRouter, Cookie
from pydantic import BaseModel
from starlette.responses import HTMLResponse

from review.forms import clean
from review.screen import Screen
from review.wording import FOLDER_STATE, duration_text, moment_text
from services import browsing, checking, promise
from services.workplace import Workplace
from storage.repositories.workers import WorkerRow


class Cell(BaseModel):
    """A table cell: text and its tone (good, warn, bad or "")."""

    text: str
    tone: str = ""


class StatusView(BaseModel):
    """The status page's figures by name, and its tables as shown."""

    figures: dict[str, str]
    share: float
    at: str
    workers: list[list[Cell]]
    folders: list[list[Cell]]


class Health(BaseModel):
    """The answer that says: the application runs and reaches its database."""

    status: str


def routes(place: Workplace, screen: Screen) -> APIRouter:
    """Build the addresses."""
    router = APIRouter()

    @router.get("/", include_in_schema=False)
    def page(reviewer: Annotated[str, Cookie()] = "") -> HTMLResponse:
        name = clean(unquote(reviewer))[:32]
        view, report, checks = _view(browsing.status(place)), promise.measure(place), checking.due(place)
        return screen.show("status.html", view=view, report=report, checks=checks, reviewer=name)

    @router.get("/api/status")
    def live() -> StatusView:
        """Return what the status page shows."""
        return _view(browsing.status(place))

    @router.get("/healthz")
    def health() -> Health:
        """Answer when the application runs and reaches its database."""
        browsing.waiting(place)
        return Health(status="ok")

    return router


def _view(status: browsing.Status) -> StatusView:
    counts = status.counts
    settled = counts.filed + counts.review + counts.blank + counts.separator + counts.quarantined_pages
    figures = {
        "scans": counts.scans,
        "stored": counts.stored,
        "duplicates": counts.duplicates,
        "unopened": counts.unopened,
        "quarantined": status.quarantined,
        "pages": counts.pages,
        "waiting": max(0, counts.waiting - counts.in_work),
        "in_work": counts.in_work,
        "review": counts.review,
        "filed": counts.filed,
        "blank": counts.blank,
        "separator": counts.separator,
        "quarantined_pages": counts.quarantined_pages,
        "documents": counts.documents,
        "filed_documents": counts.filed_documents,
        "review_documents": counts.review_documents,
        "dossiers": counts.dossiers,
        "workers": len(status.workers),
    }
    return StatusView(
        figures={name: f"{value:,}" for name, value in figures.items()} | {"oldest_wait": duration_text(counts.oldest_wait)},
        share=settled / counts.pages if counts.pages else 0.0,
        at=moment_text(status.now),
        workers=[_worker(row, status.now) for row in status.workers],
        folders=[_folder(folder) for folder in status.folders],
    )


def _worker(row: WorkerRow, now: float) -> list[Cell]:
    busy = "空闲" if row.busy_since is None else f"处理中 {duration_text(max(0.0, now - row.busy_since))}"
    return [
        Cell(text=row.host),
        Cell(text=str(row.pid)),
        Cell(text=busy, tone="" if row.busy_since is None else "good"),
        Cell(text=f"{duration_text(max(0.0, now - row.seen_at))}前"),
    ]


def _folder(folder: browsing.Folder) -> list[Cell]:
    tone = {"watching": "good", "starting": ""}.get(folder.state, "bad")
    return [
        Cell(text=folder.name),
        Cell(text=folder.path),
        Cell(text=FOLDER_STATE.get(folder.state, folder.state), tone=tone),
        Cell(text=f"{folder.waiting:,}"),
    ]

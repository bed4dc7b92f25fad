"""How everything stands, live; and the answer for health checks."""

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.responses import HTMLResponse

from domain.people import Permission
from review.access import access, everybody
from review.saying import say
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

    @router.get("/", include_in_schema=False, dependencies=[access(Permission.STATUS)])
    def page() -> HTMLResponse:
        view, report, checks = _view(browsing.status(place)), promise.measure(place), checking.due(place)
        return screen.show("status.html", view=view, report=report, checks=checks)

    @router.get("/api/status", dependencies=[access(Permission.STATUS, quiet=True)])
    def live() -> StatusView:
        """Return what the status page shows."""
        return _view(browsing.status(place))

    @router.get("/healthz", dependencies=[everybody()])
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
    busy = say("空闲") if row.busy_since is None else say("处理中 %(long)s", long=duration_text(max(0.0, now - row.busy_since)))
    return [
        Cell(text=row.host),
        Cell(text=str(row.pid)),
        Cell(text=busy, tone="" if row.busy_since is None else "good"),
        Cell(text=say("%(long)s前", long=duration_text(max(0.0, now - row.seen_at)))),
    ]


def _folder(folder: browsing.Folder) -> list[Cell]:
    tone = {"watching": "good", "starting": ""}.get(folder.state, "bad")
    return [
        Cell(text=folder.name),
        Cell(text=folder.path),
        Cell(text=say(FOLDER_STATE.get(folder.state, folder.state)), tone=tone),
        Cell(text=f"{folder.waiting:,}"),
    ]

"""The status page as words and numbers: figures, tables and charts, for the page, its live stream and scripts."""

from collections.abc import Callable, Sequence
from datetime import datetime

from pydantic import BaseModel

from review.charts import Chart, Values, draw
from review.feed import Parts
from review.saying import say
from review.wording import FOLDER_STATE, duration_text, moment_text
from services.flow import Span
from services.looking import Folder
from services.standing import Standing
from storage.read_models_flow import Done
from storage.repositories.workers import WorkerRow

_EVERY_HOUR, _EVERY_DAY = 3, 2
"""Which bars say their word: there is no room under each."""


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


class FlowView(BaseModel):
    """What was done hour by hour and day by day: charts by name, and the same as tables."""

    charts: dict[str, Chart]
    hours: list[list[Cell]]
    days: list[list[Cell]]


def parts(standing: Standing) -> Parts:
    """What the live stream tells; each part is sent when it has changed."""
    return (("status", status_view(standing).model_dump_json()), ("flow", flow_view(standing).model_dump_json()))


def status_view(standing: Standing) -> StatusView:
    """Put how everything stands into words."""
    counts = standing.counts
    settled = counts.filed + counts.review + counts.blank + counts.separator + counts.quarantined_pages
    figures = {
        "scans": counts.scans,
        "stored": counts.stored,
        "duplicates": counts.duplicates,
        "unopened": counts.unopened,
        "quarantined": standing.quarantined,
        "retried": standing.retried,
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
        "workers": len(standing.workers),
    }
    return StatusView(
        figures={name: f"{value:,}" for name, value in figures.items()} | {"oldest_wait": duration_text(counts.oldest_wait)},
        share=settled / counts.pages if counts.pages else 0.0,
        at=say("更新于 %(at)s", at=moment_text(standing.now)),
        workers=[_worker(row, standing.now) for row in standing.workers],
        folders=[_folder(folder) for folder in standing.folders],
    )


def _worker(row: WorkerRow, now: float) -> list[Cell]:
    at = None if row.busy_since is None else duration_text(max(0.0, now - row.busy_since))
    busy = say("空闲") if at is None else say("处理中 %(long)s", long=at)
    return [
        Cell(text=row.host),
        Cell(text=str(row.pid)),
        Cell(text=busy, tone="" if row.busy_since is None else "good"),
        Cell(text=say("%(long)s前", long=duration_text(max(0.0, now - row.seen_at)))),
    ]


def _folder(folder: Folder) -> list[Cell]:
    tone = {"watching": "good", "starting": ""}.get(folder.state, "bad")
    return [
        Cell(text=folder.name),
        Cell(text=folder.path),
        Cell(text=say(FOLDER_STATE.get(folder.state, folder.state)), tone=tone),
        Cell(text=f"{folder.waiting:,}"),
    ]


def flow_view(standing: Standing) -> FlowView:
    """Put what was done lately into charts and tables."""
    hours, days = standing.recent.hours, standing.recent.days
    return FlowView(
        charts={
            "hours": _pages(say("最近 24 小时每小时处理页数"), hours, _hour, _EVERY_HOUR),
            "hour_errors": _errors(say("最近 24 小时每小时隔离率"), hours, _hour, _EVERY_HOUR),
            "days": _pages(say("最近 14 天每天处理页数"), days, _day, _EVERY_DAY),
            "day_errors": _errors(say("最近 14 天每天隔离率"), days, _day, _EVERY_DAY),
        },
        hours=[_row(span, f"{span.start:%m-%d %H:00}") for span in reversed(hours)],
        days=[_row(span, f"{span.start:%Y-%m-%d}") for span in reversed(days)],
    )


def _hour(start: datetime) -> str:
    return f"{start:%H}"


def _day(start: datetime) -> str:
    return f"{start:%m-%d}"


def _pages(title: str, spans: Sequence[Span], name: Callable[[datetime], str], every: int) -> Chart:
    together = sum((span.done for span in spans), Done())
    said = say(
        "%(title)s：共读出 %(read)s 页，隔离 %(refused)s 项", title=title, read=f"{together.read:,}", refused=f"{together.refused:,}"
    )
    rows = [
        Values(
            tick=name(span.start),
            said=say("%(at)s：读出 %(read)s 页，隔离 %(refused)s 项", at=f"{span.start:%m-%d %H:%M}", **_figures(span)),
            values=(span.done.read, span.done.refused),
        )
        for span in spans
    ]
    return draw(said, rows, every=every)


def _errors(title: str, spans: Sequence[Span], name: Callable[[datetime], str], every: int) -> Chart:
    rate = sum((span.done for span in spans), Done()).error_rate
    rows = [
        Values(
            tick=name(span.start),
            said=f"{span.start:%m-%d %H:%M} {_share(span.done.error_rate)}",
            values=(None if span.done.error_rate is None else 100 * span.done.error_rate,),
        )
        for span in spans
    ]
    return draw(say("%(title)s：合计 %(rate)s", title=title, rate=_share(rate)), rows, unit="%", every=every)


def _row(span: Span, at: str) -> list[Cell]:
    done, figures = span.done, _figures(span)
    return [
        Cell(text=at),
        Cell(text=figures["read"]),
        Cell(text=figures["refused"], tone="bad" if done.refused else ""),
        Cell(text=_share(done.error_rate)),
        Cell(text=figures["filed"]),
    ]


def _figures(span: Span) -> dict[str, str]:
    return {"read": f"{span.done.read:,}", "refused": f"{span.done.refused:,}", "filed": f"{span.done.filed:,}"}


def _share(rate: float | None) -> str:
    return "—" if rate is None else f"{rate:.1%}"

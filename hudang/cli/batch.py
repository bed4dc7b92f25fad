"""`batch`: digitise files and folders now, with a progress bar; run again to resume."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from domain.errors import HudangError, UsageError
from domain.ids import BatchId
from hudang.bootstrap import sources
from hudang.cli.console import dump, out, say, warn
from hudang.cli.options import AsJson, Home, workplace
from hudang.cli.progress_words import figures, summary
from hudang.crew import Crew
from hudang.settings import Settings
from services import batches
from services.batches import BatchRequest
from services.workplace import Workplace
from storage.read_models import Counts

TICK = 0.3
PLAIN_EVERY = 5.0
COUNT_SHARE = 30
"""Counting takes no more than one part in so many of the time."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(batch)


def batch(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders of scans. 扫描文件或目录。")],
    source: Annotated[str, typer.Option(help="Name of a source in the settings whose estate these papers belong to. 来源名称。")] = "",
    name: Annotated[str, typer.Option("--batch", help="Name of the batch; the same name resumes it. 批次名称。")] = "",
    box: Annotated[str, typer.Option(help="The archive box the papers came from. 盒号。")] = "",
    home: Home = None,
    json: AsJson = False,
) -> None:
    """Digitise now; sources stay in place; Ctrl-C is safe; run again to resume. 立即数字化。"""
    for path in paths:
        if not path.exists() and not path.is_symlink():
            raise UsageError(f"{path} does not exist.", f"{path} 不存在。")
    with workplace(home, name="batch") as (settings, place):
        request = BatchRequest(paths=tuple(paths), name=name, box=box, estate=_estate(settings, source))
        counts = run(settings, place, request, quiet=json)
        if json:
            dump({"batch": batches.batch_name(request), **figures(counts)})
        else:
            summary(counts, title=say("Done", "完成"))


def run(settings: Settings, place: Workplace, request: BatchRequest, *, quiet: bool = False) -> Counts:
    """Take everything in, work until every page has a final state, and return the batch's counts."""
    batch_id = batches.begin(place, request)
    with Crew(settings, place) as crew, _Bar(quiet=quiet) as bar:
        arriving = batches.take_in(place, batch_id, request, waiting=_Teller().tell)
        for number, _received in enumerate(arriving, start=1):
            crew.poll()
            bar.show(lambda: batches.progress(place, batch_id), taken=number)
        batches.seal(place, batch_id)
        _wait(place, batch_id, crew, bar)
    return batches.progress(place, batch_id)


class _Teller:
    """Says each trouble once."""

    def __init__(self) -> None:
        self._told: set[tuple[str, str]] = set()

    def tell(self, error: HudangError) -> None:
        """Warn that work pauses, if this has not been said yet."""
        self.say(error.en, error.message_zh)

    def say(self, en: str, zh: str) -> None:
        """Warn in the operator's language, once."""
        if (en, zh) not in self._told:
            self._told.add((en, zh))
            warn(f"Work pauses: {en}", f"工作暂停：{zh}")


def _wait(place: Workplace, batch_id: BatchId, crew: Crew, bar: "_Bar") -> None:
    teller, look = _Teller(), 0.0
    while not batches.finished(place, batch_id):
        bar.show(lambda: batches.progress(place, batch_id))
        if time.monotonic() >= look:
            look = time.monotonic() + PLAIN_EVERY
            for en, zh in batches.pauses(place, batch_id):
                teller.say(en, zh)
        crew.poll()
        time.sleep(TICK)


def _estate(settings: Settings, source: str) -> str:
    if not source:
        return ""
    for known in sources(settings):
        if known.name == source:
            return known.estate
    names = ", ".join(s.name for s in settings.sources) or "-"
    raise UsageError(
        f"There is no source {source!r} in the settings; known: {names}.", f"设置中没有名为 {source!r} 的来源，可选：{names}。"
    )


class _Bar:
    """A live bar on a terminal, a plain line every few seconds elsewhere, nothing when quiet."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._live = out.is_terminal and not quiet
        self._next = 0.0
        self._start = time.monotonic()
        self._start_read: int | None = None
        self._task: TaskID | None = None
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed:.0f}/{task.total:.0f}"),
            TimeElapsedColumn(),
            TextColumn("{task.fields[note]}", markup=False),
            console=out,
            disable=not self._live,
        )

    def __enter__(self) -> "_Bar":
        self._progress.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._progress.stop()

    def show(self, count: Callable[[], Counts], taken: int | None = None) -> None:
        """Bring the display up to date; may be called as often as one likes, it counts only when it shows."""
        now = time.monotonic()
        if self._quiet or now < self._next:
            return
        counts = count()
        cost = time.monotonic() - now  # of a hundred thousand pages it is most of a second, which is the workers'
        self._next = now + max(TICK if self._live else PLAIN_EVERY, COUNT_SHARE * cost)
        note = self._note(counts, taken)
        if not self._live:
            out.print(say(f"pages {counts.read}/{counts.pages}  {note}", f"页 {counts.read}/{counts.pages}  {note}"), markup=False)
            return
        if self._task is None:
            self._task = self._progress.add_task(say("pages", "页"), total=1, note="")
        self._progress.update(self._task, completed=counts.read, total=counts.pages or 1, note=note)

    def _note(self, counts: Counts, taken: int | None) -> str:
        if self._start_read is None:
            self._start_read = counts.read
        minutes = (time.monotonic() - self._start) / 60
        rate = (counts.read - self._start_read) / minutes if minutes > 0.02 else 0.0
        left = (counts.pages - counts.read) / rate if rate else 0.0
        parts = [
            say(f"{rate:.0f} pages/min", f"{rate:.0f} 页/分"),
            say(f"left {left:.0f} min", f"剩余 {left:.0f} 分") if rate and left >= 1 else "",
            say(f"filed {counts.filed}", f"已归档 {counts.filed}"),
            say(f"review {counts.review}", f"待复核 {counts.review}"),
            say(
                f"quarantined {counts.quarantined_pages + counts.quarantined_scans}",
                f"隔离 {counts.quarantined_pages + counts.quarantined_scans}",
            ),
            say(f"taken in {taken} files", f"已接收 {taken} 个文件") if taken is not None else "",
        ]
        return "  ".join(part for part in parts if part)

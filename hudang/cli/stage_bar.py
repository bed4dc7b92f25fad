"""Progress of a look at everything: a bar a stage on the error stream, so that what is piped stays clean."""

from collections.abc import Mapping
from types import TracebackType

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from hudang.cli.console import err, say


class StageBar:
    """How far each stage has come; `stages` names each code in English and Chinese; nothing is shown where a program reads (`quiet`)."""

    def __init__(self, stages: Mapping[str, tuple[str, str]], *, quiet: bool) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self._stages = stages
        self._progress = Progress(*columns, console=err, disable=quiet, transient=True)
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> "StageBar":
        self._progress.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._progress.stop()

    def show(self, stage: str, done: int, total: int) -> None:
        """Move the stage's bar."""
        if stage not in self._tasks:
            self._tasks[stage] = self._progress.add_task(say(*self._stages[stage]), total=total)
        self._progress.update(self._tasks[stage], completed=done, total=total)

"""A worker goes from job to job by itself, and is free again whatever becomes of a job."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from domain.errors import MissingPartError
from domain.ids import JobId
from services import jobs as job_service
from workers import process as process_module
from workers.app import make_app
from workers.options import WorkerOptions


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Build the task of a worker whose jobs are done by `does`; what it did and how often it was free are kept."""
    seen = SimpleNamespace(done=[], freed=0)
    process = SimpleNamespace(place=None, keeper=SimpleNamespace(worker_id="w", holding=None), done=0)
    options = WorkerOptions(broker_url="", slots=1, job_seconds=60, memory_mib=1000, jobs_per_process=10)

    def freed() -> None:
        seen.freed += 1

    def build(does: Callable[[JobId], object], following: list[int]) -> Any:
        monkeypatch.setattr(job_service, "run", lambda _place, job_id, _worker, holding: does(job_id))
        with make_app(options) as app:
            register = process_module._register
            seen.task = register(app, lambda: process, lambda: JobId(following.pop(0)) if following else None, freed)
        return seen

    return build


def test_jobs_that_follow_are_done_without_a_ring(worker: Any) -> None:
    done: list[int] = []
    seen = worker(done.append, [2, 3])
    seen.task(1)
    assert (done, seen.freed) == ([1, 2, 3], 1)


def test_a_worker_is_free_after_a_job_that_could_not_be_claimed(worker: Any) -> None:
    def away(_job_id: JobId) -> None:
        raise MissingPartError("away", "away")

    seen = worker(away, [2])
    with pytest.raises(MissingPartError):
        seen.task(1)
    assert seen.freed == 1

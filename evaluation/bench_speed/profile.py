"""Where the processor time of a page goes: the jobs of a batch run one after the other in this process, counted by stage."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from typing import Any
from unittest.mock import patch

import sqlalchemy as sa

import services.reading
import services.reading_pages
from evaluation.bench_speed.arithmetic import Tally, Work
from evaluation.bench_speed.corpus import Form, Pages
from evaluation.bench_speed.report import table
from hudang.bootstrap import make_workplace
from hudang.cli.home import init
from hudang.settings import load
from ingest.sandbox import Sandbox
from services import batches, importing, jobs
from services.batches import BatchRequest
from services.workplace import Workplace
from storage.repositories.jobs import LIVE
from storage.tables import job, page


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Processor seconds of a page by stage, in the order of the work, and what the networks did on all pages.

    `loading` is what the models take once in every worker.
    """

    pages: int
    loading: float
    stages: Mapping[str, float]
    networks: tuple[Work, ...]


class _Ledger:
    """Processor seconds by name: those of this process, and apart those of the sandbox's children."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)

    @contextmanager
    def of(self, name: str) -> Iterator[None]:
        started = process_time()
        yield
        self.seconds[name] += process_time() - started

    @contextmanager
    def sandboxes(self) -> Iterator[None]:
        """While it lasts, what the children of every sandbox use is noted under the function they ran."""
        call = Sandbox.call

        def noted(sandbox: Sandbox, function: Any, /, *args: Any, **kwargs: Any) -> Any:
            try:
                return call(sandbox, function, *args, **kwargs)
            finally:
                self.seconds[_SANDBOXED[str(function)]] += sandbox.last_usage.cpu_seconds

        with patch.object(Sandbox, "call", noted):
            yield


_SANDBOXED = {
    "ingest.probe:probe": "open: probe in the sandbox",
    "ingest.rasterize:rasterize": "read: decode in the sandbox",
    "publishing.searchable_pdf:write_document": "publish: PDF in the sandbox",
}
_JOBS = {
    "open_scan": "open: rest",
    "read_page": "read: thumbnail, store, database",
    "assemble_group": "assemble documents",
    "publish_document": "publish: rest",
    "check_batch": "check the batch",
}
"""Kind of job → what is left of it once the stages that pages keep the time of are taken out."""
_MODELS, _TAKE_IN = "load models (once a worker)", "take in"
_BEFORE = (_TAKE_IN, "open: probe in the sandbox", "open: rest", "read: decode in the sandbox")
_AFTER = ("read: thumbnail, store, database", "assemble documents", "publish: PDF in the sandbox", "publish: rest", "check the batch")


def profile(pages: Pages, work: Path, mode: str) -> Profile:
    """Digitise the corpus in that reading mode, one job after the other in this process."""
    ledger, tally = _Ledger(), Tally()
    with patch.dict("os.environ", {"HUDANG_READING_MODE": mode}):
        init(work)
        place = make_workplace(load(work))
    try:
        importing.import_register(place, pages.register, estate="", dry_run=False)
        with ledger.sandboxes(), tally.counting(), _stages_by_processor_time():
            with ledger.of(_MODELS):
                place.engine()
                place.classifier()
            with ledger.of(_TAKE_IN):
                _take_in(place, pages.folder(Form.DOCUMENTS))
            _work_through(place, ledger.of)
        return _summed(place, ledger.seconds, tally.work())
    finally:
        place.close()


@contextmanager
def _stages_by_processor_time() -> Iterator[None]:
    """Pages keep processor seconds instead of seconds by the clock, which other work on the machine would lengthen."""
    with patch.object(services.reading, "perf_counter", process_time), patch.object(services.reading_pages, "perf_counter", process_time):
        yield


def _take_in(place: Workplace, folder: Path) -> None:
    request = BatchRequest(paths=(folder,))
    batch_id = batches.begin(place, request)
    for _received in batches.take_in(place, batch_id, request):
        pass
    batches.seal(place, batch_id)


def _work_through(place: Workplace, clock: Callable[[str], Any]) -> None:
    following = sa.select(job.c.id, job.c.kind).where(LIVE).order_by(job.c.priority, job.c.id).limit(1)
    while True:
        with place.database.read() as tx:
            row = tx.connection.execute(following).first()
        if row is None:
            return
        with clock(_JOBS[row.kind]):
            jobs.run(place, row.id, "profile")


def _summed(place: Workplace, seconds: Mapping[str, float], networks: tuple[Work, ...]) -> Profile:
    """The jobs' totals, with the stages that the pages keep taken out of the reading job's."""
    with place.database.read() as tx:
        timings = [dict(row) for row in tx.connection.scalars(sa.select(page.c.timings)) if row is not None]
    stages = list(dict.fromkeys(stage for one in timings for stage in one))
    reading = {f"read: {stage}": sum(one.get(stage, 0.0) for one in timings) for stage in stages}
    rest = dict(seconds) | {_JOBS["read_page"]: seconds[_JOBS["read_page"]] - sum(reading.values())}
    totals = {name: rest[name] for name in _BEFORE} | reading | {name: rest[name] for name in _AFTER}
    return Profile(
        pages=len(timings),
        loading=seconds[_MODELS],
        stages={name: total / len(timings) for name, total in totals.items()},
        networks=networks,
    )


def lines(found: Profile, rate: float) -> Iterator[str]:
    """The profile as text; `rate` is what one core reaches in a matrix product, in operations a second."""
    total = sum(found.stages.values())
    yield f"{found.pages} pages, processor seconds a page by stage:\n"
    rows = [(name, f"{seconds:.3f}", f"{seconds / total:.1%}") for name, seconds in found.stages.items()]
    yield table(("stage", "CPU-s", "share"), [*rows, ("together", f"{total:.3f}", "")])
    yield f"\nLoading the models takes a worker {found.loading:.2f} CPU-s once."
    yield "\nThe networks on a page, against a matrix product on one core:\n"
    heads = ("network", "calls", "GFLOP", "of it depthwise", "CPU-s", "GFLOP/s", "of the best rate")
    yield table(heads, (_network_row(work, found.pages, rate) for work in found.networks))
    operations, seconds = (sum(getattr(work, part) for work in found.networks) / found.pages for part in ("operations", "seconds"))
    floor = operations / rate
    yield (
        f"\nBest rate {rate / 1e9:.0f} GFLOP/s: floor {floor:.2f} CPU-s a page for {operations / 1e9:.0f} GFLOP; "
        f"the networks take {seconds:.2f} ({floor / seconds:.0%} of the rate), everything else {total - seconds:.2f}."
    )


def _network_row(work: Work, pages: int, rate: float) -> tuple[str, ...]:
    reached = work.operations / work.seconds
    return (
        work.model,
        f"{work.calls / pages:.1f}",
        f"{work.operations / pages / 1e9:.1f}",
        f"{work.depthwise / work.operations:.0%}",
        f"{work.seconds / pages:.3f}",
        f"{reached / 1e9:.0f}",
        f"{reached / rate:.0%}",
    )

"""How long it takes from nothing to the first page."""

import statistics
import sys
from dataclasses import dataclass
from pathlib import Path

from evaluation.bench_speed.contenders import hudang
from evaluation.bench_speed.corpus import SINGLE_FILE, Form, Pages
from evaluation.bench_speed.delivered import first_page_wait
from evaluation.bench_speed.measured import measure
from evaluation.bench_speed.turns import run


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Median seconds: a worker from its start to its first page read, less that page's own time; `hudang read` on one page, whole."""

    worker: float
    read: float


def measure_start(mode: str, pages: Pages, work: Path, turns: int) -> Start:
    """Both waits in that reading mode, `turns` times each, always in a fresh process."""
    contender = hudang(mode, Form.SINGLE, pages, work)
    command = (sys.executable, "-m", "hudang", "read", str(pages.folder(Form.SINGLE) / SINGLE_FILE), "--json")
    workers, reads = [], []
    for turn in range(1, turns + 1):
        workers.append(first_page_wait(work, run(contender, turn).usage.worker_started))
        reads.append(measure(command, env=contender.env, output=work.with_suffix(".read")).seconds)
    return Start(worker=statistics.median(workers), read=statistics.median(reads))

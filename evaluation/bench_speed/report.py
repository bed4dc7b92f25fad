"""The figures as plain tables."""

import platform
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import psutil

from evaluation.bench_speed.corpus import Form
from evaluation.bench_speed.starting import Start
from evaluation.bench_speed.turns import Run

MIB = 1 << 20
HEADS = ("form", "program", "pages", "chars/page", "pages/min", "min–max", "CPU-s/page", "process", "worker", "together", "load")
PAGE_RATIO_BARS = {"accurate": 3.0, "bulk": 4.0}
"""At least so many times the peer's pages a minute on the same pages."""
WORKER_BAR = 1.3 * 1024
"""MiB of a worker with its decoder."""
START_BAR = 4.0
"""Seconds to the first page."""


def machine() -> str:
    """The processor and memory of this machine in one line."""
    models = [
        line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines() if "model name" in line
    ]
    memory = psutil.virtual_memory().total / (1 << 30)
    return f"{psutil.cpu_count()} × {models[0] if models else platform.machine()}, {memory:.0f} GiB, Python {platform.python_version()}"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, left: int = 1) -> str:
    """Columns padded to their widest entry: the first `left` to the left, the others to the right."""
    lines = [tuple(heads), *map(tuple, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]

    def padded(line: Sequence[str]) -> str:
        cells = zip(line, widths, strict=True)
        return "  ".join(cell.ljust(width) if column < left else cell.rjust(width) for column, (cell, width) in enumerate(cells))

    return "\n".join(map(padded, lines))


def usage_table(runs: Sequence[Run]) -> str:
    """A row a contender: medians over its turns, sizes in MiB."""
    return table(HEADS, (_row(same) for same in _by_contender(runs).values()), left=2)


def _row(runs: Sequence[Run]) -> Sequence[str]:
    speeds = [pages_a_minute(run) for run in runs]

    def middle(value: Callable[[Run], float]) -> float:
        return statistics.median(map(value, runs))

    return (
        runs[0].contender.form,
        runs[0].contender.name,
        f"{middle(lambda run: run.delivered.pages):.0f}",
        f"{middle(lambda run: run.delivered.characters / max(1, run.delivered.pages)):.0f}",
        f"{statistics.median(speeds):.1f}",
        f"{min(speeds):.1f}–{max(speeds):.1f}",
        f"{middle(cpu_a_page):.2f}",
        *(f"{middle(size) / MIB:.0f}" for size in (_process, _worker, _together)),
        f"{middle(lambda run: run.load):.1f}",
    )


def pages_a_minute(run: Run) -> float:
    """Pages delivered in a minute of the clock, the program's own start included."""
    return 60 * run.delivered.pages / run.usage.seconds


def cpu_a_page(run: Run) -> float:
    """Processor seconds of the whole process tree a page delivered."""
    return run.usage.cpu_seconds / max(1, run.delivered.pages)


def _process(run: Run) -> float:
    return run.usage.process_bytes


def _worker(run: Run) -> float:
    return run.usage.worker_bytes


def _together(run: Run) -> float:
    return run.usage.together_bytes


def ratio_lines(runs: Sequence[Run]) -> Iterable[str]:
    """Ours against the peer, turn by turn on the same form, with the bar where there is one."""
    grouped = _by_contender(runs)
    peers = {form: same for (form, _name), same in grouped.items() if not same[0].contender.ours}
    for (form, name), same in grouped.items():
        if form not in peers or not same[0].contender.ours:
            continue
        pairs = list(zip(same, peers[form], strict=True))
        speeds = [pages_a_minute(mine) / pages_a_minute(peer) for mine, peer in pairs]
        costs = [cpu_a_page(peer) / cpu_a_page(mine) for mine, peer in pairs]
        yield (
            f"{form}, {name}: {statistics.median(speeds):.2f} × the pages/min of {peers[form][0].contender.name} "
            f"({min(speeds):.2f}–{max(speeds):.2f}), 1/{statistics.median(costs):.2f} of its CPU-s/page"
            + _bar(statistics.median(speeds), PAGE_RATIO_BARS.get(same[0].contender.mode), least=True)
        )


def memory_lines(runs: Sequence[Run]) -> Iterable[str]:
    """The largest worker of ours against its bar."""
    sizes = [run.usage.worker_bytes / MIB for run in runs if run.contender.ours]
    if sizes:
        yield f"largest worker with its decoder: {max(sizes):.0f} MiB" + _bar(max(sizes), WORKER_BAR, least=False)


def start_lines(starts: Mapping[str, Start]) -> Iterable[str]:
    """Waits for the first page by mode."""
    for mode, start in starts.items():
        yield f"{mode}: worker's start to its first page, less that page {start.worker:.1f} s" + _bar(start.worker, START_BAR, least=False)
        yield f"{mode}: `hudang read` on one page {start.read:.1f} s" + _bar(start.read, START_BAR, least=False)


def _bar(value: float, bar: float | None, *, least: bool) -> str:
    if bar is None:
        return ""
    held = value >= bar if least else value <= bar
    return f"   [bar {'≥' if least else '≤'} {bar:g}: {'held' if held else 'MISSED'}]"


def _by_contender(runs: Iterable[Run]) -> Mapping[tuple[Form, str], list[Run]]:
    grouped: dict[tuple[Form, str], list[Run]] = {}
    for run in sorted(runs, key=lambda run: run.turn):
        grouped.setdefault((run.contender.form, run.contender.name), []).append(run)
    return grouped

"""`python -m evaluation.bench_speed …`; see the package's docstring."""

import argparse
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from evaluation.bench_speed import report
from evaluation.bench_speed.arithmetic import attainable_rate
from evaluation.bench_speed.contenders import MODES, PEER, Contender, hudang, ocrmypdf
from evaluation.bench_speed.corpus import Form, Pages, make_pages
from evaluation.bench_speed.profile import lines, profile
from evaluation.bench_speed.starting import measure_start
from evaluation.bench_speed.turns import Run, take_turns
from evaluation.generator.sheet import Split


def main() -> None:
    """Read the arguments, make the pages, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.bench_speed", description="Speed and memory beside OCRmyPDF.")
    parser.add_argument("--pages", type=int, default=64, help="pages of the corpus")
    parser.add_argument("--turns", type=int, default=2, help="how often each program runs")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--split", type=Split, choices=tuple(Split), default=Split.TEST)
    parser.add_argument("--modes", nargs="+", choices=MODES, default=list(MODES), help="our reading modes")
    parser.add_argument("--forms", nargs="+", type=Form, choices=(Form.DOCUMENTS, Form.LONG), default=[Form.DOCUMENTS, Form.LONG])
    parser.add_argument("--folder", type=Path, default=Path("build/bench-speed"), help="working folder, emptied first")
    parser.add_argument("--alone", action="store_true", help="without the peer")
    parser.add_argument("--profile", action="store_true", help="where a page's processor time goes, instead")
    arguments = parser.parse_args()
    if not (arguments.alone or arguments.profile or PEER.is_file()):
        parser.error(f"{PEER} is missing: make setup-bench")
    folder: Path = arguments.folder.absolute()
    shutil.rmtree(folder, ignore_errors=True)
    pages = make_pages(folder / "corpus", pages=arguments.pages, seed=arguments.seed, split=arguments.split)
    print(f"{report.machine()}; load {' '.join(f'{value:.1f}' for value in os.getloadavg())}", flush=True)
    if arguments.profile:
        for mode in arguments.modes:
            print(f"\n{mode}:", *lines(profile(pages, folder / f"profile-{mode}", mode), attainable_rate()), sep="\n")
        return
    compare(pages, folder, arguments)


def compare(pages: Pages, folder: Path, arguments: argparse.Namespace) -> None:
    """All contenders in turns, then the start-up, with the tables."""
    print(f"{pages.count} pages, {arguments.turns} turns; two processes at work in every run", flush=True)
    runs: list[Run] = []
    for run in take_turns(list(_contenders(pages, folder, arguments)), arguments.turns):
        runs.append(run)
        print(
            f"  turn {run.turn}  {run.contender.form:9}  {run.contender.name:16}  {run.usage.seconds:6.1f} s  "
            f"{report.pages_a_minute(run):5.1f} pages/min  {report.cpu_a_page(run):.2f} CPU-s/page  load {run.load:.1f}",
            flush=True,
        )
    starts = {mode: measure_start(mode, pages, folder / f"start-{mode}", arguments.turns) for mode in arguments.modes}
    print("", report.usage_table(runs), "", sep="\n")
    for line in (*report.ratio_lines(runs), *report.memory_lines(runs), *report.start_lines(starts)):
        print(line)


def _contenders(pages: Pages, folder: Path, arguments: argparse.Namespace) -> Sequence[Contender]:
    """Every mode of ours and the peer, form by form."""
    found: list[Contender] = []
    for form in arguments.forms:
        found += [hudang(mode, form, pages, folder / f"{form}-{mode}") for mode in arguments.modes]
        if not arguments.alone:
            found.append(ocrmypdf(form, pages, folder / f"{form}-ocrmypdf"))
    return found


if __name__ == "__main__":
    main()

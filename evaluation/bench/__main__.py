"""`python -m evaluation.bench`: see the package's docstring."""

import argparse
import sys
from pathlib import Path

from domain.errors import MissingPartError
from evaluation.bench.crew import Run, run
from evaluation.bench.pages import TruePage, load_corpus, spread
from evaluation.bench.readers import READERS
from evaluation.bench.summary import PageScore, figures, groups, score_page
from evaluation.bench.table import text_table
from evaluation.bench.worst import RANKS, described, worst

MIB = 1 << 20


def main() -> int:
    """Read the arguments, read the pages, print the tables."""
    args = _arguments()
    pages = spread(load_corpus(folder) for folder in args.reuse)[: args.limit or None]
    for reader in args.readers:
        try:
            one = run(reader, pages, args.workers)
        except MissingPartError as missing:
            print(missing.en, file=sys.stderr)
            return missing.exit_code
        scores = [score_page(outcome) for outcome in one.outcomes]
        _show(one, scores, pages)
        for score in worst(scores, args.worst_by, args.worst):
            print(*described(score), sep="\n", end="\n\n")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evaluation.bench", description="How well and how fast pages are read.")
    parser.add_argument("--reuse", type=Path, nargs="+", required=True, metavar="DIR", help="corpora that exist")
    parser.add_argument("--readers", nargs="*", default=["ours"], choices=tuple(READERS), help="our ways of reading")
    parser.add_argument("--limit", type=int, default=0, help="read so many pages, spread evenly over the corpora")
    parser.add_argument("--workers", type=int, default=2, help="processes that read side by side")
    parser.add_argument("--worst", type=int, default=0, metavar="K", help="show the K pages with most errors")
    parser.add_argument("--worst-by", choices=tuple(RANKS), default="bound", help="errors that count for --worst")
    return parser.parse_args()


def _show(one: Run, scores: list[PageScore], pages: tuple[TruePage, ...]) -> None:
    columns = {group.value: figures([score for score in scores if group.holds(score.page)], one.workers) for group in groups(pages)}
    print(text_table(one.reader, columns))
    print(f"peak memory of a worker {one.peak_bytes / MIB:.0f} MiB, ready after {one.start_seconds:.1f} s\n")
    for outcome in one.outcomes:
        if outcome.failure:
            print(f"FAILED {outcome.page.name}: {outcome.failure}")


if __name__ == "__main__":
    sys.exit(main())

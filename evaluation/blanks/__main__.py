"""`python -m evaluation.blanks`: see the package's docstring."""

import argparse
import sys
from pathlib import Path

from PIL import Image

from domain.errors import MissingPartError
from evaluation.bench.table import aligned
from evaluation.blanks.cases import Case, dealt, ordinary
from evaluation.blanks.drawing import draw_all
from evaluation.blanks.judged import figures, judge, mistakes
from evaluation.blanks.sheets import deal
from evaluation.generator.sheet import Split
from ocr.engine import load_engine


def main() -> int:
    """Read the arguments, draw what is missing, judge, print."""
    args = _arguments()
    cases = ordinary(args.corpora) if args.corpora else _drawn(args)
    try:
        engine = load_engine("ppocr", fallback=None)
    except MissingPartError as missing:
        print(missing.en, file=sys.stderr)
        return missing.exit_code
    judged = tuple(judge(cases, engine))
    wrong = [one for one in judged if not one.right]
    seconds = sum(one.cpu_seconds for one in judged) / len(judged)
    what = "of corpora" if args.corpora else f"dealt, split {args.split}, seed {args.seed}"
    print(f"{len(judged)} pages {what}; {seconds:.3f} CPU-s to prepare one\n")
    print(aligned(figures(judged)), aligned(mistakes(judged)) if wrong else "", sep="\n\n")
    if args.wrong:
        args.wrong.mkdir(parents=True, exist_ok=True)
        for one in wrong:
            name = f"taken_for_{one.kind}-{one.case.name}".replace("/", "-")
            Image.fromarray(one.case.load().pixels).save(args.wrong / f"{name}.png")
    return 0


def _drawn(args: argparse.Namespace) -> tuple[Case, ...]:
    """The dealt sheets, with the missing pictures drawn."""
    sheets = deal(args.split, args.seed, args.sheets)
    folder = args.pages / f"{args.split}-{args.seed}"
    draw_all(sheets, folder, args.workers)
    return dealt(sheets, folder)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m evaluation.blanks", description="How surely blanks and separators are told from papers."
    )
    parser.add_argument(
        "--split", type=Split, choices=tuple(Split), default=Split.TEST, help="test for final figures, train and dev for tuning"
    )
    parser.add_argument("--seed", type=int, default=303)
    parser.add_argument("--sheets", type=int, default=420)
    parser.add_argument(
        "--corpora", type=Path, nargs="+", default=(), metavar="DIR", help="judge the pages of these generated corpora instead"
    )
    parser.add_argument(
        "--pages",
        type=Path,
        default=Path("build/blanks"),
        metavar="DIR",
        help="where drawn sheets are kept; delete it when the generator has changed",
    )
    parser.add_argument("--wrong", type=Path, metavar="DIR", help="copy the pictures that were judged wrongly here")
    parser.add_argument("--workers", type=int, default=2, help="processes that draw")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

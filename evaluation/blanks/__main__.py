"""`python -m evaluation.blanks`: see the package's docstring."""

import argparse
import shutil
import sys
from pathlib import Path

from domain.errors import MissingPartError
from evaluation.bench.table import aligned
from evaluation.blanks.drawing import draw_all, path_of
from evaluation.blanks.judged import figures, judge, mistakes
from evaluation.blanks.sheets import deal
from evaluation.generator.sheet import Split
from ocr.engine import load_engine


def main() -> int:
    """Read the arguments, draw what is missing, judge, print."""
    args = _arguments()
    sheets = deal(args.split, args.seed, args.sheets)
    folder = args.pages / f"{args.split}-{args.seed}"
    draw_all(sheets, folder, args.workers)
    try:
        engine = load_engine("ppocr", fallback=None)
    except MissingPartError as missing:
        print(missing.en, file=sys.stderr)
        return missing.exit_code
    judged = tuple(judge(sheets, folder, engine))
    wrong = [one for one in judged if not one.right]
    seconds = sum(one.cpu_seconds for one in judged) / len(judged)
    print(f"{len(judged)} sheets, split {args.split}, seed {args.seed}; {seconds:.3f} CPU-s to prepare one\n")
    print(aligned(figures(judged)), aligned(mistakes(judged)) if wrong else "", sep="\n\n")
    if args.wrong:
        args.wrong.mkdir(parents=True, exist_ok=True)
        for one in wrong:
            picture = path_of(one.sheet, folder)
            shutil.copyfile(picture, args.wrong / f"taken_for_{one.kind}-{picture.name}")
    return 0


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

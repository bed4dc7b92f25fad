"""`python -m evaluation.generator OUT …`: write a corpus; see the package's docstring."""

import argparse
from pathlib import Path

from evaluation.generator.corpus import CorpusPlan, plan_corpus
from evaluation.generator.produce import produce
from evaluation.generator.sheet import Script, Split
from evaluation.generator.wear import Profile


def main() -> None:
    """Read the arguments and write the corpus."""
    parser = argparse.ArgumentParser(
        prog="python -m evaluation.generator", description="Write an invented estate's scans with their truth."
    )
    parser.add_argument("out", type=Path, help="folder to write; must be empty or absent")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--documents", type=int, default=40)
    parser.add_argument("--profile", type=Profile, choices=tuple(Profile), default=Profile.OFFICE)
    parser.add_argument("--script", type=Script, choices=tuple(Script), default=Script.HANS)
    parser.add_argument("--split", type=Split, choices=tuple(Split), default=Split.TEST)
    parser.add_argument("--estates", type=int, default=1)
    parser.add_argument("--dpi", type=int, default=200)
    parser.add_argument("--units", type=int, default=80, help="units per estate")
    parser.add_argument("--review-share", type=float, default=0.12, help="share of papers that no machine may file")
    parser.add_argument("--bad-files", action="store_true", help="add encrypted, cut, empty and doubled files")
    parser.add_argument("--light", action="store_true", help="keep the files small")
    parser.add_argument("--bench", action="store_true", help="the wider variety that readers are measured on; ignores --dpi")
    parser.add_argument("--jobs", type=int, default=1, help="processes that draw at once")
    args = parser.parse_args()
    if args.out.is_dir() and any(args.out.iterdir()):
        parser.error(f"{args.out} is not empty")
    options = {key: value for key, value in vars(args).items() if key not in ("out", "jobs")}
    corpus = plan_corpus(CorpusPlan(**options))
    produce(corpus, args.out, args.jobs)
    pages = sum(len(plan.pages) for plan in corpus.files)
    print(f"{len(corpus.documents)} documents on {pages} pages in {len(corpus.files)} files: {args.out}")


if __name__ == "__main__":
    main()

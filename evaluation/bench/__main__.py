"""`python -m evaluation.bench`: see the package's docstring."""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from domain.errors import MissingPartError
from evaluation.bench import crew
from evaluation.bench.ablations import ABLATIONS
from evaluation.bench.corpora import SCRIPTS, generate
from evaluation.bench.pages import load_corpus, spread
from evaluation.bench.readers import PEERS, READERS, WITHOUT
from evaluation.bench.report import write_report
from evaluation.bench.study import Study, as_data, failures, tables
from evaluation.bench.summary import Result, score_run
from evaluation.bench.table import aligned
from evaluation.bench.worst import RANKS, described, worst
from evaluation.generator.sheet import Script, Split
from evaluation.generator.wear import Profile


def main() -> int:
    """Read the arguments, have the pages read, print and write what came out."""
    args = _arguments()
    try:
        with tempfile.TemporaryDirectory(prefix="hudang-bench-") as folder:
            study = _study(args, args.reuse or _fresh(args, args.corpora or Path(folder)))
            _print(study, args)
            if args.json:
                args.json.write_text(json.dumps(as_data(study), ensure_ascii=False, indent=1), encoding="utf-8")
            if args.html:
                write_report(study, args.html, args.worst_by)
    except MissingPartError as missing:
        print(missing.en, file=sys.stderr)
        return missing.exit_code
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evaluation.bench", description="How well and how fast ours and its peers read pages.")
    pages = parser.add_argument_group("pages")
    pages.add_argument("--reuse", type=Path, nargs="+", default=[], metavar="DIR", help="corpora that exist, instead of fresh ones")
    pages.add_argument("--corpora", type=Path, metavar="DIR", help="keep the fresh corpora here; must be empty or absent")
    pages.add_argument("--split", type=Split, choices=tuple(Split), default=Split.TEST, help="test for final figures, dev for tuning")
    pages.add_argument("--seed", type=int, default=303)
    pages.add_argument("--documents", type=int, default=40, help="documents of each profile and script")
    pages.add_argument("--profiles", type=Profile, nargs="+", choices=tuple(Profile), default=tuple(Profile))
    pages.add_argument("--scripts", type=Script, nargs="+", choices=SCRIPTS, default=SCRIPTS)
    pages.add_argument("--limit", type=int, default=0, help="read only so many pages, spread evenly over the corpora")
    who = parser.add_argument_group("readers")
    who.add_argument("--readers", nargs="+", default=["ours"], choices=tuple(READERS), help="our ways of reading; ratios are of the first")
    who.add_argument("--peers", nargs="*", default=[], choices=("all", *PEERS), help="others' programs to compare with")
    who.add_argument("--peer-pages", type=int, default=0, metavar="N", help="peers read only the first N of the pages")
    who.add_argument("--ablate", nargs="*", choices=tuple(ABLATIONS), help="ours lacking these steps, one at a time; alone: all of them")
    who.add_argument("--ablation-pages", type=int, default=0, metavar="N", help="on only the first N of the pages")
    who.add_argument("--workers", type=int, default=2, help="processes that read side by side")
    out = parser.add_argument_group("output")
    out.add_argument("--worst", type=int, default=0, metavar="K", help="show our K pages with most errors")
    out.add_argument("--worst-by", choices=tuple(RANKS), default="bound", help="the errors that count for that")
    out.add_argument("--json", type=Path, metavar="FILE")
    out.add_argument("--html", type=Path, metavar="FILE")
    args = parser.parse_args()
    if not args.reuse and args.corpora and args.corpora.is_dir() and any(args.corpora.iterdir()):
        parser.error(f"{args.corpora} is not empty")
    return args


def _fresh(args: argparse.Namespace, folder: Path) -> Sequence[Path]:
    _say(f"drawing {args.documents} documents of each profile and script, split {args.split}, seed {args.seed}")
    return generate(
        folder,
        split=args.split,
        seed=args.seed,
        documents=args.documents,
        profiles=args.profiles,
        scripts=args.scripts,
        jobs=args.workers,
    )


def _study(args: argparse.Namespace, folders: Sequence[Path]) -> Study:
    machine = f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} before"
    peers = list(PEERS) if "all" in args.peers else args.peers
    steps = [] if args.ablate is None else args.ablate or list(ABLATIONS)
    for peer in peers:
        crew.run(peer, (), 1)  # what is missing is said before the long run, not after it
    pages = spread(load_corpus(folder) for folder in folders)[: args.limit or None]
    peer_pages, ablation_pages = (args.peer_pages or len(pages)), (args.ablation_pages or len(pages))
    stopped: list[str] = []

    def run_all(readers: Sequence[str], count: int) -> tuple[Result, ...]:
        results = []
        for reader in readers:
            _say(f"{reader}: {len(pages[:count])} pages")
            try:
                results.append(score_run(crew.run(reader, pages[:count], args.workers)))
            except MissingPartError as missing:  # it started before: the others go on
                stopped.append(missing.en)
        return tuple(results)

    return Study(
        about=f"{len(pages)} pages of {', '.join(sorted(folder.name for folder in folders))}; {machine}",
        pages=pages,
        peer_pages=peer_pages,
        ablation_pages=ablation_pages,
        ours=run_all(args.readers, len(pages)),
        peers=run_all(peers, peer_pages),
        ablated=run_all([WITHOUT + step for step in steps], ablation_pages),
        stopped=tuple(stopped),
    )


def _print(study: Study, args: argparse.Namespace) -> None:
    print(f"{study.about}\n")
    for title, rows in tables(study):
        print(f"{title}\n\n{aligned(rows)}\n")
    for failure in failures(study):
        print(failure)
    for result in study.ours:
        for score in worst(result.scores, args.worst_by, args.worst):
            print(*described(score), sep="\n", end="\n\n")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())

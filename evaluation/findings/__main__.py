"""`python -m evaluation.findings …`; see the package's docstring."""

import argparse
import math
from collections.abc import Iterator, Sequence
from pathlib import Path

from evaluation.findings import office, perfect
from evaluation.findings.reading import read_scans
from evaluation.findings.scoring import Compared, Key, score, show
from evaluation.generator.sheet import Script

_EACH, _DRAWN = 20, 12
"""Discrepancies of every kind; so many of those in scans are drawn for either script, since not all of their papers will be filed."""


def main() -> None:
    """Score and print."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.findings", description="Score the findings of the checks.")
    parser.add_argument("--estates", type=int, default=4)
    parser.add_argument("--papers", type=int, default=700, help="papers an estate, before those that answer others")
    parser.add_argument("--each", type=int, default=_EACH, help="discrepancies of every kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scans", type=Path, help="folder to draw scans in and read them; what is there already is used again")
    parser.add_argument("--jobs", type=int, default=1, help="with --scans: processes that draw at once")
    parser.add_argument(
        "--home", type=Path, nargs="+", default=[], help="homes that `hudang batch` has filled; copies of them are worked on"
    )
    parser.add_argument("--truth", type=Path, nargs="+", default=[], help="the truth folders of these homes' corpora, in the same order")
    parser.add_argument("--rounds", type=int, default=3, help="on homes: how often other discrepancies are put into catalogue and register")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--list", action="store_true", help="name what was raised wrongly and what was missed")
    given = parser.parse_args()
    homes = [*zip(given.home, given.truth, strict=True), *_read(given)]
    if homes:
        parts: Sequence[Compared] = (_office(homes, each=given.each, rounds=given.rounds, seed=given.seed),)
    else:
        parts = perfect.run(estates=given.estates, papers=given.papers, each=given.each, seed=given.seed)
    for part in parts:
        show(part.title, score(part.expected, part.found), as_json=given.json)
        for mark, kind, about in _differing(part) if given.list else ():
            print(mark, kind, about)


def _read(given: argparse.Namespace) -> Iterator[tuple[Path, Path]]:
    """The homes in the scans' folder with their truths, one for either script."""
    for script in (Script.HANS, Script.HANT) if given.scans else ():
        yield read_scans(given.scans / script, script, seed=given.seed, each=math.ceil(given.each * _DRAWN / _EACH), jobs=given.jobs)


def _office(homes: Sequence[tuple[Path, Path]], *, each: int, rounds: int, seed: int) -> Compared:
    """All homes together, each with its share of the discrepancies and one more, since some find no paper.

    Each round puts others into the same homes; what rests on the papers themselves is the same in every round and counted in the first.
    """
    expected: list[Key] = []
    found: list[Key] = []
    filed = beside = 0
    share = math.ceil(each / (len(homes) * rounds)) + 1
    for number, (home, truth) in enumerate(homes):
        for round_, result in enumerate(office.run(home, truth, each=share, seeds=range(seed, seed + rounds))):
            for keys, given in ((expected, result.expected), (found, result.found)):
                keys += [(key[0], f"{number}|{round_}|{key[1]}") for key in given if round_ == 0 or not result.lasting(key)]
            filed, beside = filed + result.filed * (round_ == 0), beside + result.beside
    title = f"end to end: {len(homes)} homes, {rounds} rounds, {filed} filed papers; {beside} findings on other papers"
    return Compared(title=title, expected=tuple(expected), found=tuple(found))


def _differing(part: Compared) -> Iterator[tuple[str, str, str]]:
    """Name what was raised wrongly and what was missed."""
    for mark, keys in (("wrong", set(part.found) - set(part.expected)), ("missed", set(part.expected) - set(part.found))):
        yield from ((mark, kind, about) for kind, about in sorted(keys))


if __name__ == "__main__":
    main()

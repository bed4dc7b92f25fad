"""`python -m evaluation.findings …`; see the package's docstring."""

import argparse
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

from evaluation.findings import office
from evaluation.findings.home import checked, open_home
from evaluation.findings.inject import inject
from evaluation.findings.injector import Expected
from evaluation.findings.papers import clean_archive
from evaluation.findings.scoring import Key, score, show
from evaluation.findings.store import Stored, store


def main() -> None:
    """Score and print."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.findings", description="Score the findings of the checks.")
    parser.add_argument("--estates", type=int, default=4)
    parser.add_argument("--papers", type=int, default=700, help="papers an estate, before those that answer others")
    parser.add_argument("--each", type=int, default=0, help="discrepancies of every kind; 0: 20, or 2 a round with --home")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--home", type=Path, nargs="+", help="homes that `hudang batch` has filled; copies of them are worked on")
    parser.add_argument("--truth", type=Path, nargs="+", help="the truth folders of these homes' corpora, in the same order")
    parser.add_argument("--rounds", type=int, default=5, help="with --home: how often anew, with other chances")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--list", action="store_true", help="name what was raised wrongly and what was missed")
    given = parser.parse_args()
    if given.home:
        _office(given)
        return
    archive, makers = clean_archive(given.estates, given.papers, seed=given.seed)
    with tempfile.TemporaryDirectory(prefix="findings-") as folder:
        place = open_home(Path(folder) / "clean")
        store(place, archive)
        show(f"clean: {len(archive.papers)} papers", score((), checked(place)), as_json=given.json)
        place.close()
        injected = inject(archive, makers, each=given.each or 20, seed=given.seed)
        place = open_home(Path(folder) / "injected")
        stored = store(place, injected.archive())
        expected, found = keys_of(injected.expected, stored), tuple(plain(key) for key in checked(place))
        place.close()
    show(f"injected: {len(injected.papers)} papers, {len(injected.rows)} rows", score(expected, found), as_json=given.json)
    _list(expected, found, wanted=given.list)


def _office(given: argparse.Namespace) -> None:
    """Pool all homes and rounds."""
    expected: list[Key] = []
    found: list[Key] = []
    filed = beside = 0
    for round_ in range(given.rounds):
        for home, truth in zip(given.home, given.truth, strict=True):
            result = office.run(home, truth, each=given.each or 2, seed=given.seed + round_)
            mark = f"{round_}|{home.parent.name}|"
            expected += [(kind, mark + about) for kind, about in result.expected]
            found += [(kind, mark + about) for kind, about in result.found]
            filed, beside = filed + result.filed, beside + result.beside
    title = f"end to end: {len(given.home)} homes, {given.rounds} rounds, {filed} filed papers; {beside} findings on other papers"
    show(title, score(expected, found), as_json=given.json)
    _list(expected, found, wanted=given.list)


def _list(expected: Iterable[Key], found: Iterable[Key], *, wanted: bool) -> None:
    """Name what was raised wrongly and what was missed."""
    for mark, keys in (("wrong", set(found) - set(expected)), ("missed", set(expected) - set(found))):
        for kind, about in sorted(keys) if wanted else ():
            print(mark, kind, about)


def keys_of(expected: Iterable[Expected], stored: Stored) -> tuple[Key, ...]:
    """Kind and about of what must be raised."""
    return tuple(
        (e.kind, f"d:{stored.documents[e.paper]}" if e.paper else f"r:{stored.rows[e.row]}" if e.row else _place(e.place)) for e in expected
    )


def plain(key: Key) -> Key:
    """A raised key as those that must be raised are written."""
    return key[0], _place(key[1])


def _place(place: str) -> str:
    """Boxes and series by their letters and figures alone: how a finding writes them is its own affair."""
    return place if place[0] in "dru" else place[:2] + re.sub(r"[^A-Z0-9]", "", place[2:].upper())


if __name__ == "__main__":
    main()

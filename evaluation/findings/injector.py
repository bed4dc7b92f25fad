"""The archive while discrepancies are put into it, and the findings that they must raise."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from domain.finding import FindingKind
from domain.unit_number import UnitNumber
from evaluation.findings.papers import Archive, Made, Paper, Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A finding that must be raised: about a paper or a row by key, else about the place as findings name it."""

    kind: FindingKind
    paper: str = ""
    row: str = ""
    place: str = ""


class Injector:
    """Works on disjoint papers, so that every finding has one cause; `expected` grows with each discrepancy."""

    def __init__(self, archive: Archive, makers: tuple[Made, ...], seed: int) -> None:
        self.papers: dict[str, Paper] = {paper.key: paper for paper in archive.papers}
        self.rows: dict[str, Row] = {row.key: row for row in archive.rows}
        self.register = list(archive.register)
        self.expected: list[Expected] = []
        self.rng = random.Random(f"inject|{seed}")
        self._makers = {made.mark: made for made in makers}
        self._last = {mark: max(int(p.archive_no[-5:]) for p in archive.papers if mark_of(p.key) == mark) for mark in self._makers}
        self._free = [paper.key for paper in archive.papers if "|answer" not in paper.key and "|form" not in paper.key]
        ends = {f"DA-{mark}-{number:05d}" for mark, last in self._last.items() for number in (1, last)}
        self._free = [key for key in self._free if self.papers[key].archive_no not in ends]
        self.rng.shuffle(self._free)

    def archive(self) -> Archive:
        """The archive as it stands."""
        return Archive(papers=tuple(self.papers.values()), rows=tuple(self.rows.values()), register=tuple(self.register))

    def expect(self, kind: FindingKind, *, paper: str = "", row: str = "", place: str = "") -> None:
        """Note a finding that must be raised."""
        self.expected.append(Expected(kind=kind, paper=paper, row=row, place=place))

    def take(self, fits: Callable[[Paper, Row], bool] = lambda _paper, _row: True) -> tuple[Paper, Row]:
        """A paper that nothing was done to yet, with its row."""
        for at, key in enumerate(self._free):
            if fits(self.papers[key], self.rows[key]):
                del self._free[at]
                return self.papers[key], self.rows[key]
        raise SystemExit("Too few papers for so many discrepancies: raise --papers or --estates.")

    def list_as(self, row: Row, **changes: object) -> None:
        """Change the row."""
        self.rows[row.key] = replace(row, **changes)

    def file_as(self, paper: Paper, **changes: object) -> None:
        """Change the paper's record."""
        self.papers[paper.key] = replace(paper, **changes)

    def drop(self, key: str) -> None:
        """Lose a paper and its row."""
        del self.papers[key], self.rows[key]
        if key in self._free:
            self._free.remove(key)

    def number(self, like: Paper) -> str:
        """The next free number of the paper's estate."""
        mark = mark_of(like.key)
        self._last[mark] += 1
        return f"DA-{mark}-{self._last[mark]:05d}"

    def maker(self, like: Paper) -> Made:
        """Where the paper's estate makes papers."""
        return self._makers[mark_of(like.key)]

    def other_unit(self, than: Paper) -> tuple[UnitNumber, int]:
        """Another unit of the estate in which the paper's date lies within a tenure, and that tenure's position."""
        units = [each for each in self.maker(than).estate.units if each.unit != than.unit and each.unit.building != than.unit.building]
        self.rng.shuffle(units)
        for each in units:
            for index, tenure in enumerate(each.tenures):
                if tenure.holds(than.date):
                    return each.unit, index
        raise SystemExit("No other unit had an owner on that day.")


def mark_of(key: str) -> str:
    """The short name of the estate that a paper or row is of."""
    return key.partition("|")[0]

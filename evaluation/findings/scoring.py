"""Findings held against the truth: precision and recall by kind and together."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from domain.finding import FindingKind

Key = tuple[FindingKind, str]
"""A finding's kind and what it is about."""


def plain(about: str) -> str:
    """What a finding is about, boxes and series by their letters and figures alone: how a finding writes them is its own affair."""
    return about[:2] + re.sub(r"[^A-Z0-9]", "", about[2:].upper()) if about[:2] in ("b:", "k:", "s:") else about


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What must be raised, and what was."""

    title: str
    expected: tuple[Key, ...]
    found: tuple[Key, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Counts of one kind, or of all ("")."""

    kind: str
    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """Share of the findings that are right; 1 where there are none."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Share of the discrepancies that were found; 1 where there are none."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


def score(expected: Iterable[Key], found: Iterable[Key]) -> tuple[Score, ...]:
    """Scores by kind, then together; a finding counts once however often it is raised."""
    wanted, raised = set(expected), set(found)
    kinds = [kind for kind in FindingKind if any(key[0] is kind for key in wanted | raised)]
    return tuple(
        Score(
            kind=str(kind or ""),
            right=len(_of(wanted & raised, kind)),
            wrong=len(_of(raised - wanted, kind)),
            missed=len(_of(wanted - raised, kind)),
        )
        for kind in (*kinds, None)
    )


def _of(keys: set[Key], kind: FindingKind | None) -> list[Key]:
    return [key for key in keys if kind is None or key[0] is kind]


def show(title: str, scores: tuple[Score, ...], *, as_json: bool) -> None:
    """Print the table, or one JSON row a line."""
    if as_json:
        for each in scores:
            facts = {"right": each.right, "wrong": each.wrong, "missed": each.missed}
            shares = {"precision": round(each.precision, 4), "recall": round(each.recall, 4)}
            print(json.dumps({"what": title, "kind": each.kind or "all", **facts, **shares}))
        return
    print(f"{title}\n{'kind':32}{'right':>7}{'wrong':>7}{'missed':>8}{'precision':>11}{'recall':>8}")
    for each in scores:
        print(f"{each.kind or 'all':32}{each.right:7}{each.wrong:7}{each.missed:8}{each.precision:11.4f}{each.recall:8.4f}")

"""What a page says as data: its text in reading order, and its runs with the traits that make them hard to read."""

import re
from dataclasses import replace
from itertools import pairwise

from evaluation.generator.flow import advance
from evaluation.generator.sheet import PageDraft, Run, Seal

SHORTEST_UNIT_PIECE = 3
"""Characters of a unit number cut by a line break that are still worth calling one; shorter pieces are found by chance."""
_SEALED_SHARE = 0.25
_FLATNESS = {"round": 1.0, "oval": 0.72, "box": 0.55}


def as_printed(draft: PageDraft) -> PageDraft:
    """The draft as an office program prints it to a file: no pen, no stamp, no colour."""
    return replace(draft, seals=(), runs=tuple(replace(run, face="body", ink="black") for run in draft.runs))


def as_copied(draft: PageDraft) -> PageDraft:
    """The draft as a photocopier without colour repeats it."""
    return replace(draft, runs=tuple(replace(run, ink="black") if run.ink == "red" else run for run in draft.runs))


def segments(draft: PageDraft) -> list[tuple[str, str]]:
    """The runs in reading order as (text, flags); a run that holds a unit number is cut around it.

    Flags: h hand-like, r red ink, s a quarter or more of its length under a seal, u a written unit number (of one that a line break
    cuts, the pieces of three characters or more), "" plain print.
    """
    marks = _unit_spans(draft)
    out = []
    for index, run in enumerate(draft.runs):
        at = 0
        for start, end in [*marks.get(index, ()), (len(run.text), len(run.text))]:
            if start > at:
                out.append((run.text[at:start], _flags(draft, run, (at, start))))
            if end > start:
                long_enough = len(run.text[start:end].replace(" ", "")) >= SHORTEST_UNIT_PIECE
                out.append((run.text[start:end], _flags(draft, run, (start, end)) + "u" * long_enough))
            at = end
    return out


def _unit_spans(draft: PageDraft) -> dict[int, list[tuple[int, int]]]:
    """Run index → where in it unit numbers stand. A number may go on from the end of one run to the next."""
    if not draft.units:
        return {}
    wanted = "|".join("\n?".join(map(re.escape, unit)) for unit in sorted(draft.units, key=len, reverse=True))
    starts = [0]
    for run in draft.runs:
        starts.append(starts[-1] + len(run.text) + 1)
    spans: dict[int, list[tuple[int, int]]] = {}
    for match in re.finditer(rf"(?<![0-9A-Za-z])(?:{wanted})(?!\d)", "\n".join(run.text for run in draft.runs)):
        for index, (first, following) in enumerate(pairwise(starts)):
            start, end = max(match.start(), first), min(match.end(), following - 1)
            if start < end:
                spans.setdefault(index, []).append((start - first, end - first))
    return spans


def _flags(draft: PageDraft, run: Run, part: tuple[int, int]) -> str:
    left = run.x if run.down else run.x + advance(run.text[: part[0]], run.size)
    right = run.x + run.size if run.down else run.x + advance(run.text[: part[1]], run.size)
    sealed = any(_covered(seal, left, right, run.y + run.height / 2) >= _SEALED_SHARE for seal in draft.seals)
    return "h" * (run.face == "hand") + "r" * (run.ink == "red") + "s" * sealed


def _covered(seal: Seal, left: float, right: float, y: float) -> float:
    """The share 0..1 of the row from left to right at height y that lies under the seal."""
    tall = seal.radius * _FLATNESS[seal.shape]
    away = abs(y - seal.y)
    if away >= tall or right <= left:
        return 0.0
    half = seal.radius if seal.shape == "box" else seal.radius * (1 - (away / tall) ** 2) ** 0.5
    return max(0.0, min(right, seal.x + half) - max(left, seal.x - half)) / (right - left)

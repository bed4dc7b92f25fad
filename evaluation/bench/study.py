"""One whole comparison: who read what, as tables and as data."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from evaluation.bench.pages import TruePage
from evaluation.bench.summary import Group, PageScore, Result, groups, intervals
from evaluation.bench.table import Cells, cells, change_cells, interval_cells, ratio_cells


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """`ours` read all pages, `peers` the first `peer_pages` of them, `ablated` (ours lacking a step) the first `ablation_pages`.

    `stopped` names the peers that could not go on, and why. Ratios and changes are always on pages that both sides read.
    """

    about: str
    pages: tuple[TruePage, ...]
    peer_pages: int
    ablation_pages: int
    ours: tuple[Result, ...]
    peers: tuple[Result, ...] = ()
    ablated: tuple[Result, ...] = ()
    stopped: tuple[str, ...] = ()

    @property
    def results(self) -> tuple[Result, ...]:
        """All runs."""
        return (*self.ours, *self.peers, *self.ablated)


def tables(study: Study) -> Iterator[tuple[str, Cells]]:
    """Every table with its title."""
    every = groups(study.pages)
    for result in (*study.ours, *study.peers):
        pages = [outcome.page for outcome in result.run.outcomes]
        columns = {group.value: result.over(pages, group) for group in every}
        yield (
            f"{result.run.reader} ({result.run.tag}) on {len(pages)} pages, workers: {result.run.workers}",
            cells(result.run.reader, columns),
        )
    chief = [group for group in every if group.trait in ("all", "profile")]
    for result in study.ours:
        spans = interval_cells(result.run.reader, {group.value: intervals(result, group) for group in chief})
        if spans[1:]:  # few pages have none
            yield f"{result.run.reader}: 95 % intervals", spans
    if study.peers:
        for group in every:
            yield f"on the same pages: {_named(group)}", _side_by_side(study, group)
    if study.ablated:
        for group in chief:
            yield f"what changes without a step: {_named(group)}", _ablations(study, group)


def _named(group: Group) -> str:
    return "all" if group.trait == "all" else f"{group.trait} {group.value}"


def _side_by_side(study: Study, group: Group) -> Cells:
    pages = study.pages[: study.peer_pages]
    both = (study.ours[0], *study.peers, *study.ours[1:])
    return ratio_cells(_named(group), {result.run.reader: result.over(pages, group) for result in both})


def _ablations(study: Study, group: Group) -> Cells:
    pages = study.pages[: study.ablation_pages]
    return change_cells(_named(group), {result.run.reader: result.over(pages, group) for result in (study.ours[0], *study.ablated)})


def failures(study: Study) -> Iterator[str]:
    """Every page that a reader failed on, and every peer that could not go on."""
    yield from study.stopped
    for result in study.results:
        for outcome in result.run.outcomes:
            if outcome.reading is None:
                yield f"{result.run.reader} failed on {outcome.page.name}: {outcome.failure}"


def as_data(study: Study) -> dict[str, Any]:
    """The study as plain data: figures of every reader by group, on its own pages and on the peers', and every page's tallies and text."""
    every = groups(study.pages)
    shared = study.pages[: study.peer_pages]
    return {
        "about": study.about,
        "failures": list(failures(study)),
        "readers": {
            result.run.reader: {
                "tag": result.run.tag,
                "workers": result.run.workers,
                "figures": {_named(group): result.over(study.pages, group) for group in every},
                "figures_on_peer_pages": {_named(group): result.over(shared, group) for group in every} if study.peers else {},
                "pages": [_page(score) for score in result.scores],
            }
            for result in study.results
        },
    }


def _page(score: PageScore) -> dict[str, Any]:
    tallies = ("free", "bound", "plain", "hand", "red", "sealed", "units_printed", "units_hand")
    reading = score.outcome.reading
    return {
        "page": score.page.name,
        "profile": score.page.profile,
        "script": score.page.script,
        "kind": score.page.kind,
        "reading": dataclasses.asdict(reading) if reading else None,
        "failure": score.outcome.failure,
        **{name: dataclasses.asdict(getattr(score, name)) for name in tallies},
    }

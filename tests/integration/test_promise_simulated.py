"""A year's papers again and again, each with its own seed: do the intervals hold the truth as often as they say, and whom do they alarm?

Papers are drawn as in an office: a share as they are filed, then a draw from the later half, then one from a single category, so that the
probabilities differ and the weights are put to the test.
"""

import random
from collections import Counter
from dataclasses import dataclass

import pytest

from domain.ids import DocumentId, DrawId
from domain.taxonomy import Category
from dossiers.sampling import Opportunity, chosen, draw, weight
from measures.promise import Estimate, PromiseState, Seen, estimate

PROMISE = 0.005
PAPERS, RUNS = 1200, 100
STREAM, LATE, CONTRACTS = DrawId(1), DrawId(2), DrawId(3)
Rates = dict[Category, float]


@dataclass(frozen=True)
class Paper:
    id: DocumentId
    category: Category
    filed_at: float
    wrong: bool


def _papers(seed: int, rates: Rates) -> list[Paper]:
    lots = random.Random(seed)
    kinds = lots.choices(list(rates), (4, 3, 1, 3), k=PAPERS)
    return [Paper(DocumentId(n), kind, float(n), lots.random() < rates[kind]) for n, kind in enumerate(kinds)]


def _sample(seed: int, papers: list[Paper], share: float, *, later_draws: bool) -> tuple[dict[DocumentId, DrawId], list[Opportunity]]:
    taken = {each.id: STREAM for each in papers if chosen(f"home {seed}", each.id, share)}
    chances = [Opportunity(draw=STREAM, since=0.0, until=float(PAPERS), category=None, share=share)]
    for number, since, category, part in ((LATE, PAPERS / 2, None, 20), (CONTRACTS, 0.0, Category.CONTRACT, 10)):
        if later_draws:
            left = [p.id for p in papers if p.id not in taken and p.filed_at >= since and category in {None, p.category}]
            got = draw(f"{number} {seed}", left, len(left) // part)
            taken |= dict.fromkeys(got, number)
            chances.append(Opportunity(draw=number, since=since, until=float(PAPERS), category=category, share=len(got) / len(left)))
    return taken, chances


def _measured(seed: int, rates: Rates, share: float, *, later_draws: bool) -> dict[Category | None, tuple[float, Estimate]]:
    """The true share wrong and what the sample says, by category and (None) together."""
    papers = _papers(seed, rates)
    taken, chances = _sample(seed, papers, share, later_draws=later_draws)
    found: dict[Category | None, tuple[float, Estimate]] = {}
    for category in (*Category, None):
        mine = [p for p in papers if category in {None, p.category}]
        seen = [Seen(weight=weight(taken[p.id], p.filed_at, p.category, chances), wrong=p.wrong) for p in mine if p.id in taken]
        found[category] = (sum(p.wrong for p in mine) / len(mine), estimate(seen, PROMISE))
    return found


@pytest.mark.parametrize("later_draws", [False, True])
@pytest.mark.parametrize("rates", [(0.005,) * 4, (0.05,) * 4, (0.02, 0.005, 0.1, 0.001)])
def test_intervals_hold_the_truth_and_the_estimate_is_not_biased(rates: tuple[float, ...], later_draws: bool) -> None:
    held: Counter[Category | None] = Counter()
    off: Counter[Category | None] = Counter()
    for seed in range(RUNS):
        for line, (truth, said) in _measured(seed, dict(zip(Category, rates, strict=True)), 0.1, later_draws=later_draws).items():
            held[line] += said.low <= truth <= said.high
            assert said.rate is not None
            off[line] += said.rate - truth
    assert min(held[line] for line in (*Category, None)) >= 0.95 * RUNS
    assert abs(off[None]) / RUNS < 0.003


def test_a_broken_promise_is_found_and_a_kept_one_is_left_in_peace() -> None:
    kept, broken = (0.0025,) * 4, (0.05, 0.0025, 0.0025, 0.0025)
    alarms: Counter[tuple[bool, Category | None]] = Counter()
    for rates in (kept, broken):
        for seed in range(RUNS):
            for line, (_, said) in _measured(seed, dict(zip(Category, rates, strict=True)), 0.6, later_draws=False).items():
                alarms[rates is broken, line] += said.state is PromiseState.BROKEN
    assert alarms[True, Category.CONTRACT] >= 0.95 * RUNS
    for line in (*Category, None):
        assert alarms[False, line] <= 0.02 * RUNS
        if line in {Category.REPAIR, Category.COMPLAINT, Category.OTHER}:
            assert alarms[True, line] <= 0.02 * RUNS

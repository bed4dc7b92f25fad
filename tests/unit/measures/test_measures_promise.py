"""The promise: interval, evidence and the word that follows from them."""

import random

import pytest

from measures.promise import ALARM, PromiseState, Seen, estimate, evidence, interval, sample_size

PROMISE = 0.005


def seen(right: int, wrong: int, weight: float = 1.0) -> list[Seen]:
    return [Seen(weight=weight, wrong=False)] * right + [Seen(weight=weight, wrong=True)] * wrong


@pytest.mark.parametrize(
    ("wrong", "decided", "low", "high"),
    [(0, 10, 0.0, 0.30850), (1, 10, 0.00253, 0.44502), (5, 100, 0.01643, 0.11283), (10, 10, 0.69150, 1.0)],
)
def test_the_interval_is_the_exact_one_of_the_tables(wrong: int, decided: int, low: float, high: float) -> None:
    assert interval(wrong, decided) == (pytest.approx(low, abs=1e-5), pytest.approx(high, abs=1e-5))


def test_nothing_decided_says_nothing() -> None:
    found = estimate([], PROMISE)
    assert (found.rate, found.low, found.high, found.state, found.needed) == (None, 0.0, 1.0, PromiseState.OPEN, 736)


def test_equal_weights_whatever_their_size_are_the_plain_sample() -> None:
    plain, scaled = estimate(seen(97, 3), PROMISE), estimate(seen(97, 3, weight=40.0), PROMISE)
    assert plain.rate == scaled.rate == pytest.approx(0.03)
    assert (scaled.low, scaled.high) == pytest.approx(interval(3, 100))
    assert scaled.effective == pytest.approx(100)


def test_unequal_weights_count_for_what_they_stand_for_and_tell_less() -> None:
    found = estimate([*seen(99, 1, weight=1.0), *seen(99, 1, weight=3.0)], PROMISE)
    heavy = estimate([*seen(100, 0, weight=1.0), *seen(98, 2, weight=3.0)], PROMISE)
    assert found.rate == pytest.approx(0.01)
    assert heavy.rate == pytest.approx(0.015)
    assert found.effective == pytest.approx(160)
    assert (found.low, found.high) == pytest.approx(interval(1.6, 160))


def test_the_promise_is_shown_to_be_kept_with_exactly_the_number_said_to_be_needed() -> None:
    for wrong in (0, 1, 3):
        needed = estimate(seen(50, wrong), PROMISE).needed
        assert estimate(seen(50 + needed, wrong), PROMISE).state is PromiseState.KEPT
        assert estimate(seen(50 + needed - 1, wrong), PROMISE).state is PromiseState.OPEN
    assert sample_size(0, PROMISE) == 736  # 1 - 0.025 ** (1 / 736) <= 0.005


@pytest.mark.parametrize(("wrong", "alarms_up_to"), [(1, 1), (2, 20), (3, 59), (5, 178), (7, 335)])
def test_so_many_wrong_break_the_promise_among_so_few(wrong: int, alarms_up_to: int) -> None:
    assert estimate(seen(alarms_up_to - wrong, wrong), PROMISE).state is PromiseState.BROKEN
    assert estimate(seen(alarms_up_to - wrong + 1, wrong), PROMISE).state is PromiseState.OPEN


def test_evidence_is_bounded_and_without_mistakes_nothing() -> None:
    assert evidence(0, 10_000, PROMISE) == 0.0
    assert evidence(1, 1_000_000, PROMISE) == 0.0
    assert 0 < evidence(10_000, 10_000, PROMISE) < float("inf")


@pytest.mark.parametrize(("rate", "least", "most"), [(0.0005, 0, 2), (0.0025, 0, 3), (0.005, 0, 10), (0.03, 190, 200)])
def test_looking_after_each_verdict_rarely_alarms_where_the_promise_is_kept(rate: float, least: int, most: int) -> None:
    """Two hundred runs of a thousand verdicts each; a kept promise may alarm in 5 % of them, six times the promise is found."""
    alarms = 0
    for seed in range(200):
        lot, wrong = random.Random(seed), 0
        for decided in range(1, 1001):
            if lot.random() < rate:
                wrong += 1
                if evidence(wrong, decided, PROMISE) >= ALARM:
                    alarms += 1
                    break
    assert least <= alarms <= most

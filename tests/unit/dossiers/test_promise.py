"""Thresholds from a promised error rate."""

import pytest
from scipy.stats import binom

from domain.taxonomy import Category
from dossiers.promise import LEVELS, Counts, fixed, kept_level, thresholds, upper_limit


def counts(*, accepted: int, wrong_from: int = len(LEVELS), errors: int = 0) -> Counts:
    """`accepted` papers at the strictest level and all others, `errors` wrong from level `wrong_from` on."""
    return Counts.of([accepted] * len(LEVELS), [0] * wrong_from + [errors] * (len(LEVELS) - wrong_from))


ALIKE = dict.fromkeys(Category, 0.005)


@pytest.mark.parametrize(("wrong", "papers"), [(0, 1), (0, 598), (3, 1000), (9, 10)])
def test_the_limit_is_the_rate_at_which_so_few_errors_are_a_matter_of_one_in_twenty(wrong: int, papers: int) -> None:
    assert binom.cdf(wrong, papers, upper_limit(wrong, papers)) == pytest.approx(0.05)


def test_nothing_is_known_of_no_papers_or_of_none_but_errors() -> None:
    assert upper_limit(0, 0) == upper_limit(4, 4) == 1.0


def test_a_promise_takes_as_many_papers_without_an_error() -> None:
    assert upper_limit(0, 598) <= 0.005 < upper_limit(0, 597)


def test_the_least_level_that_keeps_the_promise() -> None:
    assert kept_level(counts(accepted=700), 0.005) == len(LEVELS) - 1
    assert kept_level(counts(accepted=700, wrong_from=9, errors=1), 0.005) == 8
    assert kept_level(counts(accepted=700, wrong_from=0, errors=1), 0.005) is None
    assert kept_level(counts(accepted=597), 0.005) is None


def test_an_error_among_the_surest_papers_is_made_up_for_by_many_right_ones() -> None:
    accepted = [700] * 10 + [5000] * (len(LEVELS) - 10)
    assert kept_level(Counts.of(accepted, [1] * len(LEVELS)), 0.005) == len(LEVELS) - 1


def test_a_tighter_promise_never_files_more() -> None:
    known = counts(accepted=3000, wrong_from=12, errors=6)
    found = [kept_level(known, promise) for promise in (0.02, 0.005, 0.002, 0.0005)]
    assert found == [len(LEVELS) - 1, len(LEVELS) - 1, 11, None]


def test_a_category_with_few_papers_takes_the_strictest_of_all_together_and_of_the_others() -> None:
    every = {
        Category.CONTRACT: counts(accepted=2000),
        Category.REPAIR: counts(accepted=700, wrong_from=6, errors=1),
        Category.COMPLAINT: counts(accepted=50),
        Category.OTHER: counts(accepted=500, wrong_from=3, errors=9),
    }
    found = {one.category: one for one in thresholds(every, ALIKE)}
    assert [found[category].pooled for category in Category] == [False, False, True, True]
    assert found[Category.CONTRACT].confidence == LEVELS[-1]
    assert found[Category.REPAIR].confidence == found[Category.COMPLAINT].confidence == LEVELS[5]
    assert found[Category.OTHER].confidence == LEVELS[2]  # of its own, more are wrong below
    assert (found[Category.OTHER].papers, found[Category.OTHER].wrong) == (3250, 0)


def test_a_category_whose_own_papers_break_the_promise_is_never_filed() -> None:
    every = dict.fromkeys(Category, counts(accepted=5000)) | {Category.REPAIR: counts(accepted=700, wrong_from=0, errors=30)}
    found = {one.category: one for one in thresholds(every, ALIKE)}
    assert (found[Category.REPAIR].confidence, found[Category.REPAIR].limit) == (None, 1.0)
    assert found[Category.OTHER].confidence == LEVELS[-1]


def test_a_promise_that_no_papers_can_vouch_for_files_nothing() -> None:
    assert {one.confidence for one in thresholds(dict.fromkeys(Category, counts(accepted=50)), ALIKE)} == {None}


def test_a_fixed_threshold_says_what_the_papers_say_at_the_next_lower_level() -> None:
    found = fixed(Category.OTHER, counts(accepted=700, wrong_from=20, errors=3), 0.97, 0.005)
    assert (found.confidence, found.papers) == (0.97, 700)
    assert fixed(Category.OTHER, counts(accepted=700), 0.1, 0.005).confidence == 0.1


@pytest.mark.parametrize(
    ("accepted", "wrong"),
    [
        ([1], [0]),
        ([2, *[1] * (len(LEVELS) - 1)], [0] * len(LEVELS)),
        ([1] * len(LEVELS), [2] * len(LEVELS)),
        ([-1] * len(LEVELS), [-1] * len(LEVELS)),
    ],
)
def test_what_cannot_be_counts_is_refused(accepted: list[int], wrong: list[int]) -> None:
    with pytest.raises(ValueError, match="count"):
        Counts.of(accepted, wrong)

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.calibration import calibration


def test_ece_by_hand() -> None:
    # two bins: (0.2, 0.4) half right, mean 0.3; (0.8, 1.0) half right, mean 0.9: (2 * 0.2 + 2 * 0.4) / 4
    measured = calibration([(0.8, False), (0.2, False), (1.0, True), (0.4, True)], bins=2)
    assert measured.ece == pytest.approx(0.3)
    assert [(one.documents, one.lowest, one.highest, one.right) for one in measured.bins] == [(2, 0.2, 0.4, 0.5), (2, 0.8, 1.0, 0.5)]


def test_bins_are_of_equal_count_but_for_one() -> None:
    measured = calibration([(number / 100, True) for number in range(47)])
    assert [one.documents for one in measured.bins] == [4, 4, *[3] * 13]


def test_equal_confidences_share_their_outcome_over_bins() -> None:
    measured = calibration([(0.5, True), (0.5, False), (0.5, True), (0.5, False)], bins=2)
    assert measured.ece == 0.0
    assert {one.right for one in measured.bins} == {0.5}


def test_nothing_judged_has_no_error() -> None:
    assert calibration([]).ece is None


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60), st.randoms())
def test_ece_is_a_share_and_knows_no_order(judged: list[tuple[float, bool]], lot: random.Random) -> None:
    measured = calibration(judged)
    assert measured.ece is not None
    assert -1e-9 <= measured.ece <= 1 + 1e-9
    assert sum(one.documents for one in measured.bins) == len(judged)
    shuffled = list(judged)
    lot.shuffle(shuffled)
    assert calibration(shuffled).ece == pytest.approx(measured.ece)

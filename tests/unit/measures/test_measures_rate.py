import pytest

from measures.rate import Rate, f1, rate


def test_a_share_of_nothing_is_whole() -> None:
    assert Rate(right=3, total=4).share == 0.75
    assert Rate(right=0, total=0).share == 1.0


def test_rate_counts() -> None:
    assert rate([1, 2, 3], lambda number: number > 1) == Rate(right=2, total=3)


def test_f1_of_a_kind() -> None:
    assert f1([(True, True), (True, True), (False, True), (True, False), (False, False)]) == pytest.approx(4 / 6)
    assert f1([(False, False)]) is None
    assert f1([(True, False)]) == 0.0

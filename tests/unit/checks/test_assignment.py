from itertools import permutations
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.assignment import Tie, assign


def test_the_best_sum_wins_over_the_best_pair() -> None:
    points = np.array([[10.0, 9.0], [9.5, 0.0]])
    assert assign(points, 7.0).pairs == ((0, 1), (1, 0))


def test_pairs_below_the_least_are_never_made() -> None:
    assert assign(np.array([[6.9]]), 7.0).pairs == ()
    assert assign(np.array([[8.0, 3.0], [3.0, 3.0]]), 7.0).pairs == ((0, 0),)


@pytest.mark.parametrize(
    ("points", "ties"),
    [
        ([[9.0, 9.0], [9.0, 9.0]], [((0, 1), (0, 1))]),
        ([[9.0], [9.0]], [((0, 1), (0,))]),
        ([[9.0, 9.0]], [((0,), (0, 1))]),
        ([[9.0, 9.1], [9.0, 9.0]], [((0, 1), (0, 1))]),
    ],
)
def test_what_fits_as_well_otherwise_is_not_guessed(points: list[list[float]], ties: list[tuple[tuple[int, ...], tuple[int, ...]]]) -> None:
    assigned = assign(np.array(points), 7.0)
    assert assigned.pairs == ()
    assert [(tie.rows, tie.columns) for tie in assigned.ties] == ties


def test_ties_apart_stay_apart_and_pairs_beside_them_certain() -> None:
    points = np.zeros((5, 4))
    points[:2, 0] = 9.0  # two rows for one paper
    points[2, 1:3] = 9.0  # one row for two papers
    points[3, 3] = 12.0
    assigned = assign(points, 7.0)
    assert assigned.pairs == ((3, 3),)
    assert assigned.ties == (Tie(rows=(0, 1), columns=(0,)), Tie(rows=(2,), columns=(1, 2)))


@given(st.integers(1, 4), st.integers(1, 4), st.randoms(use_true_random=False))
def test_certain_pairs_are_in_every_best_assignment(rows: int, columns: int, rng: Random) -> None:
    points = np.array([[rng.choice((0.0, 8.0, 9.0, 10.0, 12.0)) for _ in range(columns)] for _ in range(rows)])
    best, held = -1.0, set()
    width = max(rows, columns)
    padded = np.zeros((width, width))
    padded[:rows, :columns] = np.where(points >= 7.0, points - 6.0, 0.0)
    for order in permutations(range(width)):
        total = sum(padded[row, column] for row, column in enumerate(order))
        pairs = {(row, column) for row, column in enumerate(order) if padded[row, column] > 0}
        if total > best + 1e-9:
            best, held = total, pairs
        elif total > best - 1e-9:
            held &= pairs
    assert set(assign(points, 7.0).pairs) == held

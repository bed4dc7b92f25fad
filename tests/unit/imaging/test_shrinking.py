import numpy as np
import pytest

from imaging.shrinking import halved, shrunk


@pytest.mark.parametrize(("shape", "side", "expected"), [
    ((3508, 2480), 1000, (1000, 707)),
    ((2339, 1654), 1000, (1000, 707)),
    ((877, 620), 1000, (877, 620)),
    ((1, 900), 100, (1, 100)),
    ((2001, 1001, 3), 1000, (1000, 500, 3)),
])  # fmt: skip
def test_shrinks_to_the_side_asked(shape: tuple[int, ...], side: int, expected: tuple[int, ...]) -> None:
    assert shrunk(np.full(shape, 200, np.uint8), side).shape == expected
    assert shrunk(np.full(shape, 200, np.uint8), side).min() == 200


def test_halves_by_the_mean_of_four() -> None:
    assert halved(np.array([[0, 200, 9], [100, 100, 9], [7, 7, 7]], np.uint8)).tolist() == [[100]]

import numpy as np
import pytest

from ocr.scores import Bits, Floats, chances, likeliest, logits


def bits_of(values: Floats) -> Bits:
    """The nearest numbers below in bfloat16."""
    return (values.view(np.uint32) >> 16).astype(np.uint16)


@pytest.mark.parametrize("shift", [0.0, -100.0, 100.0])
def test_bits_are_ordered_as_the_numbers_they_stand_for(shift: float) -> None:
    values = np.random.default_rng(1).normal(shift, 5, (3, 40, 50)).astype(np.float32)
    bits = bits_of(values)
    assert (likeliest(bits) == logits(bits).argmax(-1)).all()
    assert (likeliest(values) == values.argmax(-1)).all()


def test_the_first_of_equals_is_the_likeliest() -> None:
    assert likeliest(bits_of(np.array([[-2.0, -1.0, -1.0], [0.0, 3.0, 3.0]], np.float32))).tolist() == [1, 1]


def test_bits_are_the_upper_half_of_a_float() -> None:
    values = np.array([0.0, 1.0, -2.5, 300.0], np.float32)
    assert logits(bits_of(values)).tolist() == values.tolist()
    assert logits(values).tolist() == values.tolist()


def test_chances_are_shares_of_one_and_leave_the_scores_alone() -> None:
    values = np.array([[0.0, np.log(3.0)], [90.0, 90.0]], np.float32)
    assert chances(values).round(4).tolist() == [[0.25, 0.75], [0.5, 0.5]]
    assert values[1].tolist() == [90.0, 90.0]

from collections.abc import Callable

import numpy as np

from classifiers.model import BUCKETS, Weights, features, log_probabilities
from domain.text import OcrPage

MakePage = Callable[..., OcrPage]


def test_features_are_sorted_within_bounds_and_of_length_one() -> None:
    buckets, values = features("投诉内容：楼上漏水", "投诉单")
    assert (np.diff(buckets) > 0).all()
    assert buckets.min() >= 0
    assert buckets.max() < BUCKETS
    assert np.isclose(np.linalg.norm(values), 1.0)


def test_blanks_script_and_numbers_make_no_difference() -> None:
    for other in ("投 诉 内 容 ： 3 栋 501", "投訴內容：12棟601", "投诉内容 99栋1"):
        same = features(other, "")
        assert np.array_equal(features("投诉内容：3栋501", "")[0], same[0])


def test_no_text_has_no_features_and_every_type_is_equally_likely(make_page: MakePage) -> None:
    assert len(features("", "")[0]) == 0
    weights = Weights(types=("a", "b"), matrix=np.zeros((2, BUCKETS), dtype=np.float32), bias=np.zeros(2, dtype=np.float32), tag="t")
    assert np.allclose(np.exp(log_probabilities(weights, make_page("", ["……"]))), 0.5)


def test_hashes_are_the_same_on_every_machine() -> None:
    buckets, _ = features("业主", "")
    assert buckets.tolist() == [2455, 6026, 23903]

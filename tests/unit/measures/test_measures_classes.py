import pytest

from measures.classes import classes, macro_f1
from measures.rate import Rate


def test_macro_f1_weighs_classes_alike() -> None:
    # a: precision 2/2, recall 2/3, F1 4/5; b: precision 1/2, recall 1/1, F1 2/3
    assert macro_f1([("a", "a"), ("a", "a"), ("a", "b"), ("b", "b")]) == pytest.approx((4 / 5 + 2 / 3) / 2)


def test_a_class_only_said_costs_recall_and_is_no_class_of_its_own() -> None:
    assert macro_f1([("a", "a"), ("a", "")]) == pytest.approx(2 / 3)
    assert macro_f1([]) is None


def test_the_confusion_table_holds_every_pair_once() -> None:
    measured = classes([("a", "a"), ("b", "a"), ("b", "b"), ("b", "a"), ("a", "")])
    assert measured.confusion == (("b", "a", 2), ("b", "b", 1), ("a", "", 1), ("a", "a", 1))
    assert measured.accuracy == Rate(right=2, total=5)

import pytest

from measures.risk import risk_coverage


def test_the_curve_by_hand() -> None:
    measured = risk_coverage([(0.5, False), (0.9, True), (0.7, True), (0.7, False)])
    assert [(one.confidence, one.coverage, one.risk) for one in measured.points] == [
        (0.9, 0.25, 0.0),
        (0.7, 0.75, pytest.approx(1 / 3)),
        (0.5, 1.0, 0.5),
    ]
    assert measured.area == pytest.approx((0 + 2 / 3 + 0.5) / 4)


def test_no_document_no_curve() -> None:
    assert risk_coverage([]).points == ()
    assert risk_coverage([]).area is None

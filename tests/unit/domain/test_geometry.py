"""Where points of the prepared page lie on the scan."""

import math

import pytest

from domain.geometry import Affine, scan_from_prepared, unturn
from domain.page import PageTransform, Rotation


@pytest.mark.parametrize(
    ("rotation", "turned_corner"),
    [(0, (0.0, 0.0)), (90, (50.0, 0.0)), (180, (100.0, 50.0)), (270, (0.0, 100.0))],
)
def test_first_corner_of_the_scan_comes_back(rotation: Rotation, turned_corner: tuple[float, float]) -> None:
    assert unturn(100, 50, rotation).apply(*turned_corner) == pytest.approx((0, 0))


def test_counter_clockwise_skew_lifts_the_right_of_a_line() -> None:
    to_scan = scan_from_prepared(PageTransform(scan_width=200, scan_height=100, rotation=0, skew=2.0))
    assert to_scan.apply(100, 50) == pytest.approx((100, 50))
    left, right = to_scan.apply(0, 50), to_scan.apply(200, 50)
    assert left[1] - right[1] == pytest.approx(200 * math.sin(math.radians(2.0)))


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_centre_stays_the_centre(rotation: Rotation) -> None:
    to_scan = scan_from_prepared(PageTransform(scan_width=210, scan_height=297, rotation=rotation, skew=-3.0))
    prepared_centre = (105, 148.5) if rotation in {0, 180} else (148.5, 105)
    assert to_scan.apply(*prepared_centre) == pytest.approx((105, 148.5))


def test_then_applies_in_order() -> None:
    double, shift = Affine(a=2, d=2), Affine(e=5, f=7)
    assert double.then(shift).apply(1, 1) == (7, 9)
    assert shift.then(double).apply(1, 1) == (12, 16)

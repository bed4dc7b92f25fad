"""Where points of the prepared page lie on the upright page."""

import math

import pytest

from domain.page import PageTransform, Rotation
from publishing.placement import Affine, upright_from_prepared


def test_counter_clockwise_skew_lifts_the_right_of_a_line() -> None:
    to_upright = upright_from_prepared(PageTransform(scan_width=200, scan_height=100, rotation=0, skew=2.0))
    left, right = to_upright.apply(0, 50), to_upright.apply(200, 50)
    assert left[1] - right[1] == pytest.approx(200 * math.sin(math.radians(2.0)))


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_centre_stays_the_centre(rotation: Rotation) -> None:
    transform = PageTransform(scan_width=210, scan_height=297, rotation=rotation, skew=-3.0)
    (width, height), (prepared_width, prepared_height) = transform.upright_size, transform.prepared_size
    assert (width, height) == ((210, 297) if rotation in {0, 180} else (297, 210))
    assert (prepared_width, prepared_height) == ((226, 308) if rotation in {0, 180} else (308, 226))
    assert upright_from_prepared(transform).apply(prepared_width / 2, prepared_height / 2) == pytest.approx((width / 2, height / 2))


def test_then_applies_in_order() -> None:
    double, shift = Affine(a=2, d=2), Affine(e=5, f=7)
    assert double.then(shift).apply(1, 1) == (7, 9)
    assert shift.then(double).apply(1, 1) == (12, 16)

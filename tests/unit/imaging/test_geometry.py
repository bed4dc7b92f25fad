import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.page import PageTransform, Rotation
from domain.text import Box
from imaging.geometry import box_to_scan, enclosing_box, straighten, to_prepared, to_scan, turn

ROTATIONS: tuple[Rotation, ...] = (0, 90, 180, 270)

transforms = st.builds(
    PageTransform,
    scan_width=st.integers(10, 10_000),
    scan_height=st.integers(10, 10_000),
    rotation=st.sampled_from(ROTATIONS),
    skew=st.floats(-15.5, 15.5),
)
coordinates = st.floats(-100, 10_100)


@given(transforms, coordinates, coordinates, st.floats(0.1, 1.0))
def test_scan_to_prepared_and_back_is_the_same_point(transform: PageTransform, x: float, y: float, scale: float) -> None:
    assert to_scan(to_prepared((x, y), transform, scale), transform, scale) == pytest.approx((x, y), abs=1e-6)
    assert to_prepared(to_scan((x, y), transform, scale), transform, scale) == pytest.approx((x, y), abs=1e-6)


@given(transforms, st.floats(0, 500), st.floats(0, 500), st.floats(1, 500), st.floats(1, 500))
def test_a_box_keeps_its_place_and_size(transform: PageTransform, left: float, top: float, width: float, height: float) -> None:
    box = Box(left=left, top=top, right=left + width, bottom=top + height)
    corners = box_to_scan(box, transform)
    assert np.hypot(*(corners[1] - corners[0])) == pytest.approx(width)
    assert np.hypot(*(corners[3] - corners[0])) == pytest.approx(height)
    back = enclosing_box(to_prepared(corners, transform))
    assert (back.left, back.top, back.right, back.bottom) == pytest.approx((box.left, box.top, box.right, box.bottom), abs=1e-6)


@pytest.mark.parametrize("rotation", ROTATIONS)
@pytest.mark.parametrize("skew", [0.0, 4.0, -11.0])
def test_points_follow_the_pixels(rotation: Rotation, skew: float) -> None:
    scan = np.full((300, 200), 255, np.uint8)
    cv2.circle(scan, (60, 110), 4, 0, -1)
    transform = PageTransform(scan_width=200, scan_height=300, rotation=rotation, skew=skew)
    prepared = straighten(turn(scan, rotation), skew, [255.0])
    assert prepared.shape[::-1] == transform.prepared_size
    y, x = (axis.mean() + 0.5 for axis in np.nonzero(prepared < 128))
    assert to_prepared((60.5, 110.5), transform) == pytest.approx((x, y), abs=0.6)


@given(transforms)
def test_no_corner_of_the_scan_is_lost_nor_more_canvas_taken_than_needed(transform: PageTransform) -> None:
    width, height = transform.scan_width, transform.scan_height
    corners = to_prepared([(0, 0), (width, 0), (width, height), (0, height)], transform)
    size = np.array(transform.prepared_size)
    slack = np.array([corners.min(0), size - corners.max(0)])
    assert slack.min() >= -1e-5
    assert slack.max() <= 0.5 + 1e-5


@pytest.mark.parametrize("rotation", ROTATIONS)
@pytest.mark.parametrize("skew", [15.0, -15.0, 0.4])
@pytest.mark.parametrize("corner", [(4, 4), (195, 4), (195, 295), (4, 295)])
def test_ink_in_the_corners_survives(rotation: Rotation, skew: float, corner: tuple[int, int]) -> None:
    scan = np.full((300, 200), 255, np.uint8)
    cv2.circle(scan, corner, 3, 0, -1)
    prepared = straighten(turn(scan, rotation), skew, [255.0])
    ink = (255.0 - prepared).sum() / (255.0 - scan).sum()
    assert ink == pytest.approx(1.0, abs=0.1)

import cv2
import numpy as np
import pytest

from domain.page import leaning
from ocr.quads import Cutter, corner_order, sides, stack


@pytest.mark.parametrize("angle", [-44.0, -15.0, -2.3, 0.0, 2.3, 15.0, 44.0])
@pytest.mark.parametrize("size", [(300.0, 20.0), (20.0, 300.0), (40.0, 38.0)])
@pytest.mark.parametrize("start", [0, 1, 2, 3])
@pytest.mark.parametrize("backwards", [False, True])
def test_corners_are_named_whatever_the_lean(angle: float, size: tuple[float, float], start: int, backwards: bool) -> None:
    half = np.array(size) / 2
    named = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * half
    turn = cv2.getRotationMatrix2D((0, 0), angle, 1.0)[:, :2]
    named = (named @ turn.T + 500).astype(np.float32)
    given = np.roll(named[::-1] if backwards else named, start, axis=0)
    assert corner_order(given) == pytest.approx(named)


def test_sides_are_measured_along_the_box() -> None:
    quads = stack([np.array([[0, 0], [100, 0], [100, 10], [0, 10]]), np.array([[0, 0], [10, 0], [10, 100], [0, 100]])])
    width, height = sides(quads)
    assert (width.tolist(), height.tolist()) == ([100, 10], [10, 100])


def test_cuts_to_the_height_and_lays_tall_boxes_on_their_side() -> None:
    page = np.full((400, 400), 255, np.uint8)
    page[100:110, 50:60] = 0  # the head of both boxes
    cutter = Cutter(page, 48, 500)
    wide = cutter.cut(np.array([[50, 100], [150, 100], [150, 110], [50, 110]], np.float32), downwards=False)
    tall = cutter.cut(np.array([[50, 100], [60, 100], [60, 200], [50, 200]], np.float32), downwards=True)
    for line in (wide, tall):
        assert line is not None
        assert line.shape == (48, 480)
        assert line[8:40, 8:40].max() < 30
        assert line[:, 60:].min() > 225


def test_long_lines_are_squeezed_and_empty_boxes_left_out() -> None:
    page = np.full((300, 3000), 255, np.uint8)
    cutter = Cutter(page, 48, 500)
    box = np.array([[0, 0], [3000, 0], [3000, 20], [0, 20]], np.float32)
    line = cutter.cut(box, downwards=False)
    assert line is not None
    assert line.shape == (48, 500)
    assert cutter.cut(box * np.float32(1e-4), downwards=False) is None
    big = cutter.cut(np.array([[0, 0], [600, 0], [600, 290], [0, 290]], np.float32), downwards=False)
    assert big is not None
    assert big.shape == (48, 99)


@pytest.mark.parametrize("skew", [-12.0, 0.4, 5.0])
def test_a_line_of_a_leaning_page_comes_level_from_its_place_on_the_straightened_page(skew: float) -> None:
    page = np.full((400, 700), 255, np.uint8)
    cv2.rectangle(page, (200, 190), (239, 209), 0, -1)
    level = leaning(page, skew)
    lean = cv2.getRotationMatrix2D((349.5, 199.5), skew, 1.0)
    leant = np.asarray(cv2.warpAffine(page, lean, (700, 400), borderValue=255), np.uint8)
    shift = (np.array(level.prepared_size) - (700, 400)) / 2
    box = np.array([[200, 190], [400, 190], [400, 210], [200, 210]], np.float32) + shift.astype(np.float32)
    line = Cutter(leant, 48, 500, skew).cut(box, downwards=False)
    assert line is not None
    assert line.shape == (48, 480)
    assert (line[6:42, 6:90].max() < 60, line[:, 104:].min() > 200) == (True, True)


@pytest.mark.parametrize("downwards", [False, True])
def test_big_type_of_a_leaning_page_is_cut_from_a_halved_one(downwards: bool) -> None:
    page = np.full((900, 900), 255, np.uint8)
    page[:, 400:500] = 0
    level = leaning(page, 3.0)
    leant = np.asarray(cv2.warpAffine(page, cv2.getRotationMatrix2D((449.5, 449.5), 3.0, 1.0), (900, 900), borderValue=255), np.uint8)
    shift = (np.array(level.prepared_size) - (900, 900)) / 2
    box = np.array([[400, 300], [500, 300], [500, 600], [400, 600]], np.float32) + shift.astype(np.float32)
    line = Cutter(leant, 48, 500, 3.0).cut(box, downwards=downwards)
    assert line is not None
    assert line[2:-2, 2:-2].max() < 90

import cv2
import numpy as np
import pytest

from domain.page import Pixels
from ocr.scores import Floats
from ocr.tangles import direction_of, is_tangled, parted

Segment = tuple[tuple[float, float], tuple[float, float]]
SHAPE = (400, 700)


def drawn(lines: list[Segment], thickness: int = 9) -> Pixels:
    """1 where thick lines stand."""
    picture = np.zeros(SHAPE, np.uint8)
    for start, end in lines:
        cv2.line(picture, tuple(map(round, start)), tuple(map(round, end)), 1, thickness)
    return picture


def outlines(picture: Pixels) -> list[np.ndarray[tuple[int, ...], np.dtype[np.int32]]]:
    found, _ = cv2.findContours(picture, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    return [np.asarray(outline, np.int32) for outline in found]


def logits_of(*pictures: tuple[Pixels, float]) -> Floats:
    """A map of logits that is as high where each picture has 1."""
    out = np.full(SHAPE, -9.0, np.float32)
    for picture, height in pictures:
        out[picture > 0] = height
    return out


def boxes(likely: Floats, direction: float) -> list[tuple[float, float, float]]:
    """Length, thickness and height in the picture of each part of the one island."""
    (island,) = outlines((likely > -1).astype(np.uint8))
    assert is_tangled(island, cv2.minAreaRect(island))
    rects = [cv2.minAreaRect(part) for part in parted(likely, island, direction)]
    return sorted(((max(size), min(size), y) for (_, y), size, _ in rects), reverse=True)


def turned(point: tuple[float, float], degrees: float) -> tuple[float, float]:
    x, y = point[0] - SHAPE[1] / 2, point[1] - SHAPE[0] / 2
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return x * cos - y * sin + SHAPE[1] / 2, x * sin + y * cos + SHAPE[0] / 2


@pytest.mark.parametrize("lean", [0.0, 12.0, -88.0])
def test_a_line_under_the_rim_of_a_seal_is_a_line(lean: float) -> None:
    line = (turned((180, 220), lean), turned((520, 220), lean))
    rim = np.zeros(SHAPE, np.uint8)
    centre = turned((400, 220), lean)
    cv2.ellipse(rim, (round(centre[0]), round(centre[1])), (60, 60), lean, 190, 350, 1, 12)
    found = boxes(logits_of((rim, 1.0), (drawn([line]), 4.0)), lean)
    length, thickness, _ = found[0]
    assert length == pytest.approx(349, abs=12)
    assert thickness <= 14
    assert all(length < 180 for length, _, _ in found[1:])


def test_lines_that_run_into_each_other_are_parted_by_their_surer_middles() -> None:
    lines: list[Segment] = [((100, 200), (600, 200)), ((100, 222), (600, 222))]
    between = drawn([((540, 211), (600, 211))], 13)
    found = boxes(logits_of((between, -0.2), (drawn(lines, 5), 4.0)), 0.0)
    assert [round(height) for _, _, height in sorted(found[:2], key=lambda box: box[2])] == [200, 222]
    assert all(length == pytest.approx(506, abs=8) for length, _, _ in found[:2])


def test_a_line_fills_its_box_and_a_bow_does_not() -> None:
    (line,) = outlines(drawn([((100, 200), (600, 260))]))
    assert not is_tangled(line, cv2.minAreaRect(line))
    (outline,) = outlines(cv2.ellipse(np.zeros(SHAPE, np.uint8), (300, 200), (80, 80), 0, 180, 360, 1, 12))
    assert is_tangled(outline, cv2.minAreaRect(outline))


@pytest.mark.parametrize("lean", [0.0, 3.0, -14.0, 88.0, 90.0])
def test_the_direction_is_that_of_most_text(lean: float) -> None:
    rects = [((0.0, 0.0), (length, 9.0), lean + 0.3 * (-1) ** length) for length in (300, 310, 200, 201)]
    assert (direction_of([*rects, ((0.0, 0.0), (9.0, 60.0), 45.0)]) - lean + 90) % 180 - 90 == pytest.approx(0, abs=0.31)
    assert direction_of([]) == 0.0

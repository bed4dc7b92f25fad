from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pytest

from imaging.deskew import estimate_skew

NOTHING = np.zeros((0, 4, 2), np.float32)


@pytest.mark.parametrize("skew", [-15.0, -9.3, -1.7, -0.3, 0.0, 0.6, 2.9, 7.0, 14.5])
def test_measures_the_lean_of_text(draw: Callable[..., Any], skew: float) -> None:
    page = draw(skew=skew)
    found = estimate_skew(page.pixels, page.quads)
    assert found.known
    # 0.2 degrees are 2 pixels across this 75-dpi page; the profile's rows are whole pixels
    assert found.degrees == pytest.approx(skew, abs=0.2)


def test_a_near_empty_page_is_left_alone(draw: Callable[..., Any]) -> None:
    page = draw(rows=1, skew=6.0)
    assert estimate_skew(page.pixels, page.quads).known
    signature = page.quads.copy()
    signature[:, 1:3] = signature[:, [0, 3]] + 0.4 * (signature[:, 1:3] - signature[:, [0, 3]])
    assert estimate_skew(page.pixels, signature).known is False
    assert estimate_skew(np.full((877, 620), 250, np.uint8), NOTHING).degrees == 0.0


def test_a_ruled_table_without_text_tells() -> None:
    page = np.full((877, 620), 250, np.uint8)
    for row in range(60, 800, 40):
        cv2.line(page, (40, row), (580, row - 28), 30, 2, cv2.LINE_AA)
    found = estimate_skew(page, NOTHING)
    assert found.known
    assert found.degrees == pytest.approx(np.degrees(np.arctan2(28, 540)), abs=0.15)


def test_noise_tells_nothing() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (877, 620)).astype(np.uint8)
    assert estimate_skew(noise, NOTHING).known is False

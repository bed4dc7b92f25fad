from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pytest

from domain.page import Pixels
from imaging.border import bed


def on_bed(page: Pixels, turn: float, scale: float, tone: int) -> tuple[Pixels, Pixels]:
    """The sheet scanned on a dark bed, and where the bed is."""
    height, width = page.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), turn, scale)
    sheet = cv2.warpAffine(np.ones_like(page), matrix, (width, height))
    scan = cv2.warpAffine(page, matrix, (width, height), borderValue=tone)
    return np.asarray(scan, np.uint8), np.asarray(1 - sheet, np.uint8)


@pytest.mark.parametrize(("turn", "scale"), [(0.0, 0.8), (6.0, 0.9), (-3.0, 1.0), (14.0, 1.0)])
@pytest.mark.parametrize("tone", [8, 90, 140])
def test_finds_the_dark_round_the_sheet(draw: Callable[..., Any], turn: float, scale: float, tone: int) -> None:
    scan, beside = on_bed(draw().pixels, turn, scale, tone)
    found = bed(scan)
    assert found[beside > 0].mean() > 0.97
    assert found[cv2.dilate(beside, np.ones((25, 25), np.uint8)) == 0].mean() == 0


def test_text_tables_and_white_beds_are_no_bed(draw: Callable[..., Any]) -> None:
    page = draw().pixels.copy()
    cv2.rectangle(page, (-5, 40), (625, 700), 20, 2)  # a table that runs out of the page
    cv2.rectangle(page, (200, 300), (420, 500), 60, -1)  # a picture
    assert not bed(page).any()
    assert not bed(on_bed(draw().pixels, 5.0, 0.9, 252)[0]).any()


def test_a_dark_page_is_no_bed() -> None:
    page = np.full((877, 620), 50, np.uint8)
    page[100:300, 100:500] = 240
    assert bed(page)[100:300, 100:500].mean() == 0

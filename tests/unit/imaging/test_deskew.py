from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pytest

from domain.page import Pixels
from imaging.deskew import estimate_skew

NOTHING = np.zeros((0, 4, 2), np.float32)


def table(skew: float) -> Pixels:
    """Ruled lines and nothing else, at 150 dpi."""
    page = np.full((1754, 1240), 250, np.uint8)
    for row in range(300, 1500, 80):
        cv2.line(page, (150, row), (1090, row), 30, 2)
    matrix = cv2.getRotationMatrix2D((619.5, 876.5), skew, 1.0)
    return np.asarray(cv2.warpAffine(page, matrix, (1240, 1754), borderValue=250), np.uint8)


@pytest.mark.parametrize("skew", [*np.arange(-15, 15.01, 1.25).tolist(), -0.3, -0.1, 0.1, 0.2, 0.7])
def test_measures_the_lean_of_text_to_a_tenth(draw: Callable[..., Any], skew: float) -> None:
    page = draw(skew=skew, scale=2)
    found = estimate_skew(page.pixels, page.quads)
    assert found.known
    assert found.degrees == pytest.approx(skew, abs=0.1)
    few = draw(rows=4, skew=skew, scale=2)
    assert estimate_skew(few.pixels, few.quads).degrees == pytest.approx(skew, abs=0.15)


@pytest.mark.parametrize("skew", [-15.0, -0.3, 0.0, 0.6, 14.5])
def test_measures_the_lean_on_few_pixels(draw: Callable[..., Any], skew: float) -> None:
    page = draw(skew=skew)
    # 0.2 degrees are 2 pixels across this 75-dpi page
    assert estimate_skew(page.pixels, page.quads).degrees == pytest.approx(skew, abs=0.2)


def test_boxes_a_little_off_do_not_matter(draw: Callable[..., Any]) -> None:
    page = draw(skew=5.0, scale=2)
    tilted = page.quads.copy()
    tilted[:, 1:3, 1] += 8  # up to 2.5 degrees
    assert estimate_skew(page.pixels, tilted).degrees == pytest.approx(5.0, abs=0.1)


@pytest.mark.parametrize("skew", [-13.7, 3.0])
def test_a_single_line_tells(draw: Callable[..., Any], skew: float) -> None:
    page = draw(rows=1, skew=skew, scale=2)
    found = estimate_skew(page.pixels, page.quads)
    assert found.known
    assert found.degrees == pytest.approx(skew, abs=0.3)


def test_a_near_empty_page_is_left_alone(draw: Callable[..., Any]) -> None:
    for page in (draw(rows=1, chars=3, skew=6.0, scale=2), draw(rows=0, scale=2)):
        found = estimate_skew(page.pixels, page.quads)
        assert (found.known, found.degrees) == (False, 0.0)


@pytest.mark.parametrize("skew", [-15.0, -3.0, 0.4, 9.9])
def test_a_ruled_table_without_text_tells(skew: float) -> None:
    found = estimate_skew(table(skew), NOTHING)
    assert found.known
    assert found.degrees == pytest.approx(skew, abs=0.1)


@pytest.mark.parametrize("bed", [10, 90])
def test_the_edge_of_a_sheet_askew_on_the_bed_does_not_mislead(draw: Callable[..., Any], bed: int) -> None:
    page = draw(rows=6, skew=4.0, scale=2)
    matrix = cv2.getRotationMatrix2D((619.5, 876.5), 5.0, 0.9)
    scan = cv2.warpAffine(page.pixels, matrix, (1240, 1754), borderValue=bed)
    quads = ((page.quads - 0.5) @ matrix[:, :2].T + matrix[:, 2] + 0.5).astype(np.float32)
    assert estimate_skew(np.asarray(scan, np.uint8), quads).degrees == pytest.approx(9.0, abs=0.1)


def test_noise_tells_nothing() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (877, 620)).astype(np.uint8)
    assert estimate_skew(noise, NOTHING).known is False


def test_ink_strewn_by_chance_says_nothing() -> None:
    page = np.full((1100, 800), 255, np.uint8)
    chance = np.random.default_rng(5)
    page[chance.integers(100, 1000, 900), chance.integers(100, 700, 900)] = 0
    assert not estimate_skew(page, np.zeros((0, 4, 2), np.float32)).known


def test_few_lines_alone_are_a_guess_and_many_are_known(draw: Callable[..., Any]) -> None:
    empty = np.full((2400, 1700), 255, np.uint8)
    for rows, known in ((4, False), (12, True)):
        page = draw(rows=rows, skew=3.0, scale=2)
        found = estimate_skew(empty, page.quads)
        assert found.degrees == pytest.approx(3.0, abs=0.2)
        assert found.known is known


def test_few_lines_against_a_crisp_profile_are_a_guess(draw: Callable[..., Any]) -> None:
    found = estimate_skew(table(8.0), draw(rows=4, skew=-3.0, scale=2).quads)
    assert found.degrees == pytest.approx(-3.0, abs=0.2)
    assert not found.known


def test_the_profile_of_one_line_that_was_not_found_is_a_guess(draw: Callable[..., Any]) -> None:
    skew = estimate_skew(draw(rows=1, skew=2.0).pixels, np.zeros((0, 4, 2), np.float32))
    assert not skew.known
    assert skew.degrees == pytest.approx(2.0, abs=0.2)


def test_written_lines_that_lean_each_its_own_way_are_a_guess(draw: Callable[..., Any]) -> None:
    page = draw(rows=3, chars=12)
    for apart, known in ((0.2, True), (0.8, False)):
        leaning = page.quads.copy()
        leaning[:, 1:3, 1] -= np.tan(np.radians(apart)) * np.ptp(leaning[..., 0], axis=1)[:, None]
        assert estimate_skew(page.pixels, leaning).known is known

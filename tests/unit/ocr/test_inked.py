from itertools import pairwise

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.page import Pixels
from ocr.inked import windows

HEIGHT, WIDTH = 1280, 896


def paper(noise: float = 3.0, tone: int = 235) -> Pixels:
    return np.clip(np.random.default_rng(0).normal(tone, noise, (HEIGHT, WIDTH)), 0, 255).astype(np.uint8)


def written(page: Pixels, top: int, left: int = 100, ink: int = 60) -> Pixels:
    cv2.putText(page, "3-2-501 ABC", (left, top + 16), cv2.FONT_HERSHEY_SIMPLEX, 0.6, ink, 1, cv2.LINE_AA)
    return page


def covered(page: Pixels) -> Pixels:
    out = np.zeros(page.shape, np.uint8)
    for rows, columns in windows(page):
        assert not out[rows, columns].any()
        out[rows, columns] = 1
    return out


def test_white_paper_dust_and_rims_need_no_look() -> None:
    page = paper()
    for x, y in ((100, 200), (300, 900), (500, 90), (222, 700)):
        cv2.circle(page, (x, y), 2, 60, -1)
    page[:, 840:] = 40
    cv2.line(page, (30, 0), (50, HEIGHT), 150, 1)
    assert windows(page) == ()


@pytest.mark.parametrize("ink", [60, 200])
def test_a_line_anywhere_lies_within_a_window_with_white_round_it(ink: int) -> None:
    for top in (0, 5, 600, HEIGHT - 24):
        seen = covered(written(paper(), top, ink=ink))
        assert seen[max(0, top - 16) : top + 40].all()
        assert seen.mean() < 0.2


def test_two_blocks_far_apart_are_two_bands_and_turned_text_makes_upright_ones() -> None:
    page = written(written(paper(), 100), 1100)
    (first, wide), (second, _) = windows(page)
    assert (wide, first.stop < second.start) == (slice(0, WIDTH), True)
    turned = np.ascontiguousarray(np.rot90(page))
    assert [rows for rows, _ in windows(turned)] == [slice(0, turned.shape[0])] * 2


def test_a_full_page_is_looked_at_whole() -> None:
    page = paper()
    for top in range(20, HEIGHT - 40, 30):
        written(page, top, left=10)
        written(page, top)
        written(page, top, left=320)
        written(page, top, left=600)
    assert windows(page) == ((slice(0, HEIGHT), slice(0, WIDTH)),)


@given(st.lists(st.tuples(st.integers(0, HEIGHT - 30), st.integers(0, WIDTH - 150)), min_size=1, max_size=6))
def test_all_ink_is_covered_and_windows_never_overlap(places: list[tuple[int, int]]) -> None:
    page = np.full((HEIGHT, WIDTH), 240, np.uint8)
    for top, left in places:
        written(page, top, left)
    seen = covered(page)
    assert seen[page < 200].all()
    assert all(a.stop <= b.start for (a, _), (b, _) in pairwise(windows(page))) or all(
        a.stop <= b.start for (_, a), (_, b) in pairwise(windows(page))
    )

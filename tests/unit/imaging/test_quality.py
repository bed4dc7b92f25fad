from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pytest

from domain.page import Pixels
from domain.text import Quads
from imaging.channels import NO_RED, reading_channel, red_ink, red_patch
from imaging.quality import clipped_lines, edge_width, ink_share, measure

NOTHING = np.zeros((0, 4, 2), np.float32)


def scanned(page: Pixels, quads: Quads, dpi: int, blur_mm: float, noise: float) -> tuple[Pixels, Quads]:
    """A page drawn at 600 dpi, blurred by so many millimetres (sigma) and scanned."""
    soft = cv2.GaussianBlur(page, (0, 0), blur_mm / 25.4 * 600) if blur_mm else page
    small = cv2.resize(soft, None, fx=dpi / 600, fy=dpi / 600, interpolation=cv2.INTER_AREA)
    grain = np.random.default_rng(0).normal(0, noise, small.shape)
    return np.clip(small + grain, 0, 255).astype(np.uint8), (quads * (dpi / 600)).astype(np.float32)


@pytest.fixture(scope="module")
def fine(draw: Callable[..., Any]) -> Any:
    """Four lines of 10.8-point type at 600 dpi, cut out of their page."""
    page = draw(rows=4, scale=5)
    return page.pixels[: 5 * 230, :], page.quads


@pytest.mark.parametrize("noise", [0.0, 6.0])
@pytest.mark.parametrize("blur_mm", [0.1, 0.2, 0.3])
def test_blur_is_the_width_of_edges_on_paper_at_any_resolution(fine: Any, blur_mm: float, noise: float) -> None:
    widths = [edge_width(*scanned(*fine, dpi, blur_mm, noise), float(dpi)) for dpi in (150, 200, 300, 600)]
    # 2.56 sigma are 10 to 90 % of a Gaussian step; a stroke softer than it is thick ends before its step does
    assert widths == pytest.approx([{0.1: 0.25, 0.2: 0.34, 0.3: 0.41}[blur_mm]] * 4, abs=0.05)


def test_a_sharp_scan_has_edges_of_little_more_than_a_pixel(fine: Any) -> None:
    for dpi in (150, 200):
        assert edge_width(*scanned(*fine, dpi, 0.0, 3.0), float(dpi)) < 1.6 * 25.4 / dpi


def test_shaking_in_one_direction_is_blur(fine: Any) -> None:
    grey, quads = scanned(*fine, 200, 0.0, 0.0)
    shaken = np.asarray(cv2.blur(grey, (1, 5)), np.uint8)
    assert edge_width(shaken, quads, 200.0) > 1.5 * edge_width(grey, quads, 200.0)


@pytest.mark.parametrize("edge", ["left", "right", "top", "bottom"])
def test_lines_that_run_out_of_the_picture_are_counted(draw: Callable[..., Any], edge: str) -> None:
    page = draw(rows=12, scale=2)
    left, top, right, bottom = 0, 0, 1240, 1754
    if edge == "left":
        left = 130
    elif edge == "right":
        right = 700
    elif edge == "top":
        top = 160
    else:
        bottom = 160
    grey = np.ascontiguousarray(page.pixels[top:bottom, left:right])
    quads = page.quads - np.array([left, top], np.float32)
    inside = (quads.max(1)[:, 1] > 0) & (quads.min(1)[:, 1] < grey.shape[0])
    cut = clipped_lines(grey, quads[inside], 150.0)
    assert cut == {"left": 12, "right": 11, "top": 1, "bottom": 1}[edge]


def test_shadows_lines_and_beds_at_the_edge_cut_nothing(draw: Callable[..., Any]) -> None:
    page = draw(rows=12, scale=2)
    grey = np.ascontiguousarray(page.pixels[:, 100:])  # the boxes reach the edge, the text does not
    quads = page.quads - np.array([100, 0], np.float32)
    assert clipped_lines(grey, quads, 150.0) == 0
    grey[:, :8] = 30
    assert clipped_lines(grey, quads, 150.0) == 0


def test_measures_what_it_says(draw: Callable[..., Any]) -> None:
    page, pale = draw(), draw(ink=200)
    facts = measure(page.pixels, page.quads, 75.0, skew_known=True, rotation_known=False)
    assert (facts.dpi, facts.skew_known, facts.rotation_known, facts.clipped) == (75.0, True, False, 0)
    assert 0.01 < facts.ink < 0.3
    assert facts.contrast == pytest.approx(230, abs=15)
    assert measure(pale.pixels, pale.quads, 75.0, skew_known=True, rotation_known=True).contrast == pytest.approx(50, abs=8)
    assert ink_share(np.full((50, 40), 255, np.uint8)) == 0.0


def test_what_a_page_has_no_text_for_is_not_known() -> None:
    facts = measure(np.full((877, 620), 250, np.uint8), NOTHING, 75.0, skew_known=False, rotation_known=False)
    assert (facts.blur, facts.contrast, facts.clipped, facts.ink) == (0.0, 0.0, 0, 0.0)


def test_a_seal_is_a_red_patch(seal: Pixels) -> None:
    (box,) = red_ink(seal).boxes
    patch = red_patch(seal, box)
    assert (patch.shape, int(patch.min()) < 60) == ((int(box.height), int(box.width)), True)
    assert reading_channel(seal, red_ink(seal)).min() > 150


def test_dark_seals_leave_the_reading_channel_and_the_text_under_them_stays(seal: Pixels) -> None:
    brown = np.where((seal.max(2) - seal.min(2) > 60)[..., None], np.array([150, 85, 80], np.uint8), seal)
    brown[:, 408:414] = (35, 22, 20)
    grey = reading_channel(brown, red_ink(brown))
    written = np.zeros(grey.shape, bool)
    written[:, 408:414] = True
    assert grey[~written].min() > 200
    assert grey[written].max() < 80


def test_grey_pages_and_yellowed_paper_have_no_red_ink(draw: Callable[..., Any]) -> None:
    grey = draw().pixels
    assert red_ink(grey) == NO_RED
    yellow = np.stack([grey, (grey * 0.93).astype(np.uint8), (grey * 0.72).astype(np.uint8)], 2)
    assert red_ink(yellow) == NO_RED

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np

from domain.page import Pixels
from domain.text import Quads
from imaging.channels import reading_channel, red_patches
from imaging.quality import ink_share, is_blank, measure

NOTHING = np.zeros((0, 4, 2), np.float32)


def reads(score: float, mirrored: float = 0.0) -> Callable[[Pixels, Quads], tuple[float, float]]:
    """An engine asked once about the page and once about its mirror image."""
    answers = iter((score, mirrored))

    def legibility(grey: Pixels, quads: Quads) -> tuple[float, float]:
        del grey, quads
        answer = next(answers)
        return answer, answer / 2

    return legibility


def paper(noise: float = 3.0) -> Pixels:
    tone = 235 + 12 * np.linspace(0, 1, 877)[:, None] + np.zeros(620)
    return np.clip(tone + np.random.default_rng(0).normal(0, noise, tone.shape), 0, 255).astype(np.uint8)


def test_paper_with_dust_holes_and_edge_shadow_is_blank() -> None:
    page = paper()
    for x, y in ((100, 200), (300, 500), (500, 90), (222, 700)):
        cv2.circle(page, (x, y), 1, 60, -1)
    for y in (320, 556):
        cv2.circle(page, (35, y), 9, 60, -1)
    page[450:452] = 180
    page[:, :9] = 40
    assert is_blank(page, page, NOTHING, reads(0))


def test_a_seal_alone_is_content(seal: Pixels) -> None:
    assert not is_blank(seal, reading_channel(seal), NOTHING, reads(0))
    assert len(red_patches(seal)) == 1


def test_a_signature_alone_is_content() -> None:
    page = paper()
    cv2.polylines(page, [np.array([[300, 400], [330, 380], [350, 420], [380, 385], [410, 415], [450, 390]], np.int32)], False, 90, 2)
    assert not is_blank(page, page, NOTHING, reads(0))


def test_the_other_side_shining_through_is_blank_and_a_faint_page_is_not(draw: Callable[..., Any]) -> None:
    faint = draw(ink=222)
    assert is_blank(faint.pixels, faint.pixels, faint.quads, reads(0.4, 0.5))
    assert is_blank(faint.pixels, faint.pixels, faint.quads, reads(0.8, 0.95))
    assert not is_blank(faint.pixels, faint.pixels, faint.quads, reads(0.95, 0.8))


def test_strong_text_is_content_however_badly_it_reads(draw: Callable[..., Any]) -> None:
    page = draw()
    assert not is_blank(page.pixels, page.pixels, page.quads, reads(0.1))


def test_bleed_through_under_a_seal_is_content(draw: Callable[..., Any], seal: Pixels) -> None:
    faint = draw(ink=232)
    both = np.minimum(np.repeat(faint.pixels[:, :, None], 3, 2), seal)
    assert not is_blank(both, reading_channel(both), faint.quads, reads(0.3, 0.9))


def test_measures_what_it_says(draw: Callable[..., Any]) -> None:
    sharp = draw().pixels
    soft = np.asarray(cv2.GaussianBlur(sharp, (0, 0), 3), np.uint8)
    assert measure(sharp, 300.0, skew_known=True).blur > 4 * measure(soft, 300.0, skew_known=True).blur
    facts = measure(sharp, 300.0, skew_known=True)
    assert (facts.dpi, facts.skew_known) == (300.0, True)
    assert 0.01 < facts.ink < 0.3
    assert facts.contrast > measure(draw(ink=200).pixels, 300.0, skew_known=True).contrast
    assert ink_share(np.full((50, 40), 255, np.uint8)) == 0.0


def test_grey_pages_and_yellowed_paper_have_no_red_ink(draw: Callable[..., Any]) -> None:
    grey = draw().pixels
    assert red_patches(grey) == ()
    yellow = np.stack([grey, (grey * 0.93).astype(np.uint8), (grey * 0.72).astype(np.uint8)], 2)
    assert red_patches(yellow) == ()

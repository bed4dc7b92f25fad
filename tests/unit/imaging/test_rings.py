import cv2
import numpy as np
import pytest

from domain.page import Pixels
from imaging.marks import has_marks
from imaging.surface import surface_of

BROWN, CINNABAR = (205, 190, 170), (225, 90, 90)


def paper(noise: float = 2.0) -> Pixels:
    return np.clip(240 + np.random.default_rng(3).normal(0, noise, (877, 620, 3)), 0, 255).astype(np.uint8)


def marked(page: Pixels, above: float = 25.0) -> bool:
    surface = surface_of(page, 75.0)
    return has_marks(surface, surface.ink(above))


@pytest.mark.parametrize("axes", [(105, 105), (24, 24), (105, 118)])
def test_the_rim_of_a_cup_or_a_drop_is_no_mark(axes: tuple[int, int]) -> None:
    page = paper()
    cv2.ellipse(page, (300, 400), axes, 20, 0, 360, BROWN, 4)
    assert not marked(page)


def test_a_ring_fallen_to_pieces_is_one_ring() -> None:
    page = paper()
    cv2.circle(page, (300, 400), 60, (222, 214, 208), 4)  # too faint by itself
    for start in (0, 80, 200):
        cv2.ellipse(page, (300, 400), (60, 60), 0, start, start + 25, (214, 202, 186), 4)
    assert not marked(page)


def test_what_stands_in_or_beside_a_ring_counts() -> None:
    within, beside = paper(), paper()
    for page, x in ((within, 280), (beside, 480)):
        cv2.circle(page, (300, 400), 100, BROWN, 4)
        cv2.polylines(page, [np.array([[x, 390], [x + 15, 420], [x + 30, 385], [x + 45, 415]], np.int32)], False, (90, 90, 90), 2)
    assert marked(within)
    assert marked(beside)


def test_a_red_ring_is_a_seals_and_a_bow_was_drawn() -> None:
    seal, bow = paper(), paper()
    cv2.circle(seal, (300, 400), 60, CINNABAR, 3)
    cv2.ellipse(bow, (300, 400), (60, 60), 0, 0, 150, (90, 90, 90), 3)
    assert marked(seal)
    assert marked(bow)

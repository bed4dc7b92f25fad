import numpy as np

from domain.ruling import NO_RULING, Rule, Ruling
from domain.text import Box
from imaging.showing import corners, ends, outlined


def test_boxes_are_drawn_round_in_colour_and_the_picture_stays_as_it_was() -> None:
    grey = np.full((200, 300), 255, np.uint8)
    quads = corners([Box(left=50, top=60, right=120, bottom=90), Box(left=150, top=60, right=290, bottom=90)])
    shown = outlined(grey, quads)
    assert shown.shape == (200, 300, 3)
    assert grey.min() == 255
    for x, y in ((50, 60), (120, 75), (200, 90)):
        assert tuple(shown[y, x]) != (255, 255, 255)
    assert tuple(shown[75, 80]) == (255, 255, 255)
    assert (outlined(grey, quads, numbered=True) != shown).any()


def test_nothing_found_is_nothing_drawn() -> None:
    colour = np.full((20, 30, 3), 200, np.uint8)
    assert (outlined(colour, corners([])) == colour).all()
    assert (outlined(colour, ends(NO_RULING)) == colour).all()


def test_ruled_lines_are_drawn_from_end_to_end() -> None:
    rule = Rule(x0=10, y0=50, x1=90, y1=52, thickness=2)
    shown = outlined(np.full((100, 100), 255, np.uint8), ends(Ruling(horizontal=(rule,))))
    assert tuple(shown[50, 10]) != (255, 255, 255)
    assert tuple(shown[52, 90]) != (255, 255, 255)

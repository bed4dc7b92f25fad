from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from domain.page import Pixels, Rotation
from domain.text import Legible, Quads
from imaging.orientation import NONE, UNTURNED, Upright, Votes, estimate_rotation, turn_quads

NOTHING = np.zeros((0, 4, 2), np.float32)


def votes(upside_down: float = 0.5, across: tuple[float, float] = (0, 0), down: tuple[float, float] = (0, 0)) -> Votes:
    def legibility(grey: Pixels, quads: Quads) -> tuple[Legible, Legible]:
        del grey
        size = quads.max(1) - quads.min(1)
        stands, turned = down if size[:, 1].sum() > size[:, 0].sum() else across
        return Legible(stands), Legible(turned)

    return Votes(detect=lambda picture: NONE, upside_down=lambda grey, quads: upside_down, legibility=legibility)


@pytest.mark.parametrize(
    ("rotation", "told"),
    [
        (0, votes(upside_down=0.02)),
        (180, votes(upside_down=0.95)),
        (90, votes(down=(0.4, 0.95))),
        (270, votes(down=(0.95, 0.4))),
        (180, votes(upside_down=0.5, across=(0.5, 0.9))),
    ],
)
@pytest.mark.parametrize("skew", [0.0, -9.0, 13.0])
def test_turns_by_shape_and_vote(draw: Callable[..., Any], rotation: Rotation, skew: float, told: Votes) -> None:
    page = draw(rotation=rotation, skew=skew)
    assert estimate_rotation(page.pixels, page.quads, told) == Upright(rotation=rotation, known=True)


@pytest.mark.parametrize("rotation", [0, 180])
def test_leaves_the_page_where_the_vote_is_unsure(draw: Callable[..., Any], rotation: int) -> None:
    page = draw(rotation=rotation)
    for unsure in (0.5, 0.7, 0.3):
        assert estimate_rotation(page.pixels, page.quads, votes(upside_down=unsure, across=(0.8, 0.82))) == UNTURNED


def test_few_lines_are_read_not_voted_on(draw: Callable[..., Any]) -> None:
    page = draw(rows=2)
    assert estimate_rotation(page.pixels, page.quads, votes(upside_down=0.99, across=(0.95, 0.4))) == Upright(rotation=0, known=True)


def test_what_reads_no_way_is_not_turned(draw: Callable[..., Any]) -> None:
    page = draw(rows=2)
    assert estimate_rotation(page.pixels, page.quads, votes(across=(0.1, 0.45))) == UNTURNED


def test_leaves_writing_set_in_columns(draw: Callable[..., Any]) -> None:
    page = draw(rotation=90)
    assert estimate_rotation(page.pixels, page.quads, votes(down=(0.5, 0.52))) == UNTURNED


def test_mixed_directions_go_by_what_reads_best(draw: Callable[..., Any]) -> None:
    lying, standing = draw(rows=10, rotation=90), draw(rows=10)
    both = np.concatenate([lying.quads, standing.quads])
    assert estimate_rotation(lying.pixels, both, votes(across=(0.6, 0.5), down=(0.5, 0.95))).rotation == 90
    assert estimate_rotation(lying.pixels, both, votes(across=(0.9, 0.5), down=(0.5, 0.95))) == UNTURNED


def test_a_line_outweighs_the_few_characters_of_a_seal_that_stand_upright(draw: Callable[..., Any]) -> None:
    lying, standing = draw(rows=1, chars=12, rotation=90), draw(rows=1, chars=6)
    both = np.concatenate([lying.quads, standing.quads])

    def reads(letters: int) -> Votes:
        def legibility(grey: Pixels, quads: Quads) -> tuple[Legible, Legible]:
            width, height = np.ptp(quads, axis=1).sum(0)
            return (Legible(0.6, 2), Legible(0.98, letters)) if height > width else (Legible(0.99, 4), Legible(0.4, 2))

        return Votes(detect=lambda picture: NONE, upside_down=lambda grey, quads: 0.5, legibility=legibility)

    assert estimate_rotation(lying.pixels, both, reads(11)) == Upright(rotation=90, known=True)
    assert estimate_rotation(lying.pixels, both, reads(5)) == UNTURNED


def test_no_boxes_no_turn() -> None:
    assert estimate_rotation(np.zeros((50, 50), np.uint8), NOTHING, votes(upside_down=1.0)) == UNTURNED
    assert turn_quads(NOTHING, 10, 10, 90).shape == (0, 4, 2)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_boxes_turn_with_the_page(draw: Callable[..., Any], rotation: Rotation) -> None:
    upright, lying = draw(skew=3.0), draw(skew=3.0, rotation=rotation)
    height, width = lying.pixels.shape
    assert turn_quads(lying.quads, width, height, rotation) == pytest.approx(upright.quads, abs=1e-3)

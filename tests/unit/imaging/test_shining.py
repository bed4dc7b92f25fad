from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from domain.page import PageImage, PageKind, Pixels
from domain.text import Legible, Quads
from imaging.orientation import NONE, Votes
from imaging.prepare import PrepareOptions, prepare
from imaging.quality import box_contrasts
from imaging.shining import own_boxes

OWN = 6
"""The first rows are this side's, the rest are fainter."""


def page_of(draw: Callable[..., Any], faint: int) -> tuple[Pixels, Quads]:
    page = draw()
    pixels = page.pixels.copy()
    bottom = int(page.quads[OWN].min(0)[1]) - 4
    pixels[bottom:] = 250 - (250 - pixels[bottom:].astype(int)) * (250 - faint) // 230
    return pixels, page.quads


def side(plain: float, mirrored: float, whole: tuple[int, ...]) -> Callable[[Pixels, Quads], tuple[Legible, Legible]]:
    """An engine that reads so from the page and so from a piece in a mirror."""
    return lambda grey, quads: (Legible(0.1), Legible(plain if grey.shape == whole else mirrored))


@pytest.mark.parametrize(
    ("plain", "mirrored", "stay"),
    [(0.5, 0.95, OWN), (0.95, 0.5, 20), (0.9, 0.9, 20), (0.4, 0.4, 20)],
    ids=["the other side", "faint copy", "reads both ways", "reads neither way"],
)
def test_only_what_reads_better_from_behind_goes(draw: Callable[..., Any], plain: float, mirrored: float, stay: int) -> None:
    pixels, quads = page_of(draw, 215)
    own = own_boxes(pixels, quads, box_contrasts(pixels, quads), side(plain, mirrored, pixels.shape))
    assert own[:OWN].all()
    assert own.sum() == stay


def test_junk_beside_several_lines_of_the_other_side_goes_with_them(draw: Callable[..., Any]) -> None:
    pixels, quads = page_of(draw, 215)
    contrasts = box_contrasts(pixels, quads)
    contrasts[-1] += 10  # darker than any line of the other side

    def legibility(grey: Pixels, box: Quads) -> tuple[Legible, Legible]:
        if grey.shape == pixels.shape:
            known = next((i for i in range(OWN, OWN + 3) if (quads[i] == box[0]).all()), None)
            legibility_of_next[0] = known is not None
            return Legible(0.1), Legible(0.3)
        return Legible(0.1), Legible(0.95 if legibility_of_next[0] else 0.3)

    legibility_of_next = [False]
    own = own_boxes(pixels, quads, contrasts, legibility)
    assert np.flatnonzero(own).tolist() == [*range(OWN), 19]


def test_on_a_side_with_a_red_stamp_alone_all_that_shines_through_goes(draw: Callable[..., Any]) -> None:
    page = draw(ink=225)
    contrasts = np.linspace(12, 20, len(page.quads))
    contrasts[3] = 31  # what the stamp leaves in the red channel
    darkest, misread, pencil = 19, 7, 5

    def legibility(plain: dict[int, Legible]) -> Callable[[Pixels, Quads], tuple[Legible, Legible]]:
        asked = [0]

        def read(grey: Pixels, box: Quads) -> tuple[Legible, Legible]:
            if grey.shape == page.pixels.shape:
                asked[0] = int(np.flatnonzero((page.quads == box[0]).all((1, 2)))[0])
                return Legible(0.1), plain.get(asked[0], Legible(0.4, 4))
            return Legible(0.1), Legible(0.35, 3) if asked[0] in plain else Legible(0.95, 12)

        return read

    few_letters = {3: Legible(0.37, 5), misread: Legible(0.8, 2)}
    assert np.flatnonzero(own_boxes(page.pixels, page.quads, contrasts, legibility(few_letters))).tolist() == [3]
    written = few_letters | {pencil: Legible(0.9, 20)}
    assert np.flatnonzero(own_boxes(page.pixels, page.quads, contrasts, legibility(written))).tolist() == [3, pencil, misread]
    assert not own_boxes(page.pixels, page.quads, contrasts, legibility(written))[darkest]


def test_pages_without_faint_text_and_1_bit_pages_are_not_asked_about(draw: Callable[..., Any]) -> None:
    def never(grey: Pixels, quads: Quads) -> tuple[Legible, Legible]:
        raise AssertionError("nothing need be asked")

    page = draw()
    assert own_boxes(page.pixels, page.quads, box_contrasts(page.pixels, page.quads), never).all()
    pixels, quads = page_of(draw, 215)
    fax = np.where(pixels < 230, 0, 255).astype(np.uint8)
    contrasts = box_contrasts(fax, quads)
    contrasts[8] = 0.0
    assert own_boxes(fax, quads, contrasts, never).all()
    none = np.zeros((0, 4, 2), np.float32)
    assert own_boxes(page.pixels, none, np.zeros(0), never).shape == (0,)


@pytest.mark.parametrize(("drop", "count"), [(True, OWN), (False, 20)])
def test_a_prepared_page_has_only_its_own_boxes(draw: Callable[..., Any], drop: bool, count: int) -> None:
    pixels, quads = page_of(draw, 215)
    votes = Votes(detect=lambda picture: NONE, upside_down=lambda grey, boxes: 0.03, legibility=side(0.5, 0.95, pixels.shape))
    image = PageImage(page_no=1, pixels=pixels, dpi=75.0)
    done = prepare(image, pixels, quads, votes, PrepareOptions(find_blank=False, drop_shine=drop))
    assert (done.page.kind, len(done.quads)) == (PageKind.CONTENT, count)

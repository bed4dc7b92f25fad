import cv2
import numpy as np
import pytest

from domain.page import PageImage, Pixels
from domain.text import Legible, Quads
from imaging.blank import is_blank
from imaging.quality import box_contrasts
from imaging.seal import CUT, LIKELIEST, LINE, is_sealed, likely_seals
from imaging.surface import surface_of
from tests.unit.imaging.test_blank import paper

DPI = 75.0
BOX = np.array([[280, 300], [440, 300], [440, 460], [280, 460]], np.float32)


def sealed(ink: int, axes: tuple[int, int] = (55, 55)) -> Pixels:
    page = paper(1.0)
    cv2.ellipse(page, (360, 380), axes, 20, 0, 360, ink, 4)
    cv2.drawMarker(page, (360, 380), ink, cv2.MARKER_STAR, 24, 2)
    return page


@pytest.mark.parametrize(("axes", "colour"), [((55, 55), False), ((60, 40), True)])
def test_the_rim_becomes_a_level_line(axes: tuple[int, int], colour: bool) -> None:
    page = sealed(205, axes)
    scan = np.stack([np.full_like(page, 240), page, page], -1) if colour else page
    lines: list[Pixels] = []

    def look(grey: Pixels, quads: Quads) -> tuple[Legible, Legible]:
        lines.append(grey)
        return Legible(0.0), Legible(0.0)

    assert not is_sealed(surface_of(scan, DPI), BOX, look)
    assert lines[0].shape[0] == LINE
    assert lines[0].shape[1] > 2 * CUT
    darkest = lines[0].argmin(0)
    assert np.ptp(np.percentile(darkest, (5, 95))) <= 5
    assert darkest.mean() < LINE / 4


@pytest.mark.parametrize(("plain", "mirrored", "empty"), [(0.96, 0.6, False), (0.6, 0.96, True), (0.96, 0.94, True)])
def test_a_faint_seal_whose_rim_reads_as_it_stands_is_content(plain: float, mirrored: float, empty: bool) -> None:
    page = sealed(220)
    asked = 0

    def legibility(grey: Pixels, quads: Quads) -> tuple[Legible, Legible]:
        nonlocal asked
        if grey.shape[0] != LINE:
            return Legible(0.3, 1), Legible(0.0)
        asked += 1
        return Legible(0.0), Legible(plain if asked % 2 else mirrored, 6)

    image = PageImage(page_no=1, pixels=page, dpi=DPI)
    assert is_blank(image, page, BOX[None], box_contrasts(page, BOX[None]), legibility, lambda picture: BOX[None]) is empty


def test_a_box_without_a_ring_is_not_asked_about() -> None:
    def never(grey: Pixels, quads: Quads) -> tuple[Legible, Legible]:
        raise AssertionError

    page = paper()
    cv2.line(page, (290, 310), (430, 330), 60, 3)
    assert not is_sealed(surface_of(page, DPI), BOX, never)


@pytest.mark.parametrize(("plain", "mirrored", "empty"), [(0.96, 0.6, False), (0.6, 0.96, True)])
def test_a_pale_seal_that_no_box_holds_is_looked_for(plain: float, mirrored: float, empty: bool) -> None:
    page = sealed(222)  # its star, 16 grey levels deep, is no mark where another side shines through
    page[100:112, 100:400:6] = 224
    shine = np.array([[[90, 96], [410, 96], [410, 116], [90, 116]]], np.float32)
    asked = 0

    def legibility(grey: Pixels, quads: Quads) -> tuple[Legible, Legible]:
        nonlocal asked
        if grey.shape[0] != LINE:
            return Legible(0.5 if grey.shape == page.shape else 0.98, 12), Legible(0.0)
        asked += 1
        return Legible(0.0), Legible(plain if asked % 2 else mirrored, 6)

    image = PageImage(page_no=1, pixels=page, dpi=DPI)
    assert is_blank(image, page, shine, box_contrasts(page, shine), legibility, lambda picture: shine) is empty
    assert asked


def test_of_a_pattern_of_rings_only_the_darkest_are_asked() -> None:
    page = paper(1.0)
    for x in range(60, 600, 120):
        for y in range(60, 850, 100):
            cv2.circle(page, (x, y), 30, 190, 3)
    assert len(likely_seals(surface_of(page, DPI))) == LIKELIEST

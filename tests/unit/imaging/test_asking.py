"""Faint pages that leave a doubt are asked again with their ink lifted; lines that lean the same way are judged together."""

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pytest

from domain.page import PageImage, Pixels
from domain.text import Legible, Quads
from imaging.asking import TOGETHER
from imaging.blank import is_blank
from imaging.quality import box_contrasts
from imaging.sides import Detect, Legibility
from imaging.surface import WHITE, lifted

DPI = 75.0
NOBODY = np.zeros((0, 4, 2), np.float32)


def blank(page: Pixels, quads: Quads, legibility: Legibility, detect: Detect) -> bool:
    image = PageImage(page_no=1, pixels=page, dpi=DPI)
    return is_blank(image, page, quads, box_contrasts(page, quads), legibility, detect)


def reading(shape: tuple[int, ...], faint: tuple[float, float], dark: tuple[float, float], letters: int = 10) -> Legibility:
    """How boxes read as they stand and in a mirror: as they are, and lifted."""

    def legibility(grey: Pixels, quads: Quads) -> tuple[Legible, Legible]:
        del quads
        score = (dark if grey.min() < WHITE // 2 else faint)[grey.shape != shape]  # what is mirrored is cut out first
        return Legible(score, letters), Legible(0.0)

    return legibility


def test_lifted_ink_is_dark_on_white_paper_and_paper_stays_white() -> None:
    depth = np.array([[0, 25, 80]], np.uint8)
    assert lifted(depth).tolist() == [[WHITE, WHITE - 150, 0]]


def test_shine_too_faint_to_read_is_told_by_the_lifted_picture(draw: Callable[..., Any]) -> None:
    faint = draw(ink=226)
    piece = faint.quads[3:4].copy()
    piece[:, 1:3, 0] = piece[:, 0:1, 0] + 90
    found: list[Pixels] = []

    def detect(picture: Pixels) -> Quads:
        found.append(picture)
        return np.asarray(faint.quads, np.float32)

    shine = reading(faint.pixels.shape, faint=(0.86, 0.5), dark=(0.6, 0.98), letters=2)
    assert blank(faint.pixels, piece, shine, detect)
    assert len(found) == 1
    assert not blank(faint.pixels, piece, reading(faint.pixels.shape, faint=(0.86, 0.5), dark=(0.98, 0.6)), detect)
    assert not blank(faint.pixels, piece, shine, lambda picture: NOBODY)  # nothing says that another side shines through


def test_a_faint_note_that_reads_only_when_lifted_is_content(draw: Callable[..., Any]) -> None:
    note = draw(ink=220, rows=1, chars=6)
    for read, empty in (((0.97, 0.6), False), ((0.8, 0.6), True)):
        unsure = reading(note.pixels.shape, faint=(0.7, 0.7), dark=read, letters=6)
        assert blank(note.pixels, note.quads, unsure, lambda picture: note.quads) is empty


def test_what_is_sure_or_dark_is_not_asked_again(draw: Callable[..., Any]) -> None:
    def never(picture: Pixels) -> Quads:
        raise AssertionError

    faint, dark = draw(ink=200, chars=18), draw(ink=20, rows=4)
    assert not blank(faint.pixels, faint.quads, reading(faint.pixels.shape, (0.95, 0.5), (0.0, 0.0), letters=18), never)
    assert not blank(dark.pixels, dark.quads, reading(dark.pixels.shape, (0.0, 0.0), (0.95, 0.5), letters=26), never)


def one_both_ways(page: Pixels, own: Quads) -> Legibility:
    """One box reads as well both ways, all others badly, though a little better from behind."""
    asked: list[bool] = []

    def legibility(grey: Pixels, quads: Quads) -> tuple[Legible, Legible]:
        plain = grey.shape == page.shape
        asked.append(bool((quads[0] == own).all()) if plain else asked[-1])
        return Legible((0.99 if plain else 1.0) if asked[-1] else (0.5 if plain else 0.7), 10), Legible(0.0)

    return legibility


def test_blurred_lines_that_lean_together_are_the_other_sides(draw: Callable[..., Any]) -> None:
    for rows, empty in ((TOGETHER, True), (TOGETHER - 1, False)):
        page = draw(ink=225, rows=rows)
        legibility = one_both_ways(page.pixels, page.quads[0])
        assert blank(page.pixels, page.quads, legibility, lambda picture, quads=page.quads: quads) is empty


def test_a_box_that_reads_as_no_letter_is_no_text(draw: Callable[..., Any]) -> None:
    page = draw(ink=228, rows=1)
    for letters, empty in ((0, True), (26, False)):
        assert (
            blank(page.pixels, page.quads, reading(page.pixels.shape, (0.9, 0.5), (0.9, 0.5), letters), lambda picture: page.quads) is empty
        )


@pytest.mark.parametrize(("degrees", "lid"), [(3, 190), (5, 210)])
def test_a_leaning_sheet_on_a_grey_lid_is_no_form(degrees: float, lid: int) -> None:
    wide, high = 1240, 1754
    page = np.full((high, wide), lid, np.uint8)
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), degrees, 1)
    corners = np.array([[0, 0, 1], [wide, 0, 1], [wide, high, 1], [0, high, 1]]) @ turn.T
    cv2.fillConvexPoly(page, np.round(corners).astype(np.int32), 244)
    noisy = cv2.GaussianBlur(page, (5, 5), 0) + np.random.default_rng(0).normal(0, 2, page.shape)
    image = PageImage(page_no=1, pixels=np.clip(noisy, 0, 255).astype(np.uint8), dpi=150.0)
    assert is_blank(image, image.pixels, NOBODY, np.zeros(0), reading(page.shape, (0.0, 0.0), (0.0, 0.0)), lambda picture: NOBODY)


def test_pieces_on_the_course_of_a_crease_are_pieces_of_it() -> None:
    page = np.full((877, 620), 240, np.uint8)
    page[400:402, 0:200] = 150
    page[400:402, 420:434] = 150
    nobody = reading(page.shape, (0.0, 0.0), (0.0, 0.0))
    assert blank(page, NOBODY, nobody, lambda picture: NOBODY)
    page[500:502, 420:434] = 150
    assert not blank(page, NOBODY, nobody, lambda picture: NOBODY)


def test_the_rim_of_a_leaning_sheet_on_a_pale_lid_is_nobodys() -> None:
    page = np.full((1005, 710), 240, np.uint8)
    cv2.line(page, (20, 100), (27, 170), 150, 4)
    nobody = reading(page.shape, (0.0, 0.0), (0.0, 0.0))
    image = PageImage(page_no=1, pixels=page, dpi=86.0)
    assert is_blank(image, page, NOBODY, np.zeros(0), nobody, lambda picture: NOBODY)
    slanted = np.full((1005, 710), 240, np.uint8)
    cv2.line(slanted, (8, 100), (27, 170), 150, 4)
    image = PageImage(page_no=1, pixels=slanted, dpi=86.0)
    assert not is_blank(image, slanted, NOBODY, np.zeros(0), nobody, lambda picture: NOBODY)


def test_a_letter_read_on_the_black_rim_of_a_fax_is_no_text(draw: Callable[..., Any]) -> None:
    fax = draw(rows=1, chars=6, ink=0, paper=255)
    scan = np.where(np.arange(877)[:, None] == int(fax.quads[0][0, 1]) + 4, 0, np.full((877, 620), 255)).astype(np.uint8)
    for letters, empty in ((1, True), (5, False)):
        assert blank(scan, fax.quads, reading(scan.shape, (0.8, 0.3), (0.8, 0.3), letters), lambda picture: NOBODY) is empty


def test_a_dark_note_does_not_go_with_blurred_lines_that_lean_together(draw: Callable[..., Any]) -> None:
    page = draw(ink=225, rows=TOGETHER + 1)
    left, top, right, bottom = (int(v) for v in (*page.quads[0].min(0), *page.quads[0].max(0)))
    for ink, empty in ((225, True), (185, False)):
        note = page.pixels.copy()
        note[top:bottom, left:right][note[top:bottom, left:right] < 240] = ink
        legibility = one_both_ways(note, page.quads[0])
        assert blank(note, page.quads, legibility, lambda picture: page.quads) is empty


def test_a_note_that_reads_is_asked_again_among_much_darker_shine(draw: Callable[..., Any]) -> None:
    page = draw(ink=222, rows=13, chars=18)
    note = page.quads[:1]
    pixels = page.pixels.copy()
    pixels[: int(note[0][:, 1].max())] = np.where(page.pixels[: int(note[0][:, 1].max())] < 240, 232, 250)

    def answers(lifted_note: float) -> Legibility:
        asked: list[bool] = []

        def legibility(grey: Pixels, quads: Quads) -> tuple[Legible, Legible]:
            plain = grey.shape == pixels.shape
            asked.append(bool((quads[0] == note[0]).all()) if plain else asked[-1])
            own = (lifted_note if grey.min() < WHITE // 2 else 0.97) if plain else 0.6
            return Legible(own if asked[-1] else 0.5 if plain else 0.98, 18), Legible(0.0)

        return legibility

    assert not blank(pixels, note, answers(0.97), lambda picture: page.quads)
    assert blank(pixels, note, answers(0.3), lambda picture: page.quads)


def test_pale_shine_does_not_excuse_a_sketch_in_pencil(draw: Callable[..., Any]) -> None:
    page = draw(ink=240, rows=6, chars=18)
    shine = reading(page.pixels.shape, (0.5, 0.98), (0.5, 0.98), letters=18)
    drawn = page.pixels.copy()
    cv2.polylines(drawn, [np.array([[300, 500], [330, 480], [350, 520], [380, 485], [410, 515], [450, 490]], np.int32)], False, 205, 3)
    assert not blank(drawn, NOBODY, shine, lambda picture: page.quads)

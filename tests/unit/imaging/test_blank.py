from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pytest

from domain.page import PageImage, Pixels
from domain.text import Legible, Quads
from imaging.blank import FAINT, STRONG, is_blank
from imaging.channels import reading_channel
from imaging.marks import has_marks
from imaging.quality import box_contrasts
from imaging.sides import Legibility
from imaging.surface import surface_of

NOTHING = np.zeros((0, 4, 2), np.float32)
DPI = 75.0
LETTERS = 8


def blank(pixels: Pixels, grey: Pixels, quads: Quads, legibility: Legibility) -> bool:
    image = PageImage(page_no=1, pixels=pixels, dpi=DPI)
    return is_blank(image, grey, quads, box_contrasts(grey, quads), legibility, lambda picture: quads)


def reads(score: float, mirrored: float = 0.0) -> Callable[[Pixels, Quads], tuple[Legible, Legible]]:
    """An engine asked by turns about a line and about its mirror image."""
    asked = 0

    def legibility(grey: Pixels, quads: Quads) -> tuple[Legible, Legible]:
        nonlocal asked
        del grey, quads
        asked += 1
        answer = score if asked % 2 else mirrored
        return Legible(answer / 2, LETTERS), Legible(answer, LETTERS)

    return legibility


def never(grey: Pixels, quads: Quads) -> tuple[Legible, Legible]:
    raise AssertionError("the engine need not be asked about this page")


def paper(noise: float = 3.0) -> Pixels:
    tone = 235 + 12 * np.linspace(0, 1, 877)[:, None] + np.zeros(620)
    return np.clip(tone + np.random.default_rng(0).normal(0, noise, tone.shape), 0, 255).astype(np.uint8)


def test_paper_with_dust_holes_creases_and_edges_is_blank() -> None:
    page = paper()
    for x, y in ((100, 200), (300, 500), (500, 90), (222, 700)):
        cv2.circle(page, (x, y), 1, 60, -1)
    for y in (320, 556):
        cv2.circle(page, (35, y), 9, 60, -1)
    page[450:452] = 180
    page[:, 333] = 90  # a copier's streak
    page[:, :9] = 40
    page[:, 560:] = 30  # the bed beside a narrow sheet
    assert blank(page, page, NOTHING, never)


def test_shadows_of_the_rim_a_little_within_the_picture_are_blank() -> None:
    page = paper()
    page[4:9, 250:600] = 110
    page[866:871, 100:160] = 120
    assert blank(page, page, NOTHING, never)
    page[40:45, 250:400] = 110
    page[48:60:4, 250:400] = 110
    assert not blank(page, page, NOTHING, never)


def test_a_seal_alone_is_content(seal: Pixels) -> None:
    assert not blank(seal, reading_channel(seal), NOTHING, never)


def test_a_signature_alone_is_content() -> None:
    page = paper()
    cv2.polylines(page, [np.array([[300, 400], [330, 380], [350, 420], [380, 385], [410, 415], [450, 390]], np.int32)], False, 90, 2)
    assert not blank(page, page, NOTHING, never)


def test_pencil_in_pieces_on_a_fax_is_content(draw: Callable[..., Any]) -> None:
    chance = np.random.default_rng(4)
    note = draw(rows=1, chars=4, scale=2).pixels
    broken = np.where((note < 128) & (chance.random(note.shape) < 0.6), 0, 255).astype(np.uint8)
    assert not blank(broken, broken, NOTHING, never)
    dust = np.where(chance.random(note.shape) < 0.0003, 0, 255).astype(np.uint8)
    assert blank(dust, dust, NOTHING, never)


@pytest.mark.parametrize(("creases", "empty"), [(2, True), (12, False)])
def test_a_few_lines_are_creases_many_are_a_form(creases: int, empty: bool) -> None:
    page = paper()
    for number in range(creases):
        page[120 + 60 * number : 122 + 60 * number, 50:570] = 120
    assert blank(page, page, NOTHING, never) is empty


@pytest.mark.parametrize(("walls", "empty"), [(1, True), (3, False)])
def test_a_sketch_of_thin_lines_is_content(walls: int, empty: bool) -> None:
    page = np.full((1754, 1240), 225, np.uint8)
    for wall in range(walls):
        page[500 + 200 * wall, 300:700] = 168
        page[500:900, 300 + 200 * wall] = 168
    image = PageImage(page_no=1, pixels=page, dpi=150.0)
    assert surface_of(page, 150.0).ink(FAINT).sum() <= 1  # but for a crossing
    assert is_blank(image, page, NOTHING, box_contrasts(page, NOTHING), never, lambda picture: NOTHING) is empty


@pytest.mark.parametrize("ink", [222, 190])
def test_the_other_side_shining_through_is_blank_and_a_faint_page_is_not(draw: Callable[..., Any], ink: int) -> None:
    faint = draw(ink=ink)
    assert blank(faint.pixels, faint.pixels, faint.quads, reads(0.7, 0.95))
    assert not blank(faint.pixels, faint.pixels, faint.quads, reads(0.95, 0.7))


def test_one_faint_character_that_reads_both_ways_does_not_outweigh_lines_of_the_other_side(draw: Callable[..., Any]) -> None:
    faint = draw(ink=225)
    left, top = faint.quads[0].min(0)
    short = np.array([[[left, top], [left + 12, top], [left + 12, top + 10], [left, top + 10]]], np.float32)

    def legibility(grey: Pixels, quads: Quads) -> tuple[Legible, Legible]:
        this_side = grey.shape == faint.pixels.shape
        is_short = np.ptp(quads[0][:, 0]) < 20
        return (Legible(0.0), Legible(0.95, 4)) if this_side == is_short else (Legible(0.0), Legible(0.6, 3))

    pixels = faint.pixels.copy()
    pixels[int(top) + 4 : int(top) + 6, int(left) : int(left) + 12] = 228
    assert blank(pixels, pixels, np.concatenate([faint.quads, short]), legibility)
    pixels[int(top) + 4 : int(top) + 6, int(left) : int(left) + 12] = 190
    assert not blank(pixels, pixels, np.concatenate([faint.quads, short]), legibility)


def test_specks_that_shine_through_and_read_neither_way_are_blank(draw: Callable[..., Any]) -> None:
    faint = draw(ink=230)
    assert blank(faint.pixels, faint.pixels, faint.quads, reads(0.4, 0.42))


def test_faint_text_that_reads_both_ways_is_smoothed_and_asked_again(draw: Callable[..., Any]) -> None:
    faint = draw(ink=215, rows=1)

    def legibility(grey: Pixels, quads: Quads) -> tuple[Legible, Legible]:
        del quads
        this_side, soft = grey.shape == faint.pixels.shape, int(grey.min()) > 215
        return Legible(0.0), Legible((0.7 if soft else 0.8) if this_side else (0.9 if soft else 0.84), 20)

    assert blank(faint.pixels, faint.pixels, faint.quads, legibility)
    assert not blank(faint.pixels, faint.pixels, faint.quads, lambda grey, quads: (Legible(0.0), Legible(0.8, 20)))


def test_dark_text_is_content_without_asking(draw: Callable[..., Any]) -> None:
    page = draw()
    assert not blank(page.pixels, page.pixels, page.quads, never)


def test_one_line_of_this_side_among_many_of_the_other_is_content(draw: Callable[..., Any]) -> None:
    page = draw(ink=225)
    pixels = page.pixels.copy()
    left, top, right, bottom = (int(v) for v in (*page.quads[7].min(0), *page.quads[7].max(0)))
    pixels[top:bottom, left:right] -= np.where(pixels[top:bottom, left:right] < 240, 40, 0).astype(np.uint8)

    def legibility(grey: Pixels, quads: Quads) -> tuple[Legible, Legible]:
        plain = grey.shape == pixels.shape  # the mirrored piece is cut out
        own = np.percentile(grey, 0.1) < 200 if not plain else bool((quads[0] == page.quads[7]).all())
        return (Legible(0.0), Legible(0.95, 9)) if plain == own else (Legible(0.0), Legible(0.6, 8))

    assert not blank(pixels, pixels, page.quads, legibility)


def test_bleed_through_under_a_seal_is_content(draw: Callable[..., Any], seal: Pixels) -> None:
    faint = draw(ink=232)
    both = np.minimum(np.repeat(faint.pixels[:, :, None], 3, 2), seal)
    assert not blank(both, reading_channel(both), faint.quads, reads(0.7, 0.95))


def test_a_fax_of_the_other_side_is_blank(draw: Callable[..., Any]) -> None:
    page = draw()
    fax = np.where(page.pixels < 128, 0, 255).astype(np.uint8)
    assert blank(fax, fax, page.quads, reads(0.6, 0.9))
    assert not blank(fax, fax, page.quads, reads(0.9, 0.6))
    surface = surface_of(fax, DPI)
    assert has_marks(surface, surface.ink(STRONG))


@pytest.mark.parametrize(("plain", "mirrored", "empty"), [(0.99, 0.93, False), (0.99, 0.99, False), (0.8, 0.78, False), (0.9, 1.0, True)])
def test_a_pencil_note_that_reads_well_from_behind_too_is_content(
    draw: Callable[..., Any], plain: float, mirrored: float, empty: bool
) -> None:
    note = draw(rows=1, chars=6, ink=225)
    assert blank(note.pixels, note.pixels, note.quads, reads(plain, mirrored)) is empty


def test_a_number_is_never_called_the_other_sides_by_a_hair(draw: Callable[..., Any]) -> None:
    number = draw(rows=1, chars=2, ink=225)
    assert not blank(number.pixels, number.pixels, number.quads, reads(0.93, 1.0))


def test_a_box_no_larger_than_dust_is_not_asked() -> None:
    page = paper()
    page[300:302, 200:202] = 60
    speck = np.array([[[198, 298], [204, 298], [204, 304], [198, 304]]], np.float32)
    assert blank(page, page, speck, never)


@pytest.mark.parametrize(("ink", "empty"), [(160, False), (222, True)])
def test_a_page_number_that_reads_both_ways_counts_where_it_is_darker_than_the_other_side(
    draw: Callable[..., Any], ink: int, empty: bool
) -> None:
    page = draw(ink=222)
    behind = page.quads[:6]
    number = page.pixels.copy()
    left, top, right, bottom = (int(v) for v in (*page.quads[15].min(0), *page.quads[15].max(0)))
    number[:] = np.where(np.arange(877)[:, None] < 300, number, 250)
    number[top + 10 : top + 12, left : left + 40] = ink
    quads = np.concatenate([behind, [[[left, top], [right, top], [right, bottom], [left, bottom]]]]).astype(np.float32)

    def legibility(grey: Pixels, box: Quads) -> tuple[Legible, Legible]:
        plain = grey.shape == number.shape
        asked.append(bool((box[0] == quads[-1]).all()) if plain else asked[-1])  # the mirror is asked about the same box next
        return Legible(0.0), Legible(0.8 if asked[-1] else 0.5 if plain else 0.95)

    asked: list[bool] = []
    assert blank(number, number, quads, legibility) is empty


def test_a_character_of_a_seal_that_reads_from_behind_does_not_make_a_fax_blank() -> None:
    page = np.full((877, 620), 255, np.uint8)
    cv2.ellipse(page, (300, 400), (60, 45), 20, 0, 360, 0, 2)
    cv2.putText(page, "rc", (285, 410), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 0, 2)
    box = np.array([[[283, 392], [311, 392], [311, 414], [283, 414]]], np.float32)
    assert not blank(page, page, box, lambda grey, quads: (Legible(0.867 if grey.shape == page.shape else 0.969, 2), Legible(0.0)))


def test_a_page_number_of_a_fax_that_reads_better_from_behind_is_content(draw: Callable[..., Any]) -> None:
    number = draw(rows=1, chars=4, ink=0, paper=255)
    scan = np.where(number.pixels > 128, 255, 0).astype(np.uint8)
    for letters, empty in ((2, False), (8, True)):
        reading = (Legible(0.856, letters), Legible(0.979, letters))
        assert blank(scan, scan, number.quads, lambda grey, quads, said=reading: (said[grey.shape != scan.shape], Legible(0.0))) is empty


def test_texture_read_as_a_letter_is_no_text() -> None:
    box = np.array([[[300, 306], [326, 306], [326, 320], [300, 320]]], np.float32)
    for depth, empty in ((8, True), (40, False)):
        page = paper(1.0)
        page[310:316, 302:324] -= depth
        assert blank(page, page, box, lambda grey, quads: (Legible(0.9 if grey.shape == (877, 620) else 0.5, 1), Legible(0.0))) is empty


def test_a_hole_read_as_a_letter_is_no_text() -> None:
    page = paper()
    cv2.circle(page, (585, 320), 9, 50, -1)
    box = np.array([[[572, 306], [598, 306], [598, 334], [572, 334]]], np.float32)

    def reads_as(letters: int) -> Legibility:
        return lambda grey, quads: (Legible(0.9, letters), Legible(0.7, letters))

    assert blank(page, page, box, reads_as(1))
    assert not blank(page, page, box, lambda grey, quads: (Legible(0.9 if grey.shape == page.shape else 0.5, 2), Legible(0.0)))


def test_a_thin_sketch_over_faint_text_of_the_other_side_is_content(draw: Callable[..., Any]) -> None:
    page = draw(ink=222, scale=3)
    pixels = page.pixels.copy()
    behind = page.quads[:6]
    pixels[2000:] = 250
    sketch = pixels.copy()
    for at in (2100, 2300, 2500):
        sketch[at : at + 2, 400:1200] -= 90
        sketch[2100:2500, at - 1500 : at - 1498] = 160
    for scan, empty in ((pixels, True), (sketch, False)):
        image = PageImage(page_no=1, pixels=scan, dpi=225.0)
        assert is_blank(image, scan, behind, box_contrasts(scan, behind), reads(0.6, 0.95), lambda picture: behind) is empty


def test_bold_shine_that_leans_and_scant_misreadings_go_with_the_lines_beside_them(draw: Callable[..., Any]) -> None:
    page = draw(ink=222, rows=5)
    pixels = page.pixels.copy()
    top, bottom = (int(page.quads[0][:, 1].min()), int(page.quads[0][:, 1].max()))
    pixels[top:bottom] = np.where(pixels[top:bottom] < 240, 205, 250)

    def answers(title: tuple[float, float], last: int) -> Legibility:
        def legibility(grey: Pixels, box: Quads) -> tuple[Legible, Legible]:
            plain = grey.shape == pixels.shape
            if plain:
                asked.append(next(i for i, quad in enumerate(page.quads) if (quad == box[0]).all()))
            if asked[-1] == 0:
                return Legible(title[0 if plain else 1], 20), Legible(0.0)
            if asked[-1] == 4:
                return Legible(0.9 if plain else 0.7, last), Legible(0.0)
            return Legible(0.6 if plain else 0.95, 20), Legible(0.0)

        asked: list[int] = []
        return legibility

    assert blank(pixels, pixels, page.quads, answers((0.79, 0.88), 2))
    assert not blank(pixels, pixels, page.quads, answers((0.79, 0.78), 2))
    assert not blank(pixels, pixels, page.quads, answers((0.79, 0.88), 20))

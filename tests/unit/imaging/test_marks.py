import cv2
import numpy as np
import pytest

from domain.page import Pixels
from imaging.blank import BLACK, FAINT, STRONG
from imaging.marks import has_marks, things_in
from imaging.surface import surface_of

DPI = 75.0
SIZE = (877, 620)


def paper(tone: int = 240, noise: float = 2.0) -> Pixels:
    return np.clip(tone + np.random.default_rng(1).normal(0, noise, SIZE), 0, 255).astype(np.uint8)


def marked(page: Pixels, above: float) -> bool:
    surface = surface_of(page, DPI)
    return has_marks(surface, surface.ink(above))


def line(page: Pixels, start: tuple[float, float], end: tuple[float, float], ink: int, thick: int = 1) -> None:
    cv2.line(page, tuple(map(round, start)), tuple(map(round, end)), ink, thick)


@pytest.mark.parametrize("lid", [252, 20])
def test_the_step_from_dark_paper_to_the_bed_is_no_mark(lid: int) -> None:
    page = np.repeat(paper()[:, :, None], 3, 2)
    page[..., 2] -= 90  # yellow
    matrix = cv2.getRotationMatrix2D((310, 438), 6.0, 0.93)
    scan = np.asarray(cv2.warpAffine(page, matrix, (620, 877), borderValue=(lid,) * 3), np.uint8)
    assert not marked(scan, FAINT)


def test_creases_in_any_direction_are_no_form() -> None:
    crumpled, sketch = paper(), paper()
    for number in range(7):
        angle = np.radians(13 + 26 * number)
        x, y, across, down = 120 + 60 * number, 150 + 90 * number, 50 * np.cos(angle), 50 * np.sin(angle)
        line(crumpled, (x - across, y - down), (x + across, y + down), 130)
    for at in (200, 280, 360):
        line(sketch, (150, at), (310, at), 130)
        line(sketch, (at - 50, 200), (at - 50, 360), 130)
    assert not marked(crumpled, FAINT)
    assert marked(sketch, FAINT)


@pytest.mark.parametrize("joined", ["crease", "cut off"])
def test_a_sketch_that_reaches_the_papers_edge_is_drawn_and_creases_that_do_are_not(joined: str) -> None:
    page = paper()
    for y in (230, 300):
        line(page, (0, y), (619, y + 12), 130)
    for x in (200, 400):
        line(page, (x, 0), (x - 9, 876), 130)
    cv2.circle(page, (560, 600), 80, 200, 4)
    assert not marked(page, FAINT)
    top = 0 if joined == "cut off" else 150
    for at in (120, 240, 330):
        line(page, (at, top), (at, 410), 130)
        line(page, (120, at + 80), (330, at + 80), 130)
    assert marked(page, FAINT)


def test_faint_walls_of_a_sketch_are_seen_where_nothing_shines_through() -> None:
    page = paper()
    for at in (200, 280, 360):
        page[at, 150:310] -= 55
        page[200:360, at - 50] -= 55
    assert marked(page, FAINT)


def test_a_crease_broken_to_dashes_is_one_line_and_a_stroke_alone_is_writing() -> None:
    crease, stroke = np.full(SIZE, 255, np.uint8), np.full(SIZE, 255, np.uint8)
    for x in range(60, 560, 45):
        line(crease, (x, 300 + x / 8), (x + 25, 300 + (x + 25) / 8), 0)
    line(stroke, (300, 400), (300, 414), 0)
    assert not marked(crease, BLACK)
    assert marked(stroke, BLACK)


def test_dust_on_a_streak_leaves_it_a_streak() -> None:
    page = paper()
    line(page, (300, 100), (300, 400), 150)
    page[180:184, 302:307] = 60
    assert not marked(page, FAINT)
    line(page, (301, 180), (330, 200), 150)
    assert marked(page, FAINT)


def test_a_staple_belongs_in_a_corner() -> None:
    corner, middle = paper(), paper()
    line(corner, (18, 20), (48, 32), 90, 2)
    line(middle, (318, 420), (348, 432), 90, 2)
    assert not marked(corner, STRONG)
    assert marked(middle, STRONG)


def test_specks_of_dust_side_by_side_are_dust() -> None:
    dusty = paper()
    for x, y in ((200, 300), (400, 620)):
        dusty[y : y + 2, x : x + 2] = 60
        dusty[y + 1 : y + 3, x + 6 : x + 8] = 60
    assert not marked(dusty, FAINT)
    dusty[500:510, 300:304] = 40  # a digit
    assert marked(dusty, FAINT)


def test_what_comes_in_from_the_bed_is_no_mark() -> None:
    page = paper()
    page[:, :60] = 20
    page[300:340, 55:90] = 60  # a tab or a clip
    assert not marked(page, STRONG)
    page[300:340, 150:153] = 60
    page[300:303, 150:170] = 60
    assert marked(page, STRONG)


@pytest.mark.parametrize(("top", "thing"), [(5, True), (400, False)])
def test_a_paper_clip_points_in_from_an_edge(top: int, thing: bool) -> None:
    page = paper()
    for inset in (0, 6):
        cv2.ellipse(page, (300, top + 70 - inset), (13 - inset, 13 - inset), 0, 0, 180, 150, 2)
        for x in (287 + inset, 313 - inset):
            line(page, (x, top + 4), (x, top + 70 - inset), 150, 2)
    line(page, (287, top + 4), (313, top + 4), 150, 2)
    assert marked(page, STRONG) is not thing


def test_a_name_written_at_an_edge_is_no_clip() -> None:
    page = paper()
    points = [(30, 410), (38, 398), (44, 418), (52, 400), (60, 416), (70, 402), (78, 420), (90, 404), (99, 412)]
    cv2.polylines(page, [np.array(points, np.int32)], False, 90, 2)
    assert marked(page, STRONG)


def test_a_hole_is_solid_and_a_number_in_its_place_is_not() -> None:
    hole, number = paper(), paper()
    cv2.circle(hole, (40, 420), 10, 60, -1)
    cv2.putText(number, "21", (30, 430), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 60, 2)
    assert not marked(hole, FAINT)
    assert marked(number, FAINT)


def test_a_hole_on_a_crease_and_a_torn_corner_of_a_leaning_sheet_are_no_marks() -> None:
    page = paper()
    cv2.circle(page, (95, 420), 10, 60, -1)
    line(page, (95, 420), (125, 425), 60, 2)
    cv2.fillPoly(page, [np.array([[20, 850], [20, 822], [48, 850]], np.int32)], 60)
    assert not marked(page, FAINT)
    page = paper()
    cv2.rectangle(page, (85, 410), (105, 430), 60, 4)  # a box to tick
    assert marked(page, FAINT)


def test_long_strokes_of_creases_far_apart_are_lines_of_their_own() -> None:
    page = paper()
    for y in (300, 600):
        for x in (25, 215, 405):
            line(page, (x, y), (x + 100, y), 130)
    assert not marked(page, FAINT)


def test_a_red_seal_on_brown_paper_is_seen_in_the_channel_that_shows_it_most() -> None:
    page = np.clip(np.array([203, 179, 141]) + np.random.default_rng(1).normal(0, 1, (*SIZE, 3)), 0, 255).astype(np.uint8)
    assert not marked(page, FAINT)
    cv2.circle(page, (300, 400), 50, (195, 144, 122), 4)
    cv2.putText(page, "SEAL", (272, 408), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (195, 144, 122), 2)
    assert marked(page, FAINT)


def test_a_dash_on_a_line_of_paler_ones_is_a_crease() -> None:
    page = np.full(SIZE, 255, np.uint8)
    for y in range(60, 820, 30):
        line(page, (310, y), (310, y + 20), 150)
    line(page, (310, 300), (310, 320), 0)
    surface = surface_of(page, DPI)
    ink = surface.ink(BLACK)
    assert has_marks(surface, ink)
    assert not has_marks(surface, ink, surface.ink(FAINT))


@pytest.mark.parametrize(("away", "shadow"), [(4, True), (60, False)])
def test_the_rim_beside_the_bed_has_a_shadow(away: int, shadow: bool) -> None:
    page = np.full(SIZE, 255, np.uint8)
    page[800:] = 0
    line(page, (98, 799 - away), (142, 796 - away), 0, 2)
    assert marked(page, BLACK) is not shadow


def test_a_small_sheet_is_not_looked_at_more_closely_than_a_large_one() -> None:
    slip = np.full((571, 857), 240, np.uint8)  # 10 × 15 cm at 150 dpi
    for x, y in ((100, 100), (400, 220), (600, 300)):
        cv2.circle(slip, (x, y), 4, 60, -1)
    surface = surface_of(slip, 150.0)
    assert max(surface.depth.shape) == 500
    assert not has_marks(surface, surface.ink(FAINT))


def test_a_box_with_a_hole_holds_a_thing_and_one_with_writing_beside_it_does_not() -> None:
    page = paper()
    cv2.circle(page, (40, 420), 10, 60, -1)
    quad = np.array([[25, 405], [95, 405], [95, 435], [25, 435]], np.float32)
    found = things_in(surface_of(page, DPI), quad, 150.0)
    assert found is not None
    assert found[420, 40] == 1
    cv2.putText(page, "3F", (62, 430), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 60, 2)
    assert things_in(surface_of(page, DPI), quad, 150.0) is None


def test_a_box_with_a_ring_holds_a_thing() -> None:
    page = paper()
    cv2.circle(page, (300, 400), 40, 205, 4)
    quad = np.array([[255, 355], [345, 355], [345, 445], [255, 445]], np.float32)
    assert things_in(surface_of(page, DPI), quad, 35.0) is not None
    cv2.putText(page, "3F", (285, 410), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 60, 2)
    assert things_in(surface_of(page, DPI), quad, 35.0) is None


def test_a_box_round_a_corner_torn_off_holds_no_ink() -> None:
    page = paper()
    page[837:, :40] = np.where(np.tri(40, dtype=bool), 40, page[837:, :40])
    page[:, :3] = 40
    quad = np.array([[5, 830], [50, 830], [50, 876], [5, 876]], np.float32)
    assert things_in(surface_of(page, DPI), quad, 180.0) is not None

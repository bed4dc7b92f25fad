import itertools
import random

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from domain.page import Pixels
from domain.ruling import Rule, Ruling
from imaging.ruling import find_rules

FONT = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
TEXT = "房号三栋二单元五〇一室业主报修内容厨房水管漏水请尽快派人维修目国日期一二三工王"
COLUMNS, ROWS = (150, 420, 800, 1500), (400, 460, 520, 640, 700)
"""A table on A4 at 200 dpi (1654 × 2339)."""


def blank() -> Pixels:
    return np.full((2339, 1654), 250, np.uint8)


def grid(page: Pixels, *, weight: int = 2, ink: int = 20) -> Pixels:
    for x in COLUMNS:
        cv2.line(page, (x, ROWS[0]), (x, ROWS[-1]), ink, weight)
    for y in ROWS:
        cv2.line(page, (COLUMNS[0], y), (COLUMNS[-1], y), ink, weight)
    return page


def text(page: Pixels, rows: list[tuple[int, int, int]], size: int = 30, ink: int = 20) -> Pixels:
    """Rows of (left, top, characters)."""
    image = Image.fromarray(page)
    pen, font = ImageDraw.Draw(image), ImageFont.truetype(FONT, size, index=2)
    chance = random.Random(1)
    for left, top, count in rows:
        pen.text((left, top), "".join(chance.choice(TEXT) for _ in range(count)), font=font, fill=ink)
    return np.array(image)


def in_cells(page: Pixels) -> Pixels:
    return text(page, [(x + 8, y + 8, 8) for x in COLUMNS[:-1] for y in ROWS[:-1]])


def has_grid(found: Ruling, *, near: float = 4.0) -> bool:
    levels = sorted((rule.y0 + rule.y1) / 2 for rule in found.horizontal)
    uprights = sorted((rule.x0 + rule.x1) / 2 for rule in found.vertical)
    whole = all(rule.x0 <= COLUMNS[0] + 8 and rule.x1 >= COLUMNS[-1] - 8 for rule in found.horizontal)
    return (
        whole
        and all(rule.y0 <= ROWS[0] + 8 and rule.y1 >= ROWS[-1] - 8 for rule in found.vertical)
        and len(levels) == len(ROWS)
        and len(uprights) == len(COLUMNS)
        and np.allclose(levels, ROWS, atol=near)
        and np.allclose(uprights, COLUMNS, atol=near)
    )


@pytest.mark.parametrize(("weight", "ink"), [(1, 20), (2, 20), (6, 20), (2, 190), (1, 150)])
def test_finds_a_table_with_text_thick_thin_or_faint(weight: int, ink: int) -> None:
    found = find_rules(in_cells(grid(blank(), weight=weight, ink=ink)))
    assert has_grid(found)
    assert all(rule.thickness == pytest.approx(weight, abs=1.6) for rule in (*found.horizontal, *found.vertical))


@pytest.mark.parametrize("scale", [0.75, 1.5, 3.0])
def test_finds_it_at_150_300_and_600_dpi(scale: float) -> None:
    page = cv2.resize(in_cells(grid(blank())), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    found = find_rules(np.asarray(page, np.uint8))
    shrunk = [Rule(**{name: getattr(rule, name) / scale for name in ("x0", "y0", "x1", "y1", "thickness")}) for rule in found.horizontal]
    uprights = [Rule(**{name: getattr(rule, name) / scale for name in ("x0", "y0", "x1", "y1", "thickness")}) for rule in found.vertical]
    assert has_grid(Ruling(horizontal=tuple(shrunk), vertical=tuple(uprights)))


@pytest.mark.parametrize("lean", [-0.3, 0.15, 0.3])
def test_follows_a_lean(lean: float) -> None:
    matrix = cv2.getRotationMatrix2D((826.5, 1169), lean, 1.0)
    found = find_rules(np.asarray(cv2.warpAffine(in_cells(grid(blank())), matrix, (1654, 2339), borderValue=250), np.uint8))
    assert has_grid(found, near=10)
    assert all((rule.y1 - rule.y0) / (rule.x1 - rule.x0) == pytest.approx(-np.tan(np.radians(lean)), abs=5e-4) for rule in found.horizontal)


def test_finds_it_on_a_noisy_grey_scan_under_a_shadow_and_in_fax() -> None:
    chance = np.random.default_rng(3)
    shadow = 1 - 0.5 * np.exp(-np.arange(1654) / 90)
    scan = in_cells(grid(blank(), ink=90)) * shadow + chance.normal(0, 9, (2339, 1654))
    worn = cv2.GaussianBlur(np.clip(scan, 0, 255).astype(np.uint8), (0, 0), 0.7)
    assert has_grid(find_rules(np.asarray(worn, np.uint8)))
    fax = np.where(worn > 140, 255, 0).astype(np.uint8)
    assert has_grid(find_rules(fax))


def test_text_alone_has_no_rules() -> None:
    page = blank()
    for size, top in ((22, 200), (30, 800), (46, 1500)):
        page = text(page, [(120, top + row * size * 2, 1300 // size) for row in range(6)], size)
    assert find_rules(page) == Ruling()


def test_a_list_has_no_upright_of_its_brackets() -> None:
    image = Image.fromarray(blank())
    pen, font = ImageDraw.Draw(image), ImageFont.truetype(FONT, 31, index=2)
    for row in range(14):
        pen.text((150, 300 + 42 * row), f"（{row % 9 + 1}）委托方应如实提供家庭成员及车辆资料", font=font, fill=20)
    assert not find_rules(np.array(image)).vertical


@pytest.mark.parametrize(("dash", "gap"), [(3, 4), (8, 6), (12, 8)])
def test_dotted_lines_under_writing_are_rules(dash: int, gap: int) -> None:
    page = text(blank(), [(320, 462, 9), (320, 562, 14)])
    for y in (500, 600):
        for x in range(300, 1200, dash + gap):
            cv2.line(page, (x, y), (x + dash - 1, y), 20, 2)
    found = find_rules(page)
    assert sorted(round((rule.y0 + rule.y1) / 20) for rule in found.horizontal) == [50, 60]
    assert all(rule.x0 < 330 and rule.x1 > 1170 for rule in found.horizontal)


def test_underlines_of_neighbouring_fields_stay_apart() -> None:
    page = text(blank(), [(150, 462, 3), (300, 462, 6), (760, 462, 3), (900, 462, 6)])
    cv2.line(page, (300, 500), (700, 500), 20, 2)
    cv2.line(page, (880, 500), (1300, 500), 20, 2)
    ends = sorted((round(rule.x0, -1), round(rule.x1, -1)) for rule in find_rules(page).horizontal)
    assert ends == [(300, 700), (880, 1300)]


def test_writing_over_a_rule_does_not_break_it_and_a_gap_does() -> None:
    page = blank()
    cv2.line(page, (200, 600), (1400, 600), 20, 2)
    page = text(page, [(500, 580, 12)], 34)
    (rule,) = find_rules(page).horizontal
    assert (round(rule.x0, -1), round(rule.x1, -1)) == (200, 1400)
    page = blank()
    cv2.line(page, (200, 600), (600, 600), 20, 2)
    cv2.line(page, (800, 600), (1400, 600), 20, 2)
    assert len(find_rules(text(page, [(630, 582, 4)])).horizontal) == 2


def test_boxes_for_single_characters_are_found() -> None:
    page = blank()
    for x in range(400, 400 + 12 * 48, 48):
        cv2.rectangle(page, (x, 500), (x + 48, 552), 20, 2)
    found = find_rules(page)
    uprights = [rule for rule in found.vertical if rule.y1 - rule.y0 > 40]
    assert len(uprights) == 13 and len(found.horizontal) == 2


def test_folds_and_scanner_streaks_are_no_rules() -> None:
    page = in_cells(grid(blank()))
    page[:, 1000:1002] = 120
    page[1400:1402] = 150
    found = find_rules(page)
    assert has_grid(found)


def test_is_quick_enough_and_safe_on_any_size() -> None:
    for shape in ((1, 1), (7, 3000), (3000, 7), (40, 40)):
        assert find_rules(np.full(shape, 255, np.uint8)) == Ruling()
        find_rules(np.random.default_rng(0).integers(0, 255, shape).astype(np.uint8))
    assert not list(itertools.chain(find_rules(np.zeros((900, 700), np.uint8)).horizontal))


def test_a_fax_rule_in_pieces_is_one_rule() -> None:
    page = grid(blank(), weight=2)
    chance = random.Random(2)
    for y in ROWS:
        for x in range(COLUMNS[0] + 60, COLUMNS[-1] - 30, 97):
            page[y - 3 : y + 4, x : x + chance.randint(4, 12)] = 250
    found = find_rules(page)
    assert has_grid(found)


def test_the_table_on_the_back_is_none() -> None:
    back = cv2.GaussianBlur(in_cells(grid(blank())), (0, 0), 1.6)[:, ::-1]
    front = text(blank(), [(150, 800 + 60 * row, 30) for row in range(8)])
    page = front.astype(np.float64) - (250 - back.astype(np.float64)) * 0.15
    assert find_rules(np.clip(page, 0, 255).astype(np.uint8)) == Ruling()

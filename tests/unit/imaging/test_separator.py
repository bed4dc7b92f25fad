from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pytest
import segno
import zxingcpp

from domain.page import Pixels
from domain.text import Quads
from imaging.separator import find_separator

NOTHING = np.zeros((0, 4, 2), np.float32)
TURNS = (0, 1, 2, 3)


def separator(grey: Pixels, quads: Quads, contrast: float = 200.0) -> str | None:
    """Boxes stand for text that dark; what is under them does not matter."""
    return find_separator(grey, quads, np.r_[200.0, np.full(len(quads), contrast)][: len(quads)])


def sheet(payload: str, scale: int = 5) -> Pixels:
    code = np.array([[0 if cell else 255 for cell in row] for row in segno.make(payload, error="m", micro=False).matrix], np.uint8)
    page = np.full((877, 620), 250, np.uint8)
    big = np.kron(code, np.ones((scale, scale), np.uint8))
    page[300 : 300 + big.shape[0], 200 : 200 + big.shape[1]] = big
    return page


def patch(widths: tuple[float, float, float, float]) -> Pixels:
    """A patch code at 75 dpi: bars of those widths in inches, 2.5 inches long, 0.08 inch apart."""
    page = np.full((877, 620), 250, np.uint8)
    y = 60.0
    for width in widths:
        page[round(y) : round(y + width * 75), 210:398] = 10
        y += (width + 0.08) * 75
    return page


@pytest.mark.parametrize("turns", TURNS)
@pytest.mark.parametrize(("payload", "said"), [("HUDANG:BATCH=7", "HUDANG:BATCH=7"), ("PATCHT", ""), ("SEP", "")])
def test_reads_the_payload_at_any_rotation(payload: str, said: str, turns: int) -> None:
    assert separator(np.ascontiguousarray(np.rot90(sheet(payload), turns)), NOTHING) == said


@pytest.mark.parametrize("turns", TURNS)
@pytest.mark.parametrize("widths", [(0.2, 0.08, 0.08, 0.2), (0.08, 0.2, 0.2, 0.08), (0.08, 0.2, 0.08, 0.2)])
def test_knows_patch_codes(widths: tuple[float, float, float, float], turns: int) -> None:
    page = np.ascontiguousarray(np.rot90(patch(widths), turns))
    noisy = np.clip(page + np.random.default_rng(2).normal(0, 8, page.shape), 0, 255).astype(np.uint8)
    assert separator(noisy, NOTHING) == ""


@pytest.mark.parametrize("skew", [2.0, -7.0, 15.0])
@pytest.mark.parametrize("bed", [20, 250])
def test_a_faint_patch_sheet_scanned_askew_is_known(skew: float, bed: int) -> None:
    page = 160 + patch((0.08, 0.2, 0.08, 0.2)) // 3
    matrix = cv2.getRotationMatrix2D((310, 438), skew, 0.95)
    scan = cv2.warpAffine(page, matrix, (620, 877), borderValue=bed)
    noisy = np.clip(scan + np.random.default_rng(2).normal(0, 6, scan.shape), 0, 255).astype(np.uint8)
    assert separator(noisy, NOTHING) == ""


@pytest.mark.parametrize("skew", [4.0, -9.0, 15.0])
def test_codes_are_read_askew(skew: float) -> None:
    page = cv2.resize(sheet("HUDANG:B=7;X=12"), None, fx=2, fy=2, interpolation=cv2.INTER_NEAREST)
    matrix = cv2.getRotationMatrix2D((620, 877), skew, 1.0)
    scan = np.asarray(cv2.warpAffine(page, matrix, (1240, 1754), borderValue=250), np.uint8)
    assert separator(scan, NOTHING) == "HUDANG:B=7;X=12"


def test_a_paper_with_a_payment_code_is_no_separator(draw: Callable[..., Any]) -> None:
    assert separator(sheet("https://example.org/pay?id=1"), NOTHING) is None
    full = draw()
    assert separator(sheet("HUDANG:1"), np.concatenate([full.quads, full.quads])) is None


@pytest.mark.parametrize("payload", ["wxp://f2f0abc", "https://qr.alipay.com/x", "01,04,044001800111,12345678", "SF1234567890"])
def test_text_beside_a_foreign_code_makes_a_document(draw: Callable[..., Any], payload: str) -> None:
    for rows in (5, 12):
        assert separator(sheet(payload), draw(rows=rows).quads) is None


def test_a_bare_code_of_unknown_meaning_separates_and_ours_among_text_does(draw: Callable[..., Any]) -> None:
    assert separator(sheet("BOX-12"), draw(rows=2).quads) == "BOX-12"
    ours = '{"hudang":"separator","batch":"7","unit":"3|2||501|room"}'
    assert separator(sheet(ours, scale=4), draw(rows=12).quads) == ours
    assert separator(sheet("HUDANG:BOX=12"), draw(rows=12).quads) == "HUDANG:BOX=12"


@pytest.mark.parametrize("rows", [0, 3])
def test_empty_and_ruled_pages_are_no_separators(rows: int) -> None:
    page = np.full((877, 620), 250, np.uint8)
    for y in range(200, 700, 20):
        page[y : y + 2, 60 : 60 + rows * 180] = 20
    assert separator(page, NOTHING) is None


def test_what_shines_through_is_no_text_of_a_separator(draw: Callable[..., Any]) -> None:
    behind = np.concatenate([draw().quads, draw().quads])
    for page in (sheet("HUDANG:BOX=12"), patch((0.08, 0.2, 0.08, 0.2))):
        assert separator(page, behind, contrast=40) is not None
        assert separator(page, behind, contrast=90) is None
    assert separator(sheet("BOX-12"), behind, contrast=40) is None  # a faint paper with a label on it


@pytest.mark.parametrize("lean", [6.0, -13.0])
@pytest.mark.parametrize("noise", [0.0, 14.0])
def test_a_small_bar_code_is_read_leaning_and_noisy(lean: float, noise: float) -> None:
    bars = np.array(zxingcpp.create_barcode("HUDANG:B=9856;X=12", zxingcpp.BarcodeFormat.Code128).to_image(scale=1))
    page = np.full((2339, 1654), 240, np.uint8)
    page[1100:1220, 500:1020] = cv2.resize(bars, (520, 120), interpolation=cv2.INTER_NEAREST)
    matrix = cv2.getRotationMatrix2D((827, 1170), lean, 1.0)
    scan = cv2.GaussianBlur(cv2.warpAffine(page, matrix, (1654, 2339), borderValue=240), (0, 0), 0.7).astype(float)
    worn = np.clip(scan + np.random.default_rng(3).normal(0, noise, scan.shape), 0, 255).astype(np.uint8)
    assert separator(worn, NOTHING) == "HUDANG:B=9856;X=12"


def test_specks_on_the_bars_of_a_patch_do_not_hide_it() -> None:
    page = patch((0.2, 0.08, 0.2, 0.08))
    page[60 + 15 + 6 + 5 :][:4, 300:304] = 10  # on the rim of a thin bar
    assert separator(page, NOTHING) == ""


@pytest.mark.parametrize("turns", TURNS)
def test_a_hole_punched_into_a_bar_of_a_patch_does_not_hide_it(turns: int) -> None:
    page = patch((0.2, 0.08, 0.08, 0.2))
    cv2.circle(page, (350, 54), 9, 10, -1)
    assert separator(np.ascontiguousarray(np.rot90(page, turns)), NOTHING) == ""


def test_a_patch_on_used_paper_separates_and_on_a_written_one_does_not(draw: Callable[..., Any]) -> None:
    written = draw(rows=18)
    faint = draw(rows=18, ink=215)
    bars = patch((0.2, 0.08, 0.08, 0.2))[30:130, 180:420]
    for page, contrast, said in ((faint, 35.0, ""), (written, 230.0, None)):
        pixels = page.pixels.copy()
        pixels[740:840, 180:420] = bars
        assert find_separator(pixels, page.quads[:18], np.full(18, contrast)) == said


@pytest.mark.parametrize("scale", [5, 9])
def test_toner_lost_in_the_eye_of_a_qr_code_is_filled(scale: int) -> None:
    page = sheet("HUDANG:BATCH=7", scale)
    for x, y in ((200, 300), (200 + 22 * scale, 300)):
        cv2.circle(page, (x + 7 * scale // 2, y + 7 * scale // 2), scale, 255, -1)
    assert not zxingcpp.read_barcodes(page)
    assert separator(page, NOTHING) == "HUDANG:BATCH=7"


def test_a_hollow_code_that_leans_and_has_a_line_run_into_it_separates() -> None:
    page = 200 - (255 - cv2.resize(sheet("HUDANG:BATCH=7", 10), (1240, 1754), interpolation=cv2.INTER_NEAREST)) // 4
    page[:, 300:303] = 130
    matrix = cv2.getRotationMatrix2D((620, 877), 4.0, 1.0)
    leant = cv2.warpAffine(page, matrix, (1240, 1754), borderValue=200)
    noisy = np.clip(leant + np.random.default_rng(3).normal(0, 3, leant.shape), 0, 255).astype(np.uint8)
    scan = np.asarray(cv2.adaptiveThreshold(noisy, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, 31, 14), np.uint8)
    assert separator(scan, NOTHING) == "HUDANG:BATCH=7"


def test_a_faint_patch_stands_out_beside_shadows_at_the_edges() -> None:
    page = 190.0 + patch((0.08, 0.2, 0.08, 0.2)) / 6
    shadow = 90 * np.exp(-np.arange(620) / 45)
    noise = np.random.default_rng(2).normal(0, 2, page.shape)
    assert separator(np.clip(page - shadow - shadow[::-1] + noise, 0, 255).astype(np.uint8), NOTHING) == ""

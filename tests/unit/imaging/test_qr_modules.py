import cv2
import numpy as np
import pytest
import segno
import zxingcpp

from domain.page import Pixels
from imaging.qr_modules import clear_qr

MARGIN = 60
PAYLOAD = '{"hudang":"separator","batch":"7","unit":"3|2||501|room"}'


def symbol(payload: str, module: int) -> Pixels:
    """A QR code faintly printed, in its margin."""
    black = np.kron(np.array(segno.make(payload, error="m", micro=False).matrix, np.uint8), np.ones((module, module), np.uint8))
    return np.asarray(np.pad(200 - 60 * black, MARGIN, constant_values=200), np.uint8)


def hollowed(page: Pixels, window: int, depth: float) -> Pixels:
    """As scanned in black and white by a local threshold so wide and deep, with the scanner's noise."""
    noisy = np.clip(cv2.GaussianBlur(page, (0, 0), 1.0) + np.random.default_rng(4).normal(0, 3, page.shape), 0, 255).astype(np.uint8)
    return np.asarray(cv2.adaptiveThreshold(noisy, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, window | 1, depth), np.uint8)


def said(*pictures: Pixels) -> list[str]:
    return [code.text for picture in pictures for code in zxingcpp.read_barcodes(picture)]


@pytest.mark.parametrize("payload", ["SEPARATOR", PAYLOAD])
@pytest.mark.parametrize(("modules", "depth"), [(2.2, 16), (1.2, 8), (0.6, 9)])
@pytest.mark.parametrize("turns", [0, 3])
def test_hollow_modules_are_told_by_their_rims(payload: str, modules: float, depth: float, turns: int) -> None:
    scan = np.ascontiguousarray(np.rot90(hollowed(symbol(payload, 20), round(20 * modules), depth), turns))
    assert not said(scan)
    assert said(*clear_qr(scan, MARGIN + 3)) == [payload]  # a margin off by pixels does not matter


def test_what_is_no_qr_code_is_not_drawn() -> None:
    code = symbol("SEPARATOR", 20)
    speckled = np.random.default_rng(4).integers(0, 2, code.shape, np.uint8) * 255
    for block in (code[: len(code) // 2], np.full_like(code, 255), speckled):
        assert not list(clear_qr(block, MARGIN))

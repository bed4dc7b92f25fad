import numpy as np
import pytest
import zxingcpp

from domain.page import Pixels
from imaging.bar_symbols import clear_bars

MARGIN = 60
PAYLOAD = "HUDANG:B=9856;X=12"


def coarse(module: float, lean: float, high: int = 90) -> Pixels:
    """A bar code of modules so many pixels wide in black and white, its bars leaning by that slope, in its margin."""
    bars = np.array(zxingcpp.create_barcode(PAYLOAD, zxingcpp.BarcodeFormat.Code128).to_image(scale=1, add_quiet_zones=False))[0]
    wide = round(len(bars) * module + 2 * MARGIN)
    across, down = (np.arange(wide * 4) + 0.5) / 4, np.arange(high)[:, None] - high / 2
    places = np.floor((across - MARGIN + lean * down) / module).astype(int) + 1
    paper = np.pad(bars, 1, constant_values=255)[np.clip(places, 0, len(bars) + 1)]
    scan = np.where(paper.reshape(high, wide, 4).mean(2) > 150, 255, 0)
    return np.asarray(np.pad(scan, ((MARGIN, MARGIN), (0, 0)), constant_values=255), np.uint8)


def said(*pictures: Pixels) -> list[str]:
    return [code.text for picture in pictures for code in zxingcpp.read_barcodes(picture)]


@pytest.mark.parametrize(("module", "lean", "high"), [(1.3, 0.0, 90), (1.3, 0.02, 90), (1.6, -0.01, 90), (1.6, 0.0, 500)])
@pytest.mark.parametrize("turns", [0, 1, 2])
def test_bars_run_together_are_told_symbol_by_symbol(module: float, lean: float, high: int, turns: int) -> None:
    scan = np.ascontiguousarray(np.rot90(coarse(module, lean, high), turns))
    _, symbols = clear_bars(scan, MARGIN + 1)
    assert said(symbols) == [PAYLOAD]


def test_the_whole_height_says_what_no_line_across_says() -> None:
    scan = coarse(1.45, 0.02)
    assert not said(scan)
    assert said(next(clear_bars(scan, MARGIN))) == [PAYLOAD]


def test_lines_that_are_no_code_have_no_symbols() -> None:
    table = np.full((300, 500), 255, np.uint8)
    table[MARGIN:-MARGIN, MARGIN:-MARGIN:20] = 0
    lots = np.random.default_rng(4).integers(0, 2, 380, np.uint8) * 255
    chance = np.pad(np.repeat(lots[None], 180, 0), MARGIN, constant_values=255)
    for block in (table, chance, np.full_like(table, 255)):
        averaged = list(clear_bars(block, MARGIN))
        assert len(averaged) == 1
        assert not said(*averaged)

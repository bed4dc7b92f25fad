"""Label sheets measured in millimetres on the printed page, and their codes read as the scanner reads them."""

import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pypdfium2
import pytest
import zxingcpp

from domain.errors import UsageError
from domain.label import Label, LabelLine
from domain.page import Pixels
from domain.separator import SeparatorSheet
from imaging.separator import find_separator
from publishing.labels import LabelGrid, write_labels
from publishing.separator_sheets import INCH

NOW = datetime(2026, 11, 29, tzinfo=UTC)
DPI = 300
NO_BOXES, NO_CONTRASTS = np.zeros((0, 4, 2), np.float32), np.zeros(0)
GRIDS = {
    "bags": LabelGrid.read("2x6", "10x10", "0x0"),
    "spines": LabelGrid.read("5x2", "10x10", "0x0"),
    "stickers": LabelGrid.read("3x8", "4.5x12.9", "2.5x0"),
    "narrow": LabelGrid.read("6x16", "5x5", "1x1"),
}
LONG = "欧阳建华、阿卜杜拉·买买提·吐尔逊、尤努斯·克里木·艾合买提江、张三丰、李秀英"


def bag(number: int, owner: str = "王小明") -> Label:
    unit = f"3|2|-1|{number}|parking"
    lines = (
        LabelLine(word="", value="翠湖花园"),
        LabelLine(word="栋号", value="3", main=True),
        LabelLine(word="房号", value=f"{number}车位", main=True),
        LabelLine(word="业主姓名", value=owner, main=True),
    )
    return Label(lines=lines, code=SeparatorSheet(unit=unit, estate="翠湖花园"))


LABELS = tuple(bag(number, LONG if number == 3 else "王小明") for number in range(1, 16))


@cache
def drawn(grid: str, *, marks: bool = True) -> tuple[Pixels, str]:
    """The first sheet as a scanner of DPI sees it, and its text."""
    with TemporaryDirectory() as folder:
        out = Path(folder) / "labels.pdf"
        write_labels(LABELS, out, GRIDS[grid], title="袋标签", created=NOW, marks=marks)
        with pypdfium2.PdfDocument(out) as pdf:
            text = "".join(page.get_textpage().get_text_range() for page in pdf)
            return np.array(pdf[0].render(scale=DPI / 72).to_pil().convert("L")), re.sub(r"\s", "", text)


def mm(pixels: float) -> float:
    return pixels * INCH / DPI


def px(length: float) -> int:
    return round(length * DPI / INCH)


def dark_runs(line: Pixels) -> list[float]:
    """Middles of the dark runs, in mm."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], line < 200, [0])).astype(np.int8))).reshape(-1, 2)
    return [mm((start + end) / 2) for start, end in edges]


@pytest.mark.parametrize(
    ("grid", "across", "down"),
    [
        ("bags", [10, 105, 200], [10 + 277 / 6 * n for n in range(7)]),
        ("spines", [10 + 38 * n for n in range(6)], [10, 148.5, 287]),
        (
            "stickers",
            [x for n in range(3) for x in (4.5 + n * (196 / 3 + 2.5), 4.5 + n * (196 / 3 + 2.5) + 196 / 3)],
            [12.9 + 271.2 / 8 * n for n in range(9)],
        ),
    ],
)
def test_cutting_marks_stand_true_to_the_millimetre(grid: str, across: list[float], down: list[float]) -> None:
    """Every edge of every label has its marks in the margins, and nothing else is there."""
    sheet, _text = drawn(grid)
    held = GRIDS[grid]
    for row in (held.top - 2.0, 297.0 - held.top + 2.0):
        assert dark_runs(sheet[px(row)]) == pytest.approx(across, abs=0.15)
    for column in (held.left - 2.0, 210.0 - held.left + 2.0):
        assert dark_runs(sheet[:, px(column)]) == pytest.approx(down, abs=0.15)


@pytest.mark.parametrize("grid", GRIDS)
def test_nothing_is_printed_over_a_labels_edge(grid: str) -> None:
    sheet, _text = drawn(grid, marks=False)
    held, inside = GRIDS[grid], np.zeros(sheet.shape, bool)
    for number in range(held.columns * held.rows):
        x, y = held.corner(number)
        inside[px(y + 1) : px(y + held.high - 1), px(x + 1) : px(x + held.wide - 1)] = True
    assert (sheet[~inside] > 250).all()


@pytest.mark.parametrize("grid", GRIDS)
def test_every_word_stands_on_its_label_whole(grid: str) -> None:
    _sheet, text = drawn(grid)
    assert text.count("翠湖花园") == len(LABELS)
    assert text.count("业主姓名王小明") == len(LABELS) - 1
    assert LONG in text


def cut(sheet: Pixels, grid: LabelGrid, number: int) -> Pixels:
    x, y = grid.corner(number)
    return np.ascontiguousarray(sheet[px(y) : px(y + grid.high), px(x) : px(x + grid.wide)])


@pytest.mark.parametrize("grid", GRIDS)
def test_every_code_says_the_unit_to_the_scanner(grid: str) -> None:
    sheet, held = drawn(grid)[0], GRIDS[grid]
    for number in range(min(len(LABELS), held.columns * held.rows)):
        (code,) = zxingcpp.read_barcodes(cut(sheet, held, number), formats=zxingcpp.BarcodeFormat.QRCode)
        assert SeparatorSheet.read(code.text) == LABELS[number].code


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_labelled_bag_on_the_scanner_is_its_households_separator(turns: int) -> None:
    held = GRIDS["bags"]
    page = np.full((px(297), px(210)), 246, np.uint8)
    label = cut(drawn("bags")[0], held, 2)
    page[900 : 900 + label.shape[0], 700 : 700 + label.shape[1]] = label
    payload = find_separator(np.ascontiguousarray(np.rot90(page, turns)), NO_BOXES, NO_CONTRASTS)
    assert payload is not None
    assert SeparatorSheet.read(payload) == LABELS[2].code


def test_labels_go_on_overleaf_and_give_the_same_bytes_again(tmp_path: Path) -> None:
    for name in ("a", "b"):
        assert write_labels(LABELS, tmp_path / f"{name}.pdf", GRIDS["bags"], title="袋标签", created=NOW) == 2
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()
    with pypdfium2.PdfDocument(tmp_path / "a.pdf") as pdf:
        assert [[round(side / 72 * INCH) for side in page.get_size()] for page in pdf] == [[210, 297], [210, 297]]


@pytest.mark.parametrize(
    ("grid", "margin", "gap", "words"),
    [
        ("2", "10x10", "0x0", "--grid 2x5"),
        ("2x5", "10", "0x0", "--margin"),
        ("2x5", "10x10", "a x b", "--gap"),
        ("0x5", "10x10", "0x0", "do not fit"),
        ("2.5x5", "10x10", "0x0", "do not fit"),
        ("21x5", "10x10", "0x0", "do not fit"),
        ("9x5", "10x10", "0x0", "do not fit"),
        ("2x5", "100x10", "0x0", "do not fit"),
    ],
)
def test_a_grid_that_cannot_be_is_refused(grid: str, margin: str, gap: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        LabelGrid.read(grid, margin, gap)

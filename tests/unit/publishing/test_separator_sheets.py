from functools import cache
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np
import pikepdf
import pypdfium2
import pytest

from domain.errors import MissingPartError, UsageError
from domain.page import Pixels
from domain.separator import SeparatorSheet
from imaging.separator import find_separator
from publishing import fonts
from publishing.separator_sheets import INCH, PATCH_T, SIMPLIFIED, TRADITIONAL, WORDS, PrintedSheet, write_separators

NO_BOXES, NO_CONTRASTS = np.zeros((0, 4, 2), np.float32), np.zeros(0)
FULL = PrintedSheet(
    sheet=SeparatorSheet(batch="2024-03", box="B012", unit="3|2||501|room"), unit_text="3栋2单元501室", estate_text="翠湖花园"
)
LONG = PrintedSheet(
    sheet=SeparatorSheet(batch="2024年整理", box="12", estate="香榭麗舍花園", unit="A|2|-2|B1-1207|parking"),
    unit_text="A座2单元负2层B1-1207号车位",
    estate_text="香榭麗舍花園",
)
SHEETS = (FULL, LONG, PrintedSheet(sheet=SeparatorSheet()), PrintedSheet(sheet=SeparatorSheet(box="7")))


@cache
def scans(dpi: int = 200) -> tuple[Pixels, ...]:
    """The sheets printed and scanned without a flaw."""
    with TemporaryDirectory() as folder:
        out = Path(folder) / "sheets.pdf"
        write_separators(SHEETS, out, SIMPLIFIED)
        with pypdfium2.PdfDocument(out) as pdf:
            return tuple(np.array(page.render(scale=dpi / 72).to_pil().convert("L")) for page in pdf)


def said(scan: Pixels) -> SeparatorSheet | None:
    payload = find_separator(np.ascontiguousarray(scan), NO_BOXES, NO_CONTRASTS)
    return None if payload is None else SeparatorSheet.read(payload)


def worn(scan: Pixels, *, lean: float = 0.0) -> Pixels:
    """Leaning by some degrees, pale and noisy."""
    height, width = scan.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), lean, 1.0)
    leaning = cv2.warpAffine(scan, turn, (width, height), borderValue=255)
    noise = np.random.default_rng(4).normal(0, 12, scan.shape)
    return np.clip(60 + leaning * 0.72 + noise, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("number", range(len(SHEETS)))
@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_every_sheet_is_known_whichever_way_it_is_fed(number: int, turns: int) -> None:
    scan = np.rot90(scans()[number], turns)
    assert said(scan) == SHEETS[number].sheet
    assert said(worn(scan, lean=3.0)) == SHEETS[number].sheet
    fax = (worn(scan, lean=-1.5) > 130).astype(np.uint8) * 255
    assert said(fax) == SHEETS[number].sheet


@pytest.mark.parametrize("number", range(len(SHEETS)))
def test_a_coarse_scan_is_enough(number: int) -> None:
    assert said(worn(scans(100)[number])) == SHEETS[number].sheet


def without_qr(scan: Pixels) -> Pixels:
    scan = scan.copy()
    height, width = scan.shape
    scan[int(0.42 * height) : int(0.74 * height), int(0.3 * width) : int(0.85 * width)] = 255
    return scan


@pytest.mark.parametrize(("number", "turns"), [(0, 0), (0, 1), (2, 2), (3, 3)])
def test_the_bar_code_alone_says_the_same(number: int, turns: int) -> None:
    assert said(np.rot90(without_qr(worn(scans()[number], lean=2.0)), turns)) == SHEETS[number].sheet


def test_the_patches_alone_part_documents() -> None:
    scan = without_qr(scans()[0])
    scan[:, int(0.165 * scan.shape[1]) : int(0.26 * scan.shape[1])] = 255
    assert find_separator(scan, NO_BOXES, NO_CONTRASTS) == ""


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_every_edge_bears_patch_t_as_a_scanner_meets_it(turns: int) -> None:
    """The bars from the leading edge inward, half an inch to either side of the middle."""
    scan = np.rot90(scans()[0], turns)
    middle = scan.shape[1] // 2
    for column in (middle - 400, middle, middle + 400):
        dark = np.concatenate(([0], scan[: int(1.6 * 200), column] < 128, [0])).astype(np.int8)
        edges = np.flatnonzero(np.diff(dark)).reshape(-1, 2)
        assert [round((end - start) / 200, 2) for start, end in edges[:4]] == pytest.approx(PATCH_T, abs=0.011)
        assert edges[0][0] >= 0.25 * 200
        assert [round((b[0] - a[1]) / 200, 2) for a, b in pairwise(edges[:4])] == pytest.approx([0.08] * 3, abs=0.011)


@pytest.mark.parametrize("script", WORDS)
def test_people_can_read_and_copy_what_it_says(script: str, tmp_path: Path) -> None:
    out = tmp_path / "sheets.pdf"
    write_separators((FULL, SHEETS[3]), out, WORDS[script])
    with pypdfium2.PdfDocument(out) as pdf:
        first, second = (page.get_textpage().get_text_range() for page in pdf)
        assert [round(side / 72 * INCH) for side in pdf[0].get_size()] == [210, 297]
    for text in (
        WORDS[script].title,
        "3栋2单元501室",
        "翠湖花园",
        "2024-03",
        "B012",
        WORDS[script].with_unit,
        WORDS[script].count.format(1, 2),
    ):
        assert text in first
    assert WORDS[script].plain in second
    assert WORDS[script].unit not in second


def test_the_font_is_embedded_as_a_subset(tmp_path: Path) -> None:
    out = tmp_path / "sheets.pdf"
    write_separators((FULL,) * 30, out, TRADITIONAL)
    assert out.stat().st_size < 100_000
    assert [path.name for path in tmp_path.iterdir()] == ["sheets.pdf"]
    with pikepdf.open(out) as pdf:
        (font,) = pdf.pages[0].Resources.Font.values()
        assert "/FontFile2" in font.DescendantFonts[0].FontDescriptor


@pytest.mark.parametrize("length", [24, 200])
def test_what_no_bar_code_can_hold_is_refused(length: int, tmp_path: Path) -> None:
    sheet = PrintedSheet(sheet=SeparatorSheet(batch="季" * length, estate="香榭麗舍花園", unit="3|2||501|room"))
    with pytest.raises(UsageError, match="too long"):
        write_separators((sheet,), tmp_path / "sheets.pdf", SIMPLIFIED)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_font_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(fonts, "_FOLDERS", (str(tmp_path),))
    with pytest.raises(MissingPartError, match="apt-get install fonts-wqy-microhei"):
        write_separators((FULL,), tmp_path / "sheets.pdf", SIMPLIFIED)

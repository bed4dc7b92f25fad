"""Printed separator sheets through both engines' detection: whichever way they are fed, leaning, noisy or as a fax."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np
import pypdfium2
import pytest

from domain.page import PageImage, PageKind, Pixels
from domain.separator import SeparatorSheet
from ocr.engine import OcrEngine, load_engine
from publishing.separator_sheets import SIMPLIFIED, PrintedSheet, write_separators
from services.reading import ReadingOptions, read_page

SHEET = SeparatorSheet(batch="2024年第1批", box="B012", estate="香榭丽舍花园", unit="A|2|-2|B1-1207|parking")


@cache
def engine(name: str) -> OcrEngine:
    return load_engine(name, fallback=None)


@cache
def scan() -> Pixels:
    with TemporaryDirectory() as folder:
        out = Path(folder) / "sheet.pdf"
        write_separators([PrintedSheet(sheet=SHEET, unit_text="A座2单元负2层B1-1207号车位", estate_text=SHEET.estate)], out, SIMPLIFIED)
        with pypdfium2.PdfDocument(out) as pdf:
            return np.array(pdf[0].render(scale=200 / 72).to_pil().convert("L"))


def worn(lean: float) -> Pixels:
    height, width = scan().shape
    leaning = cv2.warpAffine(scan(), cv2.getRotationMatrix2D((width / 2, height / 2), lean, 1.0), (width, height), borderValue=255)
    return np.clip(55 + leaning * 0.72 + np.random.default_rng(6).normal(0, 10, scan().shape), 0, 255).astype(np.uint8)


@pytest.mark.parametrize("name", ["ppocr", "null"])
@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_printed_sheet_is_known(name: str, turns: int) -> None:
    fax = (worn(-1.5) > 130).astype(np.uint8) * 255
    for page in (worn(3.0), fax):
        image = PageImage(page_no=1, pixels=np.ascontiguousarray(np.rot90(page, turns)), dpi=200.0)
        prepared = read_page(image, engine(name), ReadingOptions()).prepared
        assert prepared.kind is PageKind.SEPARATOR
        assert SeparatorSheet.read(prepared.separator) == SHEET

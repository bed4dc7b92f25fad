"""The characters and operators of the invisible layer."""

import runpy
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from domain.page import PageTransform
from domain.scan import FileKind
from domain.text import Box, Line, OcrPage, Word
from publishing.glyphless import FONT_FILE, alphabet_of, to_unicode
from publishing.pdf_page import PdfPage
from publishing.searchable_pdf import write_document
from publishing.text_layer import printable


def test_controls_and_unpaired_surrogates_are_dropped() -> None:
    assert printable("a\x00b\ud800 \u3000c\ufffe\n") == "ab c"


def test_the_alphabet_depends_on_the_set_alone() -> None:
    assert alphabet_of(["栋A3", "室"]) == alphabet_of(["室3", "A栋室"])
    alphabet = alphabet_of(["3栋"])
    assert alphabet.width("3栋") == 1.5
    assert len(alphabet.encode("3栋3")) == 6


def test_planes_above_zero_are_mapped_as_surrogate_pairs() -> None:
    assert b"<D842DFB7>" in to_unicode(alphabet_of(["𠮷"]))


def test_the_shipped_font_is_what_its_builder_builds() -> None:
    assert FONT_FILE.read_bytes() == runpy.run_path("scripts/glyphless_font.py")["font_program"]()


@pytest.mark.parametrize("text", ["3栋2单元501室", "𠮷𠮷", "﷽ é ㎡", "楼" * 300])
def test_any_text_comes_back(tmp_path: Path, text: str) -> None:
    assert _round_trip(tmp_path, text, Box(left=10, top=10, right=390, bottom=30)) == text


def test_a_column_read_downwards_stays_in_one_piece(tmp_path: Path) -> None:
    assert _round_trip(tmp_path, "业主专用章", Box(left=10, top=10, right=40, bottom=190)) == "业主专用章"


def _round_trip(folder: Path, text: str, box: Box) -> str:
    with pikepdf.Pdf.new() as pdf:
        pdf.add_blank_page(page_size=(400, 200))
        pdf.save(folder / "scan")
    ocr = OcrPage(page_no=1, width=400, height=200, lines=(Line(words=(Word(text=text, box=box, confidence=1.0),)),), engine="t")
    transform = PageTransform(scan_width=400, scan_height=200, rotation=0, skew=0.0)
    page = PdfPage(scan_path=folder / "scan", kind=FileKind.PDF, page_no=1, transform=transform, dpi=72.0, ocr=ocr)
    write_document([page], folder / "out.pdf", title="t")
    with pypdfium2.PdfDocument(folder / "out.pdf") as document:
        return document[0].get_textpage().get_text_range()

"""Searchable PDFs as readers see them: poppler's pdftotext and PDFium (the reader inside Chromium)."""

import subprocess
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from domain.page import PageTransform, Rotation
from domain.scan import FileKind
from domain.text import Box, Line, OcrPage, Word
from publishing import searchable_pdf
from publishing.pdf_page import PdfPage
from publishing.placement import upright_from_prepared
from publishing.searchable_pdf import write_document

_UPRIGHT = (827, 1169)
_DPI = 100.0
_ROWS = (
    (("业主投诉登记表", 300, 80),),
    (("房号：", 60, 160), ("3栋2单元501室", 160, 160), ("業主：張三𠮷", 500, 160)),
    (("Tel:", 60, 200), ("0755-1234567", 130, 200), ("2024年3月5日", 500, 200)),
    *((("地址：深圳市福田区某某花园三期十二号楼五单元", 60, 280 + 40 * row),) for row in range(8)),
    (("※①“乙方”负二层储藏室", 60, 700), ("ＡＢＣ", 600, 700)),
)
_SIZE = 24


def _recognised(skew: float = 0.0) -> OcrPage:
    """The rows on the straightened page: as far from its centre as they are said to be on an upright one."""
    width, height = PageTransform(scan_width=_UPRIGHT[0], scan_height=_UPRIGHT[1], rotation=0, skew=skew).prepared_size
    left, top = (width - _UPRIGHT[0]) / 2, (height - _UPRIGHT[1]) / 2
    lines = tuple(Line(words=tuple(_word(text, left + x, top + y) for text, x, y in row)) for row in _ROWS)
    return OcrPage(page_no=1, width=width, height=height, lines=lines, engine="test")


def _word(text: str, x: float, y: float) -> Word:
    return Word(text=text, box=Box(left=x, top=y, right=x + _width(text), bottom=y + _SIZE), confidence=0.9)


def _width(text: str) -> float:
    return _SIZE * sum(0.55 if char.isascii() else 1.0 for char in text)


def _publish(folder: Path, rotation: Rotation, skew: float, *, kind: FileKind = FileKind.PNG) -> Path:
    width, height = _UPRIGHT if rotation in {0, 180} else _UPRIGHT[::-1]
    scan = folder / "scan"
    if kind is FileKind.PDF:
        with pikepdf.Pdf.new() as pdf:
            pdf.add_blank_page(page_size=(height * 0.72, width * 0.72))
            pdf.pages[0].obj.MediaBox = pikepdf.Array([10, 20, 10 + height * 0.72, 20 + width * 0.72])
            pdf.pages[0].obj.Rotate = 90
            pdf.save(scan)
    else:
        Image.new("L", (width, height), 255).save(scan, "PNG")
    transform = PageTransform(scan_width=width, scan_height=height, rotation=rotation, skew=skew)
    out = folder / "document.pdf"
    page = PdfPage(scan_path=scan, kind=kind, page_no=1, transform=transform, dpi=_DPI, ocr=_recognised(skew))
    write_document([page], out, title="投诉登记表")
    return out


def _poppler_lines(path: Path) -> list[str]:
    done = subprocess.run(["pdftotext", "-enc", "UTF-8", str(path), "-"], capture_output=True, text=True, check=True)
    return [line for line in done.stdout.replace("\f", "").splitlines() if line.strip()]


def _pdfium_lines(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as document:
        return [line.strip() for line in document[0].get_textpage().get_text_bounded().splitlines() if line.strip()]


@pytest.mark.parametrize("kind", [FileKind.PNG, FileKind.PDF])
@pytest.mark.parametrize("skew", [0.0, 0.8, -0.8])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_rows_are_copied_exactly(tmp_path: Path, rotation: Rotation, skew: float, kind: FileKind) -> None:
    path = _publish(tmp_path, rotation, skew, kind=kind)
    rows = [" ".join(text for text, _, _ in row) for row in _ROWS]
    assert _pdfium_lines(path) == rows
    assert sorted(" ".join(_poppler_lines(path)).split()) == sorted(" ".join(rows).split())


@pytest.mark.parametrize("skew", [3.0, -5.0, 9.0])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_words_stay_in_one_piece_on_a_slanted_page(tmp_path: Path, rotation: Rotation, skew: float) -> None:
    path = _publish(tmp_path, rotation, skew)
    words = sorted(text for row in _ROWS for text, _, _ in row)
    assert sorted(" ".join(_pdfium_lines(path)).split()) == words
    assert sorted(" ".join(_poppler_lines(path)).split()) == words


def _upright_centre(box: Box, skew: float) -> tuple[float, float]:
    """Where the box's centre lies on the upright page that the reader shows: slanted about the page's centre."""
    upright = PageTransform(scan_width=_UPRIGHT[0], scan_height=_UPRIGHT[1], rotation=0, skew=skew)
    return upright_from_prepared(upright).apply((box.left + box.right) / 2, (box.top + box.bottom) / 2)


def _found_on_the_shown_page(path: Path, text: str) -> tuple[float, float, float, float]:
    """The first hit of a search in pixels of the page as PDFium shows it: centre x and y, width, height."""
    with pypdfium2.PdfDocument(path) as document:
        page = document[0]
        layer = page.get_textpage()
        hit = layer.search(text).get_next()
        assert hit is not None
        boxes = [layer.get_charbox(index) for index in range(hit[0], hit[0] + hit[1])]
        view = page.render(scale=_DPI / 72).get_posconv(page)
        corners = [view.to_bitmap(x, y) for left, bottom, right, top in boxes for x, y in ((left, bottom), (right, top))]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2, max(xs) - min(xs), max(ys) - min(ys)


@pytest.mark.parametrize("kind", [FileKind.PNG, FileKind.PDF])
@pytest.mark.parametrize("skew", [0.0, 2.0, -6.0])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_found_words_lie_on_their_boxes(tmp_path: Path, rotation: Rotation, skew: float, kind: FileKind) -> None:
    path = _publish(tmp_path, rotation, skew, kind=kind)
    word = next(word for line in _recognised(skew).lines for word in line.words if word.text == "3栋2单元501室")
    x, y, width, height = _found_on_the_shown_page(path, word.text)
    assert (x, y) == pytest.approx(_upright_centre(word.box, skew), abs=2)
    assert width == pytest.approx(word.box.width, abs=2)
    assert 0.7 * word.box.height - 1 < height < word.box.height + 1


def test_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    assert _publish(tmp_path, 90, 1.0).read_bytes() == _publish(tmp_path, 90, 1.0).read_bytes()
    assert {entry.name for entry in tmp_path.iterdir()} == {"scan", "document.pdf"}


def test_title_and_language_are_set(tmp_path: Path) -> None:
    with pikepdf.open(_publish(tmp_path, 0, 0.0)) as pdf:
        assert str(pdf.docinfo["/Title"]) == "投诉登记表"
        assert str(pdf.Root.Lang) == "zh-CN"


def test_a_long_document_is_joined_from_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searchable_pdf, "_PART_BYTES", 1)
    scan = tmp_path / "scan"
    Image.new("L", _UPRIGHT, 255).save(scan, "PNG")
    transform = PageTransform(scan_width=_UPRIGHT[0], scan_height=_UPRIGHT[1], rotation=0, skew=0.0)
    page = PdfPage(scan_path=scan, kind=FileKind.PNG, page_no=1, transform=transform, dpi=_DPI, ocr=_recognised())
    hashes = set()
    for name in ("一.pdf", "二.pdf"):
        write_document([page] * 3, tmp_path / name, title="长文件")
        hashes.add((tmp_path / name).read_bytes())
    assert len(hashes) == 1
    with pypdfium2.PdfDocument(tmp_path / "一.pdf") as document:
        assert document.get_metadata_value("Title") == "长文件"
        assert ["3栋2单元501室" in sheet.get_textpage().get_text_range() for sheet in document] == [True] * 3

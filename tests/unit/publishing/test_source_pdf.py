"""Pages copied from scanned PDFs: older text layers, actions, born-digital text, odd boxes."""

from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name

from domain.page import PageTransform, Rotation
from domain.scan import FileKind
from domain.text import Box, Line, OcrPage, Word
from publishing.pdf_page import PdfPage
from publishing.searchable_pdf import write_document

_VISIBLE = b"BT /F1 20 Tf 20 150 Td (Printed heading) Tj ET"
_HIDDEN = b"q BT 3 Tr /F1 20 Tf 20 100 Td (old garbage) Tj [(more) -20 (junk)] TJ ET Q"


def _source(path: Path, content: bytes, *, form: bytes | None = None, **extra: object) -> Path:
    with pikepdf.Pdf.new() as pdf:
        pdf.add_blank_page(page_size=(300, 200))
        font = Dictionary(F1=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
        resources = Dictionary(Font=font)
        if form is not None:
            inner = pdf.make_stream(
                form, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 300, 200]), Resources=Dictionary(Font=font)
            )
            resources.XObject = Dictionary(Layer=inner)
            content += b" /Layer Do"
        pdf.pages[0].obj.Resources = resources
        pdf.pages[0].obj.Contents = pdf.make_stream(content)
        for key, value in extra.items():
            pdf.pages[0].obj["/" + key] = value
        pdf.save(path)
    return path


def _publish(scan: Path, *words: Word, size: tuple[int, int] = (300, 200)) -> Path:
    out = scan.with_name("out.pdf")
    ocr = OcrPage(page_no=1, width=size[0], height=size[1], lines=tuple(Line(words=(word,)) for word in words), engine="t")
    transform = PageTransform(scan_width=size[0], scan_height=size[1], rotation=0, skew=0.0)
    write_document([PdfPage(scan_path=scan, kind=FileKind.PDF, page_no=1, transform=transform, dpi=72.0, ocr=ocr)], out, title="t")
    return out


def _text(pdf: Path) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return document[0].get_textpage().get_text_range()


def _word(text: str, left: float, top: float, right: float, bottom: float) -> Word:
    return Word(text=text, box=Box(left=left, top=top, right=right, bottom=bottom), confidence=1.0)


@pytest.mark.parametrize("form", [None, _HIDDEN], ids=["in the page", "in a form"])
def test_an_older_invisible_layer_is_replaced(tmp_path: Path, form: bytes | None) -> None:
    scan = _source(tmp_path / "scan", _VISIBLE + (b"" if form else b" " + _HIDDEN), form=form)
    assert "junk" in _text(scan)
    text = _text(_publish(scan, _word("新的文字", 20, 80, 100, 100)))
    assert "新的文字" in text
    assert "Printed heading" in text
    assert "garbage" not in text
    assert "junk" not in text


def test_text_that_the_page_shows_itself_is_not_laid_again(tmp_path: Path) -> None:
    scan = _source(tmp_path / "scan", _VISIBLE)
    text = _text(_publish(scan, _word("Printed heading", 20, 32, 160, 55), _word("印章内容", 200, 120, 260, 140)))
    assert text.count("Printed") == 1
    assert "印章内容" in text


def test_actions_and_links_are_left_behind(tmp_path: Path) -> None:
    script = Dictionary(S=Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    link, stamp = (
        Dictionary(Type=Name.Annot, Subtype=kind, Rect=Array([0, 0, 9, 9]), A=script, AA=Dictionary(E=script))
        for kind in (Name.Link, Name.Stamp)
    )
    scan = _source(tmp_path / "scan", _VISIBLE, AA=Dictionary(O=script), Annots=Array([link, stamp]))
    out = _publish(scan)
    assert b"JavaScript" not in out.read_bytes()
    with pikepdf.open(out) as pdf:
        assert Name.AA not in pdf.pages[0].obj
        [left] = pdf.pages[0].obj.Annots
        assert left.Subtype == Name.Stamp
        assert not {Name.A, Name.AA} & set(left.keys())


def test_text_follows_the_box_that_viewers_show(tmp_path: Path) -> None:
    scan = _source(tmp_path / "scan", b"", CropBox=Array([250, 150, 50, 50]))
    out = _publish(scan, _word("角落", 10, 10, 50, 30), size=(200, 100))
    with pypdfium2.PdfDocument(out) as document:
        left, _, _, top = document[0].get_textpage().get_charbox(0)
    assert (left, top) == pytest.approx((60, 137.5), abs=0.5)


@pytest.mark.parametrize(
    "content",
    [b"q 1 0 0 1 0 0 cm q q", b"Q Q 3 Tr (", b"BT 3 Tr /F1 9 Tf (x Tj", b"BI /W 1 /H 1 /BPC 8 /CS /G ID \x00 EI 3 Tr"],
)
def test_odd_content_still_takes_the_text(tmp_path: Path, content: bytes) -> None:
    assert "可搜索" in _text(_publish(_source(tmp_path / "scan", content), _word("可搜索", 20, 80, 100, 100)))


def test_a_page_that_appears_twice_is_laid_twice(tmp_path: Path) -> None:
    scan = _source(tmp_path / "scan", _HIDDEN)
    transform = PageTransform(scan_width=300, scan_height=200, rotation=0, skew=0.0)
    pages = [
        PdfPage(
            scan_path=scan,
            kind=FileKind.PDF,
            page_no=1,
            transform=transform,
            dpi=72.0,
            ocr=OcrPage(page_no=1, width=300, height=200, lines=(Line(words=(_word(text, 20, 80, 100, 100),)),), engine="t"),
        )
        for text in ("甲页", "乙页")
    ]
    write_document(pages, tmp_path / "out.pdf", title="t")
    with pypdfium2.PdfDocument(tmp_path / "out.pdf") as document:
        assert [page.get_textpage().get_text_range() for page in document] == ["甲页", "乙页"]


@pytest.mark.parametrize("own_turn", [0, 90, 180, 270])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_text_follows_the_picture_that_was_read(tmp_path: Path, own_turn: int, rotation: Rotation) -> None:
    """The picture ends 6 points before the page's right edge and 4 before its lower one; a mark is drawn on it where the word is."""
    picture = np.full((188, 294), 255, dtype=np.uint8)
    picture[40:50, 30:90] = 0
    with pikepdf.Pdf.new() as pdf:
        pdf.add_blank_page(page_size=(300, 192))
        image = pdf.make_stream(
            picture.tobytes(), Type=Name.XObject, Subtype=Name.Image, Width=294, Height=188, BitsPerComponent=8, ColorSpace=Name.DeviceGray
        )
        pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(Scan=image))
        pdf.pages[0].obj.Contents = pdf.make_stream(b"q 294 0 0 188 0 4 cm /Scan Do Q")
        pdf.pages[0].obj.Rotate = own_turn
        pdf.save(tmp_path / "scan")
    seen = np.rot90(picture, -own_turn // 90)
    prepared = np.rot90(seen, -rotation // 90)
    rows, columns = np.nonzero(prepared == 0)
    word = _word("户档标记", columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    ocr = OcrPage(page_no=1, width=prepared.shape[1], height=prepared.shape[0], lines=(Line(words=(word,)),), engine="t")
    transform = PageTransform(scan_width=seen.shape[1], scan_height=seen.shape[0], rotation=rotation, skew=0.0)
    page = PdfPage(scan_path=tmp_path / "scan", kind=FileKind.PDF, page_no=1, transform=transform, dpi=72.0, ocr=ocr)
    write_document([page], tmp_path / "out.pdf", title="t")
    with pypdfium2.PdfDocument(tmp_path / "out.pdf") as document:
        sheet = document[0]
        drawn = np.asarray(sheet.render(scale=1).to_pil().convert("L"))
        text = sheet.get_textpage()
        boxes = [text.get_charbox(index) for index in range(4)]
        view = sheet.render(scale=1).get_posconv(sheet)
        corners = [view.to_bitmap(x, y) for left, bottom, right, top in boxes for x, y in ((left, bottom), (right, top))]
    rows, columns = np.nonzero(drawn < 128)
    mark = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    found = (min(x for x, _ in corners), min(y for _, y in corners), max(x for x, _ in corners), max(y for _, y in corners))
    assert (found[0] + found[2], found[1] + found[3]) == pytest.approx((mark[0] + mark[2], mark[1] + mark[3]), abs=2)
    assert max(found[2] - found[0], found[3] - found[1]) == pytest.approx(60, abs=2)

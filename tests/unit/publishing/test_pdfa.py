"""PDF/A-2u: what a file that claims it holds, and what keeps a file from claiming it. Each rule is looked up in the written file."""

import io
import runpy
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageCms

from domain.page import PageTransform
from domain.scan import FileKind
from domain.text import Box, Line, OcrPage, Word
from publishing import pdfa
from publishing.pdf_page import PdfPage
from publishing.searchable_pdf import write_document

_WORD = Word(text="厨房漏水&<3栋", box=Box(left=5, top=5, right=80, bottom=20), confidence=1.0)


def _publish(scan: Path, kind: FileKind, size: tuple[int, int] = (90, 60)) -> Path:
    out = scan.with_name("out.pdf")
    ocr = OcrPage(page_no=1, width=size[0], height=size[1], lines=(Line(words=(_WORD,)),), engine="t")
    transform = PageTransform(scan_width=size[0], scan_height=size[1], rotation=0, skew=0.0)
    page = PdfPage(scan_path=scan, kind=kind, page_no=1, transform=transform, dpi=72.0, ocr=ocr)
    write_document([page], out, title="投诉 <登记> & 表")
    return out


def _picture(path: Path, mode: str = "RGB", **options: object) -> Path:
    Image.new(mode, (90, 60), 1 if mode == "1" else (200,) * len(Image.new(mode, (1, 1)).getbands())).save(path, **options)
    return path


@pytest.mark.parametrize(
    ("kind", "mode", "options"),
    [
        (FileKind.PNG, "RGB", {"format": "PNG"}),
        (FileKind.PNG, "P", {"format": "PNG"}),
        (FileKind.JPEG, "RGB", {"format": "JPEG"}),
        (FileKind.JPEG, "L", {"format": "JPEG"}),
        (FileKind.JPEG, "RGB", {"format": "JPEG", "icc_profile": pdfa.PROFILE_FILE.read_bytes()}),
        (FileKind.TIFF, "1", {"format": "TIFF", "compression": "group4"}),
        (FileKind.TIFF, "RGB", {"format": "TIFF", "compression": "tiff_lzw"}),
        (FileKind.WEBP, "RGB", {"format": "WEBP"}),
        (FileKind.BMP, "RGB", {"format": "BMP"}),
    ],
)
def test_a_scanned_picture_becomes_pdfa(tmp_path: Path, kind: FileKind, mode: str, options: dict[str, object]) -> None:
    picture = tmp_path / "scan"
    if mode == "P":
        Image.new("RGB", (90, 60), (200, 10, 10)).quantize(4).save(picture, "PNG")
    else:
        _picture(picture, mode, **options)
    out = _publish(picture, kind)
    assert pdfa.claimed(out)
    _holds(out)


def _holds(path: Path) -> None:
    """The rules of ISO 19005-2 that a file of ours can break: 6.1.2-3, 6.2.2-3, 6.2.8, 6.2.11, 6.3, 6.6."""
    content = path.read_bytes()
    assert content.startswith(b"%PDF-1.")
    assert content.split(b"\n", 2)[1][:1] == b"%"
    assert min(content.split(b"\n", 2)[1][1:5]) > 127
    with pikepdf.open(path) as pdf:
        assert "/ID" in pdf.trailer
        assert "/Encrypt" not in pdf.trailer
        _states_itself(pdf, content)
        [intent] = pdf.Root.OutputIntents
        assert intent.S == Name.GTS_PDFA1
        profile = intent.DestOutputProfile.read_bytes()
        assert (profile[12:20], profile[36:40]) == (b"mntrRGB ", b"acsp")
        assert not {"/OpenAction", "/AA", "/Names", "/AcroForm", "/OCProperties"} & set(pdf.Root.keys())
        for item in pdf.objects:
            if isinstance(item, pikepdf.Stream):
                assert not {"/F", "/FFilter", "/Interpolate", "/OPI", "/Alternates"} & set(item.keys())
                assert "LZW" not in str(item.get("/Filter", ""))
        _font_is_embedded(pdf)


def _states_itself(pdf: pikepdf.Pdf, content: bytes) -> None:
    assert "/Filter" not in pdf.Root.Metadata
    packet = pdf.Root.Metadata.read_bytes()
    assert packet in content
    tree = ET.fromstring(packet.decode("utf-8"))
    found = {element.tag.rpartition("}")[2]: (element.text or "").strip() for element in tree.iter()}
    assert (found["part"], found["conformance"], found["li"]) == ("2", "U", str(pdf.docinfo["/Title"]))


def _font_is_embedded(pdf: pikepdf.Pdf) -> None:
    font = pdf.pages[0].obj.Resources.Font["/HudangText"]
    [inner] = font.DescendantFonts
    assert len(inner.FontDescriptor.FontFile2.read_bytes()) > 0
    assert isinstance(inner.CIDToGIDMap, pikepdf.Stream)
    assert b"beginbfchar" in font.ToUnicode.read_bytes()


def test_the_same_scan_gives_the_same_bytes(tmp_path: Path) -> None:
    picture = _picture(tmp_path / "scan", format="PNG")
    first = _publish(picture, FileKind.PNG).read_bytes()
    assert first == _publish(picture, FileKind.PNG).read_bytes()


def _scanned_pdf(path: Path, change: Callable[[pikepdf.Pdf], None]) -> Path:
    """A page with one grey picture, as a scanner makes it, and one change."""
    with pikepdf.Pdf.new() as pdf:
        pdf.add_blank_page(page_size=(90, 60))
        image = pdf.make_stream(
            bytes(90 * 60), Type=Name.XObject, Subtype=Name.Image, Width=90, Height=60, BitsPerComponent=8, ColorSpace=Name.DeviceGray
        )
        pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(Im=image))
        pdf.pages[0].obj.Contents = pdf.make_stream(b"q 90 0 0 60 0 0 cm /Im Do Q")
        change(pdf)
        pdf.save(path)
    return path


def _nothing(_pdf: pikepdf.Pdf) -> None:
    """Leave it as it is."""


def _link_and_smoothing(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]))])
    pdf.pages[0].obj.Resources.XObject.Im.Interpolate = True


def _unused_font(pdf: pikepdf.Pdf) -> None:
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    pdf.pages[0].obj.Resources.Font = Dictionary(F1=font)
    pdf.pages[0].obj.Contents.write(b"q 90 0 0 60 0 0 cm /Im Do Q BT 3 Tr /F1 9 Tf (old layer) Tj ET")


@pytest.mark.parametrize("change", [_nothing, _link_and_smoothing, _unused_font])
def test_a_scanned_pdf_becomes_pdfa(tmp_path: Path, change: Callable[[pikepdf.Pdf], None]) -> None:
    out = _publish(_scanned_pdf(tmp_path / "scan", change), FileKind.PDF)
    assert pdfa.claimed(out)
    _holds(out)


def _shown_font(pdf: pikepdf.Pdf) -> None:
    _unused_font(pdf)
    pdf.pages[0].obj.Contents.write(b"BT /F1 9 Tf (shown) Tj ET")


def _stamp(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=Array([0, 0, 9, 9]))])


def _jpeg2000(pdf: pikepdf.Pdf) -> None:
    held = io.BytesIO()
    Image.new("RGB", (90, 60)).save(held, "JPEG2000")
    pdf.pages[0].obj.Resources.XObject.Im.write(held.getvalue(), filter=Name.JPXDecode)


def _no_profile_for_ink(pdf: pikepdf.Pdf) -> None:
    image = pdf.pages[0].obj.Resources.XObject.Im
    image.write(bytes(90 * 60 * 4))
    image.ColorSpace = Name.DeviceCMYK


def _broken_profile(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Resources.XObject.Im.ColorSpace = Array([Name.ICCBased, pdf.make_stream(b"no profile", N=1)])


def _profile_of_another_space(pdf: pikepdf.Pdf) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    pdf.pages[0].obj.Resources.XObject.Im.ColorSpace = Array([Name.ICCBased, pdf.make_stream(profile, N=1)])


def _transfer_function(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Resources.ExtGState = Dictionary(G=Dictionary(TR=Name.Identity))
    pdf.pages[0].obj.Contents.write(b"/G gs q 90 0 0 60 0 0 cm /Im Do Q")


def _unknown_operator(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Contents.write(b"q 90 0 0 60 0 0 cm /Im Do Q BX what EX")


def _number_for_a_picture(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Resources.XObject.Im = 7


def _number_for_a_state(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Resources.ExtGState = Dictionary(G=7)
    pdf.pages[0].obj.Contents.write(b"/G gs q 90 0 0 60 0 0 cm /Im Do Q")


def _number_for_a_space(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Resources.XObject.Im.ColorSpace = Array([Name.Indexed, 7])


@pytest.mark.parametrize(
    "change",
    [
        _number_for_a_picture,
        _number_for_a_state,
        _number_for_a_space,
        _shown_font,
        _stamp,
        _jpeg2000,
        _no_profile_for_ink,
        _broken_profile,
        _profile_of_another_space,
        _transfer_function,
        _unknown_operator,
    ],
)
def test_what_breaks_a_rule_is_published_without_the_claim(tmp_path: Path, change: Callable[[pikepdf.Pdf], None]) -> None:
    out = _publish(_scanned_pdf(tmp_path / "scan", change), FileKind.PDF)
    assert not pdfa.claimed(out)
    with pikepdf.open(out) as pdf:
        assert "/OutputIntents" not in pdf.Root


def test_the_shipped_profile_is_what_the_script_builds() -> None:
    assert pdfa.PROFILE_FILE.read_bytes() == runpy.run_path("scripts/srgb_profile.py")["profile"]()


def test_the_shipped_profile_means_srgb() -> None:
    shipped = ImageCms.getOpenProfile(str(pdfa.PROFILE_FILE))
    colours = Image.new("RGB", (4, 1))
    colours.putdata([(0, 0, 0), (255, 255, 255), (180, 40, 90), (10, 200, 250)])
    turned = ImageCms.profileToProfile(colours, shipped, ImageCms.createProfile("sRGB"))
    assert turned is not None
    for before, after in zip(colours.get_flattened_data(), turned.get_flattened_data(), strict=True):
        assert after == pytest.approx(before, abs=2)

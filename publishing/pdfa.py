"""PDF/A-2u (ISO 19005-2) for searchable PDFs: the rules are checked, and only a file that keeps them says so.

What is checked is a closed list: pages that show images and paths in grey, RGB or a sound ICC profile, and no text but our own layer.
Whatever is not on the list (fonts of a born-digital page, CMYK without a profile, JPEG 2000, LZW, annotations, patterns) leaves the file
a plain PDF, because no rule that we cannot prove is claimed.
"""

import mmap
import warnings
from collections.abc import Iterable
from pathlib import Path
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from publishing.glyphless import PS_NAME
from publishing.text_layer import printable

PROFILE_FILE = Path(__file__).with_name("srgb.icc")
"""sRGB (IEC 61966-2-1); built by scripts/srgb_profile.py."""
_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
{claim}</rdf:Description>
</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""
_CLAIM = "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>"
_CONTENT_LIMIT = 4_000_000
_FORM_DEPTH = 8
_SAVED_STATES = 28
"""Most graphics states saved at a time (6.1.13)."""
_SIDES = (3.0, 14_400.0)
"""Points; least and greatest side of a page (6.1.13)."""
_OPERATORS = frozenset({
    *"qQwJjMdimlcvyhSsfFBbnWgG", "cm", "re", "f*", "B*", "b*", "W*", "rg", "RG", "cs", "CS", "sc", "SC", "scn", "SCN", "gs", "Do", "BT",
    "ET", "Tr", "Tf", "Tz", "Tm", "Td", "TD", "T*", "TL", "Tc", "Tw", "Ts", "Tj", "TJ", "'", '"', "BMC", "BDC", "EMC", "MP", "DP",
})  # fmt: skip
_SHOWS = frozenset({"Tj", "TJ", "'", '"'})
_FILTERS = frozenset(
    {"/FlateDecode", "/DCTDecode", "/CCITTFaxDecode", "/JBIG2Decode", "/RunLengthDecode", "/ASCII85Decode", "/ASCIIHexDecode"}
)
_PROFILE_CLASSES = frozenset({b"scnr", b"mntr", b"prtr", b"spac"})
_PROFILE_SPACES = {1: {b"GRAY"}, 3: {b"RGB ", b"Lab "}, 4: {b"CMYK"}}


class _NotArchivalError(Exception):
    """Something in the file is not on the list."""


def claimed(path: Path) -> bool:
    """Whether the file says as we do that it is PDF/A; its metadata stand in it unpacked, as PDF/A wants them."""
    if not path.is_file() or path.stat().st_size == 0:
        return False
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return content.find(_CLAIM.encode()) >= 0


def conform(pdf: pikepdf.Pdf, *, title: str) -> str:
    """Give the file what PDF/A-2u asks for and let it say so; return "", or in a word what keeps it from being one.

    Link annotations, page previews and foreign metadata, which nothing shown depends on, are taken out.
    """
    try:
        pdf.remove_unreferenced_resources()
        for page in pdf.pages:
            _tidy(page)
            _check_page(page)
    except _NotArchivalError as error:
        return str(error)
    except (pikepdf.PikepdfError, TypeError, ValueError, LookupError, AttributeError, RuntimeError):
        return "structure"  # foreign pages hold anything in the place of anything; what cannot be looked at is not claimed
    _claim(pdf, title)
    return ""


def _claim(pdf: pikepdf.Pdf, title: str) -> None:
    profile = pdf.make_stream(PROFILE_FILE.read_bytes(), N=3, Alternate=Name.DeviceRGB)
    pdf.Root.OutputIntents = Array(
        [
            Dictionary(
                Type=Name.OutputIntent,
                S=Name.GTS_PDFA1,
                OutputConditionIdentifier=String("sRGB IEC61966-2.1"),
                Info=String("sRGB IEC61966-2.1"),
                RegistryName=String("http://www.color.org"),
                DestOutputProfile=profile,
            )
        ]
    )
    packet = _PACKET.format(title=escape(printable(title)), claim=_CLAIM).encode()
    pdf.Root.Metadata = pdf.make_stream(packet, Type=Name.Metadata, Subtype=Name.XML)


def _tidy(page: pikepdf.Page) -> None:
    for key in ("/Metadata", "/PieceInfo", "/Thumb", "/PresSteps"):
        if key in page.obj:
            del page.obj[key]
    if "/Annots" in page.obj:
        kept = [each for each in page.obj.Annots if each.get("/Subtype") != Name.Link]
        page.obj.Annots = Array(kept)
        if kept:
            raise _NotArchivalError("annotations")
        del page.obj["/Annots"]


def _check_page(page: pikepdf.Page) -> None:
    box = [float(value) for value in page.mediabox]
    if not all(_SIDES[0] <= side <= _SIDES[1] for side in (abs(box[2] - box[0]), abs(box[3] - box[1]))):
        raise _NotArchivalError("page size")
    page.contents_coalesce()
    _check_group(page.obj)
    content = page.obj.get("/Contents")
    if isinstance(content, pikepdf.Stream):
        _check_drawing(content, page.obj.get("/Resources"), 0)


def _check_group(holder: pikepdf.Object) -> None:
    group = holder.get("/Group")
    if group is not None and group.get("/CS") is not None:
        _check_space(group.CS)


def _check_drawing(content: pikepdf.Stream, resources: pikepdf.Object | None, depth: int) -> None:
    """One content stream with its own resources, and the forms that it draws."""
    if not isinstance(resources, pikepdf.Dictionary) or depth > _FORM_DEPTH:
        raise _NotArchivalError("resources")
    if any(key in resources for key in ("/Pattern", "/Shading")):
        raise _NotArchivalError("patterns")
    _check_operators(content, resources)
    for state in _values(resources, "/ExtGState"):
        if any(key in state for key in ("/TR", "/HTP", "/HTO", "/Font")) or state.get("/TR2", Name.Default) != Name.Default:
            raise _NotArchivalError("graphics state")
    for space in _values(resources, "/ColorSpace"):
        _check_space(space)
    for drawn in _values(resources, "/XObject"):
        if drawn.get("/Subtype") == Name.Image:
            _check_image(drawn)
        elif (
            isinstance(drawn, pikepdf.Stream)
            and drawn.get("/Subtype") == Name.Form
            and not any(key in drawn for key in ("/PS", "/Ref", "/OPI", "/Subtype2"))
        ):
            _check_group(drawn)
            _check_drawing(drawn, drawn.get("/Resources"), depth + 1)
        else:
            raise _NotArchivalError("objects")


def _values(resources: pikepdf.Object, kind: str) -> Iterable[pikepdf.Object]:
    held = resources.get(kind)
    return [value for _, value in held.items()] if isinstance(held, pikepdf.Dictionary) else []


def _check_operators(content: pikepdf.Stream, resources: pikepdf.Object) -> None:
    if len(content.read_raw_bytes()) > _CONTENT_LIMIT:
        raise _NotArchivalError("content too long")
    fonts, font, depth = resources.get("/Font", Dictionary()), None, 0
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", UserWarning)  # how pikepdf tells that a content stream is cut short
            instructions = pikepdf.parse_content_stream(content)
    except (pikepdf.PdfError, UserWarning) as error:
        raise _NotArchivalError("content unreadable") from error
    for instruction in instructions:
        operator = str(instruction.operator)
        if operator not in _OPERATORS:
            raise _NotArchivalError(f"operator {operator}")
        depth += (operator == "q") - (operator == "Q")
        if operator == "Tf":
            font = fonts.get(str(instruction.operands[0]))
        if depth > _SAVED_STATES or (operator in _SHOWS and not _ours(font)):
            raise _NotArchivalError("fonts" if operator in _SHOWS else "graphics states")
        if operator in {"cs", "CS"} and str(instruction.operands[0]) in {"/DeviceCMYK", "/Pattern"}:
            raise _NotArchivalError("colour space")


def _ours(font: pikepdf.Object | None) -> bool:
    return font is not None and font.get("/BaseFont") == Name("/" + PS_NAME)


def _check_image(image: pikepdf.Object) -> None:
    """An image: known filters, no interpolation, a colour space that is known; its masks alike."""
    filters = image.get("/Filter", Array())
    named = [filters] if isinstance(filters, pikepdf.Name) else list(filters)
    if not {str(each) for each in named} <= _FILTERS:
        raise _NotArchivalError("filters")
    for key in ("/Metadata", "/Interpolate", "/Alternates", "/OPI"):
        if key in image:
            del image[key]
    if not image.get("/ImageMask", False):
        _check_space(image.get("/ColorSpace"))
    for key in ("/SMask", "/Mask"):
        if isinstance(image.get(key), pikepdf.Stream):
            _check_image(image[key])


def _check_space(space: pikepdf.Object | None) -> None:
    """Grey, RGB, a sound ICC profile, or a palette of these."""
    if space in (Name.DeviceGray, Name.DeviceRGB):
        return
    family, base = (space[0], space[1]) if isinstance(space, pikepdf.Array) and len(space) > 1 else (None, None)
    if family == Name.Indexed:
        _check_space(base)
    elif family == Name.ICCBased and isinstance(base, pikepdf.Stream):
        _check_profile(base)
    elif family not in {Name.CalGray, Name.CalRGB, Name.Lab}:
        raise _NotArchivalError("colour space")


def _check_profile(stream: pikepdf.Stream) -> None:
    """The header of an ICC profile (ICC.1:2004-10, 7.2): its mark, its kind, its version, and the colour space that N says."""
    head = stream.read_bytes()[:128]
    spaces = _PROFILE_SPACES.get(int(stream.get("/N", 0)), set())
    sound = len(head) == 128 and head[36:40] == b"acsp" and head[8] <= 4 and head[12:16] in _PROFILE_CLASSES and head[16:20] in spaces
    if not sound:
        raise _NotArchivalError("colour profile")

"""Born-digital PDF: the text as vectors of an embedded, subset TrueType font with a ToUnicode map, as office programs write it."""

import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import pikepdf
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from evaluation.generator import fonts
from evaluation.generator.containers import save_pdf
from evaluation.generator.sheet import PageDraft, Script

_GLYF_FACES = ("microhei", "ukai", "uming", "zenhei", "kai-gb", "kai-big5")
"""Faces with TrueType outlines; the Noto ones hold CFF."""


class EmbeddedFont:
    """A font cut down to the characters used, and the way to write them."""

    def __init__(self, pdf: pikepdf.Pdf, text: str, script: Script) -> None:
        file = _covering(text, script)
        font = TTFont(file.path, fontNumber=file.index)
        options = Options(notdef_outline=True, layout_features=[])
        options.drop_tables += ["FFTM"]
        subsetter = Subsetter(options)
        subsetter.populate(text=text)
        subsetter.subset(font)
        self._units = font["head"].unitsPerEm
        self._glyphs = {code: font.getGlyphID(name) for code, name in font.getBestCmap().items()}
        self._widths = {font.getGlyphID(name): advance for name, (advance, _) in font["hmtx"].metrics.items()}
        buffer = io.BytesIO()
        font.save(buffer)
        self.reference = self._embed(pdf, buffer.getvalue())

    def encode(self, text: str) -> bytes:
        """The text as a hexadecimal string of two-byte glyph numbers."""
        return b"<" + b"".join(b"%04X" % self._glyphs.get(ord(char), 0) for char in text) + b">"

    def _embed(self, pdf: pikepdf.Pdf, data: bytes) -> pikepdf.Object:
        name = pikepdf.Name("/HDEMBD+Song")
        descriptor = pikepdf.Dictionary(
            Type=pikepdf.Name.FontDescriptor, FontName=name, Flags=4, ItalicAngle=0, Ascent=880, Descent=-120, CapHeight=700, StemV=80,
            FontBBox=pikepdf.Array([0, -200, 1000, 900]), FontFile2=pdf.make_stream(data),
        )  # fmt: skip
        widths = pikepdf.Array()
        for glyph, advance in sorted(self._widths.items()):
            widths.append(glyph)
            widths.append(pikepdf.Array([round(advance * 1000 / self._units)]))
        system = pikepdf.Dictionary(Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0)
        descendant = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.CIDFontType2, BaseFont=name, CIDSystemInfo=system,
            FontDescriptor=pdf.make_indirect(descriptor), W=widths, DW=1000, CIDToGIDMap=pikepdf.Name.Identity,
        )  # fmt: skip
        return pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Font,
                Subtype=pikepdf.Name.Type0,
                BaseFont=name,
                Encoding=pikepdf.Name("/Identity-H"),
                DescendantFonts=pikepdf.Array([pdf.make_indirect(descendant)]),
                ToUnicode=pdf.make_stream(self._to_unicode()),
            )
        )

    def _to_unicode(self) -> bytes:
        pairs = sorted((glyph, code) for code, glyph in self._glyphs.items())
        lines = ["/CIDInit /ProcSet findresource begin", "12 dict begin", "begincmap", "/CMapName /Hudang def", "/CMapType 2 def"]
        lines += ["1 begincodespacerange", "<0000> <FFFF>", "endcodespacerange"]
        for start in range(0, len(pairs), 100):
            part = pairs[start : start + 100]
            lines += [f"{len(part)} beginbfchar", *(f"<{glyph:04X}> <{code:04X}>" for glyph, code in part), "endbfchar"]
        return "\n".join([*lines, "endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]).encode()


def _covering(text: str, script: Script) -> fonts.FontFile:
    """The first face with outlines that fit PDF and the most characters of the text."""
    found = [file for name in _GLYF_FACES if (file := fonts.face(name, script))]
    if not found:
        raise FileNotFoundError("no TrueType Chinese font: apt-get install fonts-wqy-microhei")
    return max(found, key=lambda file: sum(ord(char) in fonts.characters(file) for char in set(text)))


def add_vector_pages(pdf: pikepdf.Pdf, pages: Sequence[PageDraft], script: Script) -> None:
    """Append drafts as vector pages. Seals are left out, as electronic papers have none."""
    text = "".join(run.text for page in pages for run in page.runs)
    font = EmbeddedFont(pdf, text, script)
    for page in pages:
        resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F0=font.reference))
        media = pikepdf.Array([0, 0, page.width, page.height])
        content = pdf.make_stream(b"\n".join(_operators(page, font)))
        pdf.pages.append(pikepdf.Page(pikepdf.Dictionary(Type=pikepdf.Name.Page, MediaBox=media, Resources=resources, Contents=content)))


def _operators(page: PageDraft, font: EmbeddedFont) -> Iterable[bytes]:
    for rule in page.rules:
        line = (rule.weight, rule.x0, page.height - rule.y0, rule.x1, page.height - rule.y1)
        yield b"%.2f w %.2f %.2f m %.2f %.2f l S" % line
    for run in page.runs:
        place = (run.size, run.x, page.height - run.y - run.size * 0.88)
        yield b"BT /F0 %.2f Tf 1 0 0 1 %.2f %.2f Tm %b Tj ET" % (*place, font.encode(run.text))


def write_born_digital(pages: Sequence[PageDraft], script: Script, path: Path) -> None:
    """A PDF of vector pages."""
    with pikepdf.new() as pdf:
        add_vector_pages(pdf, pages, script)
        save_pdf(pdf, path)

"""The font of the invisible text layer: no ink, two advance widths, and the Unicode text of every code.

Character codes are numbered per file over the characters it uses, so any character of any plane takes two bytes (ISO 32000-1, 9.7).
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, String

UNITS = 1000
NARROW, WIDE = 500, 1000
PS_NAME = "HudangText"
FONT_FILE = Path(__file__).with_name("glyphless.ttf")
"""Three glyphs without ink: .notdef, half an em, one em; built by scripts/glyphless_font.py."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alphabet:
    """The characters of one file in code order: code = position + 1; the first `narrow` of them are half an em wide, the rest one em."""

    characters: tuple[str, ...]
    narrow: int
    codes: dict[str, int]

    def encode(self, text: str) -> bytes:
        """The text as two-byte codes; KeyError for a character outside the alphabet."""
        return b"".join(self.codes[char].to_bytes(2, "big") for char in text)

    def width(self, text: str) -> float:
        """The text's advance in ems."""
        return sum(NARROW if self.codes[char] <= self.narrow else WIDE for char in text) / UNITS


def alphabet_of(texts: Iterable[str]) -> Alphabet:
    """The alphabet of the texts, in an order that depends on the set of characters alone.

    Two bytes hold 65,535 of them, several times what any engine can read.
    """
    used = {" "}.union(*texts)
    narrow = sorted(char for char in used if unicodedata.east_asian_width(char) not in {"W", "F", "A"})
    wide = sorted(used.difference(narrow))
    characters = tuple(narrow + wide)
    codes = {char: code for code, char in enumerate(characters, start=1)}
    return Alphabet(characters=characters, narrow=len(narrow), codes=codes)


def to_unicode(alphabet: Alphabet) -> bytes:
    """The ToUnicode map of the codes (Adobe technical note 5411); UTF-16BE, so planes above 0 come as surrogate pairs."""
    entries = [f"<{code:04X}> <{char.encode('utf-16-be').hex().upper()}>" for code, char in enumerate(alphabet.characters, start=1)]
    blocks = [entries[at : at + 100] for at in range(0, len(entries), 100)]
    listed = (f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return "\n".join(
        (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
            "1 begincodespacerange <0000> <FFFF> endcodespacerange",
            *listed,
            "endcmap CMapName currentdict /CMap defineresource pop end end",
        )
    ).encode("ascii")


def embed(pdf: pikepdf.Pdf, alphabet: Alphabet) -> pikepdf.Object:
    """The alphabet's Type0 font as an object of `pdf`.

    Ascent is one em and descent nothing, so that a word's selection box is exactly its font size above the baseline.
    """
    program = FONT_FILE.read_bytes()
    glyphs = b"\0\0" + b"\0\1" * alphabet.narrow + b"\0\2" * (len(alphabet.characters) - alphabet.narrow)
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name("/" + PS_NAME),
        Flags=4,
        FontBBox=Array([0, 0, UNITS, UNITS]),
        ItalicAngle=0,
        Ascent=UNITS,
        Descent=-1,  # 0 is read as "unknown" by poppler
        CapHeight=UNITS,
        StemV=80,
        FontFile2=pdf.make_stream(program, Length1=len(program)),
    )
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=Name("/" + PS_NAME),
        CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
        FontDescriptor=pdf.make_indirect(descriptor),
        DW=WIDE,
        W=Array([1, alphabet.narrow, NARROW]),
        CIDToGIDMap=pdf.make_stream(glyphs),
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name("/" + PS_NAME),
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(descendant)]),
            ToUnicode=pdf.make_stream(to_unicode(alphabet)),
        )
    )

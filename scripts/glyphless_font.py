"""Build publishing/glyphless.ttf, the font of the invisible text layer.

.venv/bin/python scripts/glyphless_font.py          check: exit 1 where the shipped file is not what this builds
.venv/bin/python scripts/glyphless_font.py --write  write the file anew

The file is shipped, because building it loads much of fontTools, in every process that writes a document: longer than the writing.
"""

import argparse
from io import BytesIO
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from publishing.glyphless import FONT_FILE, NARROW, PS_NAME, UNITS, WIDE


def font_program():
    """A TrueType font of three glyphs: .notdef, half an em, one em. The same bytes at every call."""
    advances = {".notdef": WIDE, "narrow": NARROW, "wide": WIDE}
    builder = FontBuilder(UNITS, isTTF=True)
    builder.font.recalcTimestamp = False
    builder.setupGlyphOrder(list(advances))
    builder.setupCharacterMap({})
    builder.setupGlyf({name: inkless(advance) for name, advance in advances.items()})
    builder.setupHorizontalMetrics({name: (advance, 0) for name, advance in advances.items()})
    builder.setupHorizontalHeader(ascent=UNITS, descent=0)
    builder.setupOS2(sTypoAscender=UNITS, sTypoDescender=0, usWinAscent=UNITS, usWinDescent=0)
    builder.setupNameTable({"familyName": PS_NAME, "styleName": "Regular", "psName": PS_NAME})
    builder.setupPost()
    builder.updateHead(created=0, modified=0, fontRevision=1.0)
    out = BytesIO()
    builder.save(out)
    return out.getvalue()


def inkless(advance):
    """An outline that goes up the em box's diagonal and back.

    It fills nothing, yet spans the box: PDFium passes over text objects whose glyphs have no extent when they stand on end or repeat.
    """
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    pen.lineTo((advance, UNITS))
    pen.closePath()
    return pen.glyph()


def main():
    """Check the shipped file, or write it."""
    parser = argparse.ArgumentParser(description="The font of the invisible text layer.")
    parser.add_argument("--write", action="store_true")
    built = font_program()
    if parser.parse_args().write:
        Path(FONT_FILE).write_bytes(built)
    elif FONT_FILE.read_bytes() != built:
        raise SystemExit(f"{FONT_FILE} is out of date: run this with --write")


if __name__ == "__main__":
    main()

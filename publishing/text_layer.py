"""The invisible text of one page, placed by the boxes of our own recognition."""

import math
import unicodedata
from collections.abc import Callable

from domain.text import Box, OcrPage, Word
from publishing.glyphless import Alphabet
from publishing.placement import Affine

FONT_NAME = "/HudangText"
_VERTICAL = 2.0
"""A box of several characters that is this many times as high as wide holds a column of text read downwards."""

_TYPE_SHARE = 0.75
"""Text is this much of its box's height, centred: engines box a row with air, and rows whose text overlaps are copied as one by PDFium."""


def printable(text: str) -> str:
    """The text without what no reader can search: controls, byte order marks, surrogates, unassigned codes; blanks become one space."""
    kept = (" " if char.isspace() else char for char in text)
    return " ".join("".join(char for char in kept if unicodedata.category(char) not in {"Cc", "Cs", "Cn"} and char != "\ufeff").split())


def page_text(ocr: OcrPage) -> str:
    """All characters that the page's layer will show."""
    return "".join(printable(word.text) for line in ocr.lines for word in line.words)


def content(ocr: OcrPage, to_page: Affine, alphabet: Alphabet, *, wanted: Callable[[float, float], bool]) -> bytes:
    """Content stream operators that show the page's words in text render mode 3 (invisible), in reading order.

    `to_page` maps the prepared page's pixels to the PDF page's user space; `wanted` is asked with a word's centre there. A blank is
    shown after each word but a row's last, so that copied words stay apart even where their boxes touch.
    """
    parts = ["q BT 3 Tr"]
    for line in ocr.lines:
        words = [(text, word) for word in line.words if (text := printable(word.text)) and wanted(*_centre(word.box, to_page))]
        for index, (text, word) in enumerate(words):
            parts.append(_show(text, word, to_page, alphabet, blank_after=index + 1 < len(words)))
    return "\n".join([*parts, "ET Q\n"]).encode("ascii")


def _centre(box: Box, to_page: Affine) -> tuple[float, float]:
    return to_page.apply((box.left + box.right) / 2, (box.top + box.bottom) / 2)


def _show(text: str, word: Word, to_page: Affine, alphabet: Alphabet, *, blank_after: bool) -> str:
    """One word round its box's centre, its advance stretched to the box's length.

    Words step along a slanted row, but each stands level: poppler cuts a slanted run at every half point that it climbs, and a unit
    number must stay in one piece.
    """
    box = word.box
    along, up, extent, size = (1.0, 0.0), (0.0, -1.0), box.width, box.height
    if len(text) > 1 and box.height > _VERTICAL * box.width:
        along, up, extent, size = (0.0, 1.0), (1.0, 0.0), box.height, box.width
    along_x, along_y, along_scale = _level(along, to_page)
    up_x, up_y, up_scale = _level(up, to_page)
    length, points = extent * along_scale, _TYPE_SHARE * size * up_scale
    stretch = 100 * length / (alphabet.width(text) * points)
    centre_x, centre_y = _centre(box, to_page)
    x = centre_x - (along_x * length + up_x * points) / 2
    y = centre_y - (along_y * length + up_y * points) / 2
    shown = alphabet.encode(text + " " * blank_after).hex()
    return f"{FONT_NAME} {points:.3f} Tf {stretch:.3f} Tz {along_x} {along_y} {up_x} {up_y} {x:.3f} {y:.3f} Tm <{shown}> Tj"


def _level(vector: tuple[float, float], to_page: Affine) -> tuple[int, int, float]:
    """The axis of user space nearest to a prepared-page direction as a unit vector, and how many user units one pixel along it is."""
    dx = to_page.a * vector[0] + to_page.c * vector[1]
    dy = to_page.b * vector[0] + to_page.d * vector[1]
    length = math.hypot(dx, dy)
    return round(dx / length), round(dy / length), length

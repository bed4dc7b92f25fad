"""The printed font at work: text measured in it, and broken into lines."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from fpdf import FPDF
from fpdf.fonts import TTFFont

from publishing.fonts import chinese_font

_WORD = re.compile(r"[A-Za-z0-9.*%,:_/-]+[，。、；：）」》”]*|.[，。、；：）」》”]*", re.DOTALL)
"""What stays together at the end of a line: a word or number, and a sign that must not begin a line."""
_PIECE = re.compile(r"[^-_/]+[-_/]*|[-_/]+")
"""Where a word may be broken that is longer than a line: after a hyphen."""


@contextmanager
def chinese_text(pdf: FPDF) -> Iterator[None]:
    """Let the document be written in the font "chinese", and let go of its file whatever happens.

    MissingPartError where it is not installed.
    """
    pdf.add_font("chinese", fname=chinese_font(), collection_font_number=0)
    try:
        yield
    finally:
        font = pdf.fonts["chinese"]
        if isinstance(font, TTFFont):
            font.close()


class Measured:
    """How wide signs are in the font that is set, in a size, each measured once."""

    def __init__(self, pdf: FPDF, points: float) -> None:
        self._pdf, self.points = pdf, points
        self._known: dict[str, float] = {}

    def of(self, text: str) -> float:
        """Millimetres."""
        return sum(self._sign(sign) for sign in text)

    def _sign(self, sign: str) -> float:
        if sign not in self._known:
            self._pdf.set_font_size(self.points)
            self._known[sign] = self._pdf.get_string_width(sign)
        return self._known[sign]

    def broken(self, text: str, room: float) -> list[str]:
        """The text in lines no wider than `room` mm, between words where they fit and inside them where they do not."""
        return [line for paragraph in text.splitlines() or [""] for line in self._lines(paragraph, room)]

    def _lines(self, text: str, room: float) -> Iterator[str]:
        line, used = "", 0.0
        for piece in self._pieces(text, room):
            long = self.of(piece)
            if line and used + long > room:
                yield line
                line, used = "", 0.0
            line, used = line + piece, used + long
        yield line

    def _pieces(self, text: str, room: float) -> Iterator[str]:
        for word in _WORD.findall(text):
            parts = (word,) if self.of(word) <= room else _PIECE.findall(word)
            for part in parts:
                yield from (part,) if self.of(part) <= room else part

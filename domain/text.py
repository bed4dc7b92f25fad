"""Recognised text with its geometry. All boxes are in pixels of the prepared page; all confidences are 0..1."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Quads = npt.NDArray[np.float32]
"""Detected text boxes, (n, 4, 2): corners top-left, top-right, bottom-right, bottom-left as (x, y) pixels; they may lean."""


class Legible(NamedTuple):
    """How well some lines read: the mean confidence of their characters, 0..1, and how many letters and digits those are."""

    confidence: float
    letters: int = 0


ILLEGIBLE = Legible(0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """An upright rectangle: left, top, right, bottom in pixels of the prepared page, right > left, bottom > top."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Pixels across."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Pixels down."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A run of characters that the engine read as one piece (PP-OCR: one detected box; Tesseract: one word).

    `char_x` is the centre of each character across, in pixels, as many as `text` has; empty where the engine cannot tell or the
    word runs downwards. `char_confidence` is each character's own confidence 0..1; empty where the engine gives none.
    """

    text: str
    box: Box
    confidence: float
    char_x: tuple[float, ...] = ()
    char_confidence: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Words on one row, left to right. A wide gap between words (form cells, columns) is kept as separate words."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """The words joined by one space."""
        return " ".join(word.text for word in self.words)

    @property
    def box(self) -> Box:
        """The smallest box round the words."""
        return Box(
            left=min(w.box.left for w in self.words),
            top=min(w.box.top for w in self.words),
            right=max(w.box.right for w in self.words),
            bottom=max(w.box.bottom for w in self.words),
        )

    @property
    def confidence(self) -> float:
        """Mean of the words' confidences weighted by their length."""
        total = sum(len(w.text) for w in self.words) or 1
        return sum(w.confidence * len(w.text) for w in self.words) / total


@dataclass(frozen=True, slots=True, kw_only=True)
class OcrPage:
    """A recognised page: lines in reading order and the prepared page's size in pixels.

    `engine` tags the reader (name/version/model hash).
    """

    page_no: int
    width: int
    height: int
    lines: tuple[Line, ...]
    engine: str

    @property
    def text(self) -> str:
        """The lines joined by line feeds."""
        return "\n".join(line.text for line in self.lines)

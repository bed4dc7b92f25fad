"""The engine that sees no text: proves the seam, and serves where only pictures are wanted."""

import numpy as np

from domain.page import Pixels
from domain.text import ILLEGIBLE, Legible, Quads, Word
from ocr.engine import EngineOptions

NO_QUADS: Quads = np.zeros((0, 4, 2), np.float32)


class NullEngine:
    """Finds nothing, votes for nothing, reads nothing."""

    tag = "null"

    def detect(self, grey: Pixels) -> Quads:
        """No boxes."""
        del grey
        return NO_QUADS

    def upside_down(self, grey: Pixels, quads: Quads) -> float:
        """Cannot tell."""
        del grey, quads
        return 0.5

    def legibility(self, grey: Pixels, quads: Quads) -> tuple[Legible, Legible]:
        """Nothing reads."""
        del grey, quads
        return ILLEGIBLE, ILLEGIBLE

    def recognize(self, grey: Pixels, quads: Quads, dpi: float, skew: float = 0.0) -> tuple[Word, ...]:
        """No words."""
        del grey, quads, dpi, skew
        return ()


def build(options: EngineOptions) -> NullEngine:
    """The engine; no option matters to it."""
    del options
    return NullEngine()

"""Which side of the paper a text box is on: this side's text reads better as it stands than in a mirror, the other side's the other way."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

import numpy as np

from domain.page import Pixels
from domain.text import Legible, Quads

Legibility = Callable[[Pixels, Quads], tuple[Legible, Legible]]
"""How well some lines read: as they stand, and turned by half (ocr.engine.OcrEngine.legibility)."""

Detect = Callable[[Pixels], Quads]
"""The text boxes of a grey picture (ocr.engine.OcrEngine.detect)."""

BETTER = 0.1
"""A line reads better one way than the other by so much (confidence 0..1) or more, or it does not tell."""

LEGIBLE, SURELY = 0.72, 0.85
"""Confidence below which a line is no text of this side, and no text of the other: the round writing of seals reads like that."""

PERFECT, SLIGHTLY, WORDS = 0.97, 0.04, 5.0
"""A line that reads so well need be only so much better one way: short notes read well from behind too, though not as well. Of the other
side's lines only those so many times as long as thick: numbers (8, 101, - 12 -) may read better from behind."""

MORE = 1.5
"""A line says more one way that has so many times as many letters that way, two of them at least: of a mirrored line the few characters
that are their own mirror images (業, 單, 合, 同) read as surely as the whole line does from behind."""

SHORT = 2.5
"""A box not so many times as long as it is thick holds a character or two."""

SHINES = 75.0
"""Grey levels that the other side's ink is below the paper at most; on a 1-bit page all ink is alike."""

SCANT = 0.5
"""A line that reads as fewer letters than that share of what has room in it is misread."""

ROOM = 16
"""Pixels of a box's surroundings that are mirrored with it."""


class Side(Enum):
    """Which side of the paper a text box is on."""

    THIS = auto()
    OTHER = auto()
    EITHER = auto()  # reads well both ways
    UNCLEAR = auto()  # reads neither way


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """How one box reads as it stands and in a mirror, each the better of both turns, and how many times as long as thick it is."""

    plain: Legible
    mirrored: Legible
    slenderness: float

    @property
    def leans(self) -> float:
        """By how much it reads better from behind, as a confidence."""
        return self.mirrored.confidence - self.plain.confidence

    @property
    def is_scant(self) -> bool:
        """Whether it reads as fewer letters than have room in it."""
        return self.plain.letters < SCANT * self.slenderness

    @property
    def is_line(self) -> bool:
        """Whether it is longer than a character or two, and says as much as it has room for."""
        return self.slenderness >= SHORT and not self.is_scant

    def side(self, *, dark: bool) -> Side:
        """The side it is on; what reads both ways (中, 二, 101) is on this one where it is too `dark` for the other."""
        plain, mirrored = self.plain.confidence, self.mirrored.confidence
        if _says_more(self.plain, self.mirrored):
            return Side.THIS
        if not dark and _says_more(self.mirrored, self.plain):
            return Side.OTHER
        if plain >= max(LEGIBLE, mirrored if dark else mirrored + (SLIGHTLY if plain >= PERFECT else BETTER)):
            return Side.THIS
        return Side.OTHER if self._reads_from_behind() else Side.EITHER if min(plain, mirrored) >= LEGIBLE else Side.UNCLEAR

    def _reads_from_behind(self) -> bool:
        """Whether it reads better in a mirror; one character alone does not tell."""
        plain, mirrored = self.plain.confidence, self.mirrored.confidence
        if self.mirrored.letters <= 1 and self.slenderness < SHORT:
            return False
        return mirrored >= max(SURELY, plain + BETTER) or (mirrored >= max(PERFECT, plain + SLIGHTLY) and self.slenderness >= WORDS)


def weigh(grey: Pixels, quad: Quads, legibility: Legibility) -> Evidence:
    """What tells the side of one box, shape (1, 4, 2)."""
    return Evidence(
        plain=max(legibility(grey, quad)),
        mirrored=max(legibility(*_mirror(grey, quad))),
        slenderness=slenderness(quad[0]),
    )


def _says_more(one: Legible, other: Legible) -> bool:
    """Whether a line surely has many more letters one way, hardly less sure than the other way."""
    sure = one.confidence >= max(SURELY, other.confidence - BETTER)
    return sure and one.letters >= max(MORE * other.letters, other.letters + 2)


def slenderness(quad: Quads) -> float:
    """How many times as long as thick a box, shape (4, 2), is: about its characters where they are Chinese."""
    short, long = np.sort([np.hypot(*(quad[1] - quad[0])), np.hypot(*(quad[3] - quad[0]))])
    return float(long / max(short, 1.0))


def _mirror(grey: Pixels, quads: Quads) -> tuple[Pixels, Quads]:
    """The boxes and what is round them as seen from behind."""
    left, top = np.maximum(quads.min((0, 1)).astype(int) - ROOM, 0)
    right, bottom = quads.max((0, 1)).astype(int) + ROOM
    piece = grey[top:bottom, left:right]
    flipped = quads[:, [1, 0, 3, 2]] - np.array([left, top], np.float32)
    flipped[..., 0] = piece.shape[1] - flipped[..., 0]
    return np.ascontiguousarray(piece[:, ::-1]), flipped


def is_bilevel(grey: Pixels) -> bool:
    """Whether the page is 1-bit: all ink is equally dark, whatever it was."""
    sample = grey[::7, ::5]
    return bool(((sample == 0) | (sample == 255)).mean() > 0.999)

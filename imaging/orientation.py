"""Which way up: from the shape of the text boxes and a vote of the engine, given as values. Turn only when sure."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from domain.page import Pixels, Rotation
from domain.text import Legible, Quads
from imaging.sides import Detect, Legibility

LONG = 1.5
"""Boxes at least this many times longer than thick tell a direction; single characters do not."""

CLEAR = 4.0
"""Lines in one direction this many times longer than in the other decide alone; else the engine reads both."""

UPSIDE_DOWN = 0.8
"""Vote from which lines surely stand on their heads; at its complement and below they surely do not."""

VOTERS = 4
"""Fewer lines than this, or a less sure vote, and the lines are read both ways, which is dearer and hardly ever wrong: on 363 sets of
one to five lines the vote erred 5 times, reading never."""

MARGIN = 0.08
"""The right way must read better by so much (confidence 0..1) than every other."""

MORE = 2
"""Where lines across and lines down read about as well, the way that reads so many times as many letters is right: round a seal some
characters stand upright however the page lies."""

READABLE = 0.5
"""Confidence below which nothing is read, whichever way it looks best."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upright:
    """Degrees clockwise to upright; `known` is False (and rotation 0) where the page has too little to tell, or reads no way."""

    rotation: Rotation
    known: bool


UNTURNED = Upright(rotation=0, known=False)
NONE: Quads = np.zeros((0, 4, 2), np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Votes:
    """What the engine can be asked: see ocr.engine.OcrEngine."""

    detect: Detect
    upside_down: Callable[[Pixels, Quads], float]
    legibility: Legibility


def estimate_rotation(grey: Pixels, quads: Quads, votes: Votes) -> Upright:
    """Which way up the page is; it is never said to be turned without a clear reason."""
    across, down = _directions(quads)
    if not len(across) and not len(down):
        return UNTURNED
    wide, tall = _length(across), _length(down)
    if wide >= CLEAR * tall:
        voted = _by_vote(grey, across, votes)
        return voted if voted.known else _by_reading(grey, across, NONE, votes)
    return _by_reading(grey, NONE if tall >= CLEAR * wide else across, down, votes)


def turn_quads(quads: Quads, width: int, height: int, rotation: Rotation) -> Quads:
    """Boxes of a page of that size after it is turned clockwise, corners named anew."""
    if rotation == 0 or not len(quads):
        return quads
    x, y = quads[..., 0], quads[..., 1]
    turned = {90: (height - y, x), 180: (width - x, height - y), 270: (y, width - x)}[rotation]
    steps = rotation // 90
    out: Quads = np.roll(np.stack(turned, -1), steps, axis=1).astype(np.float32)
    return out


def _by_vote(grey: Pixels, across: Quads, votes: Votes) -> Upright:
    """Lines run across: upright or on its head, where the vote is sure; UNTURNED else."""
    vote = votes.upside_down(grey, across) if len(across) >= VOTERS else 0.5
    if vote >= UPSIDE_DOWN or vote <= 1 - UPSIDE_DOWN:
        return Upright(rotation=180 if vote >= UPSIDE_DOWN else 0, known=True)
    return UNTURNED


def _by_reading(grey: Pixels, across: Quads, down: Quads, votes: Votes) -> Upright:
    """The way the lines read clearly best. Writing set in columns reads neither way, so it stays."""
    ways: list[tuple[Legible, Rotation]] = [(Legible(0.0), 0)]
    if len(across):
        stands, turned = votes.legibility(grey, across)
        ways += [(stands, 0), (turned, 180)]
    if len(down):
        downwards, upwards = votes.legibility(grey, down)
        ways += [(downwards, 270), (upwards, 90)]
    (best, rotation), (second, other) = sorted(ways, key=lambda way: way[0].confidence, reverse=True)[:2]
    crossing = (rotation - other) % 180 != 0
    if crossing and second.confidence > best.confidence - MARGIN and second.letters > best.letters:
        best, rotation, second = second, other, best
    clear = best.confidence - second.confidence >= MARGIN or (crossing and best.letters >= MORE * max(second.letters, 1))
    return Upright(rotation=rotation, known=True) if best.confidence >= READABLE and clear else UNTURNED


def _directions(quads: Quads) -> tuple[Quads, Quads]:
    """Boxes that run across, and boxes that run down."""
    width, height = _sides(quads)
    return quads[width >= LONG * height], quads[height >= LONG * width]


def _length(quads: Quads) -> float:
    width, height = _sides(quads)
    return float(np.maximum(width, height).sum())


def _sides(quads: Quads) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    return np.hypot(*(quads[:, 1] - quads[:, 0]).T), np.hypot(*(quads[:, 3] - quads[:, 0]).T)

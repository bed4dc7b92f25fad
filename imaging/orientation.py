"""Which way up: from the shape of the text boxes and a vote of the engine, given as values. Turn only when sure."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from domain.page import Pixels, Rotation
from domain.text import Quads

LONG = 1.5
"""Boxes at least this many times longer than thick tell a direction; single characters do not."""

CLEAR = 4.0
"""Lines in one direction this many times longer than in the other decide alone; else the engine reads both."""

UPSIDE_DOWN = 0.6
"""Vote from which a page is turned on its head; between this and its complement the lines are read both ways to decide."""

MARGIN = 0.08
"""A turned page must read better by so much (confidence 0..1) than the page as it lies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Votes:
    """What the engine can be asked: see ocr.engine.OcrEngine."""

    upside_down: Callable[[Pixels, Quads], float]
    legibility: Callable[[Pixels, Quads], tuple[float, float]]


def estimate_rotation(grey: Pixels, quads: Quads, votes: Votes) -> Rotation:
    """Degrees clockwise to upright; 0 where there is too little to tell."""
    across, down = _directions(quads)
    if not len(across) and not len(down):
        return 0
    wide, tall = _length(across), _length(down)
    if wide >= CLEAR * tall:
        return 180 if _on_head(grey, across, votes) else 0
    if tall >= CLEAR * wide:
        return _sideways(grey, down, votes)
    return _best_of_four(grey, across, down, votes)


def turn_quads(quads: Quads, width: int, height: int, rotation: Rotation) -> Quads:
    """Boxes of a page of that size after it is turned clockwise, corners named anew."""
    if rotation == 0 or not len(quads):
        return quads
    x, y = quads[..., 0], quads[..., 1]
    turned = {90: (height - y, x), 180: (width - x, height - y), 270: (y, width - x)}[rotation]
    steps = rotation // 90
    out: Quads = np.roll(np.stack(turned, -1), steps, axis=1).astype(np.float32)
    return out


def _on_head(grey: Pixels, quads: Quads, votes: Votes) -> bool:
    vote = votes.upside_down(grey, quads)
    if vote >= UPSIDE_DOWN or vote <= 1 - UPSIDE_DOWN:
        return vote >= UPSIDE_DOWN
    stands, turned = votes.legibility(grey, quads)
    return turned > stands + MARGIN


def _sideways(grey: Pixels, quads: Quads, votes: Votes) -> Rotation:
    """Lines run up or down the page: 270 for downwards, 90 for upwards; 0 for writing set in columns, which reads neither way."""
    stands, turned = votes.legibility(grey, quads)
    if abs(stands - turned) < MARGIN:
        return 0
    return 270 if stands > turned else 90


def _best_of_four(grey: Pixels, across: Quads, down: Quads, votes: Votes) -> Rotation:
    stands, turned = votes.legibility(grey, across)
    downwards, upwards = votes.legibility(grey, down)
    others: tuple[tuple[float, Rotation], ...] = ((turned, 180), (downwards, 270), (upwards, 90))
    score, rotation = max(others)
    return rotation if score > stands + MARGIN else 0


def _directions(quads: Quads) -> tuple[Quads, Quads]:
    """Boxes that run across, and boxes that run down."""
    width, height = _sides(quads)
    return quads[width >= LONG * height], quads[height >= LONG * width]


def _length(quads: Quads) -> float:
    width, height = _sides(quads)
    return float(np.maximum(width, height).sum())


def _sides(quads: Quads) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    return np.hypot(*(quads[:, 1] - quads[:, 0]).T), np.hypot(*(quads[:, 3] - quads[:, 0]).T)

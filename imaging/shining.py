"""Which text boxes of a paper are the other side's, shining through, and go before they are read as junk between its own lines.

A box goes only where it is much fainter than the paper's own ink and reads better in a mirror. Where several do, what is no darker than
they are goes with them unless it surely reads as it stands, or some other line among them does. Faint pencil and faint copies read as they
stand, so they stay.
"""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from domain.page import Pixels
from domain.text import Quads
from imaging.sides import SHINES, SURELY, Evidence, Legibility, Side, is_bilevel, weigh

FAINTER = 0.6
"""The other side's ink is less dark than that share of the darkest text."""

MOST_ASKED = 30
"""Boxes that are asked about at most, the faintest first, and as many again where several are the other side's; each costs about as much
as reading it."""

SEVERAL = 3
"""So many boxes of the other side make junk of what is no darker than they are. Where the page has no darker text than may shine through
(a stamp on an empty side: its red is not seen), they are looked for among all of it."""


def own_boxes(grey: Pixels, quads: Quads, contrasts: npt.NDArray[np.float64], legibility: Legibility) -> npt.NDArray[np.bool_]:
    """For each box whether it is to be read; `contrasts` are how dark the boxes are (`imaging.quality.box_contrasts`)."""
    own = np.ones(len(quads), np.bool_)
    if is_bilevel(grey):
        return own
    order = np.argsort(contrasts).tolist()

    def ask(boxes: Iterable[int]) -> dict[int, Evidence]:
        return {i: weigh(grey, quads[i : i + 1], legibility) for i in boxes}

    faint = [i for i in order if contrasts[i] <= min(SHINES, FAINTER * contrasts.max())]
    asked = ask(faint[:MOST_ASKED])
    if len(_others(asked)) >= SEVERAL:
        asked |= ask([i for i in order if contrasts[i] <= SHINES and i not in asked][:MOST_ASKED])
    others = _others(asked)
    own[others] = False
    if len(others) >= SEVERAL:
        darkest = contrasts[others].max()
        own[[i for i in _junk(asked) if contrasts[i] <= darkest]] = False
    return own


def _others(asked: dict[int, Evidence]) -> list[int]:
    return [i for i, evidence in asked.items() if evidence.side(dark=False) is Side.OTHER]


def _junk(asked: dict[int, Evidence]) -> list[int]:
    """What is no line of this side; where there is such a line, only what reads neither way."""
    sides = {i: evidence.side(dark=False) for i, evidence in asked.items()}
    written = [i for i, side in sides.items() if side is Side.THIS and asked[i].is_line and asked[i].plain.confidence >= SURELY]
    return [i for i, side in sides.items() if i not in written and (not written or side is Side.UNCLEAR)]

"""Which text boxes of a paper are the other side's, shining through, and go before they are read as junk between its own lines.

A box goes only where it is much fainter than the paper's own ink and reads better in a mirror, or reads neither way beside several that do.
Faint pencil and faint copies read as they stand, so they stay.
"""

import numpy as np
import numpy.typing as npt

from domain.page import Pixels
from domain.text import Quads
from imaging.sides import SHINES, Legibility, Side, is_bilevel, weigh

FAINTER = 0.6
"""The other side's ink is less dark than that share of the darkest text."""

MOST_ASKED = 30
"""The faintest boxes that are asked about at most; each costs about as much as reading it."""

SEVERAL = 3
"""So many boxes of the other side make junk of what is no darker than they are and reads neither way."""


def own_boxes(grey: Pixels, quads: Quads, contrasts: npt.NDArray[np.float64], legibility: Legibility) -> npt.NDArray[np.bool_]:
    """For each box whether it is to be read; `contrasts` are how dark the boxes are (`imaging.quality.box_contrasts`)."""
    own = np.ones(len(quads), np.bool_)
    faint = np.flatnonzero(contrasts <= min(SHINES, FAINTER * contrasts.max(initial=0.0)))
    if not len(faint) or is_bilevel(grey):
        return own
    faint = faint[np.argsort(contrasts[faint])][:MOST_ASKED]
    sides = {int(i): weigh(grey, quads[i : i + 1], legibility).side(dark=False) for i in faint}
    others = [i for i, side in sides.items() if side is Side.OTHER]
    own[others] = False
    if len(others) >= SEVERAL:
        unclear = [i for i, side in sides.items() if side is Side.UNCLEAR and contrasts[i] <= contrasts[others].max()]
        own[unclear] = False
    return own

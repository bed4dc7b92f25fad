"""Whether a side of paper is empty: nothing on it but dust, holes, creases, and the other side shining through.

Text of this side reads better as it stands than in a mirror; the other side's text the other way round, and it tells how strongly that
side shines through. What is drawn or stamped (no text that could be read) counts where it is darker than that.
"""

import numpy as np
import numpy.typing as npt

from domain.page import PageImage, Pixels
from domain.text import Quads
from imaging.marks import BLACK, FAINT, STRONG, has_marks
from imaging.sides import SHINES, Legibility, Side, is_bilevel, side_of, slenderness

DARK_TEXT = 110.0
"""Grey levels against its paper from which text cannot be the other side's."""

FEW = 5
"""So many boxes of dark text or fewer may be a hole, an edge, a speck: they are asked too."""

ASKED = 8
"""The darkest boxes that are asked which side they are on."""

SPECK = 2.4
"""Millimetres: a box that is not so long holds dust; the smallest print is higher."""

MM = 25.4

HINT = 15.0
"""Grey levels below its paper from which a text box hints at another side; less is texture of the paper."""

SHORT = 2.5
"""A box not so many times as long as it is thick (中, 二, 日) tells nothing where it is no darker than text that is the other side's."""

DARKER = 1.5
"""Ink of this side is darker than text that shines through by this factor."""


def is_blank(image: PageImage, grey: Pixels, quads: Quads, contrasts: npt.NDArray[np.float64], legibility: Legibility) -> bool:
    """Whether nothing is written, stamped or drawn on this side.

    `grey` is the reading channel of `image`, `contrasts` how dark each box is in it (`imaging.quality.box_contrasts`).
    """
    two_tones = is_bilevel(grey)
    sized = np.ptp(quads, axis=1).max(1) >= SPECK / MM * image.dpi if len(quads) else np.zeros(0, np.bool_)
    quads, contrasts = quads[sized], contrasts[sized]
    if (contrasts >= DARK_TEXT).sum() > FEW and not two_tones:
        return False
    shines, text, most = 0.0, 0.0, 255.0 if two_tones else SHINES
    for i in np.argsort(-contrasts)[:ASKED]:
        side = side_of(grey, quads[i : i + 1], legibility, dark=bool(contrasts[i] > SHINES) and not two_tones)
        if side is Side.THIS and (two_tones or contrasts[i] > shines or slenderness(quads[i]) >= SHORT):
            return False
        if side is Side.OTHER and contrasts[i] <= most:
            shines = max(shines, float(contrasts[i]))
        if side is Side.EITHER and contrasts[i] >= HINT:
            text = max(text, float(contrasts[i]))
    if text > DARKER * shines:  # no line of the other side is so dark, and a paper must not be lost
        return False
    least = BLACK if two_tones else STRONG if (contrasts >= HINT).any() else FAINT
    return not has_marks(image.pixels, image.dpi, above=max(least, DARKER * shines))

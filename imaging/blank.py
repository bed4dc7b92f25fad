"""Whether a side of paper is empty: nothing on it but dust, holes, creases, and the other side shining through.

Text of this side reads better as it stands than in a mirror; the other side's text the other way round, and it tells how strongly that
side shines through. What is drawn or stamped (no text that could be read) counts where it is darker than that.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from domain.page import PageImage, Pixels
from domain.text import Quads
from imaging.marks import has_form, has_marks, things_in
from imaging.seal import ROUND, is_sealed
from imaging.sides import LEGIBLE, SHINES, SHORT, Evidence, Legibility, Side, is_bilevel, slenderness, weigh
from imaging.surface import Surface, surface_of

DARK_TEXT = 110.0
"""Grey levels against its paper from which text cannot be the other side's."""

FEW = 5
"""So many boxes of dark text or fewer may be a hole, an edge, a speck: they are asked too."""

ASKED = 8
"""The darkest boxes that are asked which side they are on."""

SPECK, TALLEST = 2.4, 60.0
"""Millimetres: a box that is not so long holds dust, as the smallest print is higher; one thicker than that is no line of text."""

MM = 25.4

SOFT = 0.2
"""Millimetres (standard deviation) by which faint text that reads both ways is smoothed and asked again: noise hides the better way."""

HINT = 15.0
"""Grey levels below its paper from which a text box hints at another side; less is texture of the paper."""

DARKER = 1.5
"""Ink of this side is darker than text that shines through by this factor."""

SEVERAL, LEANS, MUCH_DARKER = 3, 0.05, 2.0
"""With so many boxes of the other side a line that reads better that way by so much, and is darker by this factor at most (titles are
bold), is the other side's too; and one that has too few letters, no darker than they are, is misread shine."""

NUMBER = 3
"""Letters at most of a box that does not tell by itself that another side shines through a 1-bit page, where it reads as it stands too."""

STRONG, FAINT, BLACK = 40.0, 25.0, 60.0
"""Grey levels below the paper, after smoothing, from which ink is this side's: where another side may shine through; where nothing hints
at one, as thin lines and pencil are no darker; on a 1-bit page, where ink is black and what the small picture shows greyer is dots of a
crease or a stain."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Asked:
    """A box that was asked about: its corners, how dark it is, what it says, and the side it is on."""

    quad: Quads
    contrast: float
    evidence: Evidence
    side: Side

    @property
    def may_be_thing(self) -> bool:
        """Whether it says so little that it may be a hole (o), a clip (U) or the like."""
        return self.contrast >= HINT and self.evidence.plain.letters <= 1 and self.evidence.mirrored.letters <= 2

    @property
    def is_texture(self) -> bool:
        """Whether it is a spot of the paper's texture that looks like a letter."""
        return self.contrast < HINT and self.evidence.plain.letters <= 1

    @property
    def is_surely_text(self) -> bool:
        """Whether it is a line of this side whatever else stands on the page."""
        return self.side is Side.THIS and self.evidence.is_line

    @property
    def may_be_number(self) -> bool:
        """Whether it reads better from behind but is short and reads as it stands too (35, 18): on a 1-bit page that tells nothing."""
        return self.side is Side.OTHER and self.evidence.mirrored.letters <= NUMBER and self.evidence.plain.confidence >= LEGIBLE

    @property
    def leans(self) -> bool:
        """Whether it is a line that reads a little better from behind."""
        return self.evidence.leans >= LEANS and self.evidence.slenderness >= SHORT


def is_blank(image: PageImage, grey: Pixels, quads: Quads, contrasts: npt.NDArray[np.float64], legibility: Legibility) -> bool:
    """Whether nothing is written, stamped or drawn on this side.

    `grey` is the reading channel of `image`, `contrasts` how dark each box is in it (`imaging.quality.box_contrasts`).
    """
    two_tones = is_bilevel(grey)
    if len(quads):
        sides = np.stack([np.hypot(*(quads[:, 1] - quads[:, 0]).T), np.hypot(*(quads[:, 3] - quads[:, 0]).T)], 1) * MM / image.dpi
        sized = (np.ptp(quads, axis=1).max(1) >= SPECK / MM * image.dpi) & (sides.min(1) <= TALLEST)
        quads, contrasts = quads[sized], contrasts[sized]
    if (contrasts >= DARK_TEXT).sum() > FEW and not two_tones:
        return False
    surface = surface_of(image.pixels, image.dpi)
    asked: list[_Asked] = []
    things = np.zeros_like(surface.depth)
    for i in np.argsort(-contrasts)[:ASKED]:
        one = _ask_twice(image, grey, quads[i], float(contrasts[i]), legibility, two_tones=two_tones)
        if one.is_surely_text:
            return False
        thing = things_in(surface, one.quad, one.contrast) if one.may_be_thing else None
        if thing is not None:
            things |= thing
        elif not one.is_texture:
            asked.append(one)
    others = _others(asked, two_tones=two_tones)
    if any(_is_this_sides(one, others, two_tones=two_tones) for one in asked if one not in others):
        return False
    if _is_marked(surface, things, others, contrasts, two_tones=two_tones):
        return False
    return not any(is_sealed(surface, quad, legibility) for quad in quads if slenderness(quad) <= ROUND)


def _is_marked(surface: Surface, things: Pixels, others: Sequence[_Asked], contrasts: npt.NDArray[np.float64], *, two_tones: bool) -> bool:
    """Whether something is stamped or drawn here that is no text; `things` are 1 where boxes hold what nobody wrote."""
    ink = _ink(surface, others, contrasts, two_tones=two_tones)
    ink[things > 0] = 0
    if has_marks(surface, ink, surface.ink(FAINT) if two_tones else None):  # of a broken crease most pieces look pale
        return True
    if others or two_tones:
        return False
    thin = surface.out_of_noise(surface.peaks(), _least(contrasts))  # smoothing leaves little of thin lines
    thin[things > 0] = 0
    return has_form(surface, thin)


def _ask_twice(image: PageImage, grey: Pixels, quad: Quads, contrast: float, legibility: Legibility, *, two_tones: bool) -> _Asked:
    """Ask about a box, and about faint text that reads both ways once more without its noise."""
    one = _ask(grey, quad, contrast, legibility, two_tones=two_tones)
    if one.side is not Side.EITHER or contrast > SHINES or two_tones:
        return one
    soft = np.asarray(cv2.GaussianBlur(grey, (0, 0), SOFT / MM * image.dpi), np.uint8)
    again = _ask(soft, quad, contrast, legibility, two_tones=False)
    return again if again.side is Side.OTHER else one


def _ask(grey: Pixels, quad: Quads, contrast: float, legibility: Legibility, *, two_tones: bool) -> _Asked:
    evidence = weigh(grey, quad[None], legibility)
    return _Asked(quad=quad, contrast=contrast, evidence=evidence, side=evidence.side(dark=contrast > SHINES and not two_tones))


def _others(asked: Sequence[_Asked], *, two_tones: bool) -> tuple[_Asked, ...]:
    """The boxes of the other side; where there are several, those too that only lean that way.

    A 1-bit page says nothing of how dark they are, so that no mark counts beside them: a character or two of a seal do not make them.
    """
    others = tuple(one for one in asked if one.side is Side.OTHER and (two_tones or one.contrast <= SHINES))
    if len(others) < SEVERAL:
        return tuple(one for one in others if not two_tones or (one.evidence.slenderness >= SHORT and not one.may_be_number))
    darkest = MUCH_DARKER * _darkest(others)
    return others + tuple(one for one in asked if one.side is Side.EITHER and one.leans and one.contrast <= darkest)


def _darkest(boxes: Sequence[_Asked]) -> float:
    return max((one.contrast for one in boxes), default=0.0)


def _is_this_sides(one: _Asked, others: Sequence[_Asked], *, two_tones: bool) -> bool:
    """Whether a box is text of this side, beside those of the other side; on a 1-bit page what reads as no letter is a mark at most."""
    if two_tones and not one.evidence.plain.letters:
        return False
    shines = _darkest(others)
    if one.side is Side.THIS:
        if len(others) >= SEVERAL and one.contrast <= shines and one.evidence.is_scant:
            return False
        return two_tones or one.contrast > shines or one.evidence.slenderness >= SHORT
    unsure = one.side is Side.EITHER or (two_tones and one.may_be_number)
    return unsure and one.contrast >= HINT and one.contrast > DARKER * shines  # no line of the other side is so dark


def _least(contrasts: npt.NDArray[np.float64]) -> float:
    """Grey levels from which ink is this side's where no line is the other side's."""
    return STRONG if (contrasts >= HINT).any() else FAINT


def _ink(surface: Surface, others: Sequence[_Asked], contrasts: npt.NDArray[np.float64], *, two_tones: bool) -> Pixels:
    """Where ink stands that is too dark to be the other side's; its darkest points are compared, so that thin lines are not passed over."""
    if two_tones:
        return surface.ink(max(BLACK, DARKER * _darkest(others)))
    if not others:
        return surface.ink(_least(contrasts))
    return surface.out_of_noise(surface.peaks(), max(STRONG, DARKER * _darkest(others)))

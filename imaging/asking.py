"""Which side of the paper the boxes of a nearly empty page are on: the darkest are asked one by one, and then judged together."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from domain.page import Pixels
from domain.text import Quads
from imaging.marks import things_in
from imaging.quality import MM
from imaging.sides import BETTER, LEGIBLE, SHINES, SHORT, Evidence, Legibility, Side, weigh
from imaging.surface import Surface

ASKED = 8
"""The darkest boxes that are asked which side they are on."""

SPECK, TALLEST = 2.4, 60.0
"""Millimetres: a box that is not so long holds dust, as the smallest print is higher; one thicker than that is no line of text."""

SOFT = 0.2
"""Millimetres (standard deviation) by which faint text that reads both ways is smoothed and asked again: noise hides the better way."""

HINT = 15.0
"""Grey levels below its paper from which a text box hints at another side; less is texture of the paper."""

DARKER = 1.5
"""Ink of this side is darker than text that shines through by this factor."""

SEVERAL, LEANS, MUCH_DARKER = 3, 0.05, 2.0
"""With so many boxes of the other side a line that reads better that way by so much, and is darker by this factor at most (titles are
bold), is the other side's too; and one that has too few letters, no darker than they are, is misread shine."""

TOGETHER = 5
"""So many lines that read better from behind on average, by as much as a line that tells by itself, are the other side's together; but not
one that is darker than the middle one by more than bold titles are."""

DOUBT = 0.8
"""A box of that share of the depth of the darkest line of the other side, which is none of its lines, leaves a doubt."""

NUMBER = 3
"""Letters at most of a box that does not tell by itself that another side shines through a 1-bit page, where it reads as it stands too."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class View:
    """A grey picture of a page with its text boxes and how dark each is (grey levels); `two_tones` where the page is 1-bit."""

    picture: Pixels
    quads: Quads
    contrasts: npt.NDArray[np.float64]
    dpi: float
    two_tones: bool

    @property
    def sized(self) -> npt.NDArray[np.bool_]:
        """Which boxes may be lines of text by their size."""
        if not len(self.quads):
            return np.zeros(0, np.bool_)
        wide, high = self.quads[:, 1] - self.quads[:, 0], self.quads[:, 3] - self.quads[:, 0]
        thick = np.minimum(np.hypot(*wide.T), np.hypot(*high.T)) * MM / self.dpi
        fits: npt.NDArray[np.bool_] = (np.ptp(self.quads, axis=1).max(1) >= SPECK / MM * self.dpi) & (thick <= TALLEST)
        return fits


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Asked:
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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Seen:
    """What a view tells: its boxes of a line's size and how dark they are, which were asked, which of these are the other side's.

    `things` is 1 on the surface's picture where boxes hold what nobody wrote.
    """

    quads: Quads
    contrasts: npt.NDArray[np.float64]
    asked: tuple[Asked, ...]
    others: tuple[Asked, ...]
    things: Pixels
    two_tones: bool

    @property
    def shines(self) -> float:
        """Grey levels of the darkest line of the other side; 0 where there is none."""
        return _darkest(self.others)

    @property
    def sure(self) -> tuple[Asked, ...]:
        """The boxes that are surely lines of this side."""
        return tuple(one for one in self.asked if one.is_surely_text)

    @property
    def is_doubtful(self) -> bool:
        """Whether something is about as dark as the other side's lines and is not told to be one."""
        return any(one.contrast >= max(HINT, DOUBT * self.shines) for one in self._rest())

    @property
    def has_text(self) -> bool:
        """Whether some box is text of this side."""
        return bool(self.sure) or any(self._is_this_sides(one) for one in self._rest())

    def _rest(self) -> tuple[Asked, ...]:
        return tuple(one for one in self.asked if one not in self.others)

    def _is_this_sides(self, one: Asked) -> bool:
        """Whether a box is text of this side, beside those of the other side.

        What reads as no letter, or as a letter on the rim that a 1-bit scan blackens, is a mark at most.
        """
        if not one.evidence.plain.letters:
            return False
        if one.side is Side.THIS:
            beside = len(self.others) >= SEVERAL and one.contrast <= self.shines
            if one.evidence.is_scant and (beside or (self.two_tones and one.evidence.plain.letters <= 1)):
                return False
            return self.two_tones or one.contrast > self.shines or one.evidence.slenderness >= SHORT
        unsure = one.side is Side.EITHER or (self.two_tones and one.may_be_number)
        return unsure and one.contrast >= HINT and one.contrast > DARKER * self.shines  # no line of the other side is so dark


def still_reads(one: Asked, view: View, legibility: Legibility) -> bool:
    """Whether a box is surely a line of this side in another view of the page too."""
    return _ask(view.picture, one.quad, one.contrast, legibility, dark=False).is_surely_text


def look(view: View, surface: Surface, legibility: Legibility) -> Seen:
    """Ask about the darkest boxes, until enough of them are surely this side's: one that is too dark to shine through, or several."""
    sized = view.sized
    quads, contrasts = view.quads[sized], view.contrasts[sized]
    asked: list[Asked] = []
    things = np.zeros_like(surface.depth)
    sure = 0
    for i in np.argsort(-contrasts)[:ASKED]:
        one = _ask_twice(view, quads[i], float(contrasts[i]), legibility)
        thing = things_in(surface, one.quad, one.contrast) if one.may_be_thing else None
        if thing is not None:
            things |= thing
        elif not one.is_texture:
            asked.append(one)
        sure += one.is_surely_text
        if sure >= (1 if one.contrast > SHINES else SEVERAL):
            break
    others = _others(asked, two_tones=view.two_tones)
    return Seen(quads=quads, contrasts=contrasts, asked=tuple(asked), others=others, things=things, two_tones=view.two_tones)


def _ask_twice(view: View, quad: Quads, contrast: float, legibility: Legibility) -> Asked:
    """Ask about a box, and about faint text that reads both ways once more without its noise."""
    one = _ask(view.picture, quad, contrast, legibility, dark=contrast > SHINES and not view.two_tones)
    if one.side is not Side.EITHER or contrast > SHINES or view.two_tones:
        return one
    soft = np.asarray(cv2.GaussianBlur(view.picture, (0, 0), SOFT / MM * view.dpi), np.uint8)
    again = _ask(soft, quad, contrast, legibility, dark=False)
    return again if again.side is Side.OTHER else one


def _ask(picture: Pixels, quad: Quads, contrast: float, legibility: Legibility, *, dark: bool) -> Asked:
    evidence = weigh(picture, quad[None], legibility)
    return Asked(quad=quad, contrast=contrast, evidence=evidence, side=evidence.side(dark=dark))


def _others(asked: Sequence[Asked], *, two_tones: bool) -> tuple[Asked, ...]:
    """The boxes of the other side; where there are several, those too that only lean that way.

    A 1-bit page says nothing of how dark they are, so that no mark counts beside them: a character or two of a seal do not make them.
    """
    together = 0.0 if two_tones else MUCH_DARKER * _lean_together(asked)
    others = tuple(
        one
        for one in asked
        if (one.side is Side.OTHER or (one.contrast <= together and one.side is not Side.THIS and one.evidence.leans > 0))
        and (two_tones or one.contrast <= SHINES)
    )
    if len(others) < SEVERAL:
        return tuple(one for one in others if not two_tones or (one.evidence.slenderness >= SHORT and not one.may_be_number))
    darkest = MUCH_DARKER * _darkest(others)
    return others + tuple(one for one in asked if one.side is Side.EITHER and one.leans and one.contrast <= darkest)


def _lean_together(asked: Sequence[Asked]) -> float:
    """How dark lines are that read better from behind on average (the middle one), though blurred shine does not tell line by line."""
    lines = [one for one in asked if one.evidence.slenderness >= SHORT]
    if len(lines) < TOGETHER or sum(one.evidence.leans for one in lines) < BETTER * len(lines):
        return 0.0
    return float(np.median([one.contrast for one in lines]))


def _darkest(boxes: Sequence[Asked]) -> float:
    return max((one.contrast for one in boxes), default=0.0)

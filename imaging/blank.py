"""Whether a side of paper is empty: nothing on it but dust, holes, creases, and the other side shining through.

Text of this side reads better as it stands than in a mirror; the other side's text the other way round, and it tells how strongly that
side shines through. What is drawn or stamped (no text that could be read) counts where it is darker than that.
"""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from domain.page import PageImage, Pixels
from domain.text import Quads
from imaging.asking import DARKER, HINT, SEVERAL, Seen, View, look, still_reads
from imaging.marks import has_form, has_marks
from imaging.quality import box_contrasts
from imaging.seal import ROUND, is_sealed, likely_seals
from imaging.sides import SHINES, SURELY, Detect, Legibility, is_bilevel, slenderness
from imaging.surface import Surface, lifted, surface_of

DARK_TEXT = 110.0
"""Grey levels against its paper from which text cannot be the other side's."""

FEW = 5
"""So many boxes of dark text or fewer may be a hole, an edge, a speck: they are asked too."""

STRONG, FAINT, BLACK = 40.0, 25.0, 60.0
"""Grey levels below the paper, after smoothing, from which ink is this side's: where another side may shine through; where nothing hints
at one, as thin lines and pencil are no darker; on a 1-bit page, where ink is black and what the small picture shows greyer is dots of a
crease or a stain."""


def is_blank(
    image: PageImage, grey: Pixels, quads: Quads, contrasts: npt.NDArray[np.float64], legibility: Legibility, detect: Detect
) -> bool:
    """Whether nothing is written, stamped or drawn on this side.

    `grey` is the reading channel of `image`, `contrasts` how dark each box is in it (`imaging.quality.box_contrasts`). Where a doubt is
    left and all text is faint, the boxes of the lifted picture (`detect`) are asked too, as shine reads far better there.
    """
    view = View(picture=grey, quads=quads, contrasts=contrasts, dpi=image.dpi, two_tones=is_bilevel(grey))
    if (contrasts[view.sized] >= DARK_TEXT).sum() > FEW and not view.two_tones:
        return False
    surface = surface_of(image.pixels, image.dpi)
    seen = look(view, surface, legibility)
    empty = _is_empty(surface, seen, legibility)
    clear = not seen.is_doubtful if empty else len(seen.sure) >= SEVERAL
    if clear or view.two_tones or seen.contrasts.max(initial=0.0) > SHINES:
        return empty
    lift = _lifted(view, surface, detect)
    again = look(lift, surface, legibility)
    if empty:
        written = any(one.evidence.plain.confidence >= SURELY for one in again.sure)
        return not written and not _has_seal(surface, again.quads, legibility)
    if any(still_reads(one, lift, legibility) for one in seen.sure):
        return False
    return bool(again.others) and _is_empty(surface, again, legibility, least=FAINT)  # shine that pale excuses no pencil


def _lifted(view: View, surface: Surface, detect: Detect) -> View:
    """The page with its faint ink as dark as print, and what boxes it has then."""
    depth = surface.fine_depth(view.dpi)
    picture = lifted(depth)
    quads = detect(picture)
    return replace(view, picture=picture, quads=quads, contrasts=box_contrasts(np.asarray(255 - depth, np.uint8), quads))


def _is_empty(surface: Surface, seen: Seen, legibility: Legibility, least: float = STRONG) -> bool:
    """Whether a view shows neither text nor marks nor a seal of this side; `least`: see `_ink`."""
    if seen.has_text or _is_marked(surface, seen, least):
        return False
    return not _has_seal(surface, np.concatenate([seen.quads, likely_seals(surface)]), legibility)


def _has_seal(surface: Surface, quads: Quads, legibility: Legibility) -> bool:
    return any(is_sealed(surface, quad, legibility) for quad in quads if slenderness(quad) <= ROUND)


def _is_marked(surface: Surface, seen: Seen, least: float) -> bool:
    """Whether something is stamped or drawn here that is no text."""
    ink = _ink(surface, seen, least)
    ink[seen.things > 0] = 0
    if has_marks(surface, ink, surface.ink(FAINT) if seen.two_tones else None):  # of a broken crease most pieces look pale
        return True
    if seen.others or seen.two_tones:
        return False
    thin = surface.out_of_noise(surface.peaks(), _least(seen))  # smoothing leaves little of thin lines
    thin[seen.things > 0] = 0
    return has_form(surface, thin)


def _least(seen: Seen) -> float:
    """Grey levels from which ink is this side's where no line is the other side's."""
    return STRONG if (seen.contrasts >= HINT).any() else FAINT


def _ink(surface: Surface, seen: Seen, least: float) -> Pixels:
    """Where ink stands that is too dark to be the other side's, at least so dark where there is another side.

    Its darkest points are compared, so that thin lines are not passed over.
    """
    if seen.two_tones:
        return surface.ink(max(BLACK, DARKER * seen.shines))
    if not seen.others:
        return surface.ink(_least(seen))
    return surface.out_of_noise(surface.peaks(), max(least, DARKER * seen.shines))

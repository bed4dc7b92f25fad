"""The state of a scanned page as measured values, and how one is drawn by lot."""

import random
from dataclasses import dataclass, replace
from enum import StrEnum

from domain.page import Rotation

Sides = tuple[float, float, float, float]
"""Left, top, right, bottom."""
NO_SIDES: Sides = (0.0, 0.0, 0.0, 0.0)


class Profile(StrEnum):
    """How hard the scans are."""

    CLEAN = "clean"
    OFFICE = "office"
    HARSH = "harsh"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wear:
    """The state of one scanned page.

    `rotation` degrees clockwise it must be turned to stand upright; `skew` degrees counter-clockwise of the content after that;
    `tint` RGB of the paper; `shadow` 0..1 of a dark edge; `bleed` 0..1 of the back showing through; `fade` 0..1 of lost ink; `noise`
    standard deviation in grey levels; `blur` sigma in pixels of 200 dpi; `fax` 1-bit; `grey` no colour; `quality` of JPEG.

    Only the bench has the rest: `ink` share 0..1 of contrast that is left everywhere; `carbon` RGB that black ink has become; `copied` a
    photocopy, without colour; `stain` 0..1 of uneven yellowing; `shadows` 0..1 of dark edges left, top, right and bottom; `toner` count of
    specks and `streaks` of upright lines a copier adds; `lid` RGB beyond a turned sheet; `whole` a scan area large enough for the turned
    sheet; `crop` and `frame` millimetres cut off and blackened left, top, right and bottom; `punched` the edge with `punches` holes;
    `crisp` 1-bit by a local threshold, as office scanners do, not by a fixed one.
    """

    rotation: Rotation = 0
    skew: float = 0.0
    tint: tuple[int, int, int] = (255, 255, 255)
    shadow: float = 0.0
    bleed: float = 0.0
    fade: float = 0.0
    noise: float = 0.0
    blur: float = 0.0
    specks: int = 0
    holes: bool = False
    fold: bool = False
    fax: bool = False
    grey: bool = False
    quality: int = 80
    ink: float = 1.0
    carbon: tuple[int, int, int] | None = None
    copied: bool = False
    stain: float = 0.0
    shadows: Sides = NO_SIDES
    toner: int = 0
    streaks: int = 0
    lid: tuple[int, int, int] | None = None
    whole: bool = False
    crop: Sides = NO_SIDES
    frame: Sides = NO_SIDES
    punched: str = "left"
    punches: int = 2
    crisp: bool = False
    seed: int = 0

    @property
    def colour(self) -> str:
        """How many colours the scan has: colour, grey or bilevel."""
        if self.fax:
            return "bilevel"
        return "grey" if self.grey else "colour"


def choose_wear(rng: random.Random, profile: Profile) -> Wear:
    """The wear of one page."""
    base = Wear(seed=rng.randrange(2**31))
    if profile is Profile.CLEAN:
        return replace(base, skew=rng.uniform(-0.3, 0.3), grey=rng.random() < 0.3, quality=85)
    harsh = profile is Profile.HARSH
    yellow = rng.randint(0, 60) if harsh else rng.choice((0, 0, 0, 8, 25))
    paper = rng.randint(225, 252) if harsh else rng.randint(240, 255)
    turn: Rotation = rng.choices((0, 90, 180, 270), (70, 10, 10, 10) if harsh else (91, 3, 3, 3))[0]
    return replace(
        base,
        rotation=turn,
        skew=rng.uniform(-4.5, 4.5) if harsh else rng.gauss(0, 0.8),
        tint=(paper, paper - yellow // 4, paper - yellow),
        shadow=rng.uniform(0.2, 0.7) if harsh and rng.random() < 0.6 else rng.choice((0.0, 0.0, 0.25)),
        bleed=rng.uniform(0.05, 0.16) if rng.random() < (0.5 if harsh else 0.15) else 0.0,
        fade=rng.uniform(0.1, 0.5) if harsh else rng.uniform(0.0, 0.15),
        noise=rng.uniform(4, 12) if harsh else rng.uniform(1, 4),
        blur=rng.uniform(0.4, 1.1) if harsh else rng.uniform(0.0, 0.6),
        specks=rng.randint(20, 400) if harsh else rng.randint(0, 30),
        holes=rng.random() < 0.3,
        fold=rng.random() < (0.3 if harsh else 0.08),
        fax=rng.random() < (0.22 if harsh else 0.08),
        grey=rng.random() < 0.3,
        quality=rng.randint(30, 60) if harsh else rng.randint(55, 78),
    )

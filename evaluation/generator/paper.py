"""What paper, wear and scanner do to a clean page: measured wear in, scanned pixels out."""

import random
from dataclasses import dataclass, replace
from enum import StrEnum

import cv2
import numpy as np
import numpy.typing as npt

from domain.page import Pixels, Rotation

Floats = npt.NDArray[np.float32]


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


def weather(pixels: Pixels, wear: Wear, dpi: int, back: Pixels | None = None) -> Pixels:
    """The page as scanned: RGB, or grey (0 and 255 only for fax). `back` is the drawing of its other side, for bleed-through."""
    chance = np.random.default_rng(wear.seed)
    page: Floats = pixels.astype(np.float32)
    if wear.fade:
        page = 255 - (255 - page) * (1 - wear.fade * _clouds(chance, pixels.shape[:2])[..., None])
    if wear.bleed and back is not None:
        page -= (255 - cv2.GaussianBlur(_fitted(back, pixels), (0, 0), 1.6 * dpi / 200)[:, ::-1].astype(np.float32)) * wear.bleed
    page *= np.asarray(wear.tint, np.float32) / 255
    _fold_and_holes(page, wear, dpi, chance)
    page = _turned(page, wear.skew, wear.tint if not wear.shadow else (90, 88, 84))
    if wear.blur:
        page = cv2.GaussianBlur(page, (0, 0), wear.blur * dpi / 200).astype(np.float32)
    if wear.shadow:
        page *= _edge_shadow(page.shape[:2], wear.shadow, chance)[..., None]
    if wear.noise:
        page += chance.standard_normal(page.shape[:2], dtype=np.float32)[..., None] * wear.noise
    out: Pixels = np.clip(page, 0, 255).astype(np.uint8)
    _specks(out, wear.specks, chance)
    if wear.fax:
        grey = cv2.cvtColor(out, cv2.COLOR_RGB2GRAY)
        out = np.where(grey > chance.integers(140, 185), 255, 0).astype(np.uint8)
    elif wear.grey:
        out = cv2.cvtColor(out, cv2.COLOR_RGB2GRAY).astype(np.uint8)
    return np.ascontiguousarray(np.rot90(out, wear.rotation // 90))


def _fitted(back: Pixels, page: Pixels) -> Pixels:
    out: Pixels = cv2.resize(back, page.shape[1::-1]).astype(np.uint8)
    return out


def _clouds(chance: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    """A smooth random field 0..1."""
    grown = cv2.resize(chance.random((8, 6), dtype=np.float32), shape[1::-1], interpolation=cv2.INTER_CUBIC)
    return np.clip(grown, 0, 1).astype(np.float32)


def _turned(page: Floats, degrees: float, border: tuple[int, int, int]) -> Floats:
    """The page turned counter-clockwise about its centre on a canvas of the same size."""
    if not degrees:
        return page
    height, width = page.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return cv2.warpAffine(page, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=border).astype(np.float32)


def _edge_shadow(shape: tuple[int, ...], depth: float, chance: np.random.Generator) -> Floats:
    """A multiplier that darkens one side edge and a little of the top, as a lid left open."""
    height, width = shape
    reach = width * chance.uniform(0.02, 0.09)
    across = 1 - depth * np.exp(-np.arange(width, dtype=np.float32) / reach)
    if chance.random() < 0.5:
        across = across[::-1]
    down = 1 - 0.4 * depth * np.exp(-np.arange(height, dtype=np.float32) / (reach * 0.7))
    return np.outer(down, across).astype(np.float32)


def _fold_and_holes(page: Floats, wear: Wear, dpi: int, chance: np.random.Generator) -> None:
    """A crease across the sheet and two punch holes at the left edge (ISO 838: 80 mm apart, 6 mm wide, 12 mm in)."""
    height = page.shape[0]
    if wear.fold:
        y = int(height * chance.uniform(0.3, 0.7))
        page[y : y + 2] *= 0.8
        page[y + 2 : y + 5] = np.minimum(page[y + 2 : y + 5] * 1.06, 255)
    if wear.holes:
        for offset in (-40, 40):
            centre = (round(12 / 25.4 * dpi), round(height / 2 + offset / 25.4 * dpi))
            cv2.circle(page, centre, round(3 / 25.4 * dpi), (60.0, 58.0, 55.0), -1, cv2.LINE_AA)


def _specks(page: Pixels, count: int, chance: np.random.Generator) -> None:
    height, width = page.shape[:2]
    for _ in range(count):
        x, y = int(chance.integers(width)), int(chance.integers(height))
        size = int(chance.integers(1, 4))
        page[y : y + size, x : x + size] = int(chance.integers(0, 140))

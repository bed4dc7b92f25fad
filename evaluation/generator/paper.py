"""What paper, wear and scanner do to a clean page: measured wear in, scanned pixels out."""

import math

import cv2
import numpy as np
import numpy.typing as npt

from domain.page import Pixels
from evaluation.generator import copier
from evaluation.generator.wear import NO_SIDES, Wear

Floats = npt.NDArray[np.float32]
_LID_AJAR = (90, 88, 84)


def weather(pixels: Pixels, wear: Wear, dpi: int, back: Pixels | None = None) -> Pixels:
    """The page as scanned: RGB, or grey (0 and 255 only for fax). `back` is the drawing of its other side, for bleed-through."""
    chance = np.random.default_rng(wear.seed)
    page = _lit(_turned(_worn_sheet(pixels, wear, dpi, back, chance), wear), wear, dpi, chance)
    if wear.noise:
        page += chance.standard_normal(page.shape[:2], dtype=np.float32)[..., None] * wear.noise
    out: Pixels = np.clip(page, 0, 255, out=page).astype(np.uint8)
    _specks(out, wear.specks, chance)
    if wear.toner:
        copier.toner_specks(out, wear.toner, dpi, chance)
    if wear.fax:
        grey = cv2.cvtColor(out, cv2.COLOR_RGB2GRAY).astype(np.uint8)
        out = copier.crisp(grey, dpi) if wear.crisp else np.where(grey > chance.integers(140, 185), 255, 0).astype(np.uint8)
    elif wear.grey:
        out = cv2.cvtColor(out, cv2.COLOR_RGB2GRAY).astype(np.uint8)
    return np.ascontiguousarray(np.rot90(out, wear.rotation // 90))


def _worn_sheet(pixels: Pixels, wear: Wear, dpi: int, back: Pixels | None, chance: np.random.Generator) -> Floats:
    """What became of the sheet before it was scanned."""
    if wear.copied:
        pixels = cv2.cvtColor(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB).astype(np.uint8)
    page: Floats = pixels.astype(np.float32)
    if wear.carbon:
        page = copier.carbon(page, wear.carbon)
    if wear.ink < 1 or wear.fade:
        np.subtract(255, page, out=page)
        if wear.ink < 1:
            page *= wear.ink
        if wear.fade:
            page *= (1 - wear.fade * _clouds(chance, pixels.shape[:2]))[..., None]
        np.subtract(255, page, out=page)
    if wear.bleed and back is not None:
        shown = cv2.GaussianBlur(_fitted(back, pixels), (0, 0), 1.6 * dpi / 200)[:, ::-1].astype(np.float32)
        np.subtract(255, shown, out=shown)
        shown *= wear.bleed
        page -= shown
    page *= np.asarray(wear.tint, np.float32) / 255
    if wear.stain:
        clouds = _clouds(chance, pixels.shape[:2])
        for channel, share in enumerate((0.1, 0.22, 0.5)):
            page[..., channel] *= 1 - wear.stain * share * clouds
    _fold_and_holes(page, wear, dpi, chance)
    return page


def _lit(page: Floats, wear: Wear, dpi: int, chance: np.random.Generator) -> Floats:
    """What the glass and the lamp add to the turned sheet."""
    if wear.crop != NO_SIDES:
        page = copier.cropped(page, wear.crop, dpi)
    if wear.blur:
        page = cv2.GaussianBlur(page, (0, 0), wear.blur * dpi / 200).astype(np.float32)
    if wear.shadow:
        page *= _edge_shadow(page.shape[:2], wear.shadow, chance)[..., None]
    if wear.shadows != NO_SIDES:
        page *= _edge_shadows(page.shape[:2], wear.shadows, chance)[..., None]
    if wear.streaks:
        copier.streak(page, wear.streaks, chance)
    if wear.frame != NO_SIDES:
        copier.frame(page, wear.frame, dpi, chance)
    return page


def _fitted(back: Pixels, page: Pixels) -> Pixels:
    out: Pixels = cv2.resize(back, page.shape[1::-1]).astype(np.uint8)
    return out


def _clouds(chance: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    """A smooth random field 0..1."""
    grown = cv2.resize(chance.random((8, 6), dtype=np.float32), shape[1::-1], interpolation=cv2.INTER_CUBIC)
    return np.clip(grown, 0, 1).astype(np.float32)


def canvas(width: float, height: float, wear: Wear) -> tuple[float, float]:
    """The size of the scan area for a sheet of that size, before cropping: as large as the sheet, or as the turned sheet takes."""
    if not wear.whole:
        return width, height
    sin, cos = abs(math.sin(math.radians(wear.skew))), abs(math.cos(math.radians(wear.skew)))
    return width * cos + height * sin, width * sin + height * cos


def _turned(page: Floats, wear: Wear) -> Floats:
    """The page turned counter-clockwise about its centre, which stays the centre of the scan area."""
    if not wear.skew:
        return page
    height, width = page.shape[:2]
    wide, tall = map(round, canvas(width, height, wear))
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), wear.skew, 1.0)
    matrix[:, 2] += ((wide - width) / 2, (tall - height) / 2)
    border = wear.lid or (wear.tint if not wear.shadow else _LID_AJAR)
    return cv2.warpAffine(page, matrix, (wide, tall), flags=cv2.INTER_LINEAR, borderValue=border).astype(np.float32)


def _edge_shadow(shape: tuple[int, ...], depth: float, chance: np.random.Generator) -> Floats:
    """A multiplier that darkens one side edge and a little of the top, as a lid left open."""
    height, width = shape
    reach = width * chance.uniform(0.02, 0.09)
    across = 1 - depth * np.exp(-np.arange(width, dtype=np.float32) / reach)
    if chance.random() < 0.5:
        across = across[::-1]
    down = 1 - 0.4 * depth * np.exp(-np.arange(height, dtype=np.float32) / (reach * 0.7))
    return np.outer(down, across).astype(np.float32)


def _edge_shadows(shape: tuple[int, ...], depths: tuple[float, ...], chance: np.random.Generator) -> Floats:
    """A multiplier that darkens each side by its own depth: left, top, right, bottom."""
    height, width = shape
    profiles = []
    for depth, length in zip(depths, (width, height, width, height), strict=True):
        reach = width * chance.uniform(0.01, 0.06)
        profiles.append(1 - depth * np.exp(-np.arange(length, dtype=np.float32) / reach))
    across, down = profiles[0] * profiles[2][::-1], profiles[1] * profiles[3][::-1]
    return np.outer(down, across).astype(np.float32)


def _fold_and_holes(page: Floats, wear: Wear, dpi: int, chance: np.random.Generator) -> None:
    """A crease across the sheet and punch holes at one edge (ISO 838: 80 mm apart, 6 mm wide, 12 mm in)."""
    height, width = page.shape[:2]
    if wear.fold:
        y = int(height * chance.uniform(0.3, 0.7))
        page[y : y + 2] *= 0.8
        page[y + 2 : y + 5] = np.minimum(page[y + 2 : y + 5] * 1.06, 255)
    if wear.holes:
        inset = 12 / 25.4 * dpi
        for number in range(wear.punches):
            along = (number - (wear.punches - 1) / 2) * 80 / 25.4 * dpi
            x, y = {
                "left": (inset, height / 2 + along),
                "right": (width - inset, height / 2 + along),
                "top": (width / 2 + along, inset),
            }[wear.punched]
            cv2.circle(page, (round(x), round(y)), round(3 / 25.4 * dpi), (60.0, 58.0, 55.0), -1, cv2.LINE_AA)


def _specks(page: Pixels, count: int, chance: np.random.Generator) -> None:
    height, width = page.shape[:2]
    for _ in range(count):
        x, y = int(chance.integers(width)), int(chance.integers(height))
        size = int(chance.integers(1, 4))
        page[y : y + size, x : x + size] = int(chance.integers(0, 140))

"""The wider wear of the bench: more turns and slants, faint copies, photocopies, carbon paper, 1-bit scans of both kinds.

Nothing printed is lost to it: what is cut off, blackened or punched stays clear of the page's content, a sheet turned far gets a scan
area that holds it, and a page thresholded at one level has neither faint ink nor deep shadow.
"""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from domain.page import Rotation
from evaluation.generator.paper import canvas
from evaluation.generator.sheet import PageDraft
from evaluation.generator.wear import NO_SIDES, Profile, Sides, Wear, choose_wear

Points = list[tuple[float, float]]
Value = TypeVar("Value")
_CLEARANCE = 5.0
"""Points between the content and what is cut, blackened or punched."""
_MM = 25.4 / 72
_CARBONS = ((58, 64, 150), (96, 70, 140), (70, 70, 78), (120, 86, 70))
_LIDS = ((24, 24, 26), (90, 88, 84), (170, 170, 168), (250, 250, 250))


BILEVEL_BLEED = 0.09
"""How much of the other side a 1-bit scan may have shown through without printing it in black."""


class Mode(StrEnum):
    """What a scanner is set to, for a file's all pages."""

    COLOUR = "colour"
    GREY = "grey"
    CRISP = "crisp"
    FAX = "fax"


_MODES: dict[Profile, dict[Mode, int]] = {
    Profile.CLEAN: {Mode.COLOUR: 5, Mode.GREY: 3, Mode.CRISP: 2},
    Profile.OFFICE: {Mode.COLOUR: 5, Mode.GREY: 3, Mode.CRISP: 2, Mode.FAX: 1},
    Profile.HARSH: {Mode.COLOUR: 4, Mode.GREY: 3, Mode.CRISP: 2, Mode.FAX: 2},
}
_DPIS = {150: 2, 200: 2, 300: 1}
_TURNS = {Profile.CLEAN: (79, 7, 7, 7), Profile.OFFICE: (64, 12, 12, 12), Profile.HARSH: (46, 18, 18, 18)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanner:
    """How one file was scanned."""

    mode: Mode
    dpi: int


def deal_scanners(rng: random.Random, profile: Profile) -> Iterator[Scanner]:
    """Settings without end, dealt so that already a few files show all modes and resolutions."""
    for mode, dpi in zip(_dealt(rng, _MODES[profile]), _dealt(rng, _DPIS), strict=True):
        yield Scanner(mode=mode, dpi=dpi)


def _dealt(rng: random.Random, counts: dict[Value, int]) -> Iterator[Value]:
    while True:
        deck = [value for value, count in counts.items() for _ in range(count)]
        rng.shuffle(deck)
        yield from deck


def choose_bench_wear(rng: random.Random, profile: Profile, mode: Mode) -> Wear:
    """The wear of one page, before it is fitted to what is on the page."""
    wear = replace(choose_wear(rng, profile), grey=mode is Mode.GREY, fax=mode in (Mode.FAX, Mode.CRISP), crisp=mode is Mode.CRISP)
    turn: Rotation = rng.choices((0, 90, 180, 270), _TURNS[profile])[0]
    wear = replace(wear, rotation=turn, skew=_skew(rng, profile), lid=rng.choice(_LIDS))
    if profile is Profile.CLEAN:
        return wear
    wear = _aged(rng, wear, profile)
    if wear.fax:
        wear = replace(wear, bleed=min(wear.bleed, BILEVEL_BLEED))
    if wear.crisp:
        wear = replace(wear, noise=min(wear.noise, 3.0), specks=min(wear.specks, 40))
    return _readable_at_one_level(wear) if mode is Mode.FAX else wear


def _skew(rng: random.Random, profile: Profile) -> float:
    far, some = {Profile.CLEAN: (0.0, 0.1), Profile.OFFICE: (0.06, 0.25), Profile.HARSH: (0.15, 0.7)}[profile]
    roll = rng.random()
    if roll < far:
        return rng.uniform(-15, 15)
    return rng.uniform(-5, 5) if roll < far + some else max(-5.0, min(5.0, rng.gauss(0, 0.7)))


def _aged(rng: random.Random, wear: Wear, profile: Profile) -> Wear:
    """One of the ways to grow faint, and any of the ways to get dirty."""
    harsh = profile is Profile.HARSH

    def often(office: float, hard: float) -> bool:
        return rng.random() < (hard if harsh else office)

    roll = rng.random() / (2.0 if harsh else 1.0)
    if roll < 0.08:
        ink = rng.uniform(0.25, 0.45)
        wear = replace(wear, ink=ink, fade=min(wear.fade, 0.1), bleed=min(wear.bleed, ink / 5))
        wear = replace(wear, noise=min(wear.noise, 4.0), blur=min(wear.blur, 0.6))
    elif roll < 0.13:
        wear = replace(wear, carbon=rng.choice(_CARBONS), ink=rng.uniform(0.55, 0.9), fade=rng.uniform(0.1, 0.35))
    elif roll < 0.25:
        wear = replace(
            wear, copied=True, toner=rng.randint(60, 400) * (3 if harsh else 1), streaks=rng.choice((0, 0, 1, 2)),
            frame=_sides(rng, 0.5, 9), crop=_sides(rng, 0.5, 8),
        )  # fmt: skip
    if often(0.1, 0.3):
        wear = replace(wear, stain=rng.uniform(0.2, 0.8 if harsh else 0.45), tint=_yellowed(rng))
    if often(0.12, 0.35):
        wear = replace(wear, shadow=0.0, shadows=_sides(rng, 0.7, 0.65 if harsh else 0.4))
    if often(0.1, 0.2):
        wear = replace(wear, crop=_sides(rng, 0.5, 8))
    punched = rng.choice(("left", "left", "right", "top"))
    return replace(wear, holes=often(0.2, 0.35), punched=punched, punches=2 if punched == "top" else rng.choice((2, 2, 3)))


def _sides(rng: random.Random, chance: float, most: float) -> Sides:
    left, top, right, bottom = (rng.uniform(0.2, 1.0) * most if rng.random() < chance else 0.0 for _ in range(4))
    return left, top, right, bottom


def _yellowed(rng: random.Random) -> tuple[int, int, int]:
    paper = rng.randint(226, 248)
    return paper, paper - rng.randint(4, 14), paper - rng.randint(20, 62)


def _readable_at_one_level(wear: Wear) -> Wear:
    """What a fixed threshold would lose is spared: no faint ink, no deep shadow, no blur that pales thin strokes."""
    paper = (max(value, 215) for value in wear.tint)
    red, green, blue = paper
    return replace(
        wear, ink=1.0, carbon=None, fade=min(wear.fade, 0.1), blur=min(wear.blur, 0.5), stain=0.0, tint=(red, green, blue),
        shadow=min(wear.shadow, 0.2), shadows=NO_SIDES, noise=min(wear.noise, 8.0),
    )  # fmt: skip


def fitted(wear: Wear, draft: PageDraft) -> Wear:
    """The wear with its cuts, edges and holes kept off the page's content."""
    if wear.holes and _punches_content(wear, draft):
        wear = replace(wear, holes=False)
    free = _free_margins(wear, draft)
    if min(free) < _CLEARANCE:
        wear = replace(wear, whole=True)
        free = _free_margins(wear, draft)
    crop = _within(wear.crop, free)
    frame = _within(wear.frame, tuple(margin - cut / _MM for margin, cut in zip(free, crop, strict=True)))
    return replace(wear, crop=crop, frame=frame)


def _within(sides: Sides, free: tuple[float, ...]) -> Sides:
    """Millimetres per side that leave the clearance of what is free, in points."""
    left, top, right, bottom = (max(0.0, min(side, (margin - _CLEARANCE) * _MM)) for side, margin in zip(sides, free, strict=True))
    return left, top, right, bottom


def content(draft: PageDraft) -> Points:
    """The corners of all that is on the page; of text a little more, as handwriting and slanted stamps run over."""
    areas = []
    for run in draft.runs:
        over = 0.35 if run.face == "hand" else 0.08
        areas.append((run.x - 4, run.y - run.size * over, run.x + run.width * (1 + over) + 4, run.y + run.height * (1 + over) + 2))
    areas += [(rule.x0, rule.y0, rule.x1, rule.y1) for rule in draft.rules]
    areas += [(seal.x - seal.radius, seal.y - seal.radius, seal.x + seal.radius, seal.y + seal.radius) for seal in draft.seals]
    areas += [(code.x, code.y, code.x + code.size, code.y + code.size) for code in draft.codes]
    return [point for x0, y0, x1, y1 in areas for point in ((x0, y0), (x1, y0), (x0, y1), (x1, y1))]


def _free_margins(wear: Wear, draft: PageDraft) -> tuple[float, float, float, float]:
    """Points free of content at the left, top, right and bottom of the scan area."""
    points = content(draft) or [(draft.width / 2, draft.height / 2)]
    wide, tall = canvas(draft.width, draft.height, wear)
    sin, cos = math.sin(math.radians(wear.skew)), math.cos(math.radians(wear.skew))
    offsets = [(x - draft.width / 2, y - draft.height / 2) for x, y in points]
    xs = [wide / 2 + x * cos + y * sin for x, y in offsets]
    ys = [tall / 2 - x * sin + y * cos for x, y in offsets]
    return min(xs), min(ys), wide - max(xs), tall - max(ys)


def _punches_content(wear: Wear, draft: PageDraft) -> bool:
    reach = 15 / _MM + _CLEARANCE
    xs, ys = zip(*(content(draft) or [(draft.width / 2, draft.height / 2)]), strict=True)
    free = {"left": min(xs), "right": draft.width - max(xs), "top": min(ys)}
    return bool(free[wear.punched] < reach)

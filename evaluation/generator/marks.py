"""What is put on a page after it was printed: box stamps with a date, pencil notes, underlines, seals over text."""

import math
import random
from dataclasses import replace

from evaluation.generator.flow import advance
from evaluation.generator.sheet import PageDraft, Rule, Run, Seal

Area = tuple[float, float, float, float]
"""Left, top, right, bottom in points."""
_TRIES = 60
_EDGE = 48.0


def box_stamp(draft: PageDraft, rng: random.Random, word: str, date: str, slant: float = 8.0) -> PageDraft:
    """A red rectangle with a word over a date, up to `slant` degrees aslant, where the page is free; the page as it is where it is full."""
    size = rng.uniform(11, 15)
    width, height = max(advance(word, size), advance(date, size * 0.85)) + size * 1.2, size * 3.2
    spot = free_spot(draft, rng, width, height)
    if spot is None:
        return draft
    centre, tilt = (spot[0] + width / 2, spot[1] + height / 2), rng.uniform(-slant, slant)
    corners = [_turned((dx * width / 2, dy * height / 2), centre, tilt) for dx, dy in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    rules = [
        Rule(x0=a[0], y0=a[1], x1=b[0], y1=b[1], weight=1.4, ink="red") for a, b in zip(corners, corners[1:] + corners[:1], strict=True)
    ]
    runs = []
    for text, scale, down in ((word, 1.0, -0.68), (date, 0.85, 0.72)):
        em = size * scale
        x, middle = _turned((-advance(text, em) / 2, down * size), centre, tilt)
        runs.append(Run(text=text, x=x, y=middle - em / 2, size=em, width=advance(text, em), face="stamp", ink="red", tilt=tilt))
    return replace(_with_runs(draft, runs), rules=(*draft.rules, *rules))


def pencil_note(draft: PageDraft, rng: random.Random, text: str) -> PageDraft:
    """A note in pencil where the page is free."""
    size = rng.uniform(12, 17)
    spot = free_spot(draft, rng, advance(text, size) * 1.15, size * 1.4)
    if spot is None:
        return draft
    note = Run(text=text, x=spot[0], y=spot[1], size=size, width=advance(text, size), face="hand", ink="grey")
    return _with_runs(draft, [note])


def underlines(draft: PageDraft, rng: random.Random, share: float) -> PageDraft:
    """Lines under a share 0..1 of the runs, so close that they touch the characters."""
    rules = []
    for run in draft.runs:
        if run.down or run.tilt or run.face == "title" or rng.random() > share:
            continue
        y = run.y + run.size * rng.uniform(0.9, 1.04)
        rules.append(Rule(x0=run.x - 2, y0=y, x1=run.x + run.width + 2, y1=y, weight=rng.uniform(0.5, 1.1)))
    return replace(draft, rules=(*draft.rules, *rules))


def seal_over(draft: PageDraft, rng: random.Random, text: str, shape: str) -> PageDraft:
    """One more seal, over a unit number where the page has one."""
    runs = [run for run in draft.runs if any(unit in run.text for unit in draft.units)] or list(draft.runs)
    if not runs:
        return draft
    run, radius = rng.choice(runs), rng.uniform(40, 56)
    x = min(max(run.x + run.width * rng.uniform(0.2, 0.8), radius), draft.width - radius)
    y = min(max(run.y + rng.uniform(-0.6, 0.8) * radius, radius), draft.height - radius)
    return replace(draft, seals=(*draft.seals, Seal(x=x, y=y, radius=radius, text=text, shape=shape)))


def lone_seal(draft: PageDraft, rng: random.Random, text: str, shape: str) -> PageDraft:
    """A seal somewhere on an empty page."""
    radius = rng.uniform(40, 56)
    x, y = rng.uniform(_EDGE + radius, draft.width - _EDGE - radius), rng.uniform(_EDGE + radius, draft.height - _EDGE - radius)
    return replace(draft, seals=(*draft.seals, Seal(x=x, y=y, radius=radius, text=text, shape=shape)))


def free_spot(draft: PageDraft, rng: random.Random, width: float, height: float) -> tuple[float, float] | None:
    """The left top of a place of that size clear of text, seals and the page's edge; None where chance finds none."""
    for _ in range(_TRIES):
        if draft.width - _EDGE * 2 < width or draft.height - _EDGE * 2 < height:
            return None
        x, y = rng.uniform(_EDGE, draft.width - _EDGE - width), rng.uniform(_EDGE, draft.height - _EDGE - height)
        if not any(_meet((x - 6, y - 6, x + width + 6, y + height + 6), taken) for taken in _taken(draft)):
            return x, y
    return None


def _taken(draft: PageDraft) -> list[Area]:
    runs = [(run.x, run.y, run.x + run.width * 1.12, run.y + run.height) for run in draft.runs]
    return runs + [(seal.x - seal.radius, seal.y - seal.radius, seal.x + seal.radius, seal.y + seal.radius) for seal in draft.seals]


def _meet(one: Area, other: Area) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _turned(offset: tuple[float, float], centre: tuple[float, float], degrees: float) -> tuple[float, float]:
    """The point at an offset from a centre, turned counter-clockwise about it on a page whose y grows downwards."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return centre[0] + offset[0] * cos + offset[1] * sin, centre[1] - offset[0] * sin + offset[1] * cos


def _with_runs(draft: PageDraft, runs: list[Run]) -> PageDraft:
    """The draft with runs read after the last one that begins above them."""
    top = min(run.y for run in runs)
    place = max((index + 1 for index, run in enumerate(draft.runs) if run.y < top), default=0)
    return replace(draft, runs=(*draft.runs[:place], *runs, *draft.runs[place:]))

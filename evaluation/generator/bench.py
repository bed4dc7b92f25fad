"""The wider variety of the bench: which house form and shape a paper gets, what is put on it afterwards, and what is on its back."""

import random
from collections.abc import Iterable
from dataclasses import replace

from evaluation.generator import marks, wording
from evaluation.generator.documents import LaidOut
from evaluation.generator.sheet import DocumentSpec, PageDraft, Role, Script
from evaluation.generator.styles import BENCH_STYLES_OF, STYLE_OF, STYLES_OF

_SMALL_STYLE = 9.5
_SMALL_TYPE = 8.9
_SHAPES: dict[str, dict[str, float]] = {
    "form": {"form": 3, "sheet": 7, "bilingual": 1, "sparse": 1.5},
    "slip": {"slip": 2, "sheet": 5, "sparse": 2},
    "table": {"table": 5, "sheet": 2},
    "letter": {"letter": 2, "red_head": 3, "columns": 2},
    "notice": {"notice": 2, "red_head": 3, "columns": 4},
    "contract": {"contract": 2, "dense": 4},
    "copy": {"copy": 1},
    "receipt": {"receipt": 2, "till": 4},
    "stacked": {"stacked": 3, "sheet": 2},
    "header_row": {"header_row": 1},
    "inline": {"inline": 1},
    "memo": {"memo": 1},
    "id_note": {"id_note": 2, "card": 1},
}
_OWN_STYLES = frozenset({"sheet", "bilingual", "dense", "sparse"})
"""Shapes that heed what only the bench's house styles say."""
_TILL_TYPES = frozenset({"payment_notice", "move_in_receipt", "service_items"})


def dress(spec: DocumentSpec, rng: random.Random) -> DocumentSpec:
    """The planned document in a shape and house style of the bench."""
    weights = dict(_SHAPES[spec.shape])
    if spec.script is Script.HANT and "bilingual" in weights:
        weights["bilingual"] = 5
    if spec.doc_type in _TILL_TYPES and spec.shape != "receipt":
        weights["till"] = 3
    if spec.doc_type == "id_copy":
        weights["card"] = 4
    shape = rng.choices(tuple(weights), tuple(weights.values()))[0]
    styles = BENCH_STYLES_OF[spec.split]
    if shape == "dense":
        styles = tuple(style for style in styles if style.size < _SMALL_STYLE)
    elif shape in ("red_head", "columns"):
        styles = tuple(style for style in styles if style.size > _SMALL_STYLE)
    elif shape not in _OWN_STYLES and rng.random() < 0.5:
        styles = STYLES_OF[spec.split]
    return replace(spec, shape=shape, layout=rng.choice(styles).name)


def mark(laid: LaidOut, rng: random.Random) -> LaidOut:
    """The document with stamps, notes, underlines and seals put on some of its pages."""
    spec = laid.spec
    words, seal = wording.load(spec.split, spec.script).bench, STYLE_OF[spec.layout].seal
    pages = []
    for page in laid.pages:
        draft = page
        if rng.random() < 0.12:
            draft = marks.underlines(draft, rng, rng.uniform(0.1, 0.5))
        if rng.random() < 0.14:
            draft = marks.seal_over(draft, rng, spec.company, seal)
        if rng.random() < (0.7 if spec.shape in ("receipt", "till") else 0.12):
            draft = marks.box_stamp(draft, rng, rng.choice(words["stamps"]), _stamp_date(spec))
        if rng.random() < 0.06:
            draft = marks.pencil_note(draft, rng, rng.choice(words["pencil"]))
        pages.append(draft)
    return replace(laid, pages=tuple(pages))


def _stamp_date(spec: DocumentSpec) -> str:
    return f"{spec.date.year}.{spec.date.month}.{spec.date.day}"


def back_of(spec: DocumentSpec, front: PageDraft, rng: random.Random) -> PageDraft:
    """The other side of a page: mostly blank, sometimes with one stamp or one pencil note, which makes it content.

    A stamp alone stands straight, else the page's own slant could not be told.
    """
    back = PageDraft(width=front.width, height=front.height, role=Role.BLANK)
    roll = rng.random()
    if roll < 0.72:
        return back
    words = wording.load(spec.split, spec.script).bench
    back = replace(back, role=Role.CONTINUATION)
    if roll < 0.79:
        return marks.lone_seal(back, rng, spec.company, STYLE_OF[spec.layout].seal)
    if roll < 0.86:
        return marks.box_stamp(back, rng, rng.choice(words["stamps"]), _stamp_date(spec), slant=0.0)
    return marks.pencil_note(back, rng, rng.choice(words["pencil"]))


def small_type(pages: Iterable[PageDraft]) -> bool:
    """Whether some type on the pages is too small for 150 dpi."""
    return any(run.size < _SMALL_TYPE for page in pages for run in page.runs)

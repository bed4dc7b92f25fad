"""The quick route: labelled pages as recognised text, without drawing (about a thousand pages a second on one core)."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from domain.taxonomy import Category
from domain.text import Box, Line, OcrPage, Word
from evaluation.generator import bench, noise
from evaluation.generator.documents import any_type, lay_out, plan_document
from evaluation.generator.estate import Estate, build_estate
from evaluation.generator.sheet import PageDraft, Role, Script, Split

DRESSED_SHARE = 0.4
"""Share of documents in the shapes and house styles of the bench."""
ESTATES = 12
"""Estates that one call draws from: so many that unit styles and both scripts are all seen."""
_SCALE = 200 / 72


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    """A page as an engine might have read it, and the truth.

    `page` is in pixels of 200 dpi; `title` is the printed title, "" on pages that bear none; `starts_document` is True on a
    document's first page; `page_no` counts within the document of `page_count` pages.
    """

    page: OcrPage
    category: Category
    doc_type: str
    title: str
    role: Role
    starts_document: bool
    page_no: int
    page_count: int
    unit: str
    owner: str
    date: str
    script: Script
    shape: str
    layout: str
    handwritten: bool
    document: int

    @property
    def text(self) -> str:
        """The recognised text."""
        return self.page.text


def iter_page_texts(seed: int, n: int, split: Split = Split.TRAIN, script: Script = Script.MIXED, doc_type: str = "") -> Iterator[PageText]:
    """`n` pages of whole documents in order (the last may be cut), with OCR noise; the same seed gives the same pages.

    `doc_type` "" draws types evenly enough for training; "train", "dev" and "test" share neither wordings nor layouts nor estates.
    """
    rng = random.Random(f"texts|{seed}|{split}|{script}|{doc_type}")
    estates = some_estates(seed, Split(split), Script(script))
    made = document = 0
    while made < n:
        document += 1
        estate = rng.choice(estates)
        plan = plan_document(estate, f"{seed}|{split}|{document}|{rng.random()}", doc_type or any_type(rng))
        if rng.random() < DRESSED_SHARE:
            plan = bench.dress(plan, rng)
        laid = lay_out(plan, estate)
        level = rng.choice(noise.LEVELS)
        for number, draft in enumerate(laid.pages, 1):
            if made == n:
                return
            made += 1
            titled = bool(plan.title) and any(run.face == "title" and run.text.replace(" ", "") == plan.title for run in draft.runs)
            yield PageText(
                page=recognised(rng, draft, level, number),
                category=plan.category,
                doc_type=plan.doc_type,
                title=plan.title if titled else "",
                role=draft.role,
                starts_document=number == 1,
                page_no=number,
                page_count=len(laid.pages),
                unit=str(laid.spec.unit) if laid.spec.unit else "",
                owner=plan.owner,
                date=plan.date.isoformat(),
                script=plan.script,
                shape=plan.shape,
                layout=plan.layout,
                handwritten=plan.handwritten,
                document=document,
            )


@lru_cache(maxsize=8)
def some_estates(seed: int, split: Split, script: Script) -> tuple[Estate, ...]:
    """The estates of a seed, of both scripts where mixed."""
    return tuple(build_estate(seed, index, split, script) for index in range(ESTATES))


def recognised(rng: random.Random, draft: PageDraft, level: noise.NoiseLevel, page_no: int = 1) -> OcrPage:
    """The draft as an engine might read it: rows of words with boxes in pixels of 200 dpi."""
    lines = []
    confidence = 0.99 - level.confuse
    for row in draft.rows:
        words = []
        for run in row:
            text = noise.misread(rng, run.text, level)
            if text:
                x, y = run.x * _SCALE, run.y * _SCALE
                box = Box(left=x, top=y, right=x + run.width * _SCALE, bottom=y + run.size * _SCALE)
                words.append(Word(text=text, box=box, confidence=confidence))
        if words:
            lines.append(Line(words=tuple(words)))
    return OcrPage(
        page_no=page_no, width=int(draft.width * _SCALE), height=int(draft.height * _SCALE), lines=tuple(lines), engine="generator"
    )

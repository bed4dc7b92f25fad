"""Batches as recognised text: what one group of scans holds, page by page, with blank sides, separator sheets, files and their truth."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from domain.page import PageKind
from domain.taxonomy import Category
from domain.text import OcrPage
from evaluation.generator import bench, noise
from evaluation.generator.disorder import disorder
from evaluation.generator.documents import LaidOut, any_type, lay_out, plan_document
from evaluation.generator.estate import Estate
from evaluation.generator.page_texts import DRESSED_SHARE, recognised, some_estates
from evaluation.generator.sheet import Role, Script, Split
from evaluation.generator.wording import CATEGORIES

HOUSEHOLD_SHARE = 0.4
"""Share of batches that hold one household's papers, so that unit and owner part nothing."""
ALIKE_SHARE = 0.15
"""Share of batches of one type of paper, such as a month's repair slips."""
LONG_SHARE = 0.35
"""Share of documents that are contracts, which run over several pages; the rest is of any type."""
DUPLEX_SHARE = 0.2

_LONG = CATEGORIES[Category.CONTRACT]


class Parting(StrEnum):
    """What lies between the documents of a batch: nothing, new files, or a blank sheet; or each page is a file of its own."""

    NONE = "none"
    FILES = "files"
    BLANK = "blank"
    PAGES = "pages"


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchPage:
    """One page. `page` is None for a blank side; `document` is an index into the batch's documents, -1 for blank sides.

    `place` is its place in the document, from 0; a note on a back has that of its front.
    """

    page: OcrPage | None
    kind: PageKind
    new_file: bool
    document: int
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchText:
    """One batch and the documents in it."""

    pages: tuple[BatchPage, ...]
    documents: tuple[LaidOut, ...]
    parting: Parting


def iter_batch_texts(seed: int, n: int, split: Split = Split.TRAIN, script: Script = Script.MIXED) -> Iterator[BatchText]:
    """`n` batches of two to eight documents with OCR noise; the same seed gives the same batches."""
    rng = random.Random(f"batches|{seed}|{split}|{script}")
    estates = some_estates(seed, Split(split), Script(script))
    for number in range(n):
        estate = rng.choice(estates)
        documents = tuple(_documents(rng, estate, f"{seed}|{split}|batch{number}"))
        parting = rng.choices(tuple(Parting), (60, 20, 8, 12))[0]
        yield BatchText(pages=tuple(_pages(rng, documents, parting)), documents=documents, parting=parting)


def _documents(rng: random.Random, estate: Estate, seed: str) -> Iterator[LaidOut]:
    household = (rng.choice(estate.units),) if rng.random() < HOUSEHOLD_SHARE else ()
    alike = any_type(rng) if rng.random() < ALIKE_SHARE else ""
    for index in range(rng.randint(2, 8)):
        doc_type = alike or (rng.choice(_LONG) if rng.random() < LONG_SHARE else any_type(rng))
        spec = plan_document(estate, f"{seed}|{index}", doc_type, among=household)
        if rng.random() < DRESSED_SHARE:
            spec = bench.dress(spec, rng)
        yield disorder(lay_out(spec, estate), spec.seed)


def _pages(rng: random.Random, documents: tuple[LaidOut, ...], parting: Parting) -> Iterator[BatchPage]:
    duplex, level = rng.random() < DUPLEX_SHARE, rng.choice(noise.LEVELS)
    for index, laid in enumerate(documents):
        if parting is Parting.BLANK and index:
            yield _batch_page(None, index, 0, new_file=False)
        for order, place in enumerate(laid.scanned):
            draft = laid.pages[place]
            opens = (index == 0 or parting is Parting.FILES) and order == 0
            yield _batch_page(recognised(rng, draft, level), index, place, new_file=opens or parting is Parting.PAGES)
            if duplex and Role.BACK not in {page.role for page in laid.pages[place : place + 2]}:
                yield _batch_page(recognised(rng, bench.back_of(laid.spec, draft, rng), level), index, place, new_file=False)


def _batch_page(page: OcrPage | None, document: int, place: int, *, new_file: bool) -> BatchPage:
    if page is None or not page.lines:
        return BatchPage(page=None, kind=PageKind.BLANK, new_file=new_file, document=-1, place=0)
    return BatchPage(page=page, kind=PageKind.CONTENT, new_file=new_file, document=document, place=place)

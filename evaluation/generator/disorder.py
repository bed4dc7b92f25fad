"""Papers whose pages were mixed up before they were scanned, or have lost one, where their printed numbers show it."""

import random
from dataclasses import replace

from evaluation.generator.documents import LaidOut

SHUFFLED_SHARE = 0.08
MISSING_SHARE = 0.08
"""Of the documents of several numbered pages."""


def disorder(laid: LaidOut, seed: str) -> LaidOut:
    """The document as it lies on the scanner, decided by the seed; a person must see one that is out of order or not whole."""
    rng = random.Random(seed + "|order")
    numbered = [index for index, page in enumerate(laid.pages) if page.number]
    roll = rng.random()
    if len(numbered) < 2:
        return laid
    if roll < SHUFFLED_SHARE:
        return _must_review(replace(laid, scanned=_shuffled(laid.scanned, numbered, rng)), "pages_out_of_order")
    if roll < SHUFFLED_SHARE + MISSING_SHARE and (lost := _missed(laid, numbered, rng)) is not None:
        pages = laid.pages[:lost] + laid.pages[lost + 1 :]
        return _must_review(replace(laid, pages=pages, scanned=tuple(range(len(pages)))), "page_missing")
    return laid


def _must_review(laid: LaidOut, reason: str) -> LaidOut:
    return laid if laid.spec.must_review else replace(laid, spec=replace(laid.spec, must_review=reason))


def _shuffled(order: tuple[int, ...], numbered: list[int], rng: random.Random) -> tuple[int, ...]:
    """Two numbered pages changed about: neighbours, as where a sheet was laid down the wrong way, or any two; or all turned round."""
    out = list(order)
    first, second = rng.choice([(numbered[0], numbered[1]), (numbered[-2], numbered[-1]), tuple(sorted(rng.sample(numbered, 2)))])
    out[first], out[second] = out[second], out[first]
    return tuple(reversed(order)) if rng.random() < 0.2 else tuple(out)


def _missed(laid: LaidOut, numbered: list[int], rng: random.Random) -> int | None:
    """A page whose loss the numbers of the others show: one before the last, or any where they state how many there are.

    Never the one that shows unit, owner and date alone, which is the first numbered one or the cover.
    """
    known = bool(laid.pages[numbered[-1]].total)
    candidates = numbered[1:] if known and len(numbered) > 2 else numbered[1:-1]
    return rng.choice(candidates) if candidates else None

"""The recognition stage: a prepared page and its boxes → an OcrPage."""

from collections.abc import Sequence

from domain.page import PreparedPage
from domain.ruling import NO_RULING, Ruling
from domain.text import OcrPage, Word
from ocr.layout import lines_in_order


def assemble(
    page: PreparedPage, words: Sequence[Word], engine_tag: str, *, ruling: Ruling = NO_RULING, stamps: Sequence[Word] = ()
) -> OcrPage:
    """The words of a page as lines in reading order, tagged with their maker; `stamps` are what was read in red ink alone."""
    width, height = page.transform.prepared_size
    lines = lines_in_order(words, ruling, without_repeats(words, stamps))
    return OcrPage(page_no=page.page_no, width=width, height=height, lines=lines, engine=engine_tag)


def without_repeats(words: Sequence[Word], more: Sequence[Word]) -> tuple[Word, ...]:
    """Those of `more` that do not lie over one of the words (half of the smaller box or more)."""
    return tuple(extra for extra in more if not any(_covers(word, extra) for word in words))


def _covers(one: Word, other: Word) -> bool:
    across = min(one.box.right, other.box.right) - max(one.box.left, other.box.left)
    down = min(one.box.bottom, other.box.bottom) - max(one.box.top, other.box.top)
    smaller = min(one.box.width * one.box.height, other.box.width * other.box.height)
    return across > 0 and down > 0 and across * down >= 0.5 * smaller

"""What a page's frame says about where papers begin and end, whatever the paper is about."""

from dataclasses import dataclass
from enum import StrEnum


class ClauseStyle(StrEnum):
    """How clauses are counted; "" where the page counts none."""

    NONE = ""
    ARTICLE = "article"
    CHINESE = "chinese"
    ARABIC = "arabic"
    BRACKET = "bracket"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFrame:
    """Furniture and geometry of one page; shares are of the page's width or height.

    `clauses`, `first_clause`, `last_clause`: the style that rules the page and the numbers that the page's first and last clause bear, 0
    where it counts none. `broken_start`, `open_end`: the text begins, ends, in mid-sentence. `signed`: a place to sign, or a date that
    stands alone, closes the text. `fill`: where the text ends, share of the height. `type_size`: the median height of words, share of the
    width. `tall`: height / width. 0 where the page has no text.
    """

    clauses: ClauseStyle = ClauseStyle.NONE
    first_clause: int = 0
    last_clause: int = 0
    broken_start: bool = False
    open_end: bool = False
    signed: bool = False
    fill: float = 0.0
    type_size: float = 0.0
    tall: float = 0.0


NO_FRAME = PageFrame()
"""Of a page without text."""

"""Where something stands on a page: its box, and what stands round it in its line."""

from collections.abc import Iterable

from domain.hanzi import close_gaps
from domain.text import Box, Line

MENTION = "mention"
"""Role of what is named but is not the paper's own."""
_CONTEXT = 256


def union(boxes: Iterable[Box]) -> Box:
    """The smallest box round all of them; at least one."""
    all_boxes = tuple(boxes)
    return Box(
        left=min(box.left for box in all_boxes),
        top=min(box.top for box in all_boxes),
        right=max(box.right for box in all_boxes),
        bottom=max(box.bottom for box in all_boxes),
    )


def within(inner: Box, outer: Box) -> bool:
    """Whether a box lies in another, edges included."""
    return outer.left <= inner.left and inner.right <= outer.right and outer.top <= inner.top and inner.bottom <= outer.bottom


def around(text: str, start: int, end: int, last: int) -> tuple[str, str]:
    """What stands within `_CONTEXT` characters before and behind a place, without gaps; `last` is where the line ends."""
    return close_gaps(text[max(0, start - _CONTEXT) : start]).text, close_gaps(text[end : min(last, end + _CONTEXT)]).text


def box_at(line: Line, start: int, end: int) -> Box | None:
    """The box of the words that hold the characters start..end of the line's text (words joined by one space)."""
    position, boxes = 0, []
    for word in line.words:
        if position < end and start < position + len(word.text):
            boxes.append(word.box)
        position += len(word.text) + 1
    return union(boxes) if boxes else None

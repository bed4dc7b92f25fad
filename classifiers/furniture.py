"""Page furniture: page numbers, clause numbers, margins, and how the text begins and ends: whether a page opens, goes on or closes."""

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from classifiers.lines import compact
from domain.frame import NO_FRAME, ClauseStyle, PageFrame
from domain.hanzi import fold, to_int
from domain.text import Line, OcrPage

_NUMERAL = "0-9一二三四五六七八九十"
_OF_TOTAL = re.compile(
    rf"第([{_NUMERAL}]{{1,3}})页?[^\w]{{0,3}}共([{_NUMERAL}]{{1,3}})页|共([{_NUMERAL}]{{1,3}})页[^\w]{{0,2}}第([{_NUMERAL}]{{1,3}})页"
)
_PAGE = re.compile(rf"^第([{_NUMERAL}]{{1,3}})页$")
_BARE = re.compile(r"^(?:第|页[次码数]?[:.]?)?[-—–·•.*~\[<]*([0-9]{1,3})(?:/([0-9]{1,3}))?[-—–·•.*~\]>]*页?$")
_CLAUSE = re.compile(
    rf"^(?:第([{_NUMERAL}]{{1,4}})[条章款]|([一二三四五六七八九十]{{1,3}})[、.．]|[(]([{_NUMERAL}]{{1,3}})[)]|([0-9]{{1,2}})[、.．])"
)


_STYLES = (
    (ClauseStyle.ARTICLE, re.compile(rf"^第([{_NUMERAL}百]{{1,5}})[条章款]")),
    (ClauseStyle.CHINESE, re.compile(r"^([一二三四五六七八九十]{1,3})[、.．]")),
    (ClauseStyle.ARABIC, re.compile(r"^([0-9]{1,2})[、.．](?![0-9])")),
    (ClauseStyle.BRACKET, re.compile(rf"^[(]([{_NUMERAL}]{{1,3}})[)]")),
)
"""From the outermost way of counting to the innermost: the first that a page uses rules it."""
_SIGNED = re.compile(r"(?:签字|签名|签章|盖章|公章|签署|签收)")
_DATE_ALONE = re.compile(
    r"^(?:日期|时间)?(?:公元|中华民国|民国)?[0-9〇零一二三四五六七八九十廿]{1,5}[年./-]"
    r"[0-9〇一二三四五六七八九十]{1,3}[月./-][0-9〇一二三四五六七八九十]{1,3}[日号]?$"
)
_CLOSING_LINES = 5
_SENTENCE_END = re.compile(r"[。；！？：;!?:.”》）)]$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Furniture:
    """What the page's frame says.

    `number` is its page number, 0 where none stands; `clause` the number of the first clause if the page begins with one, 0 where it
    does not; `broken_start` is True where the text begins in mid-sentence.
    """

    number: int
    clause: int
    broken_start: bool


def read_furniture(page: OcrPage) -> Furniture:
    """Read numbers and the first line; pages without lines give an empty reading."""
    texts = [fold(line.text).replace(" ", "") for line in page.lines]
    texts = [text for text in texts if text]
    body = [text for text in texts if not _is_number(text)]
    first = body[0] if body else ""
    clause = _CLAUSE.match(first)
    number = next((to_int(group) or 0 for group in clause.groups() if group), 0) if clause else 0
    return Furniture(number=_page_number(page, texts), clause=number, broken_start=_broken(page, first))


def read_frame(page: OcrPage) -> PageFrame:
    """Clauses, edges and how the text begins and ends; NO_FRAME for a page without text."""
    lines = [(line, text) for line in page.lines if (text := fold(line.text).replace(" ", "")) and not _is_number(text)]
    if not lines or not page.width or not page.height:
        return NO_FRAME
    style, first, last = _clauses([text for _, text in lines])
    boxes = [line.box for line, _ in lines]
    left, right = min(box.left for box in boxes), max(box.right for box in boxes)
    heights = [min(word.box.height, word.box.width) for line, _ in lines for word in line.words]
    return PageFrame(
        clauses=style,
        first_clause=first,
        last_clause=last,
        broken_start=_broken(page, lines[0][1]),
        open_end=_open_end(*lines[-1], left=left, right=right),
        signed=_signed([text for _, text in lines[-_CLOSING_LINES:]]),
        fill=round(max(box.bottom for box in boxes) / page.height, 4),
        type_size=round(statistics.median(heights) / page.width, 5),
        tall=round(page.height / page.width, 4),
    )


def _clauses(texts: Sequence[str]) -> tuple[ClauseStyle, int, int]:
    for style, pattern in _STYLES:
        numbers = [number for text in texts if (found := pattern.match(text)) and (number := to_int(found[1]) or 0)]
        if numbers:
            return style, numbers[0], numbers[-1]
    return ClauseStyle.NONE, 0, 0


def _open_end(line: Line, text: str, *, left: float, right: float) -> bool:
    """A last line that runs to the right edge without ending a sentence."""
    reaches = line.box.right > right - 0.06 * (right - left)
    return reaches and len(compact(text)) >= 14 and len(line.words) <= 2 and not _SENTENCE_END.search(text)


def _signed(texts: Sequence[str]) -> bool:
    return any(_SIGNED.search(text) or _DATE_ALONE.match(text) for text in texts)


def _page_number(page: OcrPage, texts: list[str]) -> int:
    for text in texts:
        if found := _OF_TOTAL.search(text):
            return to_int(found[1] or found[4]) or 0
        if found := _PAGE.match(text):
            return to_int(found[1]) or 0
    edge = [line for line in page.lines if line.box.bottom > 0.92 * page.height or line.box.top < 0.06 * page.height]
    for line in edge:
        if found := _BARE.match(fold(line.text).replace(" ", "")):
            return int(found[1])
    return 0


def _is_number(text: str) -> bool:
    return bool(_OF_TOTAL.search(text) or _PAGE.match(text) or _BARE.match(text))


def _broken(page: OcrPage, first: str) -> bool:
    """A first line that runs to the right edge, begins at the left one and is a piece of a sentence."""
    if not first or not page.lines:
        return False
    if first[0] in "，。；、）)”》,;":
        return True
    box = page.lines[0].box
    left = min(line.box.left for line in page.lines)
    flush = box.left - left < 0.02 * page.width
    return flush and len(compact(first)) >= 18 and bool(re.search(r"[，。；,]", first)) and not first.endswith(("：", ":"))

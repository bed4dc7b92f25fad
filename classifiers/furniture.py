"""Page furniture: page numbers, clause numbers and how the text begins; they tell whether a page opens a document."""

import re
from dataclasses import dataclass

from classifiers.lines import compact
from domain.hanzi import fold, to_int
from domain.text import OcrPage

_NUMERAL = "0-9一二三四五六七八九十"
_OF_TOTAL = re.compile(
    rf"第([{_NUMERAL}]{{1,3}})页?[^\w]{{0,2}}共([{_NUMERAL}]{{1,3}})页|共([{_NUMERAL}]{{1,3}})页[^\w]{{0,2}}第([{_NUMERAL}]{{1,3}})页"
)
_PAGE = re.compile(rf"^第([{_NUMERAL}]{{1,3}})页$")
_BARE = re.compile(r"^[-—–·.]*([0-9]{1,3})(?:/([0-9]{1,3}))?[-—–·.]*$")
_CLAUSE = re.compile(
    rf"^(?:第([{_NUMERAL}]{{1,4}})[条章款]|([一二三四五六七八九十]{{1,3}})[、.．]|[(]([{_NUMERAL}]{{1,3}})[)]|([0-9]{{1,2}})[、.．])"
)


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

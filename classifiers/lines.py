"""A page's lines made comparable: folded, without blanks, each with its size and place."""

import itertools
import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from domain.hanzi import fold
from domain.text import Line, OcrPage

_NOT_TEXT = re.compile(r"[^\w一-鿿]|_")
_QUOTED = re.compile(r"《[^》]*》?")
_VARIANTS = str.maketrans({"覆": "复", "帐": "账", "並": "并", "佔": "占", "夥": "伙", "週": "周"})
_BRACKETED = re.compile(r"^[(（〔【\[][^()（）]{1,12}[)）〕】\]]|[(（〔【\[][^()（）]{1,12}[)）〕】\]]?$")
"""What stands in brackets before or after a title: the copy, the year of the form, that it is a model."""
_NUMBERED_FORM = re.compile(r"^(?:附[件表录]|表|表式)[一二三四五六七八九十0-9]{1,2}(?=.{3})")
"""The number that a form has among those of its company's rules: 附件2 投诉登记表."""
_SUBJECT = re.compile(r"\s*(?:主\s*旨|事\s*由|主\s*[题題]|[标標]\s*[题題]|[题題]\s*目|Re|RE|Subject|SUBJECT)\s*[：:]\s*(\S.*)")
"""A memo's line that says what it is about: its title."""
_SUBJECT_WEIGHT = 0.85
_LABEL_END = re.compile(r"[：:]\s*$")


def compact(text: str) -> str:
    """Folded, only letters, digits and Chinese characters left, spelling variants one (回覆 = 回复): the form of comparison."""
    return _NOT_TEXT.sub("", fold(text)).lower().translate(_VARIANTS)


def without_quotes(text: str) -> str:
    """The text without what stands in 《》, unless nothing else would be left: a letter that names a contract is no contract."""
    rest = _QUOTED.sub("", fold(text))
    return rest if len(compact(rest)) >= 2 else text


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A line, or part of one, that may be a title.

    `text` is as read, `key` its compact form; `weight` 0..1 says how much it looks like a title by size, centring and height on the page.
    `columns` where it is a line of several words that wide gaps part.
    """

    text: str
    key: str
    weight: float
    columns: bool = False


ZONE = 0.35
"""Share of the page's height, from the first line down, in which titles stand."""
MAX_TITLE = 32
"""Characters; longer lines are running text."""


def headings(page: OcrPage) -> tuple[Heading, ...]:
    """Lines of the title zone that may be titles, with two-line titles joined; best first is not promised."""
    lines = [line for line in page.lines if compact(line.text)]
    if not lines:
        return ()
    median = statistics.median(_size(line) for line in lines)
    top = min(line.box.top for line in lines)
    zone = [line for line in lines if line.box.top <= top + ZONE * max(page.height, 1)]
    found = []
    for order, line in enumerate(zone):
        weight = _weight(line, median, page.width, order)
        several = _several_columns(line)
        found += [heading(text, weight * share, columns=several) for text, share in _parts(line) if _may_be_title(text)]
    found += _joined(zone, median, page.width)
    found += [heading(subject[1], _SUBJECT_WEIGHT) for line in zone if (subject := _SUBJECT.match(line.text)) and _may_be_title(subject[1])]
    return tuple(item for item in found if item.weight > 0)


def heading(text: str, weight: float, *, columns: bool = False) -> Heading:
    """A heading with its compact form; quotations, and brackets before and after, are left out of the form."""
    whole = re.sub(r"\s+", "", text)
    key = compact(without_quotes(_without_brackets(whole)))
    return Heading(text=whole, key=_NUMBERED_FORM.sub("", key), weight=weight, columns=columns)


def _several_columns(line: Line) -> bool:
    """Three words or more of two characters or more: a title set with wide gaps has one character in each."""
    return sum(len(compact(word.text)) >= 2 for word in line.words) >= 3


def _without_brackets(text: str) -> str:
    rest = _BRACKETED.sub("", text)
    return rest if len(compact(rest)) >= 2 else text


def _size(line: Line) -> float:
    return max(word.box.height for word in line.words)


def _parts(line: Line) -> Sequence[tuple[str, float]]:
    """The whole line, and each of its words where wide gaps part them (a number or date beside the title)."""
    whole = [(line.text, 1.0)]
    return whole if len(line.words) == 1 else whole + [(word.text, 0.95) for word in line.words]


def _may_be_title(text: str) -> bool:
    key = compact(text)
    if not 2 <= len(key) <= MAX_TITLE or _LABEL_END.search(text):
        return False
    attached = key.startswith(("附件", "附表", "附录")) and not _NUMBERED_FORM.match(key)
    return not re.search(r"[。;!?,]", fold(text)) and not attached and not key.startswith(("抄送", "主送"))


def _weight(line: Line, median: float, width: int, order: int) -> float:
    """Size, centring and order into 0..1. Our rule: a line of body size that is not centred is a title only among the first lines."""
    big = min(max((_size(line) / median - 1.0) / 0.4, 0.0), 1.0)
    box = line.box
    centred = abs((box.left + box.right) / 2 - width / 2) < 0.08 * width and box.width < 0.75 * width
    early = max(0.0, 1.0 - order / 6)
    return min(1.0, 0.15 * early + 0.6 * big + (0.45 if centred else 0.0) + (0.25 if order < 3 else 0.0))


def _joined(zone: Sequence[Line], median: float, width: int) -> list[Heading]:
    """Titles set on two lines: neighbours of like size, close together, both larger than the body or centred."""
    found = []
    for order, (first, second) in enumerate(itertools.pairwise(zone)):
        sizes = _size(first), _size(second)
        near = second.box.top - first.box.bottom < 1.2 * max(sizes)
        if near and min(sizes) / max(sizes) > 0.8 and min(sizes) > 1.15 * median:
            text = first.text + second.text
            if _may_be_title(text):
                found.append(heading(text, _weight(second, median, width, order)))
    return found

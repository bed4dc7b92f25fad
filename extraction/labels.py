"""Form labels and their values by geometry: in the same piece behind the colon, in the next piece on the right, or in the cell below."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from domain.hanzi import close_gaps
from domain.text import Box, OcrPage, Word
from extraction.label_parts import COMPOSED, label_for
from extraction.label_words import LABEL_OF, Label, label_like, mended

_WORDS = "|".join(re.escape(word) for word in sorted(LABEL_OF, key=len, reverse=True))
_WITHIN = "|".join(re.escape(word) for word in sorted(LABEL_OF, key=len, reverse=True) if len(word) > 1)
"""Those that may follow other characters: a single one is as likely the end of a name (王国栋：)."""
_NOTE = r"(?:[(][^()]{0,10}[)])?"
_IN_TEXT = re.compile(
    rf"(?:^|(?<=[\s,;。、|()]))(?P<word>{_WORDS}){_NOTE}\s?[:;]|(?<![\u4e00-\u9fff])(?P<start>{_WORDS}|{COMPOSED}){_NOTE}:"
    rf"|(?P<late>(?:{_WITHIN}){_NOTE}):"
)
_WHOLE = re.compile(rf"(?P<word>{_WORDS}|{COMPOSED}){_NOTE}[:;.]?")
_GLUED = re.compile(
    rf"(?P<word>{'|'.join(word for word in sorted(LABEL_OF, key=len, reverse=True) if re.search('(?:[坐座]落|房号|门牌号?|户址)$', word))})"
    r"(?=.*(?:[0-9一二三四五六七八九十百零〇壹贰叁肆伍陆柒捌玖拾]|Flat))(?![:;])"
)
"""A label of the unit with its number right behind: 坐落松涛名苑二栋四单元一〇一室."""
_LEVELS = frozenset({"室", "房", "户", "栋", "幢", "座", "楼", "层", "单元", "号"})
_BLANK_VALUE = re.compile(r"[_\s:;.-]*")
_GAP = 0.7
_BELOW = 3.0
_REACH = 0.45
_INDENT = 2.5
_SHORT = 3
_LATIN = re.compile(r"[A-Za-z .,/'()-]+")
_TABLE = 4
_HEADS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Words of one line without a wide gap between them; `line` counts from 0."""

    text: str
    box: Box
    confidence: float
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelValue:
    """A label with the value that belongs to it.

    `word` is the label as matched, `line` the label's line, `box` the value's piece, `below` that it lies under the label. `tail` is what
    the next line of the same cell holds, "" where the value ends with its piece.
    """

    label: Label
    word: str
    value: str
    box: Box
    confidence: float
    line: int
    below: bool = False
    tail: str = ""


def pieces(page: OcrPage) -> tuple[Piece, ...]:
    """The page's words joined where the gap is below 0.7 of the height (an engine's single characters become words)."""
    made: list[Piece] = []
    for number, line in enumerate(page.lines):
        group: list[Word] = []
        for word in line.words:
            if group and word.box.left - group[-1].box.right > _GAP * min(word.box.height, group[-1].box.height):
                made.append(_piece(group, number))
                group = []
            group.append(word)
        if group:
            made.append(_piece(group, number))
    return tuple(made)


def _piece(words: list[Word], line: int) -> Piece:
    box = Box(
        left=min(word.box.left for word in words),
        top=min(word.box.top for word in words),
        right=max(word.box.right for word in words),
        bottom=max(word.box.bottom for word in words),
    )
    total = sum(len(word.text) for word in words) or 1
    confidence = sum(word.confidence * len(word.text) for word in words) / total
    return Piece(text=" ".join(word.text for word in words), box=box, confidence=confidence, line=line)


def label_values(page: OcrPage) -> tuple[LabelValue, ...]:
    """All labels of the page with their values, in reading order; labels without a value are left out."""
    parts = pieces(page)
    found: list[LabelValue] = []
    for index, piece in enumerate(parts):
        found.extend(_inside(piece, parts, index, page.width))
    return tuple(found)


def whole_label(text: str) -> str:
    """The label word that a piece consists of, "" where it is more or something else."""
    match = _WHOLE.fullmatch(mended(close_gaps(text.strip()).text))
    return match.group("word") if match else ""


def label_of(text: str) -> Label | None:
    """What a piece that is nothing but a label asks for, one character of it misread or lost at most; None where it is no label."""
    word = whole_label(text)
    if word:
        return label_for(word)
    compact = mended(close_gaps(text.strip()).text)
    core = compact.rstrip(":;.")
    return label_like(core) if core != compact or len(core) > _SHORT else None


def _inside(piece: Piece, parts: tuple[Piece, ...], index: int, width: int) -> list[LabelValue]:
    joined = close_gaps(piece.text)
    compact = mended(joined.text)
    matches = [match for match in _IN_TEXT.finditer(compact) if not _is_courtesy(match, compact) and not _closes_number(match, compact)]
    found: list[LabelValue] = []
    spans = [(label, word, match.end()) for match in matches for word in [_word(match)] if (label := label_for(word)) is not None]
    if not matches and (label := label_of(piece.text)):
        spans = [(label, whole_label(piece.text) or compact.rstrip(":;."), len(compact))]
    elif not matches and (lead := _leading(piece)) and (label := label_for(lead[0])):
        found.append(_made(label, lead[0], lead[1], piece, piece))
    stops = [*(match.start() for match in matches[1:]), len(compact)]
    for (label, word, end), stop in zip(spans, stops, strict=False):
        value = piece.text[joined.offsets[end] : joined.offsets[stop]].strip()
        if not _BLANK_VALUE.fullmatch(close_gaps(value).text):
            at = piece
        elif stop == len(compact) and (beside := _beside(piece, parts, index, width)):
            value, at = beside.text, beside
        else:
            continue
        made = _made(label, word, value, at, piece)
        found.append(replace(made, tail=_tail(at, parts)) if stop == len(compact) else made)
    return found


def _word(match: re.Match[str]) -> str:
    word = match.group("word") or match.group("start")
    if word:
        return word
    late = match.group("late")
    inner = re.match(_WORDS, late)
    return inner.group() if inner else late


def _closes_number(match: re.Match[str], compact: str) -> bool:
    """Whether the word is the end of a number (致3栋501室：), no label."""
    start = match.start() + match.group().index(_word(match))
    return _word(match) in _LEVELS and start > 0 and compact[start - 1].isascii() and compact[start - 1].isalnum()


def _is_courtesy(match: re.Match[str], text: str) -> bool:
    """True for the 业主: that ends a salutation (某某业主:), which is no label."""
    return match.group("late") is not None and label_for(_word(match)) in (Label.OWNER, Label.TENANT) and not text[match.end() :].strip()


def _leading(piece: Piece) -> tuple[str, str] | None:
    """A label without a colon, divided from its value by a blank (业主 张三), or by nothing where a unit's number follows."""
    head, _, rest = piece.text.strip().partition(" ")
    word = whole_label(head)
    if not word:
        joined = close_gaps(piece.text.strip())
        glued = _GLUED.match(mended(joined.text))
        return (glued.group("word"), piece.text.strip()[joined.offsets[glued.end()] :]) if glued else None
    return (word, rest.strip()) if word and rest.strip() and len(word) > 1 and not rest.strip().startswith((":", "：")) else None


def _made(label: Label, word: str, value: str, at: Piece, beside: Piece) -> LabelValue:
    below = at.line != beside.line
    return LabelValue(label=label, word=word, value=value, box=at.box, confidence=at.confidence, line=beside.line, below=below)


def _beside(piece: Piece, parts: tuple[Piece, ...], index: int, width: int) -> Piece | None:
    """The value of a lone label: the next piece on its row unless that is a label; else the piece right below.

    On a row of its own with a colon the value may stand at the far edge (receipts).
    """
    right = parts[index + 1] if index + 1 < len(parts) else None
    if right and _heads_columns(piece, parts):
        return _below(piece, parts, index)
    if right and right.line == piece.line and not is_label(right):
        far = right.box.left - piece.box.right >= _REACH * width
        if not far or (piece.text.rstrip().endswith((":", "：")) and not _more_on_row(parts, index)):
            return right
    english = _english_below(piece, parts, index)
    return (english and _right_of_both(piece, english, parts)) or _below(piece, parts, index) or english


def _heads_columns(piece: Piece, parts: tuple[Piece, ...]) -> bool:
    """Whether the piece stands in a row of nothing but heads, two known labels side by side among them, with values in the row below.

    An unknown head beside a known one is no value of it then.
    """
    row = [other for other in parts if other.line == piece.line]
    under = [other for other in parts if other.line == piece.line + 1]
    if len(row) < _HEADS or not under or len(under) > len(row) or any(re.search(r"[0-9:：]", other.text) for other in row):
        return False
    known = [label_of(other.text) is not None for other in row]
    below = all(any(_overlap(other, head) > 0 for head in row) and not is_label(other) for other in under)
    return below and any(one and other for one, other in pairwise(known))


def _english_below(label: Piece, parts: tuple[Piece, ...], index: int) -> Piece | None:
    """The last of the Latin words right below a Chinese label that say the same in English, None where none stand there."""
    last: Piece | None = None
    for other in parts[index + 1 :]:
        above = last or label
        if other.box.top - above.box.bottom > label.box.height:
            break
        if _LATIN.fullmatch(other.text) and other.box.top > above.box.top and _overlap(other, label) > 0:
            last = other
    return None if _LATIN.fullmatch(label.text) else last


def _right_of_both(label: Piece, english: Piece, parts: tuple[Piece, ...]) -> Piece | None:
    """The value of a label in two languages, one below the other: the nearest piece right of both at half their height."""
    edge, middle = max(label.box.right, english.box.right), (label.box.top + english.box.bottom) / 2
    right = [
        other
        for other in parts
        if other.box.left >= edge and other.box.top <= middle <= other.box.bottom and label.line <= other.line <= english.line + 1
    ]
    nearest = min(right, key=lambda other: other.box.left, default=None)
    return nearest if nearest and not is_label(nearest) and not _LATIN.fullmatch(nearest.text) else None


def _more_on_row(parts: tuple[Piece, ...], index: int) -> bool:
    """Whether another piece than the label and its neighbour stands on the row."""
    return any(0 <= other < len(parts) and parts[other].line == parts[index].line for other in (index - 1, index + 2))


def _tail(at: Piece, parts: tuple[Piece, ...]) -> str:
    """The next line of the value's cell: close below it, beginning at its left edge, on a row without labels; "" where there is none."""
    row = [other for other in parts if other.line == at.line + 1]
    if not row or any(is_label(other) for other in row):
        return ""
    first = row[0]
    close = -0.5 < (first.box.top - at.box.bottom) / at.box.height < 1.0
    return first.text if close and abs(first.box.left - at.box.left) < _INDENT * at.box.height else ""


def _below(piece: Piece, parts: tuple[Piece, ...], index: int) -> Piece | None:
    best: Piece | None = None
    for other in parts[index + 1 :]:
        drop = other.box.top - piece.box.bottom
        if drop > _BELOW * piece.box.height:
            break
        overlap = _overlap(other, piece)
        if (
            _LATIN.fullmatch(other.text)
            or drop < -0.3 * piece.box.height
            or overlap <= 0
            or overlap < 0.3 * min(piece.box.width, other.box.width)
        ):
            continue
        if is_label(other):
            return None
        if best is None or other.box.top < best.box.top:
            best = other
    return best


def _overlap(one: Piece, other: Piece) -> float:
    return min(one.box.right, other.box.right) - max(one.box.left, other.box.left)


def is_label(piece: Piece) -> bool:
    """True where a piece is a label or begins with one."""
    return label_of(piece.text) is not None or _IN_TEXT.match(mended(close_gaps(piece.text.strip()).text)) is not None


def term_columns(page: OcrPage) -> Iterator[str]:
    """The cells of a table under headings that ask for a term's or an appointment's date (起租, 所属期), row by row."""
    rows = [list(row) for _, row in groupby(pieces(page), key=lambda piece: piece.line)]
    for place, heads in enumerate(rows):
        if len(heads) < _TABLE or any(char.isdigit() for head in heads for char in head.text):
            continue
        for head in (head for head in heads if label_of(head.text) is Label.OTHER_DATE):
            for row in rows[place + 1 :]:
                if len(row) < _TABLE - 1:
                    break
                yield from (piece.text for piece in row if min(piece.box.right, head.box.right) > max(piece.box.left, head.box.left))

"""What a complaint is about and what is to be repaired: the value of a subject label with the lines it wraps to."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from domain.fields import SubjectField
from domain.taxonomy import Category
from domain.text import Box, OcrPage
from extraction.label_parts import label_for
from extraction.label_words import Label
from extraction.labels import LabelValue, Piece, is_label, pieces, whole_label

LONGEST_SUBJECT = 200
"""Characters kept of a subject (our rule: a heading for staff, not the text itself)."""
MOST_SUBJECTS = 4
_MOST_LINES = 12
_SHORTEST = 2
_LEADING = 1.0  # lines of one paragraph are at most this many of their heights apart
_INDENT = 3.0
_CENTRED = 0.3
_KINDS = {Label.COMPLAINT_SUBJECT: "complaint", Label.REPAIR_SUBJECT: "repair"}
_BY_CATEGORY = {Category.COMPLAINT: "complaint", Category.REPAIR: "repair"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cell:
    """The value's first piece, the row it stands in, whether it has a cell of its own and whether that lies below the label."""

    piece: Piece
    row: int
    alone: bool
    below: bool


def subjects(page: OcrPage, values: tuple[LabelValue, ...], category: Category | None) -> tuple[SubjectField, ...]:
    """Subjects of the page, best first, at most four. A label that only says 内容 or 事由 takes its kind from the page's category."""
    rows = tuple(tuple(row) for _, row in groupby(pieces(page), key=lambda piece: piece.line))
    places = {piece.box: (piece, index) for index, row in enumerate(rows) for piece in row}
    found: dict[tuple[str, str], SubjectField] = {}
    for value in (*values, *_centred(rows)):
        plain = value.label is Label.SUBJECT
        kind = _BY_CATEGORY.get(category, "") if plain and category else _KINDS.get(value.label, "")
        if not kind or value.box not in places:
            continue
        piece, row = places[value.box]
        cell = _Cell(piece=piece, row=row, alone=piece.text == value.value, below=value.below)
        lines = tuple(_lines(cell, rows)) if cell.piece.text.rstrip().endswith(value.value) else (cell.piece,)
        text = _join((value.value if piece is cell.piece else piece.text).strip() for piece in lines)[:LONGEST_SUBJECT]
        if sum(char.isalpha() for char in text) < _SHORTEST:
            continue
        sure = min(piece.confidence for piece in lines) * (0.8 if plain or value.below else 0.95)
        field = SubjectField(text=text, kind=kind, box=_round(lines), confidence=sure)
        if (kind, text) not in found or found[kind, text].confidence < sure:
            found[kind, text] = field
    return tuple(sorted(found.values(), key=lambda field: -field.confidence))[:MOST_SUBJECTS]


def _centred(rows: tuple[tuple[Piece, ...], ...]) -> Iterator[LabelValue]:
    """Labels at half the height of a cell whose even number of lines leaves nothing on the label's own row; the line above is named."""
    for above, row, below in zip(rows, rows[1:], rows[2:], strict=False):
        word = whole_label(row[-1].text)
        label = label_for(word)
        if label is None or (label is not Label.SUBJECT and label not in _KINDS):
            continue
        upper, lower, edge = above[-1], below[-1], row[-1].box
        beside = min(upper.box.left, lower.box.left) > edge.right and abs(upper.box.left - lower.box.left) < _INDENT * edge.height
        close = max(edge.top - upper.box.bottom, lower.box.top - edge.bottom) < _CENTRED * edge.height
        if beside and close and not any(is_label(piece) for piece in (*above, *below)):
            yield LabelValue(label=label, word=word, value=upper.text, box=upper.box, confidence=upper.confidence, line=row[0].line)


def _lines(cell: _Cell, rows: tuple[tuple[Piece, ...], ...]) -> Iterator[Piece]:
    """The value's lines from top to bottom; a cell's label stands at half its height, so lines may stand above the first one found."""
    at = cell.row
    above = [] if cell.below or not cell.alone else list(_wrapped(cell, rows[max(0, at - _MOST_LINES) : at][::-1]))
    yield from reversed(above)
    yield cell.piece
    yield from _wrapped(cell, rows[at + 1 : at + 1 + _MOST_LINES])


def _wrapped(cell: _Cell, rows: tuple[tuple[Piece, ...], ...]) -> Iterator[Piece]:
    """Pieces that go on line by line from the cell's first, away from it, until something else begins."""
    last = cell.piece
    for row in rows:
        piece = next((piece for piece in row if _overlap(piece.box, cell.piece.box) > 0), None)
        if piece is None:
            continue
        if not _goes_on(cell, last, piece, row):
            return
        yield piece
        last = piece


def _goes_on(cell: _Cell, last: Piece, piece: Piece, row: tuple[Piece, ...]) -> bool:
    """True where a line has nothing before the value's edge, no label, hardly any gap, and is no new row of a table."""
    height = last.box.height
    gap = max(piece.box.top - last.box.bottom, last.box.top - piece.box.bottom)
    if gap > _LEADING * height or any(is_label(other) for other in row):
        return False
    if row[0].box.left < cell.piece.box.left - height or (cell.below and len(row) > 1):
        return False
    if cell.alone:
        return piece.box.left < cell.piece.box.left + _INDENT * height
    return piece.box.left < cell.piece.box.left + _INDENT * height and piece.box.right < last.box.right + 2 * height


def _overlap(one: Box, other: Box) -> float:
    return min(one.right, other.right) - max(one.left, other.left)


def _join(parts: Iterable[str]) -> str:
    """Lines of one text, as read but for blanks: none beside a Chinese character (an engine's gaps), else one."""
    text = ""
    for run in (run for part in parts for run in part.split()):
        seam = " " if text and text[-1].isascii() and run[0].isascii() else ""
        text = f"{text}{seam}{run}"
    return text


def _round(parts: tuple[Piece, ...]) -> Box:
    return Box(
        left=min(part.box.left for part in parts),
        top=min(part.box.top for part in parts),
        right=max(part.box.right for part in parts),
        bottom=max(part.box.bottom for part in parts),
    )

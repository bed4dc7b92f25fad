"""Boxes → lines → reading order, on an upright and straightened page.

Ruled tables and forms read row by row, a row cell by cell, a cell line by line; so do frames within frames. What stands freely reads
row by row, a value wrapped beside its label as one; columns of running text one after the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from domain.ruling import NO_RULING, Ruling
from domain.text import Box, Line, Word
from ocr.blocks import Block, Piece, TextLine, around, middle, single, text_lines, wrapped
from ocr.columns import in_columns
from ocr.faces import PAGE, Faces, find_faces
from ocr.levelling import lean_of
from ocr.pieces import sorted_in
from ocr.stamps import with_stamps
from ocr.table_rules import table_rules
from ocr.tables import Cell, table_lines


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """A page's areas and the pieces that stand directly in each."""

    faces: Faces
    inside: dict[int, list[Piece]]


def lines_in_order(words: Sequence[Word], ruling: Ruling = NO_RULING, stamps: Sequence[Word] = ()) -> tuple[Line, ...]:
    """All words, each in exactly one line (split pieces joined, pieces over a rule parted), lines in reading order.

    `ruling` are the page's ruled lines; `stamps` what was read in red ink, which stands over other text or beside it.
    """
    lean = lean_of(ruling, median([word.box.height for word in words] or [0.0]))
    pieces, stamped = ([Piece(word=word, box=lean.level_box(word.box)) for word in some] for some in (words, stamps))
    faces = find_faces(table_rules(lean.level_ruling(ruling), pieces))
    lines = _area(_Sheet(faces=faces, inside=sorted_in(pieces, faces)), PAGE)
    return tuple(Line(words=tuple(piece.word for piece in line)) for line in with_stamps(lines, stamped))


def _area(sheet: _Sheet, area: int) -> list[TextLine]:
    """The lines of an area: what stands freely in it row by row, and tables where they begin."""
    loose = sheet.inside.get(area, [])
    beside: list[Block] = []
    tables: list[tuple[Box, list[TextLine]]] = []
    for cells in _frames(sheet, area):
        box = around(sheet.faces.by_number[cell].box for cell in cells)
        lines = table_lines(
            [Cell(box=sheet.faces.by_number[cell].box, lines=tuple(kept)) for cell in cells if (kept := _area(sheet, cell))]
        )
        if len(lines) == 1 and any(box.top < middle(piece.box) < box.bottom for piece in loose):
            beside.append(Block(lines=(lines[0],), box=box))  # a box to write in, in a row of text
        elif lines:
            tables.append((box, lines))
    out: list[TextLine] = []
    for box, lines in sorted(tables, key=lambda table: table[0].top):
        out += _free([piece for piece in loose if middle(piece.box) < box.top], [block for block in beside if middle(block.box) < box.top])
        out += lines
        loose = [piece for piece in loose if middle(piece.box) >= box.top]
        beside = [block for block in beside if middle(block.box) >= box.top]
    return [*out, *_free(loose, beside)]


def _frames(sheet: _Sheet, area: int) -> list[list[int]]:
    """The areas that lie directly in an area, by the frame that they share."""
    frames: dict[int, list[int]] = {}
    for number, face in sheet.faces.by_number.items():
        if face.parent == area:
            frames.setdefault(face.frame, []).append(number)
    return list(frames.values())


def _free(pieces: Sequence[Piece], beside: Sequence[Block]) -> list[TextLine]:
    if beside:
        return text_lines([*map(single, pieces), *beside])
    return [line for column in in_columns(pieces) for line in text_lines(wrapped(column))]

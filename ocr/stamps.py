"""What was read in red ink, put where it stands: a number or a letterhead in its row, a seal over text after the row that it covers."""

from collections.abc import Sequence

from ocr.blocks import SAME_ROW, Piece, TextLine, middle

OVER = 0.2
"""Share of the lower height by which a stamp reaches over its neighbour's end at most and still stands beside it."""


def with_stamps(lines: Sequence[TextLine], stamps: Sequence[Piece]) -> list[TextLine]:
    """The lines with the stamps in them, or between them; the lines of one stamp stay together."""
    out = list(lines)
    for stamp in _grouped(stamps):
        first = stamp[0]
        beside = min((i for i, line in enumerate(out) if _is_beside(line, first)), key=lambda i: _drop(out[i], first), default=None)
        if beside is not None and len(stamp) == 1:
            out[beside] = tuple(sorted((*out[beside], first), key=lambda piece: piece.box.left))
        else:
            above = [i for i, line in enumerate(out) if middle(line[0].box) <= middle(first.box)]
            place = max(above) + 1 if above else 0
            out[place:place] = [(piece,) for piece in stamp]
    return out


def _grouped(stamps: Sequence[Piece]) -> list[list[Piece]]:
    """Stamps by the mark that they belong to: lines close under each other."""
    groups: list[list[Piece]] = []
    for stamp in sorted(stamps, key=lambda piece: middle(piece.box)):
        over = next((group for group in groups if _is_under(group[-1], stamp)), None)
        if over is None:
            groups.append([stamp])
        else:
            over.append(stamp)
    return groups


def _is_under(upper: Piece, lower: Piece) -> bool:
    height = max(upper.box.height, lower.box.height)
    overlap = min(upper.box.right, lower.box.right) - max(upper.box.left, lower.box.left)
    return overlap > 0 and 0.5 * height < middle(lower.box) - middle(upper.box) < 1.5 * height


def _is_beside(line: TextLine, stamp: Piece) -> bool:
    height = min(stamp.box.height, *(piece.box.height for piece in line))
    clear = all(min(piece.box.right, stamp.box.right) - max(piece.box.left, stamp.box.left) <= OVER * height for piece in line)
    return clear and _drop(line, stamp) < SAME_ROW * height


def _drop(line: TextLine, stamp: Piece) -> float:
    return min(abs(middle(piece.box) - middle(stamp.box)) for piece in line)

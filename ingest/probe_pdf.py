"""What a PDF page is made of: one scan picture, several pieces, or text and lines of its own.

The page's drawing operators are followed (ISO 32000-1 §8 and §9) as far as needed to know which pictures stand where and whether anything
visible is drawn beside or over them. Nothing is decoded but the drawing program itself.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Matrix

from domain.errors import UnreadableError
from domain.failure import Failure, FailureCode

_OPERATORS = "q Q cm Do Tr Tj TJ ' \" S s f F f* B B* b b* sh gs g rg k G RG K cs CS sc scn SC SCN BDC BI ID EI"
_PAINTS = frozenset({"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh"})
_SHOWS = frozenset({"Tj", "TJ", "'", '"'})
_FILL_COLOURS = frozenset({"g", "rg", "k", "cs", "sc", "scn"})
_HIDDEN_TEXT = frozenset({3, 7})
_MAX_DEPTH = 6
_MAX_MARKS = 200_000
_FULL_COVER = 0.95
"""Share of the page that a picture must cover to count as the scan of the page."""
_OVERHANG = 0.02
"""How far a scan may reach over the page's edge, as a share of the page."""
_BORN_COVER = 0.6
"""With pictures on more than this share of the page its own text layer is not taken for the page's text."""
_POINTS = 72.0

_Rect = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedPicture:
    """A picture as drawn.

    `matrix` is (a, b, c, d, e, f) from the unit square to the page in points; `black` tells whether a stencil is painted black; `plain` is
    False where transparency, a mask or a layer takes part.
    """

    picture: pikepdf.Object
    width: int
    height: int
    matrix: tuple[float, float, float, float, float, float]
    black: bool
    plain: bool

    @property
    def upright(self) -> bool:
        """Whether its edges run along the page's edges."""
        a, b, c, d, _, _ = self.matrix
        size = max(abs(a), abs(b), abs(c), abs(d), 1e-9)
        return (abs(b) + abs(c) < 2e-3 * size) or (abs(a) + abs(d) < 2e-3 * size)

    @property
    def rect(self) -> _Rect:
        """Left, bottom, right, top on the page in points."""
        a, b, c, d, e, f = self.matrix
        xs, ys = (e, e + a, e + c, e + a + c), (f, f + b, f + d, f + b + d)
        return min(xs), min(ys), max(xs), max(ys)

    @property
    def dpi(self) -> tuple[float, float]:
        """Its pixels per inch along its own width and height."""
        a, b, c, d, _, _ = self.matrix
        across, down = (a * a + b * b) ** 0.5, (c * c + d * d) ** 0.5
        return self.width * _POINTS / max(across, 1e-6), self.height * _POINTS / max(down, 1e-6)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSurvey:
    """A page's make-up. `box` is its visible area in points before turning; `rotate` its own turn, clockwise; `unit` points per user unit.

    `scan` is the picture that is the whole page (nothing visible beside it), None where the page must be drawn. `picture_dpi` is the
    highest resolution of a picture of note, None without any. `pictures` are all drawn, in order. `born_digital`: visible text of its own
    and no scan.
    """

    box: _Rect
    rotate: int
    unit: float
    scan: PlacedPicture | None
    picture_dpi: float | None
    pictures: tuple[PlacedPicture, ...]
    born_digital: bool

    @property
    def largest(self) -> int:
        """Pixel count of the largest picture, 0 without any."""
        return max((picture.width * picture.height for picture in self.pictures), default=0)


@dataclass(slots=True)
class _State:
    """Graphics state and what was seen so far; private to one survey."""

    matrix: Matrix
    text_mode: int = 0
    black: bool = True
    plain: bool = True
    stack: list[tuple[Matrix, int, bool, bool]] = field(default_factory=list)


@dataclass(slots=True)
class _Marks:
    """Marks in drawing order: a picture, or "text", "hidden", "paint"."""

    seen: list[PlacedPicture | str] = field(default_factory=list)
    layered: bool = False


def _number(value: Any, default: float = 0.0) -> float:
    return float(value) if isinstance(value, int | float | Decimal) else default


def _is_black(operands: Any, operator: str) -> bool:
    values = [_number(value, 1.0) for value in operands]
    if operator == "k":
        return values[-1:] == [1.0]
    return operator in {"g", "rg", "sc", "scn"} and all(value == 0 for value in values)


def _set_state(state: _State, operator: str, operands: Any, resources: Any) -> None:
    """Follow an operator that changes the graphics state."""
    if operator == "q":
        state.stack.append((state.matrix, state.text_mode, state.black, state.plain))
    elif operator == "Q":
        if state.stack:
            state.matrix, state.text_mode, state.black, state.plain = state.stack.pop()
    elif operator == "cm":
        state.matrix = Matrix(*[_number(value) for value in operands]) @ state.matrix
    elif operator == "Tr":
        state.text_mode = int(_number(operands[0]))
    elif operator in _FILL_COLOURS:
        state.black = _is_black(operands, operator)
    elif operator == "gs":
        state.plain = _plain_state(resources, operands[0])


def _plain_state(resources: Any, name: Any) -> bool:
    """Whether a graphics state leaves colours as they are: opaque, no mask, normal blending."""
    settings = _entry(resources, "/ExtGState", name)
    if not isinstance(settings, pikepdf.Dictionary):
        return True
    opaque = _number(settings.get("/ca"), 1.0) == 1.0
    return opaque and str(settings.get("/SMask", "/None")) == "/None" and str(settings.get("/BM", "/Normal")) in {"/Normal", "/Compatible"}


def _entry(resources: Any, kind: str, name: Any) -> Any:
    table = resources.get(kind) if isinstance(resources, pikepdf.Dictionary) else None
    return table.get(str(name)) if isinstance(table, pikepdf.Dictionary) else None


def _placed(state: _State, picture: Any) -> PlacedPicture:
    plain = state.plain and not any(key in picture for key in ("/SMask", "/Mask", "/OC"))
    return PlacedPicture(
        picture=picture,
        width=int(_number(picture.get("/Width"))),
        height=int(_number(picture.get("/Height"))),
        matrix=state.matrix.shorthand,
        black=state.black,
        plain=plain,
    )


def _follow(content: Any, resources: Any, state: _State, marks: _Marks, depth: int) -> None:
    """Follow one drawing program, forms included."""
    for instruction in pikepdf.parse_content_stream(content, _OPERATORS):
        operands, operator = instruction.operands, str(instruction.operator)
        if operator in _SHOWS:
            marks.seen.append("hidden" if state.text_mode in _HIDDEN_TEXT else "text")
        elif operator in _PAINTS or operator == "INLINE IMAGE":
            marks.seen.append("paint")
        elif operator == "Do":
            _draw(_entry(resources, "/XObject", operands[0]), resources, state, marks, depth)
        elif operator == "BDC":
            marks.layered = marks.layered or str(operands[0]) == "/OC"
        else:
            _set_state(state, operator, operands, resources)
        if len(marks.seen) > _MAX_MARKS:
            return


def _draw(target: Any, resources: Any, state: _State, marks: _Marks, depth: int) -> None:
    """A picture or a form drawn by Do; anything else draws nothing."""
    if not isinstance(target, pikepdf.Stream):
        return
    if str(target.get("/Subtype")) == "/Image":
        marks.seen.append(_placed(state, target))
    elif str(target.get("/Subtype")) == "/Form" and depth < _MAX_DEPTH:
        inner = _State(matrix=state.matrix, text_mode=state.text_mode, black=state.black, plain=state.plain and "/Group" not in target)
        inner.plain = inner.plain and "/OC" not in target
        if "/Matrix" in target:
            inner.matrix = Matrix(*[_number(value) for value in target.Matrix]) @ state.matrix
        _follow(target, target.get("/Resources", resources), inner, marks, depth + 1)


def _visible_notes(page: pikepdf.Page) -> bool:
    """Whether notes, stamps or form fields are drawn on the page."""
    notes = page.obj.get("/Annots")
    if not isinstance(notes, pikepdf.Array):
        return False
    return any(
        isinstance(note, pikepdf.Dictionary)
        and "/AP" in note
        and not int(_number(note.get("/F"))) & 2
        and str(note.get("/Subtype")) not in {"/Link", "/Popup"}
        for note in notes
    )


def _rect(value: Any) -> _Rect:
    left, bottom, right, top = (_number(item) for item in value)
    return min(left, right), min(bottom, top), max(left, right), max(bottom, top)


def _visible_box(page: pikepdf.Page) -> _Rect:
    """Crop box within media box; A4 where neither has an area."""
    media, crop = _rect(page.mediabox), _rect(page.cropbox)
    box = max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3])
    for candidate in (box, media):
        if candidate[2] - candidate[0] > 1 and candidate[3] - candidate[1] > 1:
            return candidate
    return 0.0, 0.0, 595.0, 842.0


def _cover(picture: PlacedPicture, box: _Rect) -> float:
    """Share of the page under the picture."""
    left, bottom, right, top = picture.rect
    across = min(right, box[2]) - max(left, box[0])
    down = min(top, box[3]) - max(bottom, box[1])
    return max(across, 0) * max(down, 0) / ((box[2] - box[0]) * (box[3] - box[1]))


def _fills(picture: PlacedPicture, box: _Rect) -> bool:
    """Whether the picture is the page: upright, over all of it, hardly beyond its edges."""
    left, bottom, right, top = picture.rect
    slack_x, slack_y = _OVERHANG * (box[2] - box[0]), _OVERHANG * (box[3] - box[1])
    inside = left > box[0] - slack_x and bottom > box[1] - slack_y and right < box[2] + slack_x and top < box[3] + slack_y
    return picture.upright and inside and _cover(picture, box) >= _FULL_COVER and picture.width > 0 and picture.height > 0


def _scan_of(marks: _Marks, box: _Rect) -> PlacedPicture | None:
    """The last picture that fills the page, if nothing visible is drawn after it; what lies under it does not show."""
    for mark in reversed(marks.seen):
        if mark == "hidden":
            continue
        if isinstance(mark, str):
            return None
        return mark if _fills(mark, box) and mark.plain else None
    return None


def survey(page: pikepdf.Page) -> PageSurvey:
    """Survey one page; UnreadableError (PAGE_UNREADABLE) where its drawing program is broken."""
    with pdf_errors(FailureCode.PAGE_UNREADABLE):
        box = _visible_box(page)
        marks = _Marks()
        if "/Contents" in page.obj:
            _follow(page, page.obj.get("/Resources"), _State(matrix=Matrix()), marks, 0)
        pictures = [mark for mark in marks.seen if isinstance(mark, PlacedPicture)]
        noted = marks.layered or _visible_notes(page)
        scan = None if noted else _scan_of(marks, box)
        covered = sum(_cover(picture, box) for picture in pictures)
        notable = [max(picture.dpi) for picture in pictures if _cover(picture, box) > 0.02]
        return PageSurvey(
            box=box,
            rotate=int(page.rotation) % 360 // 90 * 90,
            unit=_number(page.obj.get("/UserUnit"), 1.0) or 1.0,
            scan=scan,
            picture_dpi=max(notable, default=None),
            pictures=tuple(pictures),
            born_digital=scan is None and covered < _BORN_COVER and "text" in marks.seen,
        )


@contextmanager
def pdf_errors(code: FailureCode) -> Iterator[None]:
    """Turn what the PDF library raises on broken input into UnreadableError with that code."""
    try:
        yield
    except pikepdf.PasswordError as error:
        raise UnreadableError(Failure(code=FailureCode.ENCRYPTED)) from error
    except MemoryError as error:
        raise UnreadableError(Failure(code=FailureCode.DECODER_MEMORY)) from error
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError) as error:
        raise UnreadableError(Failure(code=code, detail=f"PDF: {type(error).__name__}")) from error


def open_pdf(path: Path) -> pikepdf.Pdf:
    """Open a PDF that needs no password; UnreadableError: ENCRYPTED, DAMAGED."""
    try:
        with pdf_errors(FailureCode.DAMAGED):
            return pikepdf.Pdf.open(path)
    except UnreadableError as error:
        if "security handler" in str(error.__cause__) or "encrypt" in str(error.__cause__).lower():
            raise UnreadableError(Failure(code=FailureCode.ENCRYPTED, detail="unknown protection")) from error
        raise

"""Does a document end between two pages: the signs at the seam, each with a log-odds weight, added to one probability.

A sign is a fact about the run of pages so far and the page that follows. The weights are fitted by evaluation/fit_boundaries.py on
generated batches of the train split (logistic regression held near our rule of what each sign means, so that a sign keeps
its sense where the generator shows it too rarely).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from domain.classification import Classification
from domain.document import UnderstoodPage
from domain.fields import PageNumbering
from domain.frame import ClauseStyle, PageFrame
from domain.hanzi import fold

SIGNS: tuple[tuple[str, float, float], ...] = (
    ("always", 0.0, -1.92),
    ("opening", 1.0, 0.87),
    ("one_after_unnumbered", 3.0, 3.14),
    ("one_after_number", 5.0, 3.37),
    ("later_after_unnumbered", -1.5, -1.32),
    ("next_number", -6.0, -6.02),
    ("number_ahead", 1.5, 1.3),
    ("other_numbering", 4.0, 2.97),
    ("unnumbered_after_number", 0.7, 0.22),
    ("unnumbered_after_last", 3.5, 3.13),
    ("unnumbered_within_total", -2.0, -1.55),
    ("same_type_untitled", -1.5, 0.43),
    ("same_type_titled", 0.0, 1.27),
    ("other_type_titled", 2.0, 2.88),
    ("other_type_untitled", 1.0, 2.44),
    ("same_unit", -0.5, 0.41),
    ("other_unit", 2.5, 2.42),
    ("same_owner", -0.5, 0.01),
    ("other_owner", 1.5, 2.54),
    ("new_file", 4.5, 1.51),
    ("blank_sheet", 1.0, 0.97),
    ("next_clause", -2.5, -2.95),
    ("first_clause_again", 1.0, 0.26),
    ("open_end", -1.5, -1.31),
    ("full_before", -0.7, -0.84),
    ("other_type_size", 0.5, 0.52),
    ("other_sheet", 2.0, 2.39),
    ("scrap", -1.5, -2.08),
    ("back_side", -3.0, -3.96),
    ("after_cover", -3.0, -5.49),
    ("form_again", 2.5, 2.5),
)
"""Every sign with its log-odds by our rule and as fitted; positive speaks for a new document."""

NAMES = tuple(name for name, _, _ in SIGNS)
PRIOR = tuple(prior for _, prior, _ in SIGNS)
WEIGHTS = tuple(weight for _, _, weight in SIGNS)

_MOST_OPENING = 5.3
"""Log-odds of being a first page beyond which the classifier is not believed."""
_FULL = 0.84
"""Share of the page's height: text that ends below it filled the page."""
SCRAP, LEGIBLE = 60, 0.8
"""Characters, mean confidence of the reading: a page of less whose heading names no type is a note or a stamp on a back, or a front
that shows through."""
_COVER = 150
"""Characters: a cover has fewer, the page behind it more."""
_TYPE_SIZE, _SHEET = 0.1, 0.04
"""How far type size and height / width may differ within a document, as shares of themselves."""
_SURE_UNIT = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Seam:
    """A place between two content pages.

    `run`: the pages of the document so far, at least one of them readable; `page`: the one that follows; `new_file`: a scan begins
    between them; `blanks`: blank sides between them beyond the backs of the sheets; `unreadable`: pages between them that cannot be read;
    `back`: sheets were scanned on both sides and the page is the other side of the one before it.
    """

    run: Sequence[UnderstoodPage]
    page: UnderstoodPage
    new_file: bool = False
    blanks: int = 0
    unreadable: int = 0
    back: bool = False


def boundary_probability(seam: Seam, weights: Sequence[float] = WEIGHTS) -> float:
    """Probability 0..1 that the page opens another document than the run's."""
    odds = sum(value * weight for value, weight in zip(signs(seam), weights, strict=True))
    if seam.unreadable:  # what could not be read may have been the end of one or the beginning of the other
        odds *= 0.6
    return 1.0 / (1.0 + math.exp(-max(min(odds, 30.0), -30.0)))


def signs(seam: Seam) -> tuple[float, ...]:
    """One number a sign, in the order of NAMES."""
    found = {"always": 1.0, "opening": opening_odds(seam.page), "new_file": float(seam.new_file), "blank_sheet": float(seam.blanks > 0)}
    found[_numbering_sign(seam)] = 1.0
    found |= _class_sign(seam) | _party_signs(seam) | _frame_signs(seam)
    found["back_side"] = float(seam.back)
    little = seam.page.text_length < SCRAP or seam.page.confidence < LEGIBLE
    if little and not names_a_type(seam.page.classification):
        found["scrap"] = 1.0
    return tuple(found.get(name, 0.0) for name in NAMES)


def opening_odds(page: UnderstoodPage) -> float:
    """Log-odds that the page by itself is a document's first; 0 where nothing is known."""
    if page.classification is None:
        return 0.0
    share = page.classification.starts_document
    if share in {0.0, 1.0}:
        return math.copysign(_MOST_OPENING, share - 0.5)
    return max(min(math.log(share / (1.0 - share)), _MOST_OPENING), -_MOST_OPENING)


def last_numbering(run: Sequence[UnderstoodPage]) -> tuple[PageNumbering, int] | None:
    """The last page number in the run and how many pages stand behind it."""
    for behind, page in enumerate(reversed(run)):
        if page.fields.numbering is not None:
            return page.fields.numbering, behind
    return None


def _numbering_sign(seam: Seam) -> str:
    """The one sign that page numbers give; "" where neither the run nor the page bears any."""
    now, last = seam.page.fields.numbering, last_numbering(seam.run)
    if last is None:
        return "" if now is None else "one_after_unnumbered" if now.number == 1 else "later_after_unnumbered"
    before, behind = last
    if now is None:
        if before.total is None:
            return "unnumbered_after_number"
        return "unnumbered_after_last" if before.number + behind >= before.total else "unnumbered_within_total"
    if now.number == 1:
        return "one_after_number"
    same_total = before.total is None or now.total is None or before.total == now.total
    # a page behind the last number may be a back that bears none, so it need not have been counted
    if same_total and 1 <= now.number - before.number <= 1 + behind + seam.unreadable:
        return "next_number"
    return "number_ahead" if same_total and now.number > before.number else "other_numbering"


def _known(run: Sequence[UnderstoodPage]) -> Sequence[Classification | None]:
    """The classes of the run's readable pages; one None where there are none."""
    return [page.classification for page in run if page.classification is not None] or [None]


def names_a_type(classification: Classification | None) -> bool:
    """Whether the page's heading is a title that the taxonomy knows; a note's few words may well stand out like one."""
    return classification is not None and any(item.code == "title" for item in classification.evidence)


def _class_sign(seam: Seam) -> dict[str, float]:
    first, now = _known(seam.run)[0], seam.page.classification
    if first is None or now is None:
        return {}
    titled = "titled" if now.title else "untitled"
    if first.doc_type == now.doc_type:
        cover = _after_cover(seam, first.frame, now.frame)
        return {f"same_type_{titled}": 1.0, "after_cover": float(cover), "form_again": float(not cover and _form_again(seam))}
    return {f"other_type_{titled}": min(first.type_confidence, now.type_confidence)}


def _after_cover(seam: Seam, first: PageFrame, now: PageFrame) -> bool:
    """A single page with hardly a word, then a page of the same type that counts clauses: its cover, though both bear the title."""
    counts = now.clauses is not ClauseStyle.NONE and first.clauses is ClauseStyle.NONE
    return len(seam.run) == 1 and seam.run[0].text_length < _COVER < seam.page.text_length and counts


def _form_again(seam: Seam) -> bool:
    """The same title and the same unit at a label, as on the page that began the run: a second paper of one household, no next page."""
    began, now = seam.run[0], seam.page
    unnumbered = now.fields.numbering is None or now.fields.numbering.number == 1
    return (
        unnumbered and names_a_type(began.classification) and names_a_type(now.classification) and bool(_labelled(began) & _labelled(now))
    )


def _labelled(page: UnderstoodPage) -> set[object]:
    return {field.unit for field in page.fields.units if field.role == "belongs" and field.by == "label"}


def _party_signs(seam: Seam) -> dict[str, float]:
    """Another unit or owner than the run's speaks for another document; the same ones say little, a batch is often one household's."""
    units, known_units = _units([seam.page]), _units(seam.run)
    names, known_names = _owners([seam.page]), _owners(seam.run)
    found = {}
    if units and known_units:
        found["same_unit" if units & known_units else "other_unit"] = 1.0
    if names and known_names:
        found["same_owner" if names & known_names else "other_owner"] = 1.0
    return found


def _units(pages: Sequence[UnderstoodPage]) -> set[object]:
    return {field.unit for page in pages for field in page.fields.units if field.role == "belongs" and field.confidence >= _SURE_UNIT}


def _owners(pages: Sequence[UnderstoodPage]) -> set[str]:
    return {fold(field.name) for page in pages for field in page.fields.names if field.role == "owner"}


def _frame_signs(seam: Seam) -> dict[str, float]:
    """How the text went on or stopped, and whether the two pages look alike."""
    last = _known(seam.run)[-1]
    if last is None or seam.page.classification is None:
        return {}
    before, now = last.frame, seam.page.classification.frame
    if not before.fill or not now.fill:
        return {}
    return {
        "next_clause": float(next_clause(before, now)),
        "first_clause_again": float(before.clauses is not ClauseStyle.NONE and now.clauses is before.clauses and now.first_clause == 1),
        "open_end": float(before.open_end),
        "full_before": float(before.fill > _FULL),
        "other_type_size": float(abs(now.type_size / before.type_size - 1.0) > _TYPE_SIZE),
        "other_sheet": float(abs(now.tall / before.tall - 1.0) > _SHEET),
    }


def next_clause(before: PageFrame, now: PageFrame) -> bool:
    """Whether the page's first clause is the one after the last of the page before."""
    return now.clauses is not ClauseStyle.NONE and now.clauses is before.clauses and now.first_clause == before.last_clause + 1

"""Is a document where it belongs."""

import re
from collections.abc import Iterable

from domain.hanzi import simplify
from domain.review import ReviewReason
from measures.matching import Formed, Paper
from measures.rows import DocumentRow

PLACELESS = frozenset(
    reason.code
    for reason in (
        ReviewReason.UNIT_MISSING,
        ReviewReason.UNIT_PARTIAL,
        ReviewReason.UNIT_AMBIGUOUS,
        ReviewReason.UNIT_ESTATE_AMBIGUOUS,
        ReviewReason.UNIT_NOT_IN_REGISTER,
    )
)
"""Reasons of the truth that leave a paper without any unit it could be filed under."""


def why_review(true: DocumentRow) -> str:
    """The reason why a person must see a true document, "" where none must."""
    return true.must_review or (true.reasons[0] if true.reasons else "")


def plain(text: str) -> str:
    """The form in which names are compared: NFKC, Simplified, without blanks."""
    return "".join(simplify(text).split())


def same_owner(true: str, read: str) -> bool:
    """Whether two owner fields share a person (several are divided by 、, commas, slashes or blanks)."""
    return bool(_names(true) & _names(read))


def _names(owners: str) -> set[str]:
    return {plain(name) for name in re.split(r"[、,，/;；\s]+", owners) if name}


def misplaced(read: DocumentRow, true: DocumentRow) -> str:
    """What is wrong with the place: unit, estate, or "" where it is right; an estate that either side leaves out does not differ."""
    if read.unit != true.unit:
        return "unit"
    if true.estate and read.estate and plain(true.estate) != plain(read.estate):
        return "estate"
    return ""


def why_wrong(one: Formed) -> str:
    """Why a formed document must not be filed as it stands, "" where nothing speaks against it.

    The truth's review reason, no_document (its pages belong to no paper), unit, estate, category, or mixed (pages of several papers).
    """
    true = one.true
    if true is None:
        return "no_document"
    why = why_review(true) or misplaced(one.read, true)
    return why or ("category" if one.read.category != true.category else "") or ("mixed" if len(one.held) > 1 else "")


def wrongly_filed(formed: Iterable[Formed]) -> tuple[tuple[Formed, str], ...]:
    """The filed documents that are wrong, each with the reason."""
    filed = (one for one in formed if one.read.status == "filed")
    return tuple((one, why) for one in filed if (why := why_wrong(one)))


def class_and_place_right(one: Formed) -> bool:
    """What a document's confidence is about: category, unit and estate are those of every true document it holds pages of.

    Of a paper without a place, whose true unit is missing, ambiguous or in no register, no unit is right: a confidence of 0 is kept.
    """
    if not one.read.unit or not one.held or any(why_review(true) in PLACELESS for true in one.held):
        return False
    return all(one.read.category == true.category and not misplaced(one.read, true) for true in one.held)


def filed_right(paper: Paper) -> bool:
    """Whether every page of a true document lies in filed documents with nothing wrong."""
    good = {page for part in paper.parts if part.read.status == "filed" and not why_wrong(part) for page in part.pages}
    return bool(paper.true.pages) and good.issuperset(paper.true.pages)


def filed_silently(paper: Paper) -> bool:
    """Whether a document that a person must see has a page in a filed one."""
    return bool(why_review(paper.true)) and any(part.read.status == "filed" for part in paper.parts)

"""Is a document where it belongs."""

import re
from collections.abc import Iterable

from domain.hanzi import simplify
from measures.matching import Formed, Paper
from measures.rows import DocumentRow


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
    why = true.must_review or (true.reasons[0] if true.reasons else "") or misplaced(one.read, true)
    return why or ("category" if one.read.category != true.category else "") or ("mixed" if len(one.held) > 1 else "")


def wrongly_filed(formed: Iterable[Formed]) -> tuple[tuple[Formed, str], ...]:
    """The filed documents that are wrong, each with the reason."""
    filed = (one for one in formed if one.read.status == "filed")
    return tuple((one, why) for one in filed if (why := why_wrong(one)))


def class_and_place_right(one: Formed) -> bool:
    """What a document's confidence is about: category, unit and estate are those of every true document it holds pages of."""
    if not one.read.unit or not one.held:
        return False
    return all(one.read.category == true.category and not misplaced(one.read, true) for true in one.held)


def filed_right(paper: Paper) -> bool:
    """Whether every page of a true document lies in filed documents with nothing wrong."""
    good = {page for part in paper.parts if part.read.status == "filed" and not why_wrong(part) for page in part.pages}
    return bool(paper.true.pages) and good.issuperset(paper.true.pages)


def filed_silently(paper: Paper) -> bool:
    """Whether a document that a person must see has a page in a filed one."""
    must = bool(paper.true.must_review or paper.true.reasons)
    return must and any(part.read.status == "filed" for part in paper.parts)

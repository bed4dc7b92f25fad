"""What a new list of the paper archive (纸质档案目录) changes in the catalogue: one step for each catalogued paper that it touches."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from domain.catalogue import CatalogueRow, HeldPaper
from domain.hanzi import simplify
from domain.imports import ChangeKind, PaperStep


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueOptions:
    """How a list is taken.

    `stated`: the meanings the list has a column for. `retire_gone` takes papers off the catalogue that the list no longer names; `whole`:
    the list is all there is, else only the boxes that it names.
    """

    stated: frozenset[str]
    retire_gone: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CataloguePlan:
    """Steps in the order of the list and then of the catalogue; `unchanged` counts rows that say what is held already."""

    steps: tuple[PaperStep, ...]
    unchanged: int


def paper_key(paper: CatalogueRow) -> str:
    """What makes two rows the same paper: the archive number, else estate, box, unit and title; a digest of 32 hexadecimal digits."""
    number = simplify(paper.archive_no).replace(" ", "")
    named = ("no", number) if number else ("paper", paper.estate, paper.box, str(paper.unit), simplify(paper.title))
    return hashlib.sha256("\x1f".join(named).encode()).hexdigest()[:32]


def plan_catalogue(held: Sequence[HeldPaper], rows: Iterable[CatalogueRow], options: CatalogueOptions) -> CataloguePlan:
    """Lay a list over the catalogue. An archive number given twice stays twice: equal rows are matched first, the others in their order."""
    waiting: dict[str, list[HeldPaper]] = defaultdict(list)
    for each in held:
        waiting[paper_key(each.paper)].append(each)
    listed = [(paper_key(row), row) for row in rows]
    scope = {(row.estate, row.box) for _key, row in listed}
    matched = _match(waiting, listed, options.stated)
    steps = [_step(key, row, matched.get(n), options.stated) for n, (key, row) in enumerate(listed)]
    written = [step for step in steps if step is not None]
    unchanged = sum(step is None or step.moved for step in steps)
    kind = ChangeKind.CLOSED if options.retire_gone else ChangeKind.GONE
    written += [
        PaperStep(kind=kind, key=key, held=each.id, before=each.paper, after=each.paper)
        for key, each in sorted(((key, each) for key, group in waiting.items() for each in group), key=lambda pair: pair[1].id)
        if options.whole or (each.paper.estate, each.paper.box) in scope
    ]
    return CataloguePlan(steps=tuple(written), unchanged=unchanged)


def _match(waiting: dict[str, list[HeldPaper]], listed: Sequence[tuple[str, CatalogueRow]], stated: frozenset[str]) -> dict[int, HeldPaper]:
    """Held papers by the position of their row in the list; those found are taken out of `waiting`."""
    found: dict[int, HeldPaper] = {}
    for equal in (True, False):
        for n, (key, row) in enumerate(listed):
            if n in found:
                continue
            fitting = (each for each in waiting.get(key, ()) if not equal or _same(each.paper, _laid_over(row, each.paper, stated)))
            each = next(fitting, None)
            if each is not None:
                waiting[key].remove(each)
                found[n] = each
    return found


def _laid_over(row: CatalogueRow, held: CatalogueRow, stated: frozenset[str]) -> CatalogueRow:
    """The row, with what the list has no column for as held."""
    return replace(
        row,
        box=row.box if "box" in stated else held.box,
        title=row.title if "title" in stated else held.title,
        doc_type=row.doc_type or held.doc_type,
        unit=row.unit or (None if stated & {"room", "building"} else held.unit),
        owner=row.owner if "owner" in stated else held.owner,
        date=row.date if "date" in stated else held.date,
        page_count=row.page_count if "pages" in stated else held.page_count,
    )


def _same(one: CatalogueRow, other: CatalogueRow) -> bool:
    return replace(one, row=0) == replace(other, row=0)


def _step(key: str, row: CatalogueRow, held: HeldPaper | None, stated: frozenset[str]) -> PaperStep | None:
    if held is None:
        return PaperStep(kind=ChangeKind.NEW, key=key, held=None, before=None, after=row)
    after = _laid_over(row, held.paper, stated)
    if held.paper == after:
        return None
    return PaperStep(kind=ChangeKind.CHANGED, key=key, held=held.id, before=held.paper, after=after, moved=_same(held.paper, after))

"""The order of pages within a paper: pages that were mixed up before they were scanned, and pages that are missing.

Printed page numbers decide; where a contract bears none, the numbers of its clauses, and whether a paper begins like one. Nothing is put
right silently: a paper found out of order or not whole is for a person to see.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from domain.document import PageRun, UnderstoodPage
from domain.frame import ClauseStyle, PageFrame
from dossiers.boundary import LEGIBLE, SCRAP, names_a_type, opening_odds

_WIDEST = 6
"""Neighbouring runs that are tried together."""
_SURE, _LIKELY = 0.9, 0.7
"""Confidence that pages brought together make one paper: with the number of pages stated, and without. Our rule; both are for review."""
_OPENS = 2.5
"""Log-odds of being a first page from which a page other than number 1 is taken for another paper's."""
_LOST_CLAUSES = 3
"""Clause numbers that must be skipped between two pages before one is missed; a single one may have been misread."""
_HEADLESS = -2.0
"""Log-odds of being a first page below which a run that begins with the page has lost its beginning, or lies in the wrong order: of 1,859
generated runs that were whole one begins so, of 26 shuffled papers without numbers that nothing else showed eight (ADR 41)."""


def mend(runs: Sequence[PageRun], parted: Sequence[bool]) -> tuple[PageRun, ...]:
    """Runs whose pages make one paper only together, brought together, and every run's pages in the order of their numbers.

    `parted[i]`: a separator sheet lies before run i, so nothing is joined across it.
    """
    runs = _doubted(_given_back(runs, parted), parted)
    out: list[PageRun] = []
    at = 0
    while at < len(runs):
        width = next((w for w in range(_WIDEST, 1, -1) if _belong_together(runs[at : at + w], parted[at + 1 : at + w], w)), 1)
        out.append(_in_order(_joined(runs[at : at + width])))
        at += width
    return tuple(out)


def pages_missing(pages: Sequence[UnderstoodPage]) -> bool:
    """True where a page cannot be read, the page numbers skip one or promise more than there are, or the clauses skip several.

    An unnumbered page of running text may be the one skipped, its number unread, if it lies where that one should.
    """
    if any(not page.readable for page in pages):
        return True
    last, unnumbered, promised = 0, 0, 0
    for page in pages:
        numbering = page.fields.numbering
        if numbering is None:
            unnumbered += not _is_note(page)
            continue
        if numbering.number - last - 1 > unnumbered:
            return True
        last, unnumbered, promised = max(numbering.number, last), 0, max(promised, numbering.total or 0)
    return promised - last > unnumbered or _clauses_skip(pages)


def _is_note(page: UnderstoodPage) -> bool:
    """Whether an unnumbered page is hardly one of the numbered ones: few words, and neither a cover nor a place to sign."""
    frame = _frame(page)
    return page.text_length < SCRAP and not _opens(page) and not (frame is not None and frame.signed)


def _doubted(runs: Sequence[PageRun], parted: Sequence[bool]) -> tuple[PageRun, ...]:
    """Neither a run that begins like a later page nor the one behind it in the same file is sure of its ends: they may be one paper."""
    lacking = [_headless(run.pages[0]) for run in runs]
    goes_on = [not sheet and not run.pages[0].new_file for run, sheet in zip(runs, parted, strict=True)]
    return tuple(
        replace(run, boundary_confidence=min(run.boundary_confidence, _LIKELY)) if lacks or (before and on) else run
        for run, lacks, before, on in zip(runs, lacking, [False, *lacking][: len(runs)], goes_on, strict=True)
    )


def _headless(page: UnderstoodPage) -> bool:
    """Whether a page of running text, legible and without a number, bears no title and by itself looks like a paper's later page."""
    legible = page.text_length >= SCRAP and page.confidence >= LEGIBLE
    unnamed = page.fields.numbering is None and not names_a_type(page.classification)
    return legible and unnamed and opening_odds(page) < _HEADLESS


def _given_back(runs: Sequence[PageRun], parted: Sequence[bool]) -> tuple[PageRun, ...]:
    """Runs where later pages that lay before their page 1, and so went to the unnumbered paper before them, stand apart from it.

    Only where the numbers of pages stated agree and are then complete. Where no total is stated they stay, but neither end is sure.
    """
    out = list(runs[:1])
    for run, sheet in zip(runs[1:], parted[1:], strict=True):
        before = out[-1]
        kept = max((index + 1 for index, page in enumerate(before.pages) if page.fields.numbering is None), default=0)
        tail = replace(before, pages=before.pages[kept:])
        if sheet or not 0 < kept < len(before.pages) or not _numbers_complete((tail, run)):
            out.append(run)
            continue
        if not _stated(tail.pages):
            out[-1:] = [replace(one, boundary_confidence=min(one.boundary_confidence, _LIKELY)) for one in (before, run)]
            continue
        out[-1] = replace(before, pages=before.pages[:kept], boundary_confidence=min(before.boundary_confidence, _SURE))
        out.append(_joined((replace(tail, statement=run.statement), run)))
    return tuple(out)


def _stated(pages: Sequence[UnderstoodPage]) -> bool:
    """Whether the pages say how many there are."""
    return any(page.fields.numbering is not None and page.fields.numbering.total is not None for page in pages)


def _belong_together(runs: Sequence[PageRun], sheets: Sequence[bool], width: int) -> bool:
    if len(runs) < width or any(sheets):
        return False
    return _numbers_complete(runs) or (width == 2 and _clauses_turned(*runs))


def _numbers_complete(runs: Sequence[PageRun]) -> bool:
    """Out of order, each number once, all from 1 to the total there together, though in no run alone; and nothing says they differ."""
    pages = [page for run in runs for page in run.pages]
    every = all(any(page.fields.numbering is not None for page in run.pages) or _opens(run.pages[0]) for run in runs)
    numbers = [number for number in _numbers(pages) if number]
    totals = {page.fields.numbering.total for page in pages if page.fields.numbering is not None} - {None}
    whole = sorted(numbers) == list(range(1, len(numbers) + 1)) and totals <= {len(numbers)}
    return every and whole and numbers != sorted(numbers) and _one_paper(pages)


def _numbers(pages: Sequence[UnderstoodPage]) -> list[int]:
    """Each page's number, 0 where it bears none; a cover counts as page 1, which is seldom printed on it."""
    numbers = [page.fields.numbering.number if page.fields.numbering is not None else 0 for page in pages]
    covers = [index for index, page in enumerate(pages) if not numbers[index] and _opens(page)]
    if any(numbers) and 1 not in numbers and len(covers) == 1:
        numbers[covers[0]] = 1
    return numbers


def _opens(page: UnderstoodPage) -> bool:
    return page.readable and opening_odds(page) > 0


def _one_paper(pages: Sequence[UnderstoodPage]) -> bool:
    """Nothing but page 1 begins a paper, and no two pages belong to different units."""
    later = (page for page, number in zip(pages, _numbers(pages), strict=True) if number != 1)
    units = [{field.unit for field in page.fields.units if field.role == "belongs"} for page in pages]
    named = [found for found in units if found]
    return all(opening_odds(page) < _OPENS for page in later) and (not named or bool(set.intersection(*named)))


def _clauses_turned(first: PageRun, second: PageRun) -> bool:
    """The run before goes on where the one behind it breaks off: its first clause follows the other's last."""
    tail, head = _frame(first.pages[0]), _frame(second.pages[-1])
    if tail is None or head is None or tail.clauses is ClauseStyle.NONE or tail.clauses is not head.clauses:
        return False
    unnumbered = all(page.fields.numbering is None for run in (first, second) for page in run.pages)
    follows = tail.first_clause == head.last_clause + 1 and tail.first_clause > 2 and not head.signed
    return unnumbered and follows and opening_odds(first.pages[0]) < 0 < opening_odds(second.pages[0]) and _one_opening(first, second)


def _one_opening(first: PageRun, second: PageRun) -> bool:
    return all(opening_odds(page) < _OPENS for page in (*first.pages, *second.pages[1:]))


def _joined(runs: Sequence[PageRun]) -> PageRun:
    """One run of several, the unit of the first one's separator sheet holding."""
    if len(runs) == 1:
        return runs[0]
    pages = tuple(page for run in (runs if _numbered(runs) else runs[::-1]) for page in run.pages)
    return replace(runs[0], pages=pages, boundary_confidence=_SURE if _stated(pages) else _LIKELY, out_of_order=True)


def _numbered(runs: Sequence[PageRun]) -> bool:
    return any(page.fields.numbering is not None for run in runs for page in run.pages)


def _in_order(run: PageRun) -> PageRun:
    """The pages by their numbers where these are all different; a page without one stays behind the page it lies behind.

    Where two pages bear the same number, or clauses go back, the order is not certain: they stay as they lie, and the run is said to be
    out of order.
    """
    own = _numbers(run.pages)
    numbers = [number for number in own if number]
    if numbers == sorted(numbers):
        return replace(run, out_of_order=True) if _clauses_go_back(run.pages) else run
    if len(set(numbers)) < len(numbers):
        return replace(run, out_of_order=True)
    keys, last = [], 0
    for number in own:
        last = number or last
        keys.append(last)
    order = sorted(range(len(keys)), key=lambda index: keys[index])
    return replace(run, pages=tuple(run.pages[index] for index in order), out_of_order=True)


def _clauses_go_back(pages: Sequence[UnderstoodPage]) -> bool:
    """Whether an unnumbered page begins with a clause that the unnumbered page before it had already passed; 1 may begin an annex."""
    for before, after in pairwise(pages):
        head, tail = _frame(before), _frame(after)
        if head is None or tail is None or before.fields.numbering is not None or after.fields.numbering is not None:
            continue
        if head.clauses is tail.clauses is not ClauseStyle.NONE and 1 < tail.first_clause <= head.first_clause:
            return True
    return False


def _clauses_skip(pages: Sequence[UnderstoodPage]) -> bool:
    """Whether articles are skipped between two unnumbered pages that follow each other."""
    for before, after in pairwise(pages):
        head, tail = _frame(before), _frame(after)
        if head is None or tail is None or before.fields.numbering is not None or after.fields.numbering is not None:
            continue
        articles = head.clauses is tail.clauses is ClauseStyle.ARTICLE
        if articles and tail.first_clause - head.last_clause > _LOST_CLAUSES:
            return True
    return False


def _frame(page: UnderstoodPage) -> PageFrame | None:
    return None if page.classification is None else page.classification.frame

"""Page sequence to documents: separators, titles, page numbers, new files, change of unit or owner; in doubt two documents, never one.

Each place between two pages gets a probability that a document ends there, from added log-odds. The odds are our rule, set from what each
sign means and checked on generated batches; a wrong split is mended by joining in review, a wrong join hides a paper, so the line is drawn
below one half.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from domain.document import PageRun, UnderstoodPage
from domain.fields import PageNumbering
from domain.hanzi import fold
from domain.page import PageKind
from domain.separator import NOTHING_STATED, SeparatorSheet, Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupingOptions:
    """`split_at`: boundary probability 0..1 from which pages are parted; `separator_trust`: that probability after a separator sheet."""

    split_at: float = 0.35
    separator_trust: float = 0.998


@dataclass(slots=True)
class _Gap:
    """What lies between two content pages: unreadable pages before and after the mark (separator or new file), if there is one."""

    new_file: bool = False
    blanks: int = 0
    sheets: list[UnderstoodPage] = field(default_factory=list)
    before: list[UnderstoodPage] = field(default_factory=list)
    after: list[UnderstoodPage] = field(default_factory=list)

    def add(self, page: UnderstoodPage) -> None:
        self.new_file |= page.new_file
        if page.kind is PageKind.SEPARATOR:
            self.sheets.append(page)
        elif page.kind is PageKind.BLANK:
            self.blanks += 1
        elif self.sheets or self.new_file:
            self.after.append(page)
        else:
            self.before.append(page)

    @property
    def unreadable(self) -> int:
        return len(self.before) + len(self.after)


def group(pages: Sequence[UnderstoodPage], options: GroupingOptions) -> tuple[PageRun, ...]:
    """Documents in order; every readable content page is in exactly one run, blank and separator pages in none.

    An unreadable page is kept where it may belong: within a run, at the end of the run before it, or before a run that does not begin
    like a document; alone in a file it belongs to no run.
    """
    runs: list[PageRun] = []
    current: list[UnderstoodPage] = []
    trust, gap = 1.0, _Gap()
    holds = NOTHING_STATED
    for page in pages:
        if page.kind is not PageKind.CONTENT or not page.readable:
            gap.add(page)
            continue
        gap.new_file |= page.new_file
        boundary = boundary_probability(current, gap, page, options) if current else 1.0
        if not current:
            gap.after, gap.before = gap.before + gap.after, []
        if boundary < options.split_at:
            current += [*gap.before, *gap.after, page]
            trust *= 1.0 - boundary
        else:
            if current:
                runs.append(_finished(current, gap, trust * boundary, holds))
            current, trust, holds = _leading(gap, page), boundary, _holding(holds, gap)
        gap = _Gap()
    if current:
        runs.append(_finished(current, gap, trust, holds))
    return tuple(runs)


def _holding(before: Statement, gap: _Gap) -> Statement:
    """What holds behind the gap. A sheet's unit ends with the next sheet; batch and box hold until a sheet names others."""
    now = before
    for page in gap.sheets:
        sheet = SeparatorSheet.read(page.separator)
        sheet = replace(sheet, batch=sheet.batch or now.sheet.batch, box=sheet.box or now.sheet.box)
        now = Statement(sheet=sheet, unit=next(iter(page.fields.units), None))
    return now


def _leading(gap: _Gap, page: UnderstoodPage) -> list[UnderstoodPage]:
    """A new run; unreadable pages before it in its file go with it unless it begins like a document."""
    numbering = page.fields.numbering
    opens = _start_odds(page) > 1.0 or (numbering is not None and numbering.number == 1)
    return [page] if opens else [*gap.after, page]


def _finished(current: list[UnderstoodPage], gap: _Gap, trust: float, holds: Statement) -> PageRun:
    """The run with the unreadable pages behind it, unless its own numbering says that it is complete."""
    numbering = _last_numbering(current)
    whole = numbering is not None and numbering[0].number == numbering[0].total
    return PageRun(pages=tuple(current if whole else current + gap.before), boundary_confidence=round(trust, 4), statement=holds)


def boundary_probability(current: Sequence[UnderstoodPage], gap: _Gap, page: UnderstoodPage, options: GroupingOptions) -> float:
    """Probability 0..1 that `page` opens another document than the one `current` belongs to."""
    if gap.sheets:
        return options.separator_trust
    odds = _start_odds(page) + _numbering_odds(current, gap, page) + _class_odds(current, page) + _party_odds(current, page)
    if gap.new_file:
        odds += 4.5
    if gap.blanks > 1:
        odds += 1.0
    if gap.unreadable:
        odds *= 0.6
    return 1.0 / (1.0 + math.exp(-odds))


def _start_odds(page: UnderstoodPage) -> float:
    if page.classification is None:
        return 0.0
    share = min(max(page.classification.starts_document, 0.005), 0.995)
    return math.log(share / (1.0 - share))


def _last_numbering(current: Sequence[UnderstoodPage]) -> tuple[PageNumbering, int] | None:
    """The last page number in the run and how many pages stand behind it."""
    for behind, page in enumerate(reversed(current)):
        if page.fields.numbering is not None:
            return page.fields.numbering, behind
    return None


def _numbering_odds(current: Sequence[UnderstoodPage], gap: _Gap, page: UnderstoodPage) -> float:
    now, last = page.fields.numbering, _last_numbering(current)
    if now is None:
        return _unnumbered_odds(last)
    if last is None:
        return 3.0 if now.number == 1 else -1.5
    before, behind = last
    if now.number == 1:
        return 5.0
    same_total = before.total is None or now.total is None or before.total == now.total
    step = now.number - before.number - behind
    if same_total and 1 <= step <= 1 + gap.unreadable:
        return -6.0
    return 1.5 if same_total and now.number > before.number else 4.0


def _unnumbered_odds(last: tuple[PageNumbering, int] | None) -> float:
    """After a numbered page: complete means a new document; a page short of the total means the same one, with its number not read."""
    if last is None:
        return 0.0
    before, behind = last
    if before.total is None:
        return 0.7
    return 3.5 if before.number + behind >= before.total else -2.0


def _class_odds(current: Sequence[UnderstoodPage], page: UnderstoodPage) -> float:
    first, now = current[0].classification, page.classification
    if first is None or now is None:
        return 0.0
    if first.doc_type == now.doc_type:
        return 0.0 if now.title else -1.5
    sure = min(first.type_confidence, now.type_confidence)
    return 2.0 * sure if now.title else 1.0 * sure


def _party_odds(current: Sequence[UnderstoodPage], page: UnderstoodPage) -> float:
    """Another unit or owner than the run's speaks for another document; the same ones say little, a batch is often one household's."""
    odds = 0.0
    mine = {field.unit for field in page.fields.units if field.role == "belongs" and field.confidence >= 0.5}
    theirs = {field.unit for other in current for field in other.fields.units if field.role == "belongs" and field.confidence >= 0.5}
    if mine and theirs:
        odds += -0.5 if mine & theirs else 2.5
    names = {fold(field.name) for field in page.fields.names if field.role == "owner"}
    known = {fold(field.name) for other in current for field in other.fields.names if field.role == "owner"}
    if names and known:
        odds += -0.5 if names & known else 1.5
    return odds

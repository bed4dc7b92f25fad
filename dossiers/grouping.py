"""Page sequence to documents: separators, then the signs at every seam between two pages; in doubt two documents, never one.

A wrong split is mended by joining in review, a wrong join hides a paper, so the line is drawn below one half. Pages that were mixed up
before they were scanned are put in order where their numbers make it certain, see sequence.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from domain.document import PageRun, UnderstoodPage
from domain.page import PageKind
from domain.separator import NOTHING_STATED, SeparatorSheet, Statement
from dossiers.boundary import Seam, boundary_probability, last_numbering, opening_odds
from dossiers.sequence import mend


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupingOptions:
    """`split_at`: boundary probability 0..1 from which pages are parted; `separator_trust`: that probability after a separator sheet."""

    split_at: float = 0.2
    separator_trust: float = 0.998


_DUPLEX = 0.6
"""Share of content pages followed by a blank side from which blank sides are taken for backs."""


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

    @property
    def adjoins(self) -> bool:
        """Whether nothing at all lies between the two pages."""
        return not (self.new_file or self.blanks or self.sheets or self.unreadable)


def group(pages: Sequence[UnderstoodPage], options: GroupingOptions) -> tuple[PageRun, ...]:
    """Documents in order; every readable content page is in exactly one run, blank and separator pages in none.

    An unreadable page is kept where it may belong: within a run, at the end of the run before it, or before a run that does not begin
    like a document; alone in a file it belongs to no run.
    """
    runs: list[PageRun] = []
    parted: list[bool] = []
    current: list[UnderstoodPage] = []
    trust, gap = 1.0, _Gap()
    holds, duplex = NOTHING_STATED, duplex_sides(pages)
    back = False
    for page, both_sides in zip(pages, duplex, strict=True):
        if page.kind is not PageKind.CONTENT or not page.readable:
            gap.add(page)
            continue
        gap.new_file |= page.new_file
        back = both_sides and not back and gap.adjoins and bool(current)
        boundary = _ends(current, gap, page, options, duplex=both_sides, back=back) if current else 1.0
        if not current:
            gap.after, gap.before = gap.before + gap.after, []
        if boundary < options.split_at:
            current += [*gap.before, *gap.after, page]
            trust *= 1.0 - boundary
        else:
            if current:
                runs.append(_finished(current, gap, trust * boundary, holds))
            current, trust, holds = _leading(gap, page), boundary, _holding(holds, gap)
            parted.append(bool(gap.sheets))
        gap = _Gap()
    if current:
        runs.append(_finished(current, gap, trust, holds))
    return mend(runs, parted)


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
    opens = opening_odds(page) > 1.0 or (numbering is not None and numbering.number == 1)
    return [page] if opens else [*gap.after, page]


def _finished(current: list[UnderstoodPage], gap: _Gap, trust: float, holds: Statement) -> PageRun:
    """The run with the unreadable pages behind it, unless its own numbering says that it is complete."""
    numbering = last_numbering(current)
    whole = numbering is not None and numbering[0].number == numbering[0].total
    return PageRun(pages=tuple(current if whole else current + gap.before), boundary_confidence=round(trust, 4), statement=holds)


def _ends(
    current: Sequence[UnderstoodPage], gap: _Gap, page: UnderstoodPage, options: GroupingOptions, *, duplex: bool, back: bool
) -> float:  # fmt: skip
    """Probability 0..1 that `page` opens another document than the one `current` belongs to."""
    if gap.sheets:
        return options.separator_trust
    return boundary_probability(
        Seam(run=current, page=page, new_file=gap.new_file, blanks=gap.blanks - duplex, unreadable=gap.unreadable, back=back)
    )


def duplex_sides(pages: Sequence[UnderstoodPage]) -> tuple[bool, ...]:
    """For each page, whether its file was scanned on both sides of the sheets: most written sides are followed by a blank one.

    In such a file a blank side parts nothing, and a written side right behind another is its back.
    """
    out: list[bool] = []
    for start, end in pairwise([*(i for i, page in enumerate(pages) if page.new_file or i == 0), len(pages)]):
        backed = [after.kind is PageKind.BLANK for page, after in pairwise(pages[start:end]) if page.kind is PageKind.CONTENT]
        out += [len(backed) > 1 and sum(backed) >= _DUPLEX * len(backed)] * (end - start)
    return tuple(out)

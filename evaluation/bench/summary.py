"""From readings to figures: what each row of the tables means, over any choice of pages.

A page that a reader failed on counts as read empty: failing never makes a figure better. Text is scored on pages whose truth is content,
whatever the reader called them; costs on pages that were read.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from domain.page import PageKind
from evaluation.bench.crew import Outcome, Run
from evaluation.bench.pages import TruePage
from evaluation.metrics import (
    SkewErrors,
    Tally,
    interval,
    order_bound,
    order_free,
    segment_error,
    skew_errors,
    total,
    units_found,
)
from measures.rate import f1

MIB = 1 << 20
NOTHING = Tally()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageScore:
    """One page scored; texts only of content pages, else empty tallies.

    `plain`, `hand`, `red` and `sealed` are the segments so flagged (`plain`: no flag but u), `units` the written unit numbers.
    """

    page: TruePage
    outcome: Outcome
    free: Tally = NOTHING
    bound: Tally = NOTHING
    plain: Tally = NOTHING
    hand: Tally = NOTHING
    red: Tally = NOTHING
    sealed: Tally = NOTHING
    units_printed: Tally = NOTHING
    units_hand: Tally = NOTHING


def score_page(outcome: Outcome) -> PageScore:
    """Compare one reading with the truth."""
    page = outcome.page
    if page.kind is not PageKind.CONTENT:
        return PageScore(page=page, outcome=outcome)
    read = outcome.reading.text if outcome.reading else ""

    def flagged(flag: str) -> Tally:
        return segment_error([segment for segment in page.segments if flag in segment[1]], read)

    return PageScore(
        page=page,
        outcome=outcome,
        free=order_free(page.text, read, page.seal_text),
        bound=order_bound(page.text, read, page.seal_text),
        plain=segment_error([segment for segment in page.segments if not segment[1].replace("u", "")], read),
        hand=flagged("h"),
        red=flagged("r"),
        sealed=flagged("s"),
        units_printed=units_found([text for text, flags in page.segments if "u" in flags and "h" not in flags], read),
        units_hand=units_found([text for text, flags in page.segments if "u" in flags and "h" in flags], read),
    )


Scores = Sequence[PageScore]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a table: key in JSON, title with its unit, places after the point."""

    key: str
    title: str
    digits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(Row):
    """A row whose value belongs to some pages read by so many workers.

    It is None where the pages ask nothing of the kind or the reader does not say; shares are in percent.
    """

    of: Callable[[Scores, int], float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate(Row):
    """A row whose value is the share, in percent, of a tally over the pages that `where` takes."""

    tally: Callable[[PageScore], Tally]
    where: Callable[[TruePage], bool] = lambda _: True
    digits: int = 2

    def tallies(self, scores: Scores) -> list[Tally]:
        """Page by page."""
        return [self.tally(score) for score in scores if self.where(score.page)]

    def of(self, scores: Scores, _: int) -> float | None:
        """The share in percent; None where nothing is asked."""
        share = total(self.tallies(scores)).share
        return None if share is None else 100 * share


def _paper(page: TruePage) -> bool:
    return not page.fax


def _fax(page: TruePage) -> bool:
    return page.fax


def _printed(page: TruePage) -> bool:
    return page.printed


def _is_printed(score: PageScore) -> bool:
    return score.page.kind is PageKind.CONTENT and score.page.printed


def _units(score: PageScore) -> Tally:
    return total((score.units_printed, score.units_hand))


def _orientation(scores: Scores, _: int) -> float | None:
    """Right rotations of content pages; a page failed on is not right. None where the reader never says."""
    content = [score for score in scores if score.page.kind is PageKind.CONTENT]
    said = [score.outcome.reading.rotation if score.outcome.reading else None for score in content]
    if all(rotation is None for rotation in said):
        return None
    return 100 * sum(score.page.rotation == rotation for score, rotation in zip(content, said, strict=True)) / len(content)


def skew_of(scores: Iterable[PageScore]) -> SkewErrors:
    """Skew errors over content pages; a wrong quarter turn does not change the skew, so such pages count too."""
    content = [score for score in scores if score.page.kind is PageKind.CONTENT]
    return skew_errors((score.page.skew, score.outcome.reading.skew if score.outcome.reading else None) for score in content)


def _skew_known(scores: Scores, _: int) -> float | None:
    errors = skew_of(scores)
    return 100 * errors.known / errors.pages if errors.known else None


def _kind_f1(kind: PageKind) -> Callable[[Scores, int], float | None]:
    def of(scores: Scores, _: int) -> float | None:
        read = [score for score in scores if score.outcome.reading and score.outcome.reading.kind]
        if not read:
            return None
        said = [score.outcome.reading.kind if score.outcome.reading else None for score in scores]
        return f1((score.page.kind is kind, got is kind) for score, got in zip(scores, said, strict=True))

    return of


def _costs(scores: Scores) -> list[tuple[float, float]]:
    readings = (score.outcome.reading for score in scores)
    return [(reading.cpu_seconds, reading.wall_seconds) for reading in readings if reading]


def _cpu(scores: Scores, _: int) -> float | None:
    costs = _costs(scores)
    return sum(cpu for cpu, _ in costs) / len(costs) if costs else None


def _pages_per_minute(scores: Scores, workers: int) -> float | None:
    """Pages over the time that a worker was busy with them, times the workers that were busy side by side."""
    costs = _costs(scores)
    return 60 * workers * len(costs) / sum(wall for _, wall in costs) if costs else None


FIGURES: tuple[Figure | Rate, ...] = (
    Figure(key="pages", title="pages", digits=0, of=lambda scores, _: float(len(scores))),
    Figure(key="printed_pages", title="printed pages", digits=0, of=lambda s, _: float(sum(_is_printed(score) for score in s))),
    Figure(key="units_due", title="unit numbers due", digits=0, of=lambda s, _: float(sum(_units(score).whole for score in s))),
    Figure(key="failed", title="pages failed", digits=0, of=lambda s, _: float(sum(score.outcome.reading is None for score in s))),
    Rate(key="free_printed", title="order-free error, printed pages %", tally=lambda s: s.free, where=_printed),
    Rate(key="free", title="order-free error, all pages %", tally=lambda s: s.free),
    Rate(key="bound_printed", title="order-bound CER, printed pages %", tally=lambda s: s.bound, where=_printed),
    Rate(key="bound", title="order-bound CER, all pages %", tally=lambda s: s.bound),
    Rate(key="units_printed", title="unit numbers found, printed, no fax %", tally=lambda s: s.units_printed, where=_paper),
    Rate(key="units_hand", title="unit numbers found, handwriting-like, no fax %", tally=lambda s: s.units_hand, where=_paper),
    Rate(key="units_fax", title="unit numbers found, fax %", tally=_units, where=_fax),
    Rate(key="units", title="unit numbers found, all %", tally=_units),
    Rate(key="plain", title="segment error, plain print %", tally=lambda s: s.plain, where=_paper),
    Rate(key="hand", title="segment error, handwriting-like %", tally=lambda s: s.hand, where=_paper),
    Rate(key="red", title="segment error, red ink %", tally=lambda s: s.red, where=_paper),
    Rate(key="sealed", title="segment error, under a seal %", tally=lambda s: s.sealed, where=_paper),
    Rate(key="fax_free", title="order-free error, fax pages %", tally=lambda s: s.free, where=_fax),
    Rate(key="fax_bound", title="order-bound CER, fax pages %", tally=lambda s: s.bound, where=_fax),
    Figure(key="orientation", title="orientation right %", digits=2, of=_orientation),
    Figure(key="skew_known", title="skew claimed to be known %", digits=1, of=_skew_known),
    Figure(key="skew_mean", title="skew error, mean °", digits=3, of=lambda scores, _: skew_of(scores).mean),
    Figure(key="skew_p95", title="skew error, 95th percentile °", digits=3, of=lambda scores, _: skew_of(scores).p95),
    Figure(key="skew_max", title="skew error, largest °", digits=3, of=lambda scores, _: skew_of(scores).largest),
    Figure(key="blank_f1", title="blank pages, F1", digits=4, of=_kind_f1(PageKind.BLANK)),
    Figure(key="separator_f1", title="separator pages, F1", digits=4, of=_kind_f1(PageKind.SEPARATOR)),
    Figure(key="cpu", title="processor seconds a page", digits=2, of=_cpu),
    Figure(key="pages_per_minute", title="pages a minute, all workers", digits=1, of=_pages_per_minute),
)

RUN_ROWS = (
    Row(key="peak_mib", title="peak memory of a worker MiB", digits=0),
    Row(key="start_seconds", title="start to ready s", digits=1),
)
"""Rows whose value belongs to a run as a whole, on whatever pages."""

ROWS = (*FIGURES, *RUN_ROWS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Some of the pages: a trait and its value, or all of them."""

    trait: str
    value: str
    holds: Callable[[TruePage], bool]


def groups(pages: Iterable[TruePage]) -> tuple[Group, ...]:
    """All pages, then those of each profile, script, colour and resolution that occurs."""
    every = list(pages)
    found = [Group(trait="all", value="all", holds=lambda _: True)]
    for trait in ("profile", "script", "colour", "dpi"):
        for value in sorted({getattr(page, trait) for page in every}):
            found.append(Group(trait=trait, value=str(value), holds=lambda page, t=trait, v=value: getattr(page, t) == v))  # type: ignore[misc]
    return tuple(found)


Values = dict[str, float | None]
"""Figures by key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A run and its pages scored, in the same order."""

    run: Run
    scores: tuple[PageScore, ...]

    def over(self, pages: Iterable[TruePage], group: Group) -> Values:
        """The figures on those of the pages that are in the group; those of the run as a whole only where it is all pages."""
        names = {page.name for page in pages if group.holds(page)}
        scores = [score for score in self.scores if score.page.name in names]
        values: Values = {figure.key: figure.of(scores, self.run.workers) for figure in FIGURES}
        if group.trait == "all":
            values |= {"peak_mib": self.run.peak_bytes / MIB, "start_seconds": self.run.start_seconds}
        return values


def intervals(result: Result, group: Group) -> dict[str, tuple[float, float] | None]:
    """For each rate of the group's pages, where 95 % of such corpora would put it, in percent."""
    scores = [score for score in result.scores if group.holds(score.page)]
    return {rate.key: interval(rate.tallies(scores)) for rate in FIGURES if isinstance(rate, Rate)}


def score_run(run: Run) -> Result:
    """Score every page of the run."""
    return Result(run=run, scores=tuple(score_page(outcome) for outcome in run.outcomes))

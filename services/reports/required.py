"""Which documents dossiers ought to hold and do not (应归档目录): the one place where reports ask for required sets."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice

from domain.household import kinds_held
from domain.taxonomy import RequiredSet
from domain.unit_number import UnitNumber
from dossiers.required_set import Tick, tick
from services import ticking
from services.reports.job import Job
from services.workplace import Workplace
from storage import read_models_figures
from storage.read_models_figures import HeldType, Household
from storage.read_models_reports import AT_ONCE, FiledRow, TenureRow, UnitKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A gap that stood when the period began and was closed in it: the household, the item, when (seconds since 1970)."""

    household: Household
    item: str
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Completeness:
    """Open dossiers at the period's end held against the required set; `needed` items in all, of which `there`; `full` have no gap.

    `missing` says of each item how many dossiers lack it; `made` are gaps made good in the period, of dossiers that were open before it.
    """

    dossiers: int
    full: int
    needed: int
    there: int
    missing: tuple[tuple[str, int], ...]
    made: tuple[Made, ...]

    @property
    def share(self) -> float | None:
        """The share of needed items that are there, 0..1; None where nothing is needed."""
        return self.there / self.needed if self.needed else None


def lists_in_use(place: Workplace) -> tuple[RequiredSet, ...]:
    """The required sets that some estate's dossiers are held against."""
    default = place.rules.required_set
    return tuple(each for each in place.required_sets() if each.estates or (default and each.name == default))


def held_dossiers(job: Job, keys: Iterable[UnitKey]) -> Iterator[tuple[TenureRow, tuple[FiledRow, ...], tuple[Tick, ...]]]:
    """Every tenure of the units in order, its documents, and these held against its list as they stand now; () where there is none."""
    rest = job.dossiers(keys)
    while some := tuple(islice(rest, AT_ONCE)):
        ids = [tenure.dossier_id for tenure, _documents in some if tenure.dossier_id is not None]
        found = {one.dossier_id: one.ticks for one in ticking.ticked(job.tx, job.place, ids)}
        for tenure, documents in some:
            yield tenure, documents, found.get(tenure.dossier_id, ()) if tenure.dossier_id else ()


def needed(ticks: Sequence[Tick]) -> tuple[int, int]:
    """How many items must be there, and how many of them are."""
    must = [line for line in ticks if line.needed]
    return len(must), sum(line.ticked for line in must)


def measure(job: Job) -> Completeness:
    """Hold every open dossier against its list with the papers of the period's end; the kinds of household are today's."""
    dossiers = full = must = there = 0
    missing: Counter[str] = Counter()
    made: list[Made] = []
    for household, held, ticks in _ticked_households(job):
        wanted, found = needed(ticks)
        dossiers, full, must, there = dossiers + 1, full + (wanted == found), must + wanted, there + found
        missing.update(line.item.name for line in ticks if line.gap)
        if household.opened_at < job.since:
            made += _made(job, household, ticks, held)
    return Completeness(
        dossiers=dossiers,
        full=full,
        needed=must,
        there=there,
        missing=tuple(missing.most_common()),
        made=tuple(sorted(made, key=lambda each: each.at)),
    )


def _made(job: Job, household: Household, ticks: Sequence[Tick], held: Sequence[HeldType]) -> Iterator[Made]:
    for line in ticks:
        times = [each.filed_at for each in held if each.doc_type in line.item.types]
        if line.needed and times and min(times) >= job.since:
            yield Made(household=household, item=line.item.name, at=min(times))


def _ticked_households(job: Job) -> Iterator[tuple[Household, tuple[HeldType, ...], tuple[Tick, ...]]]:
    rest = _households(job)
    while some := tuple(islice(rest, AT_ONCE)):
        judged = {one.dossier_id: one for one in ticking.ticked(job.tx, job.place, [household.dossier_id for household, _held in some])}
        for household, held in some:
            one = judged[household.dossier_id]
            if one.required is not None:
                yield household, held, tick(one.required, [each.doc_type for each in held], kinds_held(one.kinds))


def _households(job: Job) -> Iterator[tuple[Household, tuple[HeldType, ...]]]:
    """Both come in the order of the dossiers' numbers, so that neither need be held."""
    estate = job.wanted.estate
    papers = groupby(read_models_figures.held_types(job.tx, job.until, estate=estate), key=lambda each: each.dossier_id)
    number, held = next(papers, (None, ()))
    for household in read_models_figures.households(job.tx, job.until, job.period.last, estate=estate):
        while number is not None and number < household.dossier_id:
            number, held = next(papers, (None, ()))
        yield household, tuple(held) if number == household.dossier_id else ()


def household_unit(household: Household) -> UnitNumber:
    """The household's unit."""
    return UnitNumber.parse(household.unit)

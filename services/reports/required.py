"""Which documents dossiers ought to hold and do not (应归档目录): the one place where reports ask for required sets."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from domain.errors import UsageError
from domain.taxonomy import RequiredSet
from domain.unit_number import UnitNumber
from dossiers.required_set import Tick, tick
from services.reports.job import Job
from services.workplace import Workplace
from storage import read_models_figures
from storage.read_models_figures import HeldType, Household


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


def required_set(place: Workplace) -> RequiredSet | None:
    """The set that this home's dossiers are held against; None where none is chosen."""
    return next((found for found in place.taxonomy.required_sets if found.name == place.rules.required_set), None)


def chosen_set(place: Workplace) -> RequiredSet:
    """The set; UsageError that says how to choose one."""
    found = required_set(place)
    if found is None:
        names = [known.name for known in place.taxonomy.required_sets]
        raise UsageError(
            f"No required set is chosen. Set required_set in settings.toml to one of: {', '.join(names)}.",
            f"尚未选定应归档目录，请在 settings.toml 中把 required_set 设为：{' 或 '.join(names)}。",
        )
    return found


def ticks_of(place: Workplace, doc_types: Sequence[str]) -> tuple[Tick, ...]:
    """A dossier's papers held against the set that is asked of it; () where none is."""
    required = required_set(place)
    return () if required is None else tick(required, doc_types)


def needed(ticks: Sequence[Tick]) -> tuple[int, int]:
    """How many items must be there, and how many of them are."""
    must = [line for line in ticks if not line.item.optional]
    return len(must), sum(line.ticked for line in must)


def measure(job: Job) -> Completeness:
    """Hold every open dossier against its set, as of the period's end."""
    dossiers = full = must = there = 0
    missing: Counter[str] = Counter()
    made: list[Made] = []
    for household, held in _households(job):
        ticks = ticks_of(job.place, [each.doc_type for each in held])
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
        if not line.item.optional and times and min(times) >= job.since:
            yield Made(household=household, item=line.item.name, at=min(times))


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

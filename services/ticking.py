"""Hold dossiers against their required sets: which list, which kinds of household, which gaps; the outcome is kept for lists."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.household import KindFact, Statement, kinds_held
from domain.ids import DossierId
from domain.taxonomy import RequiredSet
from dossiers.household import HouseholdFacts, household_kinds
from dossiers.required_set import Tick, in_force, judged_on, tick
from services.workplace import Workplace
from storage.engine import Transaction
from storage.repositories import dossier_ticks, household, required_versions
from storage.repositories.dossier_ticks import Outcome, TickFacts

_AT_ONCE = 2_000
"""Dossiers worked out in one transaction: enough for speed, few enough for memory and for other writers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticked:
    """A dossier held against its list: `required` None where its estate uses none, then without ticks. `documents` counts all it holds."""

    dossier_id: DossierId
    kinds: tuple[KindFact, ...]
    required: RequiredSet | None
    ticks: tuple[Tick, ...]
    documents: int

    @property
    def gaps(self) -> tuple[Tick, ...]:
        """The lines that nothing ticks and something ought to."""
        return tuple(line for line in self.ticks if line.gap)

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of these lines."""
        return tuple(line.item.name for line in self.gaps)

    @property
    def label(self) -> str:
        """The list's name and version; "" for none."""
        return "" if self.required is None else self.required.label


def refresh(place: Workplace) -> int:
    """Work out anew whatever has changed since it was kept, be it papers, people, the lists or the day; return how many dossiers."""
    today, wanted, total = place.today(), _basis(place), 0
    with place.database.read() as tx:
        moved = dossier_ticks.basis(tx) != wanted
        if not moved and not dossier_ticks.any_stale(tx, today):
            return 0
    if moved:
        with place.database.begin() as tx:
            dossier_ticks.set_basis(tx, wanted)
    while True:
        with place.database.begin() as tx:
            facts = dossier_ticks.stale(tx, today, limit=_AT_ONCE)
            judged = tuple(_judged(tx, place, facts))
            lists = {_key(one.required): one.required for _, one in judged if one.required is not None}
            ids = {key: required_versions.remember(tx, each) for key, each in lists.items()}
            dossier_ticks.save(tx, [_outcome(place, each, ids, one) for each, one in judged])
        total += len(facts)
        if len(facts) < _AT_ONCE:
            return total


def ticked(tx: Transaction, place: Workplace, dossiers: Sequence[DossierId]) -> tuple[Ticked, ...]:
    """Hold these dossiers against their lists as they stand now, in the order of their numbers."""
    return tuple(one for _, one in _judged(tx, place, dossier_ticks.facts(tx, dossiers)))


def all_ticked(tx: Transaction, place: Workplace, *, estate: str = "") -> Iterator[Ticked]:
    """Hold every dossier of an estate ("" of all) that has a document against its list, some thousand at a time."""
    after = DossierId(0)
    while facts := dossier_ticks.page_of(tx, after=after, estate=estate, limit=_AT_ONCE):
        after = facts[-1].dossier_id
        yield from (one for each, one in _judged(tx, place, facts) if each.doc_types)


def _judged(tx: Transaction, place: Workplace, facts: Sequence[TickFacts]) -> Iterator[tuple[TickFacts, Ticked]]:
    told = household.told(tx, [each.dossier_id for each in facts])
    for each in facts:
        yield each, _tick(place, each, told.get(each.dossier_id, ()))


def _tick(place: Workplace, facts: TickFacts, told: tuple[Statement, ...]) -> Ticked:
    required = _list_of(place, facts)
    kinds = household_kinds(
        HouseholdFacts(stated=facts.stated, tenants=facts.tenants, doc_types=facts.doc_types, closed=_over(place, facts), told=told)
    )
    return Ticked(
        dossier_id=facts.dossier_id,
        kinds=kinds,
        required=required,
        ticks=tick(required, facts.doc_types, kinds_held(kinds)) if required else (),
        documents=len(facts.doc_types),
    )


def _list_of(place: Workplace, facts: TickFacts) -> RequiredSet | None:
    day = judged_on(facts.closed_on, place.today())
    return in_force(place.required_sets(), facts.estate, day, default=place.rules.required_set)


def _over(place: Workplace, facts: TickFacts) -> bool:
    return facts.closed_on is not None and facts.closed_on < place.today()


def _key(required: RequiredSet) -> tuple[str, int]:
    """A set of the file by its name and version, which are unique in it."""
    return required.name, required.version


def _outcome(place: Workplace, facts: TickFacts, ids: dict[tuple[str, int], int], one: Ticked) -> Outcome:
    needed = [line for line in one.ticks if line.needed]
    return Outcome(
        dossier_id=one.dossier_id,
        over=_over(place, facts),
        kinds=kinds_held(one.kinds),
        required_id=None if one.required is None else ids[_key(one.required)],
        needed=len(needed),
        have=sum(line.ticked for line in needed),
    )


def _basis(place: Workplace) -> str:
    """What the outcomes follow from besides the dossiers' own facts: the lists, where they are used, and which of them have begun."""
    today = place.today()
    lists = [(s.name, s.version, s.digest, s.since, s.since is None or s.since <= today, s.estates) for s in place.required_sets()]
    return hashlib.sha256(repr((lists, place.rules.required_set)).encode()).hexdigest()[:32]

"""Ticks and gaps: a dossier's documents held against the required set (应归档目录) of its estate, day and kinds of household."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from domain.household import HouseholdKind
from domain.taxonomy import EVERY_ESTATE, RequiredItem, RequiredSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """One line of the list: how many documents tick it, and whether it `applies` to the dossier's kinds of household."""

    item: RequiredItem
    count: int
    applies: bool = True

    @property
    def ticked(self) -> bool:
        """True where at least one document is there."""
        return self.count > 0

    @property
    def needed(self) -> bool:
        """True where the dossier ought to hold such a document."""
        return self.applies and not self.item.optional

    @property
    def gap(self) -> bool:
        """True where one ought to be there and is not."""
        return self.needed and not self.ticked


def in_force(sets: Sequence[RequiredSet], estate: str, day: date, *, default: str = "") -> RequiredSet | None:
    """The set that dossiers of the estate are held against on a day; None for none.

    Sets that name the estate go before those for every estate, and these before the set called `default`; of several the one that began
    last counts, the higher version where they began on the same day.
    """
    begun = [each for each in sets if each.since is None or each.since <= day]
    choices = (
        [each for each in begun if estate in each.estates],
        [each for each in begun if EVERY_ESTATE in each.estates],
        [each for each in begun if default and each.name == default],
    )
    return max(next(filter(None, choices), ()), key=lambda each: (each.since or date.min, each.version), default=None)


def judged_on(closed_on: date | None, today: date) -> date:
    """The day whose list a dossier is held against: today, for a closed one the last of its owner's days."""
    return today if closed_on is None else min(closed_on, today)


def tick(required: RequiredSet, doc_types: Sequence[str], kinds: Collection[HouseholdKind] = ()) -> tuple[Tick, ...]:
    """The set's items in order with their counts. `doc_types` has one code a document of the dossier; a document may tick several items.

    An item with conditions applies where any of its kinds holds, so a dossier of several kinds is asked for the items of all of them.
    """
    held, found = Counter(doc_types), frozenset(kinds)
    return tuple(
        Tick(item=item, count=sum(held[code] for code in set(item.types)), applies=not item.when or not found.isdisjoint(item.when))
        for item in required.items
    )


def completeness(ticks: Sequence[Tick]) -> float:
    """Share 0..1 of the items that ought to be there and are; 1 where nothing is required."""
    needed = [line for line in ticks if line.needed]
    return sum(line.ticked for line in needed) / len(needed) if needed else 1.0

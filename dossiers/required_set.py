"""Ticks and gaps: a dossier's documents held against its required set (应归档目录)."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.taxonomy import RequiredItem, RequiredSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """One line of the list: how many documents tick it. `gap` is True where one ought to be there and is not."""

    item: RequiredItem
    count: int

    @property
    def ticked(self) -> bool:
        """True where at least one document is there."""
        return self.count > 0

    @property
    def gap(self) -> bool:
        """True where nothing ticks an item that is not optional."""
        return self.count == 0 and not self.item.optional


def tick(required: RequiredSet, doc_types: Sequence[str]) -> tuple[Tick, ...]:
    """The set's items in order with their counts. `doc_types` has one code a document of the dossier; a document may tick several items."""
    return tuple(Tick(item=item, count=sum(code in item.types for code in doc_types)) for item in required.items)


def completeness(ticks: Sequence[Tick]) -> float:
    """Share 0..1 of the items that ought to be there and are; 1 where nothing is required."""
    needed = [line for line in ticks if not line.item.optional]
    return sum(line.ticked for line in needed) / len(needed) if needed else 1.0

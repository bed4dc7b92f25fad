"""Which records can have to do with one another: the blocks in which papers and catalogue rows are compared."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from checks.text_keys import number_key, text_key
from domain.unit_match import loose_keys, plain_unit
from domain.unit_number import UnitNumber

MOST_BEARERS = 20
"""A number that more papers bear is a word for none, or one that was filled down a column: it joins nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a document or catalogue row stands: what joins it to others."""

    archive_no: str
    estate: str
    unit: UnitNumber | None


def common_numbers(numbers: Iterable[str]) -> frozenset[str]:
    """Numbers, as compared, that name nothing: those without a digit, and those that too many papers bear."""
    counts = Counter(map(number_key, numbers))
    return frozenset(key for key, count in counts.items() if count > MOST_BEARERS or not any(map(str.isdigit, key)))


def components(standings: Sequence[Standing], common: frozenset[str]) -> tuple[tuple[int, ...], ...]:
    """Positions of the standings that are joined by number or by unit (estate alike or not stated), each block in order.

    No record of one block can be linked to, or be a duplicate number of, a record of another.
    """
    parents = list(range(len(standings)))

    def root(at: int) -> int:
        while parents[at] != at:
            parents[at] = parents[parents[at]]
            at = parents[at]
        return at

    first: dict[Hashable, int] = {}
    for at, key in _joints(standings, common):
        parents[root(at)] = root(first.setdefault(key, at))
    blocks: dict[int, list[int]] = defaultdict(list)
    for at in range(len(standings)):
        blocks[root(at)].append(at)
    return tuple(map(tuple, blocks.values()))


def _joints(standings: Sequence[Standing], common: frozenset[str]) -> Iterator[tuple[int, Hashable]]:
    """Every key that a standing bears. A unit whose estate is not stated by one record joins that number in all estates."""
    units = [_unit_keys(each.unit) for each in standings]
    anywhere = {key for each, keys in zip(standings, units, strict=True) if not each.estate for key in keys}
    for at, (each, keys) in enumerate(zip(standings, units, strict=True)):
        number = number_key(each.archive_no)
        if number and number not in common:
            yield at, ("number", number)
        for key in keys:
            yield at, ("unit", "" if key in anywhere else text_key(each.estate), key)


def _unit_keys(unit: UnitNumber | None) -> Iterable[str]:
    return () if unit is None else loose_keys(plain_unit(unit))

"""The register of owners made quick to search: by unit, by unit stated otherwise, by near misreading, by owner and by phone."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from domain.hanzi import simplify
from domain.masking import phone_digits
from domain.names import name_parts
from domain.register import RegisteredUnit
from domain.unit_match import compatible, keys_of, loose_keys, plain_unit
from domain.unit_number import UnitKind, UnitNumber
from dossiers.misreading import CONFUSED

_ESTATE_TAIL = re.compile(r"(住宅小区|小区|社区|项目|物业管理处|管理处|服务中心|物业服务中心)$")
_TELLING = 3
_SHORTEST_PHONE = 7
_NUMBERED = re.compile("[0-9]{3,6}")
_WELL_ABOVE = 10
_ALPHABET = "0123456789abcdefghjkmnpqs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A registered unit that a reading may mean.

    `how`: exact; otherwise (floor or entrance stated differently); part (what was read is a part of it); near (misread, see misreading.py);
    `score` 0..1 is the agreement of the reading alone.
    """

    unit: RegisteredUnit
    how: str
    score: float


class RegisterIndex:
    """Look-up over all registered units. Build it once per change of the register; threads may share it."""

    def __init__(self, key: Callable[[str], str]) -> None:
        self._key = key
        self._units: list[RegisteredUnit] = []
        self._plain: list[UnitNumber] = []
        self._estates: dict[str, str] = {}
        self._named: set[str] = set()
        self._exact: dict[UnitNumber, list[int]] = {}
        self._loose: dict[str, list[int]] = {}
        self._owners: dict[str, list[int]] = {}
        self._phones: dict[str, list[int]] = {}
        self._patterns: set[tuple[bool, ...]] = set()
        self._reach: dict[str, list[int]] = {}

    @classmethod
    def build(cls, units: Iterable[RegisteredUnit], key: Callable[[str], str] = phone_digits) -> "RegisterIndex":
        """Index the units; two entries for one unit of an estate are kept both and show as ambiguous.

        `key` makes of a telephone number what pages keep of it (`domain.fields.NumberField.key`).
        """
        index = cls(key)
        for unit in units:
            index._add(unit)
        return index

    def __len__(self) -> int:
        return len(self._units)

    def estates(self, name: str) -> tuple[str, ...]:
        """The register's estates that a name on paper may mean: equal after folding, or one inside the other; () where none."""
        key = estate_key(name)
        if not key:
            return ()
        if key in self._estates:
            return (self._estates[key],)
        return tuple(
            shown for known, shown in self._estates.items() if len(known) >= 2 and len(key) >= 2 and (known in key or key in known)
        )

    @property
    def estate_names(self) -> tuple[str, ...]:
        """The register's estates as first written, in order of the register."""
        return tuple(self._estates.values())

    def lookup(self, unit: UnitNumber, estates: tuple[str, ...] = ()) -> tuple[Match, ...]:
        """Units that the reading names: the exact ones, else those that only state floor or entrance otherwise. More than one is ambiguous.

        `estates` limits to these estates of the register; () looks in all.
        """
        exact = tuple(Match(unit=found, how="exact", score=1.0) for found in self._in(self._exact.get(plain_unit(unit), ()), estates))
        return exact or self.otherwise(unit, estates)

    def otherwise(self, unit: UnitNumber, estates: tuple[str, ...] = ()) -> tuple[Match, ...]:
        """Units that agree in building, room and kind, with entrance and floor the same wherever both state them."""
        read = plain_unit(unit)
        hits = dict.fromkeys(hit for key in loose_keys(read) for hit in self._within(self._loose.get(key, ()), estates))
        return tuple(Match(unit=self._units[hit], how="otherwise", score=0.97) for hit in hits if compatible(read, self._plain[hit]))

    def near(self, unit: UnitNumber, estates: tuple[str, ...] = (), limit: int = 20) -> tuple[Match, ...]:
        """Registered units one misread, lost or added character away (in building, entrance, floor or room), likeliest first.

        `score` is 0.6 for pairs that OCR confuses (0/O, 1/7, 3/8 …), for a character lost at an edge and for a lost hyphen (21-4-1504 read
        as 21-41504), 0.35 for any other.
        """
        read = plain_unit(unit)
        found: dict[int, Match] = {}
        for hit, score in (*self._misread(read, estates), *self._slipped(read, estates)):
            known = found.get(hit)
            if known is None or known.score < score:
                found[hit] = Match(unit=self._units[hit], how="near", score=score)
        return tuple(sorted(found.values(), key=lambda match: (-match.score, match.unit.estate, match.unit.unit))[:limit])

    def _misread(self, read: UnitNumber, estates: tuple[str, ...]) -> Iterator[tuple[int, float]]:
        """Units whose building or room is one character away, or from which a hyphen was lost."""
        for building, room, score in _variants(read):
            for key in keys_of(building, read.floor, room, read.kind):
                hits = self._loose.get(key)
                if hits:
                    variant = UnitNumber(building=building, entrance=read.entrance, floor=read.floor, room=room, kind=read.kind)
                    yield from ((hit, score) for hit in self._within(hits, estates) if compatible(variant, self._plain[hit]))
        for parted in _parted(read):
            yield from ((hit, 0.6) for hit in self._within(self._exact.get(parted, ()), estates))

    def _slipped(self, read: UnitNumber, estates: tuple[str, ...]) -> Iterator[tuple[int, float]]:
        """Units whose entrance or floor is one character away."""
        for key in loose_keys(read):
            for hit in self._within(self._loose.get(key, ()), estates):
                if score := _level_slip(read, self._plain[hit]):
                    yield hit, score

    def by_owner(self, name: str, estates: tuple[str, ...] = ()) -> tuple[RegisteredUnit, ...]:
        """Units that any of the people named ever owned or rented, by exact name after folding."""
        hits = dict.fromkeys(i for part in name_parts(name) for i in self._owners.get(part.lower(), ()))
        return tuple(self._in(tuple(hits), estates))

    def by_phone(self, key: str, estates: tuple[str, ...] = ()) -> tuple[RegisteredUnit, ...]:
        """Units with the phone number of that key, in order of the register; "" finds nothing."""
        return tuple(self._in(self._phones.get(key, ()), estates)) if key else ()

    def estates_in(self, text: str) -> tuple[str, ...]:
        """Estates of the register that a text names; names of fewer than three characters are too likely to stand there by chance."""
        folded = estate_key(text)
        return tuple(shown for known, shown in self._estates.items() if len(known) >= _TELLING and known in folded)

    def is_estate(self, name: str) -> bool:
        """Whether a word is how an estate's name begins, or a piece of one of three characters and more, and so no person's name."""
        word = estate_key(name)
        return len(word) > 1 and any(known.startswith(word) or (len(word) >= _TELLING and word in known) for known in self._estates)

    def states(self, unit: UnitNumber) -> bool:
        """Whether registered units of that kind state the same levels; a room without a building is none where all rooms have one."""
        return not self._patterns or _pattern(unit) in self._patterns

    def beyond(self, unit: UnitNumber, estates: tuple[str, ...] = ()) -> bool:
        """Whether a room's number lies so far outside those of the estates (() for all) that none of their flats bears it: 4801, 150.

        Its floor or its place on the floor is more than ten above the highest registered, or the place is 00 and no registered one is.
        """
        read = plain_unit(unit)
        place = _floor_and_place(read)
        known = [self._reach[estate] for estate in (estates or self._named) if estate in self._reach]
        if place is None or not known:
            return False
        floor, door = place
        top, last, first = max(reach[0] for reach in known), max(reach[1] for reach in known), min(reach[2] for reach in known)
        return floor > top + _WELL_ABOVE or door > last + _WELL_ABOVE or door < min(first, 1)

    def _within(self, hits: Iterable[int], estates: tuple[str, ...]) -> Iterable[int]:
        return [hit for hit in hits if self._units[hit].estate in estates] if estates else hits

    def _in(self, hits: Iterable[int], estates: tuple[str, ...]) -> Iterator[RegisteredUnit]:
        return (self._units[hit] for hit in self._within(hits, estates))

    def _add(self, unit: RegisteredUnit) -> None:
        number = len(self._units)
        self._units.append(unit)
        if unit.estate not in self._named:
            self._named.add(unit.estate)
            if key := estate_key(unit.estate):
                self._estates.setdefault(key, unit.estate)
        plain = plain_unit(unit.unit)
        self._plain.append(plain)
        self._patterns.add(_pattern(plain))
        if (place := _floor_and_place(plain)) is not None:
            reach = self._reach.setdefault(unit.estate, [*place, place[1]])
            reach[:] = max(reach[0], place[0]), max(reach[1], place[1]), min(reach[2], place[1])
        self._exact.setdefault(plain, []).append(number)
        for key in loose_keys(plain):
            self._loose.setdefault(key, []).append(number)
        for tenure in unit.tenures:
            for name in (*tenure.owners, *tenure.tenants):
                for part in name_parts(name):
                    _put(self._owners, part.lower(), number)
            for phone in tenure.phones:
                if len(digits := phone_digits(phone)) >= _SHORTEST_PHONE:
                    _put(self._phones, self._key(digits), number)


def _put(index: dict[str, list[int]], key: str, number: int) -> None:
    if key:
        hits = index.setdefault(key, [])
        if not hits or hits[-1] != number:
            hits.append(number)


def estate_key(name: str) -> str:
    """An estate's name folded, without blanks, punctuation and the words that anyone may add (小区, 管理处 …)."""
    return _ESTATE_TAIL.sub("", re.sub(r"[\W_]", "", simplify(name))).lower()


def _floor_and_place(unit: UnitNumber) -> tuple[int, int] | None:
    """Floor and place on it of a room numbered by both (1503: 15, 3); None for any other unit."""
    if unit.kind is not UnitKind.ROOM or unit.floor or not _NUMBERED.fullmatch(unit.room):
        return None
    return int(unit.room[:-2]), int(unit.room[-2:])


def _pattern(unit: UnitNumber) -> tuple[bool, ...]:
    """Which levels are stated, by kind of unit; floor and entrance may be left out anywhere (`compatible`)."""
    return (unit.kind is UnitKind.VILLA, unit.kind is UnitKind.ROOM, bool(unit.building), bool(unit.room))


def _variants(unit: UnitNumber) -> Iterator[tuple[str, str, float]]:
    """Building and room of every unit that differs from it in one character of them, with the score of that error."""
    for text, score in _edits(unit.building):
        yield text, unit.room, score
    for text, score in _edits(unit.room):
        if text:
            yield unit.building, text, score


def _parted(unit: UnitNumber) -> Iterator[UnitNumber]:
    """The units that it can be if the hyphen on either side of the entrance was lost."""
    if unit.entrance or unit.floor:
        return
    for place in (1, 2):
        if len(unit.room) - place >= 3:
            yield replace(unit, entrance=unit.room[:place], room=unit.room[place:].lstrip("0"))
        if len(unit.building) > place:
            yield replace(unit, building=unit.building[:-place], entrance=unit.building[-place:])


def _level_slip(read: UnitNumber, known: UnitNumber) -> float:
    """Score of an entrance or a floor one character away, the rest equal; 0 where they agree or differ more."""
    pairs = ((read.entrance, known.entrance), (read.floor, known.floor))
    wrong = [(a, b) for a, b in pairs if a and b and a != b]
    return max((score for text, score in _edits(wrong[0][0]) if text == wrong[0][1]), default=0.0) if len(wrong) == 1 else 0.0


def _edits(text: str) -> Iterator[tuple[str, float]]:
    for place, char in enumerate(text):
        edge = place in {0, len(text) - 1}
        yield text[:place] + text[place + 1 :], 0.5 if edge else 0.35
        for other in _ALPHABET:
            if other != char:
                yield text[:place] + other + text[place + 1 :], 0.6 if other in CONFUSED.get(char, "") else 0.35
    for place in range(len(text) + 1):
        edge = place in {0, len(text)}
        for other in _ALPHABET:
            yield text[:place] + other + text[place:], 0.6 if edge else 0.35

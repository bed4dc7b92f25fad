"""How far a unit number as read lies from a registered one, weighed by what OCR engines do (shared/DOMAIN.md §3)."""

import re
from itertools import product

from domain.unit_match import joined_room, plain_unit
from domain.unit_number import UnitKind, UnitNumber

CONFUSED = {
    "0": "o8qd6",
    "1": "li7t4",
    "2": "z7",
    "3": "85",
    "4": "1",
    "5": "s36",
    "6": "b80",
    "7": "12",
    "8": "3b06",
    "9": "g4",
    "b": "86",
    "o": "0",
    "i": "1",
    "l": "1",
    "s": "5",
    "z": "2",
    "d": "0",
    "a": "4",
}
"""Character read → characters it may have been."""
_ALIKE, _OTHER = 0.4, 1.0
_EDGE, _WITHIN = 0.5, 0.7
_ADDED = 1.0
_RESET = 0.1
_KIND = 0.4
FAR = 9.0
_LETTER = re.compile(r"^[a-z](?=[1-9])")


def misreading(read: UnitNumber, known: UnitNumber) -> float:
    """Cost of taking `known` for what was read: 0 equal, 0.4 a look-alike, 0.5 a lost edge character, 1 any other; FAR at most.

    Our weights. The numbers are compared without the words between them, since a lost hyphen moves digits from one level to the next
    (21-4-1504 read as 21-41504); a floor may hide in the room number. A lost word for the kind costs as much as a look-alike.
    """
    one, other = plain_unit(read), plain_unit(known)
    if one.kind is not other.kind and one.kind is not UnitKind.ROOM:
        return FAR
    split = bool(one.floor) != bool(other.floor)
    pairs = product(_forms(one, split=split), _forms(other, split=split))
    cost = min(_distance(a, b) + (_RESET if a != b and "".join(a) == "".join(b) else 0.0) for a, b in pairs)
    return min(cost + (_KIND if one.kind is not other.kind else 0.0), FAR)


def _forms(unit: UnitNumber, *, split: bool) -> set[tuple[str, ...]]:
    """The levels stated, and with the zero that reading strips behind a letter (S04).

    Where only one of the two states a floor (`split`) also with the floor inside the room number; 13樓之1 and 13樓之101 are two flats.
    """
    parts = (unit.building, unit.entrance, unit.floor, unit.room)
    joined = (unit.building, unit.entrance, "", joined_room(unit)) if split and unit.floor and unit.room else parts
    zeros = tuple(_LETTER.sub(r"\g<0>0", part) for part in parts)
    return {tuple(part for part in form if part) for form in (parts, joined, zeros)}


def _distance(read: tuple[str, ...], known: tuple[str, ...]) -> float:
    """Weighted edit distance of the joined levels; a lost character is cheaper at a level's edge; engines seldom add one."""
    a, b = "".join(read), "".join(known)
    lost = [_EDGE if i in (0, len(part) - 1) else _WITHIN for part in known for i in range(len(part))]
    row = [0.0]
    for j in range(len(b)):
        row.append(row[-1] + lost[j])
    for char in a:
        last, row = row, [row[0] + _ADDED]
        for j, other in enumerate(b):
            change = 0.0 if char == other else _ALIKE if other in CONFUSED.get(char, "") else _OTHER
            row.append(min(last[j] + change, last[j + 1] + _ADDED, row[j] + lost[j]))
    return row[-1]

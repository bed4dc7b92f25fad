"""When two unit numbers, stated differently, can name one unit."""

from dataclasses import replace

from domain.hanzi import simplify
from domain.unit_number import UnitNumber

_SEPARATOR = "\x1f"


def plain_unit(unit: UnitNumber) -> UnitNumber:
    """The unit with folded, lower-case parts: the form in which units are compared."""
    joined = f"{unit.building}{unit.entrance}{unit.floor}{unit.room}"
    if joined.isascii() and joined == joined.lower():
        return unit
    return replace(
        unit,
        building=simplify(unit.building).lower(),
        entrance=simplify(unit.entrance).lower(),
        floor=simplify(unit.floor).lower(),
        room=simplify(unit.room).lower(),
    )


def loose_keys(unit: UnitNumber) -> tuple[str, ...]:
    """Building, room and kind; a room within its floor (floor 5, room 1) also as one number (501)."""
    return keys_of(unit.building, unit.floor, unit.room, unit.kind)


def keys_of(building: str, floor: str, room: str, kind: str) -> tuple[str, ...]:
    """The loose keys of a unit with these parts."""
    first = f"{building}{_SEPARATOR}{room or 'floor ' + floor}{_SEPARATOR}{kind}"
    joined = _joined(floor, room)
    return (first,) if joined == room else (first, f"{building}{_SEPARATOR}{joined}{_SEPARATOR}{kind}")


def joined_room(unit: UnitNumber) -> str:
    """Floor and room as one number where the room counts within its floor: floor 5, room 1 → 501; else the room as it is."""
    return _joined(unit.floor, unit.room)


def _joined(floor: str, room: str) -> str:
    if floor and 0 < len(room) <= 2 and floor.isdecimal() and room.isdecimal():
        return f"{floor}{int(room):02d}"
    return room


def compatible(read: UnitNumber, known: UnitNumber) -> bool:
    """Same building, kind and room, entrance and floor equal or left out by one of the two; a floor may hide in the room number."""
    if read.building != known.building or read.kind is not known.kind:
        return False
    if read.entrance and known.entrance and read.entrance != known.entrance:
        return False
    if read.room == known.room:
        return not read.floor or not known.floor or read.floor == known.floor
    if not read.room or not known.room or joined_room(read) != joined_room(known):
        return False
    return bool(read.floor) != bool(known.floor)  # who states floor and room both means 2F-4 or 2F-204, never either


def same_unit(read: UnitNumber, known: UnitNumber) -> bool:
    """True where both can name one unit: equal, or only floor or entrance stated otherwise."""
    one, other = plain_unit(read), plain_unit(known)
    return one == other or compatible(one, other)


def is_part(part: UnitNumber, whole: UnitNumber) -> bool:
    """True where every level that `part` states is the same in `whole`; the kind is not looked at."""
    pairs = ((part.building, whole.building), (part.entrance, whole.entrance), (part.floor, whole.floor), (part.room, whole.room))
    return all(not one or not other or one == other for one, other in pairs)

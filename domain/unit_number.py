"""Unit numbers (房号) in canonical form."""

import re
from dataclasses import dataclass
from enum import StrEnum

_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
_MIDDLE = 10**9


class UnitKind(StrEnum):
    """What kind of unit a number names."""

    ROOM = "room"
    SHOP = "shop"
    PARKING = "parking"
    GARAGE = "garage"
    STORAGE = "storage"
    BASEMENT = "basement"
    VILLA = "villa"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class UnitNumber:
    """building | entrance | floor | room | kind, each part as text without leading zeros, empty where the text does not state it."""

    building: str = ""
    entrance: str = ""
    floor: str = ""
    room: str = ""
    kind: UnitKind = UnitKind.ROOM

    def __str__(self) -> str:
        """The canonical string of the exports, such as "3|2||501|room"."""
        return f"{self.building}|{self.entrance}|{self.floor}|{self.room}|{self.kind}"

    @classmethod
    def parse(cls, canonical: str) -> "UnitNumber":
        """Read the canonical string back; ValueError where it has not five parts or an unknown kind."""
        building, entrance, floor, room, kind = canonical.split("|")
        return cls(building=building, entrance=entrance, floor=floor, room=room, kind=UnitKind(kind))

    @property
    def shelf_key(self) -> str:
        """Text whose order is that of the shelf: building, entrance, floor, room, numbers by value before text, then kind.

        Digits and small letters only, so that it sorts alike in every database and collation.
        """
        return "".join(map(_shelf_part, (self.building, self.entrance, self.floor, self.room))) + self.kind.value

    @property
    def partial(self) -> bool:
        """True where no room-level unit is named (a villa needs only its building, a floor-level unit its floor)."""
        if self.kind is UnitKind.VILLA:
            return not self.building
        return not self.room and not (self.building and self.floor)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitMention:
    """A unit found in a text: `start`/`end` are character offsets in the text given, `confidence` 0..1, `estate` "" where not named."""

    unit: UnitNumber
    estate: str
    start: int
    end: int
    confidence: float


def _shelf_part(part: str) -> str:
    """Ten digits for a leading number, then the text by its bytes as letters; the 0 behind is less than any letter."""
    number = re.match(r"-?[0-9]+", part)
    lead = f"0{max(0, min(_MIDDLE + int(number[0]), 10 * _MIDDLE - 1)):010d}" if number else "1"
    return f"{lead}{part.encode().hex().translate(_LETTERS)}0"

"""A unit number while it is being read, and the canonical unit it comes to."""

import re
from dataclasses import dataclass, field

from domain.unit_number import UnitKind, UnitNumber

_BASEMENT = re.compile(r"B([1-5])")
UNDERGROUND_KINDS = frozenset({UnitKind.PARKING, UnitKind.STORAGE})


@dataclass(slots=True)
class Draft:
    """A unit while it is being read. `ground` is the last level written ("" | building | entrance | floor); `doubt` multiplies confidence.

    `closed` tells that the room was ended by a word (室, 号, 车位), `chain` how many bare parts were joined by hyphens, `loose` that
    nothing was written before them, `next` the first token not read, `places` the tokens where estate words begin.
    """

    next: int
    building: str = ""
    block: str = ""
    entrance: str = ""
    floor: str = ""
    room: str = ""
    zone: str = ""
    kind: UnitKind | None = None
    ground: str = ""
    numbered: bool = False
    closed: bool = False
    done: bool = False
    chain: int = 0
    loose: bool = False
    doubt: float = 1.0
    places: list[int] = field(default_factory=list)

    @property
    def bare(self) -> bool:
        """True where nothing but a room or chain was written."""
        return not (self.ground or self.kind)

    def unit(self) -> UnitNumber:
        """The canonical unit: zone as building for parking, B2 as a floor below ground, block joined to the entrance."""
        kind = self.kind or UnitKind.ROOM
        building, entrance, floor, room = self.building, self.entrance, self.floor, self.room
        if kind is UnitKind.VILLA and room:
            building, room, kind = (building, room, UnitKind.ROOM) if building else (room, "", kind)
        if kind in UNDERGROUND_KINDS:
            if (below := _BASEMENT.fullmatch(building)) and floor in ("", f"-{below.group(1)}"):
                # B2-A-015: behind the basement the zone stands where an entrance would.
                building, entrance, floor = entrance, "", f"-{below.group(1)}"
            if (below := _BASEMENT.fullmatch(entrance)) and not floor:
                entrance, floor = "", f"-{below.group(1)}"
            if below := _BASEMENT.fullmatch(floor):
                floor = f"-{below.group(1)}"
        if kind is not UnitKind.ROOM and kind is not UnitKind.SHOP:
            building = building or self.zone
        joint = "-" if self.block[-1:].isdigit() and entrance[:1].isdigit() else ""
        return UnitNumber(building=building, entrance=f"{self.block}{joint}{entrance}", floor=floor, room=room, kind=kind)


def shape(value: str) -> str:
    """The pattern of a value: 1203 → 9999, 12B → 99A."""
    return re.sub(r"[A-Z]", "A", re.sub(r"[0-9]", "9", value))

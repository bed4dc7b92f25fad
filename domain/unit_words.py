"""Unit numbers as staff write them, in Simplified and in Traditional Chinese."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.unit_number import UnitKind, UnitNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelWords:
    """What stands behind the number of each level; `below` before a floor under the ground, `kinds` behind what is no plain room."""

    building: str
    entrance: str
    floor: str
    below: str
    room: str
    number: str
    kinds: Mapping[UnitKind, str]


SIMPLIFIED = LevelWords(
    building="栋",
    entrance="单元",
    floor="层",
    below="负",
    room="室",
    number="号",
    kinds={
        UnitKind.SHOP: "商铺",
        UnitKind.PARKING: "车位",
        UnitKind.GARAGE: "车库",
        UnitKind.STORAGE: "储藏室",
        UnitKind.BASEMENT: "地下室",
        UnitKind.VILLA: "别墅",
    },
)
TRADITIONAL = LevelWords(
    building="棟",
    entrance="單元",
    floor="層",
    below="負",
    room="室",
    number="號",
    kinds={
        UnitKind.SHOP: "商鋪",
        UnitKind.PARKING: "車位",
        UnitKind.GARAGE: "車庫",
        UnitKind.STORAGE: "儲藏室",
        UnitKind.BASEMENT: "地下室",
        UnitKind.VILLA: "別墅",
    },
)


def unit_words(unit: UnitNumber, words: LevelWords = SIMPLIFIED) -> str:
    """The unit as staff write it, such as 3栋2单元501室."""
    building = _level(unit.building, words.building)
    if unit.kind is UnitKind.VILLA:
        return f"{building}{_level(unit.room, words.number)}{words.kinds[unit.kind]}"
    floor = f"{words.below}{unit.floor[1:]}{words.floor}" if unit.floor.startswith("-") else _level(unit.floor, words.floor)
    above = f"{building}{_level(unit.entrance, words.entrance)}{floor}"
    if unit.kind is UnitKind.ROOM:
        return f"{above}{_level(unit.room, words.room)}"
    return f"{above}{unit.room}{words.number if unit.room else ''}{words.kinds[unit.kind]}"


def _level(value: str, word: str) -> str:
    """The value and its level's word; a name such as 东户 or a tower's needs none."""
    return f"{value}{word}" if value and value[-1].isascii() else value

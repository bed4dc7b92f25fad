"""Unit numbers as staff write them."""

from domain.unit_number import UnitKind, UnitNumber

_ROOM = {
    UnitKind.ROOM: "室",
    UnitKind.SHOP: "商铺",
    UnitKind.PARKING: "车位",
    UnitKind.GARAGE: "车库",
    UnitKind.STORAGE: "储藏室",
    UnitKind.BASEMENT: "地下室",
    UnitKind.VILLA: "",
}


def unit_words(unit: UnitNumber) -> str:
    """The unit as staff write it, such as 3栋2单元501室."""
    building = _level(unit.building, "栋")
    if unit.kind is UnitKind.VILLA:
        return f"{building}{_level(unit.room, '号')}别墅"
    floor = f"负{unit.floor[1:]}层" if unit.floor.startswith("-") else _level(unit.floor, "层")
    room = unit.room
    if unit.kind is UnitKind.ROOM:
        return f"{building}{_level(unit.entrance, '单元')}{floor}{_level(room, '室')}"
    return f"{building}{_level(unit.entrance, '单元')}{floor}{room}{'号' if room else ''}{_ROOM[unit.kind]}"


def _level(value: str, word: str) -> str:
    """The value and its level's word; a name such as 东户 or a tower's needs none."""
    return f"{value}{word}" if value and value[-1].isascii() else value

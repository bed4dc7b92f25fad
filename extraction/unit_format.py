"""Unit numbers written out: for display, and in several usual forms that the grammar reads back."""

import re
from enum import StrEnum

from domain.unit_number import UnitKind, UnitNumber


class UnitStyle(StrEnum):
    """FULL is what staff see: 3栋2单元501室. The others are other hands' ways to write the same."""

    FULL = "full"
    HASH = "hash"
    HYPHEN = "hyphen"
    CHINESE = "chinese"
    FINANCIAL = "financial"
    TRADITIONAL = "traditional"
    WIDE = "wide"
    SPACED = "spaced"
    LABELLED = "labelled"


_CHINESE = dict(zip(map(ord, "0123456789"), "〇一二三四五六七八九", strict=True))
_FINANCIAL = dict(zip(map(ord, "0123456789"), "零壹贰叁肆伍陆柒捌玖", strict=True))
_TRADITIONAL = dict(zip(map(ord, "栋单层车库储铺"), "棟單層車庫儲舖", strict=True))
_WIDE = {ord(char): chr(ord(char) + 0xFEE0) for char in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
_TRANSLATED: dict[UnitStyle, dict[int, str]] = {
    UnitStyle.CHINESE: _CHINESE,
    UnitStyle.FINANCIAL: _FINANCIAL,
    UnitStyle.TRADITIONAL: _TRADITIONAL,
    UnitStyle.WIDE: _WIDE,
}
_PLAIN = re.compile(r"[^A-Za-z0-9]|(?<![A-Za-z0-9])[0-9]+(?![A-Za-z0-9])|(?<![A-Z0-9])[A-Z]+(?![A-Z0-9])")
_ENDINGS = {
    UnitKind.ROOM: "室",
    UnitKind.SHOP: "号商铺",
    UnitKind.PARKING: "号车位",
    UnitKind.GARAGE: "号车库",
    UnitKind.STORAGE: "号储藏室",
    UnitKind.BASEMENT: "",
    UnitKind.VILLA: "",
}
_NAMED_ENDS = tuple("阁轩塔斋榭楼座苑园")


def format_unit(unit: UnitNumber, style: UnitStyle = UnitStyle.FULL) -> str:
    """The unit as text in a style; "" for an empty unit. HYPHEN joins the stated parts of a room and keeps FULL for other kinds."""
    full = _full(unit)
    if style in _TRANSLATED:
        return _PLAIN.sub(lambda run: run.group().translate(_TRANSLATED[style]), full)
    match style:
        case UnitStyle.HASH:
            return full.replace("栋", "#")
        case UnitStyle.HYPHEN if unit.kind is UnitKind.ROOM:
            return "-".join(part for part in (unit.building, unit.entrance, unit.floor, unit.room) if part)
        case UnitStyle.SPACED:
            return "".join(char if char.isascii() else f" {char} " for char in full).strip()
        case UnitStyle.LABELLED:
            return f"房号：{full}"
        case _:
            return full


def _full(unit: UnitNumber) -> str:
    entrance = f"{unit.entrance}单元" if unit.entrance else ""
    return f"{_building(unit)}{entrance}{_floor(unit.floor)}{_room(unit)}"


def _building(unit: UnitNumber) -> str:
    building = unit.building
    if unit.kind is UnitKind.VILLA:
        return f"{building}栋别墅" if building else ""
    if not building or building.endswith(_NAMED_ENDS):
        return building
    if "之" in building:
        return f"{building}号"
    if building.isdigit() or any(char.isdigit() for char in building):
        return f"{building}栋"
    return f"{building}{'座' if unit.kind in (UnitKind.ROOM, UnitKind.SHOP) else '区'}"


def _floor(floor: str) -> str:
    if floor.startswith("-"):
        return f"负{floor[1:]}层"
    if floor in ("G", "UG", "LG"):
        return f"{floor}/F "
    return f"{floor}层" if floor else ""


def _room(unit: UnitNumber) -> str:
    if unit.kind is UnitKind.BASEMENT:
        return f"地下室{unit.room}号" if unit.room else "地下室"
    if not unit.room or unit.room.endswith("户"):
        return unit.room
    return f"{unit.room}{_ENDINGS[unit.kind]}"

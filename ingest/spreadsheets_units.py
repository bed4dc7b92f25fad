"""The unit number of a row: written out in one cell, or spread over columns for building, entrance, floor and room."""

import re
from collections.abc import Callable
from dataclasses import replace

from domain.hanzi import simplify
from domain.unit_number import UnitKind, UnitNumber
from ingest.spreadsheets_cells import to_text, to_unit_part
from ingest.spreadsheets_columns import kind_of
from ingest.spreadsheets_lines import Line, RowError, is_date

ParseUnit = Callable[[str], UnitNumber | None]

_SUFFIX = {"building": "栋", "entrance": "单元", "floor": "层", "room": "室"}
_EVERYBODY = re.compile(
    r"(?=.)(本|全|各|整个)?(小区|社区|屋苑|项目|园区)?(全体|各位?)?(业主|住户|业户|用户)?(公共|公用)?(区域|部位|部分|设施)?|公区|通用|综合"
)
_HYPHEN = re.compile(r"[-－—_/]")


def of_everybody(line: Line) -> bool:
    """Whether the room cell says in words that a paper belongs to no unit but to all: 本小区, 全体业主, 公共区域."""
    return bool(_EVERYBODY.fullmatch(re.sub(r"\s+", "", simplify(line.text("room")))))


def unit_of(line: Line, parse_unit: ParseUnit) -> UnitNumber | None:
    """The row's unit; None where it states none. RowError where it states one that cannot be read or names no room.

    A floor that its room number begins with (5 and 501) says nothing new and is left out, as papers do.
    """
    first = next((cell for cell in line.cells("room") if to_text(cell)), None)
    if first is not None and is_date(first):
        raise RowError(
            line.label("room"),
            "Excel has turned this unit number into a date. Format the column as text and write it again.",
            "房号被 Excel 转成了日期，请将该列设为文本格式后重新填写。",
        )
    texts = {level: line.text(level) for level in _SUFFIX}
    if not any(texts.values()):
        return None
    if _stands_alone(line, texts["room"], parse_unit):
        texts = {level: line.header.text(line.row, level) for level in _SUFFIX}
    unit = _read(line, texts, parse_unit)
    kind = kind_of(line.text("kind")) or (kind_of(line.label("room")) if texts["room"] else None)
    if unit is not None and unit.kind is UnitKind.ROOM and kind is not None:
        unit = replace(unit, kind=kind)
    if unit is None or unit.partial:
        raise RowError(
            line.label("room", "building"),
            "The unit number cannot be read or names no room.",
            "房号无法识别，或未写明具体房间。",
        )
    return unit


def _stands_alone(line: Line, room: str, parse_unit: ParseUnit) -> bool:
    """Whether a blank building means none instead of the one above: the room cell names its own building, or it is no room.

    Parking places, shops and villas are listed below the rooms of a building without being part of it.
    """
    if line.header.text(line.row, "building") or not room:
        return False
    kind = kind_of(line.text("kind")) or kind_of(line.label("room"))
    if kind not in {None, UnitKind.ROOM}:
        return True
    alone = parse_unit(room)
    return alone is not None and not alone.partial and (bool(alone.building) or alone.kind is not UnitKind.ROOM)


def _read(line: Line, texts: dict[str, str], parse_unit: ParseUnit) -> UnitNumber | None:
    parts = {level: to_unit_part(text, level) if text else "" for level, text in texts.items()}
    if None not in parts.values() and (parts["room"] or kind_of(line.text("kind")) is UnitKind.VILLA):
        return _combine({level: part or "" for level, part in parts.items()})
    if not texts["room"]:
        return parse_unit("".join(_spelled(level, text) for level, text in texts.items() if text))
    return _written(line, texts, parts["building"] or "", parse_unit)


def _combine(parts: dict[str, str]) -> UnitNumber:
    floor = parts["floor"]
    repeated = floor and parts["room"].startswith(floor) and len(parts["room"]) >= len(floor) + 2
    return UnitNumber(building=parts["building"], entrance=parts["entrance"], floor="" if repeated else floor, room=parts["room"])


def _written(line: Line, texts: dict[str, str], building: str, parse_unit: ParseUnit) -> UnitNumber | None:
    """A room cell that is more than a plain number: 2-501 beside a building, 3栋2单元501, B2-015."""
    halves = [to_unit_part(half, "room") for half in _HYPHEN.split(simplify(texts["room"]))]
    if building and not texts["entrance"] and len(halves) == 2 and all(halves) and not line.repeats_building:
        return _combine({"building": building, "entrance": halves[0] or "", "floor": "", "room": halves[1] or ""})
    unit = parse_unit(texts["room"])
    if unit is not None and not unit.partial and (not building or unit.building in {building, ""}):
        entrance = unit.entrance or to_unit_part(texts["entrance"], "entrance") or ""
        return replace(unit, building=unit.building or building, entrance=entrance)
    return parse_unit("".join(_spelled(level, text) for level, text in texts.items() if text))


def _spelled(level: str, text: str) -> str:
    """A level as it would be written in one text: 3 becomes 3栋."""
    return text + _SUFFIX[level] if to_unit_part(text, level) == simplify(text).upper().lstrip("0") else text

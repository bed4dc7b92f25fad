"""Hong Kong addresses in English: Flat B, 12/F, Block 3, in any order."""

import re
from dataclasses import dataclass

from domain.unit_number import UnitKind, UnitNumber
from extraction.unit_tokens import normal_value

_NUMBER = r" ?(?:[Nn]o\.? ?)?([A-Z0-9]{1,3}-[0-9]{1,4}|[A-Za-z]?[0-9]{1,4}[A-Za-z]?|[A-Za-z])(?![A-Za-z0-9]|-[0-9])"
_PARTS: tuple[tuple[str, str], ...] = (
    ("parking", rf"(?:[Cc]ar ?[Pp]ark(?:ing)?(?: [Ss]pace)?|[Pp]arking(?: [Ss]pace| [Ll]ot)?|CAR ?PARK(?: SPACE)?){_NUMBER}"),
    ("house", rf"(?:House|HOUSE|Villa|VILLA){_NUMBER}"),
    ("shop", rf"(?:Shop|SHOP){_NUMBER}"),
    ("room", rf"(?:F[l1I|]at|FLAT|Flt|FLT|Room|ROOM|Rm\.?|RM\.?|Unit|UNIT|Suite|SUITE|Apt\.?|APT\.?){_NUMBER}"),
    ("building", rf"(?:[B8][l1I|][o0]ck|BLOCK|Blk\.?|BLK\.?|Tower|TOWER|Building|BUILDING|Bldg\.?|BLDG\.?){_NUMBER}"),
    ("floor", r"(UG|LG|G|B[0-9]|[0-9]{1,2})(?:/F|F)(?![A-Za-z0-9])"),
    ("floor", r"([0-9]{1,2})(?:st|nd|rd|th) (?:[Ff]loor|FLOOR)"),
    ("floor", r"(?:Floor|FLOOR|Level|LEVEL) ?([0-9]{1,2})(?![0-9A-Za-z])"),
    ("ground", r"([Gg]round|GROUND) (?:[Ff]loor|FLOOR)"),
    ("below", r"(?:[Bb]asement|BASEMENT) ?([0-9]?)(?![0-9])"),
)
_PATTERN = re.compile("|".join(f"(?<![A-Za-z0-9])(?:{pattern})" for _, pattern in _PARTS))
_BASEMENT = re.compile("B([1-5])")
_NAMES = tuple(name for name, _ in _PARTS)
_BETWEEN = re.compile(r"[ ,;.、/&\n-]{0,4}(?:of |on |at )?")
_KINDS = {"parking": UnitKind.PARKING, "house": UnitKind.VILLA, "shop": UnitKind.SHOP, "room": UnitKind.ROOM}


@dataclass(frozen=True, slots=True, kw_only=True)
class EnglishUnit:
    """A unit found in English; start/end in the text searched."""

    unit: UnitNumber
    start: int
    end: int
    confidence: float


def find_english(text: str) -> tuple[EnglishUnit, ...]:
    """All units written as Flat/Room/Unit/Shop/House with floor and block beside them, in order."""
    groups: list[list[re.Match[str]]] = []
    for found in _PATTERN.finditer(text):
        if groups and _continues(groups[-1], found, text):
            groups[-1].append(found)
        else:
            groups.append([found])
    return tuple(unit for group in groups for unit in _read(group))


def _name(found: re.Match[str]) -> str:
    return _NAMES[(found.lastindex or 1) - 1].replace("ground", "floor").replace("below", "floor")


def _continues(group: list[re.Match[str]], found: re.Match[str], text: str) -> bool:
    gap = text[group[-1].end() : found.start()]
    return len(gap) <= 8 and _BETWEEN.fullmatch(gap) is not None and _name(found) not in {_name(part) for part in group}


def _read(group: list[re.Match[str]]) -> tuple[EnglishUnit, ...]:
    parts = {_name(found): _value(found) for found in group}
    kind = next((kind for name, kind in _KINDS.items() if name in parts), None)
    if kind is None or (
        len(parts) == 1 and kind not in (UnitKind.VILLA, UnitKind.PARKING) and not re.search("[0-9]{2}", next(iter(parts.values())))
    ):
        return ()
    value = next(parts[name] for name in _KINDS if name in parts)
    building, floor = parts.get("building", ""), parts.get("floor", "")
    zone, _, number = value.rpartition("-")
    if zone and kind is UnitKind.PARKING and (below := _BASEMENT.fullmatch(zone)):
        floor, value = floor or f"-{below.group(1)}", number
    elif zone:
        building, value = building or zone, number
    if kind is UnitKind.VILLA:
        building, value = value, ""
    unit = UnitNumber(building=building, floor=floor, room=value, kind=kind)
    return (EnglishUnit(unit=unit, start=group[0].start(), end=group[-1].end(), confidence=0.95 if len(parts) > 1 else 0.75),)


def _value(found: re.Match[str]) -> str:
    name, word = _NAMES[(found.lastindex or 1) - 1], str(found.group(found.lastindex or 1))
    if name == "ground":
        return "G"
    if name == "below":
        return f"-{word or 1}"
    if name == "floor" and word.upper().startswith("B"):
        return f"-{word[1:]}"
    return "-".join(normal_value(part)[0] or part.upper() for part in word.split("-"))

"""Separator sheets: what a person states by a sheet laid before papers, and how its codes carry that.

The QR code carries JSON, {"hudang":"separator","batch":…,"box":…,"estate":…,"unit":…}. The bar code carries the same in few characters,
HUDANG:B=…;X=…;E=…;U=…, with runs of other characters than plain ASCII as ~ and five digits a UTF-16 unit, which Code 128 packs two to a
symbol, and without the kind of a unit that is a room. What a sheet does not state is left out of both. HUDANG:BATCH=…;BOX=…;ESTATE=…;UNIT=…
is read too, for sheets made by other means.
"""

import json
import re
from dataclasses import asdict, dataclass

from domain.fields import UnitField

_LONGEST = 255
_ROOM = "|room"
_KEYS = {"B": "batch", "X": "box", "E": "estate", "U": "unit", "BATCH": "batch", "BOX": "box", "ESTATE": "estate", "UNIT": "unit"}
_SHORT = {"batch": "B", "box": "X", "estate": "E", "unit": "U"}
_ESCAPED = re.compile(r"[^ -:<-}]+")
_ESCAPE = re.compile(r"~((?:\d{5})+)~")


@dataclass(frozen=True, slots=True, kw_only=True)
class SeparatorSheet:
    """What a sheet states of the papers behind it, "" where it says nothing.

    `unit` is in any written form, on sheets of our own in canonical form. Make it by `stating`: values have no blanks at their ends, no
    control characters and at most 255 characters.
    """

    batch: str = ""
    box: str = ""
    estate: str = ""
    unit: str = ""

    @classmethod
    def read(cls, payload: str) -> "SeparatorSheet":
        """What a payload of either form states; a sheet that states nothing for any other payload. Never an exception."""
        return cls.stating(**_values(payload.strip()))

    @classmethod
    def stating(cls, *, batch: str = "", box: str = "", estate: str = "", unit: str = "") -> "SeparatorSheet":
        """A sheet with these values cleaned; a canonical unit may leave its kind out where it is a room."""
        kind = _ROOM if unit.count("|") == 3 else ""
        return cls(batch=_clean(batch), box=_clean(box), estate=_clean(estate), unit=_clean(unit + kind))

    @property
    def qr_payload(self) -> str:
        """What the QR code carries, in ASCII: readers guess at other encodings."""
        stated = {name: value for name, value in asdict(self).items() if value}
        return json.dumps({"hudang": "separator", **stated}, separators=(",", ":"))

    @property
    def bar_payload(self) -> str:
        """What the bar code carries."""
        stated = asdict(self) | {"unit": self.unit.removesuffix(_ROOM)}
        return "HUDANG:" + ";".join(f"{_SHORT[name]}={_escaped(value)}" for name, value in stated.items() if value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What holds for the papers behind a sheet: its words, and its unit as looked for in the register, None where it names none.

    A sheet that names a unit which is none (`sheet.unit` without `unit`) states something that nobody can follow.
    """

    sheet: SeparatorSheet = SeparatorSheet()
    unit: UnitField | None = None


NOTHING_STATED = Statement()


def _values(payload: str) -> dict[str, str]:
    if payload.startswith("{"):
        return _json_values(payload)
    head, colon, rest = payload.partition(":")
    if head.strip().upper() != "HUDANG" or not colon:
        return {}
    pairs = (part.partition("=") for part in rest.split(";"))
    return {_KEYS[key.strip().upper()]: _ESCAPE.sub(_unescaped, value) for key, _, value in pairs if key.strip().upper() in _KEYS}


def _json_values(payload: str) -> dict[str, str]:
    try:
        found = json.loads(payload)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict) or found.get("hudang") != "separator":
        return {}
    return {name: str(found[name]) for name in _SHORT if isinstance(found.get(name), str | int)}


def _clean(value: str) -> str:
    shown = "".join(char if char.isprintable() else " " for char in value)
    return " ".join(shown.split())[:_LONGEST].rstrip()


def _escaped(value: str) -> str:
    return _ESCAPED.sub(lambda run: f"~{_digits(run[0])}~", value)


def _digits(text: str) -> str:
    units = text.encode("utf-16-be")
    return "".join(f"{high << 8 | low:05d}" for high, low in zip(units[::2], units[1::2], strict=True))


def _unescaped(run: re.Match[str]) -> str:
    units = [int(run[1][at : at + 5]) & 0xFFFF for at in range(0, len(run[1]), 5)]
    return b"".join(unit.to_bytes(2, "big") for unit in units).decode("utf-16-be", "replace")

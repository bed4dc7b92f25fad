"""Units of an invented estate and the many ways papers write them (shared/DOMAIN.md section 3).

Every written form parses back to its canonical number by those rules; forms that state a floor belong to units with a floor.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass

from domain.unit_number import UnitKind, UnitNumber
from evaluation.generator import numerals


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenUnit:
    """A unit as one paper writes it; `cells` are (building, entrance, room) for split table cells, () where they cannot show it."""

    text: str
    cells: tuple[str, ...] = ()


# Each form takes b(uilding), e(ntrance), f(loor), r(oom) and their Chinese numerals B, E, F, R (digit by digit).
FORMS: dict[str, tuple[str, ...]] = {
    "entrance": (
        "{b}栋{e}单元{r}室",
        "{b}栋{e}单元{r}",
        "{b}幢{e}单元{r}室",
        "{b}号楼{e}单元{r}室",
        "{b}-{e}-{r}",
        "{b}#{e}单元{r}",
        "第{b}栋{e}单元{r}房",
        "{BC}栋{EC}单元{R}室",
        "{b}栋 {e}单元 {r}号",
        "{b:0>2}-{e:0>2}-{r:0>4}",
        "{b}号楼{e}门{r}",
        "{b}幢-{e}-{r}室",
    ),
    "building": ("{b}号楼{r}室", "{b}栋{r}", "{b}幢{r}室", "{b}#{r}", "{b}-{r}", "{BC}号楼{R}室", "{b}栋{r}房", "{b:0>2}号楼{r}"),
    "tower": ("{b}座{r}", "{b}座{r}室", "{b}栋{r}室", "{b}-{r}", "{b}座{r}房", "{b} 座 {r} 室"),
    "shop": ("{b}栋商铺{r}号", "{b}号楼底商{r}号", "{b}栋{r}号商铺", "{b}幢{r:0>2}号铺"),
    "parking": ("{b}区{r}号车位", "{b}区{r:0>3}号车位", "{b}区车位{r}号"),
    "parking_deep": ("负{FC}层{r}号车位", "地下{FC}层{r}号车位", "B{d}-{r}号车位"),
    "storage": ("{b}栋储藏室{r}号", "{b}幢{r}号储藏室", "{b}号楼储藏间{r}号"),
    "villa": ("别墅{b}号", "{b}号别墅", "别墅{b}栋"),
    "lane": ("{e}弄{b}号{r}室", "{e}弄{b}号{r}"),
    "hk": ("{b}座{f}樓{r}室", "第{b}座{f}樓{r}室", "{b}座{FC}樓{r}室", "Flat {r}, {f}/F, Block {b}"),
    "tw": ("{b}號{f}樓之{r}", "{b}號{FC}樓之{r}", "{b}號{f}F之{r}"),
}
OTHER_FORMS: dict[str, tuple[str, ...]] = {
    "entrance": (
        "{b}楼{e}单元{r}",
        "{b}号楼{e}单元{r}号房",
        "{b}栋-{e}单元-{r}室",
        "{b}栋{e}梯{r}房",
        "{b}幢 {e} 门 {r} 室",
        "{b}#-{e}-{r}",
        "{b}栋{e}座{r}",
        "{b}号楼 {e}-{r}",
    ),
    "building": ("{b}#-{r}", "{b}号楼-{r}", "{b}楼{r}室", "{b}栋{r}单位", "{b} 幢 {r} 室", "{b}号楼{r}户"),
    "tower": ("{b}座-{r}", "{b}座{r}单位", "{b}栋{r}号房", "{b}座 {r}"),
    "shop": ("{b}栋{r}号铺", "{b}幢商铺{r}", "{b}号楼{r}号商铺", "{b}#商铺{r}号"),
    "parking": ("{b}区-{r}号车位", "{b}区{r}号停车位", "车位{b}区{r}号"),
    "parking_deep": ("负{d}层车位{r}号", "地下{FC}层{r}车位", "地下{d}层{r}号停车位"),
    "storage": ("{b}栋{r}号储藏间", "{b}号楼储藏室{r}"),
    "villa": ("{b}栋别墅", "别墅{b}号"),
    "lane": ("{e}弄{b}号 {r}室", "{e}弄{b}号楼{r}室"),
    "hk": ("{b}座{f}樓{r}單位", "第{b}座 {f}字樓 {r}室", "Block {b}, {f}/F, Flat {r}", "Flat {r}, {f}/F., Block {b}", "{b}座 {f}/F {r}室"),
    "tw": ("{b}號 {f} 樓之 {r}", "{b}號{f}樓-{r}", "{b}號{f}樓之{r}"),
}
"""How the offices of the probes write them."""
HANS_STYLES = ("entrance", "building", "tower")
HANT_STYLES = ("hk", "tw", "entrance", "tower")


def written_as(form: str, unit: UnitNumber, lane: str = "") -> str:
    """The unit in one form of the table."""
    values = {
        "b": unit.building,
        "e": unit.entrance or lane,
        "f": unit.floor,
        "r": unit.room,
        "R": numerals.digits(unit.room),
        "BC": _counting(unit.building),
        "EC": _counting(unit.entrance),
        "FC": _counting(unit.floor.lstrip("-")),
        "d": unit.floor.lstrip("-"),
    }
    return form.format(**values)


def written(rng: random.Random, unit: UnitNumber, style: str, lane: str = "", forms: Mapping[str, tuple[str, ...]] = FORMS) -> WrittenUnit:
    """One written form of the unit; `lane` is the 弄 number of a Shanghai estate."""
    text = written_as(rng.choice(forms[style]), unit, lane)
    cells = (unit.building, unit.entrance, unit.room) if style in ("entrance", "building", "tower") and rng.random() < 0.8 else ()
    return WrittenUnit(text=text, cells=cells)


def _counting(part: str) -> str:
    return numerals.counting(int(part)) if part.isdecimal() and 0 < int(part) < 100 else part


def style_of(unit: UnitNumber, estate_style: str) -> str:
    """The form table that fits the unit."""
    if unit.kind is UnitKind.ROOM:
        return estate_style
    if unit.kind is UnitKind.PARKING:
        return "parking_deep" if unit.floor else "parking"
    return {UnitKind.SHOP: "shop", UnitKind.STORAGE: "storage", UnitKind.VILLA: "villa"}[unit.kind]


def make_units(rng: random.Random, style: str, count: int) -> tuple[UnitNumber, ...]:
    """`count` distinct units (about): rooms of the style, and a tenth each of shops, parking places, storage rooms and villas."""
    seen: dict[UnitNumber, None] = {}
    while len(seen) < count:
        unit = _extra(rng) if rng.random() < 0.18 and style != "lane" else _room(rng, style)
        seen[unit] = None
    return tuple(seen)


def _room(rng: random.Random, style: str) -> UnitNumber:
    floor, flat = rng.randint(1, 18), rng.randint(1, 4)
    number = f"{floor}{flat:02d}" if rng.random() > 0.04 else f"{floor}{flat:02d}{rng.choice('AB')}"
    if style == "entrance":
        return UnitNumber(building=str(rng.randint(1, 23)), entrance=str(rng.randint(1, 4)), room=number)
    if style == "tower":
        return UnitNumber(building=rng.choice("ABCDEF"), room=number)
    if style == "hk":
        return UnitNumber(building=str(rng.randint(1, 8)), floor=str(rng.randint(1, 32)), room=rng.choice("ABCDEFGH"))
    if style == "tw":
        return UnitNumber(building=str(rng.randint(2, 88)), floor=str(rng.randint(1, 14)), room=str(rng.randint(1, 6)))
    return UnitNumber(building=str(rng.randint(1, 28)), room=number)


def _extra(rng: random.Random) -> UnitNumber:
    number = str(rng.randint(1, 60))
    kind = rng.choice((UnitKind.SHOP, UnitKind.PARKING, UnitKind.PARKING, UnitKind.STORAGE, UnitKind.VILLA))
    if kind is UnitKind.VILLA:
        return UnitNumber(building=str(rng.randint(31, 60)), kind=kind)
    if kind is UnitKind.PARKING and rng.random() < 0.5:
        return UnitNumber(floor=str(-rng.randint(1, 2)), room=str(rng.randint(1, 300)), kind=kind)
    if kind is UnitKind.PARKING:
        return UnitNumber(building=rng.choice("ABC"), room=str(rng.randint(1, 300)), kind=kind)
    return UnitNumber(building=str(rng.randint(1, 23)), room=number, kind=kind)

"""Separator sheets to print: which sheets are wanted, looked up in the register, and the file they go to."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from domain.errors import UsageError
from domain.register import RegisteredUnit
from domain.separator import SeparatorSheet
from domain.unit_number import UnitNumber
from dossiers.register_index import RegisterIndex
from dossiers.shelf import shelf_order
from extraction.unit_format import format_unit
from publishing.separator_sheets import PrintedSheet, SheetWords, write_separators
from services.workplace import Workplace
from storage.repositories import register


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetsWanted:
    """What to print: a sheet for each unit, or `whole_register`'s units of `estate` ("" for all), else one without; `count` of each."""

    batch: str = ""
    box: str = ""
    estate: str = ""
    units: tuple[UnitNumber, ...] = ()
    whole_register: bool = False
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """How many sheets were written, and which units on them the register has not: papers behind those wait for a person."""

    sheets: int
    unknown: tuple[UnitNumber, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Household:
    """A unit on a sheet; `known` where the register has it or there is no register to ask."""

    unit: UnitNumber
    estate: str
    known: bool


def print_sheets(place: Workplace | None, wanted: SheetsWanted, out: Path, words: SheetWords) -> Printed:
    """Write the sheets; `place` is None where there is no home, and so no register to hold units against.

    UsageError where the register has none of what is wanted, or a unit may be one of several.
    """
    units: tuple[RegisteredUnit, ...] = ()
    if place is not None:
        with place.database.read() as tx:
            units = register.load(tx)
    households = _whole(units, wanted.estate) if wanted.whole_register else _named(units, wanted)
    several = not units or len({unit.estate for unit in units}) > 1
    sheets = [_sheet(wanted, household, name_estate=several) for household in households] or [_sheet(wanted, None, name_estate=True)]
    write_separators([sheet for sheet in sheets for _ in range(wanted.count)], out, words)
    return Printed(sheets=len(sheets) * wanted.count, unknown=tuple(each.unit for each in households if not each.known))


def _sheet(wanted: SheetsWanted, household: _Household | None, *, name_estate: bool) -> PrintedSheet:
    """The only estate of a register stands in words alone: every character left out makes the bar code easier to read."""
    estate = household.estate if household else wanted.estate
    unit = household.unit if household else None
    return PrintedSheet(
        sheet=SeparatorSheet.stating(
            batch=wanted.batch, box=wanted.box, estate=estate if name_estate else "", unit=str(unit) if unit else ""
        ),
        unit_text=format_unit(unit) if unit else "",
        estate_text=estate,
    )


def _whole(units: Iterable[RegisteredUnit], estate: str) -> list[_Household]:
    index = RegisterIndex.build(units)
    within = _estates(index, estate)
    chosen = [unit for unit in units if not within or unit.estate in within]
    if not chosen:
        raise UsageError(
            "The register of owners is empty. Run: hudang register import FILE", "业主名册为空，请先运行：hudang register import 名册文件"
        )
    ordered = sorted(chosen, key=lambda unit: (unit.estate, shelf_order(unit.unit)))
    return [_Household(unit=unit.unit, estate=unit.estate, known=True) for unit in ordered]


def _named(units: tuple[RegisteredUnit, ...], wanted: SheetsWanted) -> list[_Household]:
    if not units:
        return [_Household(unit=unit, estate=wanted.estate, known=True) for unit in wanted.units]
    index = RegisterIndex.build(units)
    within = _estates(index, wanted.estate)
    return [_look_up(index, unit, within, wanted.estate) for unit in wanted.units]


def _look_up(index: RegisterIndex, unit: UnitNumber, within: tuple[str, ...], estate: str) -> _Household:
    matches = index.lookup(unit, within)
    if len(matches) > 1:
        raise UsageError(
            f"{format_unit(unit)} may be several units of the register; name the estate with --estate and the unit in full.",
            f"名册中有多个房产可能是 {format_unit(unit)}，请用 --estate 指定项目并写全房号。",
        )
    if not matches:
        return _Household(unit=unit, estate=estate, known=False)
    return _Household(unit=matches[0].unit.unit, estate=matches[0].unit.estate, known=True)


def _estates(index: RegisterIndex, estate: str) -> tuple[str, ...]:
    within = index.estates(estate)
    if estate and len(index) and not within:
        raise UsageError(f"The register has no estate {estate!r}.", f"名册中没有项目“{estate}”。")
    return within

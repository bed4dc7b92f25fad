"""Spreadsheets made for the tests, and how these read units and types."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl

from domain.unit_number import UnitKind, UnitNumber
from ingest.spreadsheets import CatalogueFile, RegisterFile, read_catalogue, read_register

Grid = Sequence[Sequence[object]]
HEAD = ["楼栋", "单元", "房号", "业主", "电话", "入伙日期"]


def parse_unit(text: str) -> UnitNumber | None:
    """The few written forms that these tests use; the real grammar is another room's."""
    found = re.fullmatch(r".*?(\d+)栋(?:(\d+)单元)?(\d+)室?", text) or re.fullmatch(r"(\d+)-(?:(\d+)-)?(\d{3,4})", text)
    if found:
        return UnitNumber(building=found[1], entrance=found[2] or "", room=found[3])
    parking = re.fullmatch(r"车位(\w+)-(\d+)", text)
    return UnitNumber(building=parking[1], room=parking[2].lstrip("0"), kind=UnitKind.PARKING) if parking else None


def book(tmp_path: Path, *sheets: Grid, names: Sequence[str] = (), edit: Callable[[openpyxl.Workbook], None] = lambda _: None) -> Path:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for number, grid in enumerate(sheets):
        sheet = workbook.create_sheet(names[number] if names else f"Sheet{number + 1}")
        for row in grid:
            sheet.append(list(row))
    edit(workbook)
    path = tmp_path / "表.xlsx"
    workbook.save(path)
    return path


def register(tmp_path: Path, *sheets: Grid, **options: object) -> RegisterFile:
    return read_register(book(tmp_path, *sheets, **options), estate="翠湖花园", parse_unit=parse_unit)


def catalogue(tmp_path: Path, *sheets: Grid) -> CatalogueFile:
    def type_of(text: str) -> str:
        return "repair_request" if "报修" in text else "other_document"

    return read_catalogue(book(tmp_path, *sheets), parse_unit=parse_unit, type_of=type_of)


def units(file: RegisterFile) -> list[str]:
    return [str(row.unit) for row in file.rows]

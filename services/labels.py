"""Labels for boxes and for households' bags: which ones, what they say, and the file they go to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from domain.box import box_key
from domain.errors import UsageError
from domain.label import Label, LabelLine
from domain.natural import natural_order
from domain.separator import SeparatorSheet
from domain.unit_number import UnitKind, UnitNumber
from dossiers.shelf import shelf_order
from extraction.unit_format import format_unit
from publishing.labels import LabelGrid, write_labels
from services.label_number import label_number
from services.workplace import Workplace
from storage import read_models_labels, read_models_reports, read_models_web
from storage.engine import Transaction
from storage.read_models_reports import TenureRow

_KIND_ZH = {
    UnitKind.SHOP: "商铺",
    UnitKind.PARKING: "车位",
    UnitKind.GARAGE: "车库",
    UnitKind.STORAGE: "储藏室",
    UnitKind.BASEMENT: "地下室",
    UnitKind.VILLA: "别墅",
}


class LabelKind(StrEnum):
    """boxes: for the spine of an archive box · bags: for a household's bag."""

    BOXES = "boxes"
    BAGS = "bags"


GRIDS = {LabelKind.BOXES: "5x2", LabelKind.BAGS: "2x6"}
"""Columns and rows that suit the kind: tall spines, broad bags."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelsWanted:
    """Which labels: of an estate, building or box, "" for all; `centre` "" takes the settings', there "" the estate's name."""

    kind: LabelKind
    estate: str = ""
    building: str = ""
    box: str = ""
    centre: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelsPrinted:
    """How many labels on how many sheets."""

    labels: int
    sheets: int


def print_labels(place: Workplace, wanted: LabelsWanted, out: Path, grid: LabelGrid, *, now: datetime, marks: bool = True) -> LabelsPrinted:
    """Write the labels in the order of the shelf; UsageError where there is nothing to label or the file cannot be written."""
    with place.database.read() as tx:
        several = len(read_models_web.register_estates(tx)) > 1
        make = _boxes if wanted.kind is LabelKind.BOXES else _bags
        labels = tuple(make(place, tx, wanted, name_estate=several))
    if not labels:
        raise UsageError(
            "There is nothing to label. Check --estate, --building and --box; boxes come from the catalogue or from scans that state one.",
            "没有可打印的标签。请核对项目、栋号与盒号；盒号来自纸质档案目录，或扫描时注明的盒号。",
        )
    try:
        sheets = write_labels(labels, out, grid, title="盒标签" if wanted.kind is LabelKind.BOXES else "袋标签", created=now, marks=marks)
    except OSError as error:
        raise UsageError(f"{out} cannot be written ({error.strerror}).", f"无法写入 {out}（{error.strerror}）。") from error
    return LabelsPrinted(labels=len(labels), sheets=sheets)


def _boxes(place: Workplace, tx: Transaction, wanted: LabelsWanted, *, name_estate: bool) -> Iterator[Label]:
    rules, given = place.rules, set[str]()
    held = read_models_labels.boxes(tx)
    for box in sorted(held, key=lambda each: (each.estate, natural_order(box_key(each.box)))):
        units = [unit for unit in box.units if wanted.building in {"", unit.building}]
        if (
            (wanted.estate not in {"", box.estate})
            or (wanted.box and box_key(wanted.box) != box_key(box.box))
            or (wanted.building and not units)
        ):
            continue
        number = label_number(
            rules.labels.template, company=rules.company, centre=wanted.centre or rules.labels.centre or box.estate, box=box.box
        )
        if number in given:
            raise UsageError(
                f"Two boxes would get the number {number}. Print the estates one by one (--estate), each with its own --centre.",
                f"有两盒的编号同为 {number}。请用 --estate 分项目打印，并用 --centre 为各项目指定不同的管理中心代码。",
            )
        given.add(number)
        lines = (
            LabelLine(word="", value=number, main=True),
            LabelLine(word="", value=rules.labels.title),
            LabelLine(word="项目", value=box.estate),
            LabelLine(word="" if "盒" in box.box else "盒号", value=box.box, main=True),
            LabelLine(word="房号", value=_span(box.units)),
            LabelLine(word="", value=f"{len(box.units)} 户 {box.papers} 件" if box.units else f"{box.papers} 件"),
        )
        code = SeparatorSheet.stating(box=box.box, estate=box.estate if name_estate else "")
        yield Label(lines=tuple(line for line in lines if line.value), code=code)


def _span(units: frozenset[UnitNumber]) -> str:
    ordered = sorted(units, key=shelf_order)
    return " 至 ".join(dict.fromkeys(format_unit(unit) for unit in (*ordered[:1], *ordered[-1:])))


def _bags(place: Workplace, tx: Transaction, wanted: LabelsWanted, *, name_estate: bool) -> Iterator[Label]:
    """Every present owner's unit; with a box those whose papers lie in it, former owners' too."""
    held = None if not wanted.box else read_models_labels.dossiers_in(tx, box_key(wanted.box))
    keys = read_models_reports.units(tx, estate=wanted.estate, building=wanted.building)
    ordered = sorted(keys, key=lambda key: (key.estate, shelf_order(key.unit)))
    for tenure in read_models_reports.tenures(tx, ordered):
        former = tenure.end is not None and tenure.end < place.today()
        if tenure.dossier_id in held if held is not None else not former:
            yield _bag(tenure, former=former, name_estate=name_estate)


def _bag(tenure: TenureRow, *, former: bool, name_estate: bool) -> Label:
    """Levels that the register does not state are left out: a floor is never made up from a room's number."""
    unit = tenure.unit.unit
    floor = f"负{unit.floor[1:]}" if unit.floor.startswith("-") else unit.floor
    lines = (
        LabelLine(word="", value=tenure.unit.estate),
        LabelLine(word="栋号", value=unit.building, main=True),
        LabelLine(word="单元号", value=unit.entrance, main=True),
        LabelLine(word="楼层号", value=floor, main=True),
        LabelLine(word="房号", value=f"{unit.room}{_KIND_ZH.get(unit.kind, '')}", main=True),
        LabelLine(word="业主姓名", value="、".join(tenure.owners), main=True),
        LabelLine(word="", value=f"原业主，至 {tenure.end}" if former else ""),
    )
    code = SeparatorSheet.stating(unit=str(unit), estate=tenure.unit.estate if name_estate else "")
    return Label(lines=tuple(line for line in lines if line.value), code=code)

"""The two books of an estate as Excel: the register of owners and the paper catalogue, with headers as clerks word them."""

import random
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

from domain.finding import FindingKind, Severity
from domain.register import RegisteredUnit, RegisterTenure
from domain.unit_number import UnitKind
from evaluation.generator.corpus import Corpus
from evaluation.generator.documents import LaidOut
from evaluation.generator.estate import Estate
from evaluation.generator.script import traditional
from evaluation.generator.sheet import Script
from evaluation.generator.units import FORMS, style_of, written_as

Row = dict[str, object]
_KEYS = ("estate", "building", "entrance", "unit", "kind", "owner", "phone", "tenant", "start", "end", "note")
_HEADERS: tuple[tuple[str, ...], ...] = (
    ("项目名称", "栋号", "单元", "房号", "物业类型", "业主姓名", "联系电话", "租户", "产权起始日期", "产权终止日期", "备注"),
    ("小区", "楼栋", "单元号", "房间号", "房屋类型", "业主", "手机号码", "承租人", "入住日期", "迁出日期", "说明"),
    ("所属项目", "幢号", "单元", "室号", "用途", "产权人", "电话", "使用人", "起始时间", "终止时间", "备注"),
)
"""Header wordings, in the order of the keys."""
_KINDS = {UnitKind.ROOM: "住宅", UnitKind.SHOP: "商铺", UnitKind.PARKING: "车位", UnitKind.STORAGE: "储藏室", UnitKind.VILLA: "别墅"}


def write_register(corpus: Corpus, path: Path) -> None:
    """业户情况一览表: one row a tenure. Seeds differ in header wording, column order and whether building and room are split."""
    rng = random.Random(f"register|{corpus.plan.seed}")
    header = dict(zip(_KEYS, rng.choice(_HEADERS), strict=True))
    split = rng.random() < 0.5
    order = list(_KEYS)
    if rng.random() < 0.4:
        order.remove("phone")
        order.insert(order.index("tenant") + 1, "phone")
    if not split:
        order = [key for key in order if key not in ("building", "entrance")]
    rows = [
        _register_row(estate, registered, tenure, order, split)
        for estate in corpus.estates
        for registered in estate.units
        for tenure in registered.tenures
    ]
    _write_book(path, "业户情况一览表", ["序号", *(header[key] for key in order)], [[i, *row] for i, row in enumerate(rows, 1)])


def _register_row(estate: Estate, registered: RegisteredUnit, tenure: RegisterTenure, order: list[str], split: bool) -> list[object]:
    unit = registered.unit
    style = style_of(unit, estate.style)
    text = written_as(FORMS[style][0], unit, estate.lane)
    cells = split and unit.kind is UnitKind.ROOM and not unit.floor
    say = traditional if estate.script is Script.HANT else str
    values: dict[str, object] = {
        "estate": estate.name,
        "building": unit.building if cells else "",
        "entrance": unit.entrance if cells else "",
        "unit": unit.room if cells else say(text),
        "kind": _KINDS[unit.kind],
        "owner": "、".join(tenure.owners),
        "phone": "/".join(tenure.phones),
        "tenant": "、".join(tenure.tenants),
        "start": tenure.start,
        "end": tenure.end,
        "note": "已过户" if tenure.end else "",
    }
    return [values[key] for key in order]


def write_catalogue(corpus: Corpus, path: Path) -> list[Row]:
    """纸质档案目录 with a few planted errors; gives the findings that a check against the scans ought to raise."""
    rng = random.Random(f"catalogue|{corpus.plan.seed}")
    findings: list[Row] = []
    rows: list[list[object]] = []
    for index, laid in enumerate(corpus.documents):
        row = _catalogue_row(laid, index)
        kind = rng.choice(tuple(_PLANTS)) if rng.random() < 0.12 and not laid.spec.must_review else None
        if kind:
            findings.append(_finding(kind, laid, f"T{index + 1:05d}"))
            row = _PLANTS[kind](row)
        if row:
            rows.append(row)
    lost = f"DA-{corpus.plan.seed:02d}-{len(corpus.documents) + 1:05d}"
    like = corpus.documents[0]
    row = _catalogue_row(like, 0)
    rows.append([lost, *row[1:3], "维修申请单", "报修单", *row[5:8], date(2016, 2, 29), 1, ""])
    findings.append(_finding(FindingKind.SCAN_MISSING, like, "") | {"archive_no": lost})
    header = ["档号", "盒号", "项目", "题名", "文件类型", "房号", "业主姓名", "责任者", "日期", "页数", "备注"]
    _write_book(path, "纸质档案目录", ["序号", *header], [[i, *row] for i, row in enumerate(rows, 1)])
    return findings


def _catalogue_row(laid: LaidOut, index: int) -> list[object]:
    spec = laid.spec
    title = spec.title or "（无题名）"
    head = [spec.archive_no, f"盒{index // 10 + 1:02d}", spec.estate, title, spec.title]
    return [*head, spec.unit_text, spec.owner, spec.company, spec.date, len(laid.pages), ""]


_PLANTS: dict[FindingKind, Callable[[list[object]], list[object]]] = {
    FindingKind.PAPER_MISSING: lambda row: [],
    FindingKind.PAGE_COUNT_MISMATCH: lambda row: [*row[:9], int(str(row[9])) + 2, *row[10:]],
    FindingKind.OWNER_MISMATCH: lambda row: [*row[:6], "甲乙丙", *row[7:]],
    FindingKind.DATE_MISMATCH: lambda row: [*row[:8], date(1997, 7, 1), *row[9:]],
}


def _finding(kind: FindingKind, laid: LaidOut, document: str) -> Row:
    spec = laid.spec
    return {
        "kind": kind.value,
        "severity": Severity.ERROR.value,
        "archive_no": spec.archive_no,
        "unit": str(spec.unit) if spec.unit else None,
        "document": document or None,
        "detail": None,
        "status": "open",
    }


def _write_book(path: Path, title: str, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A sheet with a merged title row, a header row and data; real date cells."""
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
        book.set_properties({"created": datetime(2024, 12, 31)})  # noqa: DTZ001 # Excel knows no time zones
        sheet = book.add_worksheet(title)
        bold = book.add_format({"bold": True, "align": "center", "border": 1})
        sheet.merge_range(0, 0, 0, len(header) - 1, title, bold)
        sheet.write_row(1, 0, header, bold)
        for index, row in enumerate(rows, 2):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(index, column, datetime(value.year, value.month, value.day))  # noqa: DTZ001
                elif value not in (None, ""):
                    sheet.write(index, column, value)
        sheet.freeze_panes(2, 0)
        sheet.set_column(0, len(header), 14)

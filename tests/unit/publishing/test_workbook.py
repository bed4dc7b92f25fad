import gc
import re
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from publishing.report import Cell, CellKind, Chart, ChartKind, Column, Report, Table, axis, shown, text_width
from publishing.workbook import Sheet, write_report, write_sheets

NOW = datetime(2026, 11, 29, 18, 50, tzinfo=UTC)
COLUMNS = (
    Column(head="序号", width=7, kind=CellKind.NUMBER),
    Column(head="房号", width=20),
    Column(head="归档日期", width=12, kind=CellKind.DATE),
    Column(head="完整率", width=10, kind=CellKind.SHARE),
    Column(head="说明", width=60),
)
HOSTILE = (
    "=1+1",
    "+86 138",
    "-2+3",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    "https://example.invalid",
    "{=A1}",
    "00123",
    "1e5",
    "a\nb",
)


def row(number: int, text: str = "3栋2单元501室") -> tuple[Cell, ...]:
    return number, text, date(2026, 10, 1 + number % 28), 0.5, "说明"


def report(*tables: Table) -> Report:
    return Report(title="业主档案明细表", lines=("项目：全部　制表时间：2026-11-29",), tables=tables)


def opened(path: Path, *tables: Table) -> Any:
    write_report(path, report(*tables), created=NOW)
    return openpyxl.load_workbook(path)


def test_a_sheet_opens_and_prints_as_clerks_expect(tmp_path: Path) -> None:
    rows = [row(number) for number in range(1, 61)]
    book = opened(tmp_path / "a.xlsx", Table(name="明细", columns=COLUMNS, rows=rows, totals=((60, "合计", None, None, None),)))
    sheet = book["明细"]
    assert sheet["A1"].value == "业主档案明细表"
    assert sheet["A1"].font.name == "宋体"
    assert [cell.value for cell in sheet[3]] == [column.head for column in COLUMNS]
    assert sheet.freeze_panes == "A4"
    assert sheet.auto_filter.ref == "A3:E63"
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.print_area == "'明细'!$A$1:$E$64"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage) == (1, 0, True)
    assert "第 &P 页，共 &N 页" in sheet.oddFooter.center.text + sheet.oddFooter.left.text
    assert [round(sheet.column_dimensions[name].width) for name in "ABCDE"] == [8, 21, 13, 11, 61]


def test_dates_and_numbers_are_such(tmp_path: Path) -> None:
    sheet = opened(tmp_path / "a.xlsx", Table(name="明细", columns=COLUMNS, rows=[row(1)]))["明细"]
    number, unit, day, share, _text = sheet[4]
    assert (number.value, number.data_type, number.number_format) == (1, "n", "#,##0")
    assert (unit.value, unit.data_type) == ("3栋2单元501室", "s")
    assert (day.value, day.number_format) == (datetime.combine(date(2026, 10, 2), time()), "yyyy-mm-dd")
    assert (share.value, share.number_format) == (0.5, "0.0%")


def test_days_before_excels_first_are_text(tmp_path: Path) -> None:
    sheet = opened(tmp_path / "a.xlsx", Table(name="明细", columns=COLUMNS, rows=[(1, "", date(1899, 12, 31), None, None)]))["明细"]
    assert (sheet["C4"].value, sheet["C4"].data_type) == ("1899-12-31", "s")


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_from_paper_becomes_a_formula_a_link_or_a_number(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.xlsx"
    sheet = opened(path, Table(name="明细", columns=COLUMNS, rows=[row(1, text)]))["明细"]
    assert (sheet["B4"].value, sheet["B4"].data_type) == (text, "s")
    assert sheet["B4"].hyperlink is None
    assert sheet["B4"].quotePrefix == text.startswith(("=", "+", "-", "@"))
    with zipfile.ZipFile(path) as packed:
        assert b"<f>" not in packed.read("xl/worksheets/sheet1.xml")


def test_plain_sheets_hold_text_alone(tmp_path: Path) -> None:
    write_sheets(tmp_path / "a.xlsx", [Sheet(name="表", heads=("a", "b"), widths=(8, 30), rows=[(1, None), ("=1", date(2026, 1, 2))])])
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["表"]
    assert [[cell.value for cell in line] for line in sheet.rows] == [["a", "b"], ["1", None], ["=1", "2026-01-02"]]
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("A2", "A1:B3", "$1:$1")


def test_an_empty_table_says_so(tmp_path: Path) -> None:
    sheet = opened(
        tmp_path / "a.xlsx", Table(name="明细", columns=COLUMNS, rows=(), empty="（齐全）", signs=("经办人", "日期"), comment="评语")
    )["明细"]
    values = [cell.value for cell in sheet["A"]]
    assert values[3] == "（齐全）"
    assert "评语：" in values
    assert values[-1] == "经办人：______________        日期：______________"


def test_a_long_text_gets_a_row_high_enough(tmp_path: Path) -> None:
    sheet = opened(tmp_path / "a.xlsx", Table(name="明细", columns=COLUMNS, rows=[(*row(1)[:4], "缺" * 100)]))["明细"]
    assert sheet.row_dimensions[4].height >= 4 * 15
    assert sheet["E4"].alignment.wrap_text


COUNTS = (Column(head="年度", width=10), *(Column(head=head, width=8, kind=CellKind.NUMBER) for head in ("合同", "维修")))


@pytest.mark.parametrize(("rows", "sheets"), [(3, ["统计"]), (30, ["统计", "统计图"])])
def test_charts_are_excels_own_and_leave_the_totals_out(tmp_path: Path, rows: int, sheets: list[str]) -> None:
    path = tmp_path / "a.xlsx"
    charts = (
        Chart(title="各年度", kind=ChartKind.COLUMN, labels=0, values=(1, 2)),
        Chart(title="合同", kind=ChartKind.BAR, labels=0, values=(1,)),
    )
    held = tuple((str(2000 + number), number, 2) for number in range(rows))
    book = opened(path, Table(name="统计", columns=COUNTS, rows=held, totals=(("合计", 3, 6),), charts=charts, signs=("经办人",)))
    assert book.sheetnames == sheets
    with zipfile.ZipFile(path) as packed:
        drawn = [packed.read(name).decode() for name in sorted(packed.namelist()) if re.fullmatch(r"xl/charts/chart\d+\.xml", name)]
    assert len(drawn) == 2
    assert f"统计!$B$4:$B${rows + 3}" in drawn[0]
    assert 'c:barDir val="bar"' in drawn[1]
    assert not any(f"${rows + 4}" in each for each in drawn)


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        opened(tmp_path / f"{name}.xlsx", Table(name="明细", columns=COLUMNS, rows=[row(1)]))
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_fifty_thousand_rows_are_written_in_bounded_memory(tmp_path: Path) -> None:
    """A tenth of what the rows would take if they were held (a row of five cells takes about 500 bytes)."""

    def many() -> Iterator[tuple[Cell, ...]]:
        return (row(number, f"{number}栋2单元501室") for number in range(50_000))

    gc.collect()
    tracemalloc.start()
    rows = write_report(tmp_path / "a.xlsx", report(Table(name="明细", columns=COLUMNS, rows=many())), created=NOW)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert rows == 50_000
    assert peak < 6_000_000
    with zipfile.ZipFile(tmp_path / "a.xlsx") as packed:
        assert packed.read("xl/worksheets/sheet1.xml").count(b"<row ") == 50_003


@pytest.mark.parametrize(
    ("cell", "kind", "text"),
    [
        (None, CellKind.TEXT, ""),
        (1234567, CellKind.NUMBER, "1,234,567"),
        (0.4567, CellKind.SHARE, "45.7%"),
        (3, CellKind.DECIMAL, "3.0"),
        (date(2026, 1, 2), CellKind.DATE, "2026-01-02"),
        ("=1", CellKind.NUMBER, "=1"),
        (5, CellKind.TEXT, "5"),
    ],
)
def test_cells_on_paper(cell: Cell, kind: CellKind, text: str) -> None:
    assert shown(cell, kind) == text


@pytest.mark.parametrize(
    ("largest", "end", "step"), [(0, 1, 1), (1, 1, 1), (3, 3, 1), (7, 8, 2), (40, 40, 10), (41, 60, 20), (999, 1000, 500)]
)
def test_a_charts_scale_is_round_and_whole(largest: int, end: float, step: float) -> None:
    chart = Chart(title="", kind=ChartKind.COLUMN, labels=0, values=(1, 2))
    assert axis(chart, [("a", largest, None), ("b", 0, 0)]) == (end, step)


def test_a_chinese_sign_counts_two() -> None:
    assert text_width("3栋A") == 4

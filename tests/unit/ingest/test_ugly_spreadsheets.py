"""No spreadsheet may stop the reader: a table of ugly files with what must come out, made ones, and grids of chance."""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.catalogue import CatalogueRow
from domain.errors import UsageError
from domain.register import RegisterRow
from domain.unit_number import UnitNumber
from ingest.spreadsheets import read_catalogue, read_register
from services.importing import parse_unit
from tests.hostile.spreadsheets import SheetCase, book, catalogue_cases, merge, old_book, register_cases, text

CASES = [*register_cases(), *catalogue_cases()]


def known_type(title: str) -> str:
    return "repair_request" if "报修" in title or "報修" in title else ""


def unit_text(unit: UnitNumber | None) -> str:
    return "-" if unit is None else f"{unit.building}-{unit.entrance}-{unit.room}"


def told(row: RegisterRow | CatalogueRow) -> str:
    if isinstance(row, RegisterRow):
        return f"{unit_text(row.unit)} {'、'.join(row.tenure.owners) or '-'} {row.tenure.start or '-'}"
    return f"{row.archive_no or '-'} {unit_text(row.unit)} {row.date or '-'} {row.page_count or '-'}"


def test_there_are_enough_of_them() -> None:
    assert len(CASES) >= 60
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_an_ugly_spreadsheet(case: SheetCase, tmp_path: Path) -> None:
    path = case.make(tmp_path)
    if case.refused:
        with pytest.raises(UsageError) as caught:
            read_register(path, parse_unit=parse_unit)
        assert caught.value.en
        assert caught.value.message_zh
        return
    file = read_catalogue(path, parse_unit=parse_unit, type_of=known_type) if case.catalogue else read_register(path, parse_unit=parse_unit)
    assert [told(row) for row in file.rows] == list(case.rows)
    assert tuple(bad.row for bad in file.bad) == case.bad


WORDS = (
    {"building": "楼栋", "entrance": "单元", "room": "房号", "owner": "业主", "start": "入伙日期"},
    {"building": "幢号", "entrance": "单元号", "room": "室号", "owner": "产权人姓名", "start": "收楼日期"},
    {"building": "樓棟", "entrance": "單元", "room": "房號", "owner": "業主姓名", "start": "交房日期"},
    {"building": "栋 号", "entrance": "门", "room": "房间号*", "owner": "户主：", "start": "产权起始日期"},
)
TITLES = ([], [["业户情况一览表"]], [["翠湖苑"], ["业主名册"], []], [[], ["填表日期：2020年1月", "", "单位：户"]])
NAMES = ("张三", "李四", "欧阳修", "王建国、赵敏", "钱五")
DAY = date(2015, 3, 5)


def number(rng: random.Random, value: int) -> object:
    wide = "".join(chr(0xFF10 + int(digit)) for digit in str(value))
    return rng.choice([value, float(value), str(value), f"0{value}", wide, f" {value} ", f"{value}.0"])


def day(rng: random.Random, value: date) -> object:
    forms = [
        value,
        (value - date(1899, 12, 30)).days,
        value.isoformat(),
        f"{value:%Y.%m.%d}",
        f"{value.year}年{value.month}月{value.day}日",
    ]
    return rng.choice([*forms, f"民國{value.year - 1911}年{value.month}月{value.day}日", f"{value:%Y%m%d}"])


@pytest.mark.parametrize("seed", range(40))
def test_one_register_in_many_dresses(seed: int, tmp_path: Path) -> None:
    """The same twelve households, dressed by chance: wording, order, titles, sums, remarks, blanks, numbers, dates, file type."""
    rng = random.Random(seed)
    words, order = rng.choice(WORDS), ["building", "entrance", "room", "owner", "start"]
    rng.shuffle(order)
    truth, grid = [], [*rng.choice(TITLES), [words[key] for key in order]]
    written_once = rng.random() < 0.3
    for n in range(12):
        building, entrance, room = 1 + n // 6, 1 + n % 6 // 3, 101 + 100 * (n % 3)
        start = DAY + timedelta(days=37 * n)
        cells: dict[str, object] = {"building": number(rng, building), "entrance": number(rng, entrance), "room": number(rng, room)}
        if written_once and n % 6:
            cells["building"] = ""
        cells |= {"owner": rng.choice(["", " "]) + NAMES[n % 5], "start": day(rng, start)}
        grid.append([cells[key] for key in order])
        truth.append(f"{building}-{entrance}-{room} {NAMES[n % 5]} {start}")
        grid += [[]] if rng.random() < 0.1 else [["小计", "", "6户"]] if rng.random() < 0.1 else []
    grid += rng.choice([[], [["合计", "12"]], [[], ["制表：物业部"]], [["备注：内部资料"]]])
    file = read_register(dressed(rng, grid)(tmp_path), parse_unit=parse_unit)
    assert [told(row) for row in file.rows] == truth
    assert not file.bad


def dressed(rng: random.Random, grid: Sequence[Sequence[object]]):  # type: ignore[no-untyped-def]
    kind = rng.choice(["xlsx", "xlsx", "xls", "csv"])
    if kind == "xlsx":
        return book(grid, edit=merge("H1:J1") if rng.random() < 0.5 else lambda _: None)
    if kind == "xls":
        plain = [[(cell - date(1899, 12, 30)).days if isinstance(cell, date) else cell for cell in row] for row in grid]
        return old_book(("名册", plain))
    return text(grid, rng.choice(["utf-8", "utf-8-sig", "gb18030"]))


CELLS = st.one_of(
    st.none(),
    st.sampled_from(
        [*WORDS[0].values(), "业主", "姓名", "电话", "档号", "题名", "合计", "小计", "3栋", "2单元", "501", "3-2-501", "张三", "#REF!"]
    ),
    st.sampled_from(
        ["二〇一五年三月", "2015.3.5", "民國104年3月5日", "99999999", "-", "", "　", "0", "'", "共页", "页", "负二层", "二〇", "()", "（"]
    ),
    st.integers(-(10**9), 10**9),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.booleans(),
    st.dates(date(1900, 3, 1), date(9999, 12, 31)),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=12),
)
GRIDS = st.lists(st.lists(CELLS, max_size=7), max_size=10)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(grid=GRIDS, headed=st.booleans(), as_text=st.booleans())
def test_cells_of_chance_never_raise_a_defect(tmp_path: Path, grid: list[list[object]], headed: bool, as_text: bool) -> None:
    rows = [["房号", "业主", "楼栋", "入伙日期", "档号", "题名", "页数"], *grid] if headed else grid
    path = (text(rows, "utf-8") if as_text else book(rows))(tmp_path)
    try:
        owners = read_register(path, parse_unit=parse_unit)
        assert {bad.row for bad in owners.bad}.isdisjoint(row.row for row in owners.rows)
    except UsageError as refused:
        assert refused.message_zh
    try:
        read_catalogue(path, parse_unit=parse_unit, type_of=known_type)
    except UsageError as refused:
        assert refused.message_zh

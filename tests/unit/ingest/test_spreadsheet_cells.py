"""What the cells of a register say: units, dates, tenures, owners; and rows that cannot be taken."""

from datetime import date, datetime, time
from pathlib import Path

import pytest

from tests.unit.ingest.sheets import HEAD, register, units


def test_a_unit_in_one_cell(tmp_path: Path) -> None:
    file = register(tmp_path, [["房号", "业主"], ["3栋2单元501室", "张三"], ["3-2-502", "李四"], ["翠湖花园3栋503", "王五"]])
    assert units(file) == ["3|2||501|room", "3|2||502|room", "3|||503|room"]


def test_numbers_in_every_dress(tmp_path: Path) -> None:
    grid = [HEAD[:4], ["０３栋", "二单元", "０５０１室", "甲某"], [3.0, 2.0, 502.0, "乙某"], ["第3栋", "2门", "503房", "丙某"]]
    grid += [["3#", "2", "504", "丁某"], ["A座", "", "12b", "戊某"], ["十二栋", "三", "六〇一", "己某"]]
    file = register(tmp_path, grid)
    assert units(file) == ["3|2||501|room", "3|2||502|room", "3|2||503|room", "3|2||504|room", "A|||12B|room", "12|3||601|room"]


def test_a_floor_column_is_kept_only_where_it_says_something_new(tmp_path: Path) -> None:
    grid = [
        ["栋", "楼层", "房号", "业主"],
        ["3", 5, "501", "张三"],
        ["3", "12层", "1203", "李四"],
        ["3", "5", "A", "王五"],
        ["3", "负二层", "08", "赵六"],
    ]
    assert units(register(tmp_path, grid)) == ["3|||501|room", "3|||1203|room", "3||5|A|room", "3||-2|8|room"]


def test_a_room_cell_with_its_entrance(tmp_path: Path) -> None:
    file = register(tmp_path, [["栋号", "房号", "业主"], ["3", "2-501", "张三"], ["3", "1-501", "李四"], ["2", "2-501", "王五"]])
    assert units(file) == ["3|2||501|room", "3|1||501|room", "2|2||501|room"]


def test_a_room_cell_that_repeats_its_building(tmp_path: Path) -> None:
    file = register(tmp_path, [["栋号", "房号", "业主"], ["3", "3-501", "张三"], ["3", "3-502", "李四"], ["2", "2-501", "王五"]])
    assert units(file) == ["3|||501|room", "3|||502|room", "2|||501|room"]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (datetime.combine(date(2015, 3, 1), time(8, 30)), date(2015, 3, 1)),
        (42064, date(2015, 3, 1)),
        ("42064", date(2015, 3, 1)),
        ("2015/3/1", date(2015, 3, 1)),
        ("2015.03.01", date(2015, 3, 1)),
        ("2015年3月1日", date(2015, 3, 1)),
        ("2015 年 3 月 1 日", date(2015, 3, 1)),
        ("２０１５－０３－０１", date(2015, 3, 1)),
        ("20150301", date(2015, 3, 1)),
        (20150301, date(2015, 3, 1)),
        ("2015-03-01 00:00:00", date(2015, 3, 1)),
        ("二〇一五年三月一日", date(2015, 3, 1)),
        ("二零一五年十二月二十一日", date(2015, 12, 21)),
        ("民國104年3月1日", date(2015, 3, 1)),
        ("2015年3月", date(2015, 3, 1)),
        ("2015", date(2015, 1, 1)),
        ("未交房", None),
        ("-", None),
        ("#N/A", None),
    ],
)
def test_dates(tmp_path: Path, cell: object, expected: date | None) -> None:
    (row,) = register(tmp_path, [HEAD, ["3", "2", "501", "张三", "", cell]]).rows
    assert row.tenure.start == expected


@pytest.mark.parametrize("cell", ["2015-02-30", "2015年13月", "昨天", "1/3", 5])
def test_a_date_that_cannot_be_read_is_a_bad_row(tmp_path: Path, cell: object) -> None:
    file = register(tmp_path, [HEAD, ["3", "2", "501", "张三", "", cell], ["3", "2", "502", "李四", "", ""]])
    assert units(file) == ["3|2||502|room"]
    assert [(bad.row, bad.column) for bad in file.bad] == [(2, "入伙日期")]


def test_tenures_from_two_columns_or_one(tmp_path: Path) -> None:
    two = [["房号", "业主", "产权起", "产权止"], ["3-2-501", "张三", "2010-01-05", "2015年6月"], ["3-2-501", "李四", "2015-07-01", "至今"]]
    rows = register(tmp_path, two).rows
    assert [(row.tenure.owners, row.tenure.start, row.tenure.end) for row in rows] == [
        (("张三",), date(2010, 1, 5), date(2015, 6, 30)),
        (("李四",), date(2015, 7, 1), None),
    ]
    one = [["房号", "业主", "产权期"], ["3-2-501", "张三", "2010.1.5至2015.6.30"], ["3-2-501", "李四", "2015-07-01 ~ 至今"]]
    assert [(row.tenure.start, row.tenure.end) for row in register(tmp_path, one).rows] == [
        (date(2010, 1, 5), date(2015, 6, 30)),
        (date(2015, 7, 1), None),
    ]


def test_a_tenure_that_ends_before_it_begins_is_bad(tmp_path: Path) -> None:
    file = register(tmp_path, [["房号", "业主", "产权起", "产权止"], ["3-2-501", "张三", "2015-01-01", "2010-01-01"]])
    assert [(bad.row, bad.column) for bad in file.bad] == [(2, "产权止")]


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("张三、李四", ("张三", "李四")),
        ("张三，李四;王五/赵六", ("张三", "李四", "王五", "赵六")),
        ("张三 李四", ("张三", "李四")),
        ("张 三", ("张三",)),
        ("欧阳 修", ("欧阳修",)),
        ("张三\n李四", ("张三", "李四")),
        ("张三（共有）、李四", ("张三", "李四")),
        ("John Smith", ("John Smith",)),
        ("买买提·吐尔逊", ("买买提·吐尔逊",)),
        ("翠湖 物业管理有限公司", ("翠湖物业管理有限公司",)),
        ("张三、张三", ("张三",)),
        ("空置", ()),
        ("无", ()),
        ("", ()),
    ],
)
def test_owners(tmp_path: Path, cell: str, names: tuple[str, ...]) -> None:
    (row,) = register(tmp_path, [HEAD[:4], ["3", "2", "501", cell]]).rows
    assert row.tenure.owners == names


def test_joint_owners_in_columns_of_their_own(tmp_path: Path) -> None:
    grid = [["房号", "业主1", "业主2", "电话1", "电话2"], ["3-2-501", "张三", "李四", "0755-1234567", "13800000001 13900000002"]]
    (row,) = register(tmp_path, grid).rows
    assert row.tenure.owners == ("张三", "李四")
    assert row.tenure.phones == ("07551234567", "13800000001", "13900000002")


def test_bad_rows_say_why_and_hold_no_content(tmp_path: Path) -> None:
    grid = [HEAD[:4], ["3", "2", "501", "张三"], ["", "", "", "李秘密"], ["3", "2", "物业用房某处", "王秘密"], ["3", "", "", "赵秘密"]]
    file = register(tmp_path, grid)
    assert units(file) == ["3|2||501|room"]
    assert [bad.row for bad in file.bad] == [3, 4, 5]
    assert all(bad.en and bad.zh for bad in file.bad)
    assert "秘密" not in repr(file.bad)
    assert "某处" not in repr(file.bad)


def test_a_unit_that_excel_made_a_date_is_not_guessed(tmp_path: Path) -> None:
    file = register(tmp_path, [["房号", "业主"], [date(2024, 3, 2), "张三"], ["3-2-501", "李四"]])
    assert units(file) == ["3|2||501|room"]
    assert "date" in file.bad[0].en


def test_kinds_of_units(tmp_path: Path) -> None:
    grid = [
        ["楼栋", "房号", "房屋类型", "业主"],
        ["1", "5", "商铺", "甲某"],
        ["A区", "车位B2-015", "车位", "乙某"],
        ["6", "", "别墅", "丙某"],
        ["1", "501", "住宅", "丁某"],
    ]
    assert units(register(tmp_path, grid)) == ["1|||5|shop", "B2|||15|parking", "6||||villa", "1|||501|room"]


def test_shops_by_the_column_s_name(tmp_path: Path) -> None:
    assert units(register(tmp_path, [["楼栋", "铺号", "租户"], ["1", "05", "李四"]])) == ["1|||5|shop"]


def test_units_without_an_owner_are_still_units(tmp_path: Path) -> None:
    (row,) = register(tmp_path, [HEAD, ["3", "2", "501", "", "", ""]]).rows
    assert row.tenure.owners == ()

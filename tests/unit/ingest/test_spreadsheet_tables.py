"""Where the table is in a register, which column is which, and what covers several rows."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from domain.errors import UsageError
from tests.unit.ingest.sheets import HEAD, register, units


def test_a_plain_register(tmp_path: Path) -> None:
    file = register(tmp_path, [HEAD, ["3栋", "2单元", "501", "张三", 13800000001, date(2015, 3, 1)]])
    (row,) = file.rows
    assert (row.row, row.estate, str(row.unit)) == (2, "翠湖花园", "3|2||501|room")
    assert (row.tenure.owners, row.tenure.phones, row.tenure.start, row.tenure.end) == (("张三",), ("13800000001",), date(2015, 3, 1), None)
    assert not file.bad
    assert {column.meaning: column.header for column in file.columns} == {
        "building": "楼栋",
        "entrance": "单元",
        "room": "房号",
        "owner": "业主",
        "phone": "电话",
        "start": "入伙日期",
    }


def test_titles_blank_rows_and_remarks_above_and_below_the_table(tmp_path: Path) -> None:
    grid = [
        ["翠湖花园业户情况一览表"],
        [],
        ["填表人：", "", "日期：", "2020年1月"],
        [None, *HEAD],
        [1, "3", "2", "501", "张三"],
        [],
        [2, "3", "2", "502", "李四"],
        ["合计", "", "", "2户"],
        ["制表：物业部"],
    ]
    file = register(tmp_path, grid)
    assert units(file) == ["3|2||501|room", "3|2||502|room"]
    assert [row.row for row in file.rows] == [5, 7]
    assert not file.bad


@pytest.mark.parametrize(
    "header",
    [
        ["楼栋号", "单元号", "室号", "业主姓名", "联系电话", "交房日期"],
        ["幢号", "门", "房间号", "产权人", "手机", "起始日期"],
        ["樓棟", "單元", "房號", "業主姓名", "聯繫電話", "入夥日期"],
        ["栋 号", "单\n元", "房　号*", "户主（必填）", "手机号码：", "产权起"],
        ["座", "梯号", "单位", "业主/户主", "联系方式", "收楼日期"],
        ["Building", "Entrance", "Room No.", "Owner", "Phone", "Move-in date"],
    ],
)
def test_header_wordings(tmp_path: Path, header: list[str]) -> None:
    (row,) = register(tmp_path, [header, ["3", "2", "501", "张三", "13800000001", "2015-03-01"]]).rows
    assert (str(row.unit), row.tenure.owners) == ("3|2||501|room", ("张三",))
    assert row.tenure.start == date(2015, 3, 1)
    assert row.tenure.phones == ("13800000001",)


def test_columns_in_any_order(tmp_path: Path) -> None:
    file = register(tmp_path, [["手机", "业主", "备注", "房号", "单元", "楼栋"], ["13800000001", "张三", "x", "501", "2", "3"]])
    assert units(file) == ["3|2||501|room"]


def test_merged_cells_hold_for_all_rows_they_cover(tmp_path: Path) -> None:
    def merge(workbook: openpyxl.Workbook) -> None:
        sheet = workbook.worksheets[0]
        for span in ("A1:F1", "A3:A5", "B3:B4"):
            sheet.merge_cells(span)

    grid = [["业主名册"], HEAD, ["3栋", "2", "501", "张三"], ["", "", "502", "李四"], ["", "1", "503", "王五"], ["4栋", "1", "501", "赵六"]]
    assert units(register(tmp_path, grid, edit=merge)) == ["3|2||501|room", "3|2||502|room", "3|1||503|room", "4|1||501|room"]


def test_a_building_written_once_holds_below(tmp_path: Path) -> None:
    grid = [HEAD[:4], ["3栋", "2", "501", "张三"], ["", "", "502", "李四"], ["", "1", "101", "王五"], ["4栋", "", "101", "赵六"]]
    assert units(register(tmp_path, grid)) == ["3|2||501|room", "3|2||502|room", "3|1||101|room", "4|||101|room"]


def test_a_header_of_two_rows_with_groups(tmp_path: Path) -> None:
    def merge(workbook: openpyxl.Workbook) -> None:
        for span in ("A1:C1", "D1:E1", "F1:G1", "H1:H2"):
            workbook.worksheets[0].merge_cells(span)

    grid = [
        ["房号", "", "", "业主", "", "租户", "", "交房日期"],
        ["栋", "单元", "室", "姓名", "电话", "姓名", "电话", ""],
        ["3", "2", "501", "张三", "13800000001", "李四", "13900000002", "2015.3.1"],
    ]
    (row,) = register(tmp_path, grid, edit=merge).rows
    assert (row.row, str(row.unit)) == (3, "3|2||501|room")
    assert (row.tenure.owners, row.tenure.tenants) == (("张三",), ("李四",))
    assert row.tenure.phones == ("13800000001", "13900000002")
    assert row.tenure.start == date(2015, 3, 1)


def test_one_sheet_a_building_named_by_the_sheet(tmp_path: Path) -> None:
    grid = [["房号", "业主"], ["501", "张三"]]
    assert units(register(tmp_path, grid, grid, names=["1栋", "2号楼"])) == ["1|||501|room", "2|||501|room"]


def test_section_rows_name_the_building(tmp_path: Path) -> None:
    grid = [["房号", "业主"], ["3栋"], ["501", "张三"], ["502", "李四"], ["4栋1单元"], ["501", "王五"]]
    assert units(register(tmp_path, grid)) == ["3|||501|room", "3|||502|room", "4|1||501|room"]


def test_the_title_names_the_building(tmp_path: Path) -> None:
    assert units(register(tmp_path, [["翠湖花园5栋业主名册"], ["房号", "业主"], ["501", "张三"]])) == ["5|||501|room"]


def test_hidden_sheets_and_sheets_without_a_table_are_passed_over(tmp_path: Path) -> None:
    def hide(workbook: openpyxl.Workbook) -> None:
        workbook.worksheets[1].sheet_state = "hidden"

    good = [HEAD[:4], ["3", "2", "501", "张三"]]
    file = register(tmp_path, good, [HEAD[:4], ["9", "9", "999", "旧"]], [["说明"], ["请勿修改"]], [], edit=hide)
    assert units(file) == ["3|2||501|room"]
    assert not file.bad


def test_a_header_repeated_for_printing_is_no_row(tmp_path: Path) -> None:
    file = register(tmp_path, [HEAD, ["3", "2", "501", "张三"], HEAD, ["3", "2", "502", "李四"]])
    assert units(file) == ["3|2||501|room", "3|2||502|room"]
    assert not file.bad


def test_the_row_s_estate_and_phase_go_before_the_caller_s(tmp_path: Path) -> None:
    grid = [
        ["项目", "期", *HEAD[:4]],
        ["碧水湾", "二期", "3", "2", "501", "张三"],
        ["碧水湾", 1, "3", "2", "502", "李四"],
        ["", "", "3", "2", "503", "王五"],
    ]
    assert [row.estate for row in register(tmp_path, grid).rows] == ["碧水湾二期", "碧水湾1期", "碧水湾1期"]


def test_the_same_row_twice_is_taken_once(tmp_path: Path) -> None:
    file = register(tmp_path, [HEAD[:4], ["3", "2", "501", "张三"], ["3栋", "2单元", "0501", "张三"]])
    assert units(file) == ["3|2||501|room"]
    assert [(bad.row, "2" in bad.en) for bad in file.bad] == [(3, True)]


def test_reasons_name_the_sheet_where_there_are_several(tmp_path: Path) -> None:
    good = [HEAD[:4], ["3", "2", "501", "张三"]]
    file = register(tmp_path, good, [HEAD[:4], ["", "", "", "张三"]], names=["甲", "乙"])
    assert [(bad.row, bad.en.startswith("乙!")) for bad in file.bad] == [(2, True)]


def test_a_table_without_the_columns_needed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="房号"):
        register(tmp_path, [["甲", "乙"], ["1", "2"]])


def test_a_blank_building_is_handed_down_to_rooms_but_not_to_what_is_no_room(tmp_path: Path) -> None:
    head = ["楼栋", "单元", "房号", "业主"]
    grid = [head, ["3栋", "2单元", "501", "甲"], ["", "", "502", "乙"], ["", "", "车位B2-015", "丙"], ["", "", "7栋1单元101室", "丁"]]
    assert units(register(tmp_path, grid)) == ["3|2||501|room", "3|2||502|room", "B2|||15|parking", "7|1||101|room"]

import re
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest

from domain.errors import UsageError
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


def test_the_same_row_twice_is_taken_once(tmp_path: Path) -> None:
    file = register(tmp_path, [HEAD[:4], ["3", "2", "501", "张三"], ["3栋", "2单元", "0501", "张三"]])
    assert units(file) == ["3|2||501|room"]
    assert [(bad.row, "2" in bad.en) for bad in file.bad] == [(3, True)]


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


def test_reasons_name_the_sheet_where_there_are_several(tmp_path: Path) -> None:
    good = [HEAD[:4], ["3", "2", "501", "张三"]]
    file = register(tmp_path, good, [HEAD[:4], ["", "", "", "张三"]], names=["甲", "乙"])
    assert [(bad.row, bad.en.startswith("乙!")) for bad in file.bad] == [(2, True)]


CSV = "项目,楼栋,单元,房号,业主姓名,联系电话\n翠湖花园,3栋,2单元,501,张三,13800000001\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(CSV.encode(encoding))
    (row,) = read_register(path, parse_unit=parse_unit).rows
    assert (row.estate, str(row.unit), row.tenure.owners) == ("翠湖花园", "3|2||501|room", ("张三",))


def test_csv_in_big5(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("項目,樓棟,單元,房號,業主姓名,聯絡電話\n翠湖花園,3棟,2單元,501,陳大文,23456789\n".encode("big5"))
    (row,) = read_register(path, parse_unit=parse_unit).rows
    assert (row.estate, str(row.unit), row.tenure.owners) == ("翠湖花園", "3|2||501|room", ("陳大文",))


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_csv_delimiters_quotes_and_line_breaks(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(delimiter.join(["房号", "业主"]) + "\r\n" + delimiter.join(["3-2-501", '"张三,\n李四"']) + "\r\n", encoding="utf-8")
    (row,) = read_register(path, parse_unit=parse_unit).rows
    assert row.tenure.owners == ("张三", "李四")


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04 no zip", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), b"\x89PNG\r\n\x1a\n\0\0\xff\xff", bytes(99)]
)
def test_files_that_are_no_tables_are_refused_with_a_sentence(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    with pytest.raises(UsageError) as caught:
        read_register(path, parse_unit=parse_unit)
    assert caught.value.message_zh


def test_a_table_without_the_columns_needed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="房号"):
        register(tmp_path, [["甲", "乙"], ["1", "2"]])


def test_a_file_that_unpacks_to_more_than_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.spreadsheets_table._MAX_UNPACKED", 100_000)
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(100_001))
    with pytest.raises(UsageError, match="too large"):
        read_register(path, parse_unit=parse_unit)


def test_a_plain_catalogue(tmp_path: Path) -> None:
    head = ["序号", "档号", "盒号", "题名", "文件类型", "房号", "业主", "日期", "页数", "备注"]
    file = catalogue(
        tmp_path, [["纸质档案目录"], head, [1, "CPM-001", "H-12", "装修申请", "报修单", "3-2-501", "张三、李四", "2015年3月1日", "3页", ""]]
    )
    (row,) = file.rows
    assert (row.row, row.archive_no, row.box, row.title, row.doc_type) == (3, "CPM-001", "H-12", "装修申请", "repair_request")
    assert (str(row.unit), row.owner, row.date, row.page_count) == ("3|2||501|room", "张三、李四", date(2015, 3, 1), 3)


def test_a_catalogue_with_units_in_columns_and_traditional_headers(tmp_path: Path) -> None:
    file = catalogue(tmp_path, [["檔號", "題名", "樓棟", "單元", "房號", "頁數"], ["A1", "報修單", "3", "2", "501", "十二"]])
    (row,) = file.rows
    assert (str(row.unit), row.page_count, row.box, row.date) == ("3|2||501|room", 12, "", None)


def test_a_catalogue_whose_titles_name_the_unit(tmp_path: Path) -> None:
    file = catalogue(tmp_path, [["档号", "题名", "页数"], ["A1", "3栋2单元501", 2], ["A2", "管理公约", 2]])
    assert [row.unit and str(row.unit) for row in file.rows] == ["3|2||501|room", None]


@pytest.mark.parametrize("pages", ["0", "-1", "若干", 2.5])
def test_page_counts_that_are_none(tmp_path: Path, pages: object) -> None:
    file = catalogue(tmp_path, [["档号", "题名", "页数"], ["A1", "合同", pages], ["A2", "合同", 2]])
    assert [row.archive_no for row in file.rows] == ["A2"]
    assert [(bad.row, bad.column) for bad in file.bad] == [(2, "页数")]


def test_a_catalogue_row_without_number_and_title_is_bad(tmp_path: Path) -> None:
    file = catalogue(tmp_path, [["档号", "题名", "页数"], ["", "", 3], ["A2", "", 2]])
    assert [row.archive_no for row in file.rows] == ["A2"]
    assert [bad.row for bad in file.bad] == [2]


def test_a_blank_building_is_handed_down_to_rooms_but_not_to_what_is_no_room(tmp_path: Path) -> None:
    head = ["楼栋", "单元", "房号", "业主"]
    grid = [head, ["3栋", "2单元", "501", "甲"], ["", "", "502", "乙"], ["", "", "车位B2-015", "丙"], ["", "", "7栋1单元101室", "丁"]]
    assert units(register(tmp_path, grid)) == ["3|2||501|room", "3|2||502|room", "B2|||15|parking", "7|1||101|room"]

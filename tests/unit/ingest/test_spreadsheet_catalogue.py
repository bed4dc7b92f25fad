"""The catalogue of the paper archive."""

from datetime import date
from pathlib import Path

import pytest

from tests.unit.ingest.sheets import catalogue


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


def test_whoever_wrote_a_paper_is_its_owner_only_where_none_is_named(tmp_path: Path) -> None:
    head = ["档号", "题名", "责任者"]
    assert catalogue(tmp_path, [head, ["A-1", "报修单", "张三"]]).rows[0].owner == "张三"
    [row] = catalogue(tmp_path, [[*head, "业主姓名"], ["A-1", "报修单", "翠湖物业公司", "张三"]]).rows
    assert row.owner == "张三"

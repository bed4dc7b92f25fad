"""Files that hold a table: CSV in every dress; and files that hold none."""

import zipfile
from pathlib import Path

import pytest

from domain.errors import UsageError
from ingest.spreadsheets import read_register
from tests.unit.ingest.sheets import parse_unit

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


def test_a_file_that_unpacks_to_more_than_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.spreadsheets_table._MAX_UNPACKED", 100_000)
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(100_001))
    with pytest.raises(UsageError, match="too large"):
        read_register(path, parse_unit=parse_unit)

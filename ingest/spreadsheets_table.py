"""Excel and CSV files as plain tables: visible sheets only, merged values carried into every cell they cover, encodings found out."""

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from domain.errors import UsageError

Cell = str | int | float | bool | date | datetime | time | timedelta
Row = list[Cell]

_ENCODINGS = ("gb18030", "big5", "big5hkscs")
_DELIMITERS = ",\t;|"
_LONGEST_FIELD = 1 << 20
_MAX_CELLS = 20_000_000
_MAX_BYTES = 200_000_000
_MAX_UNPACKED = 1_000_000_000
_MAX_MERGED_CELLS = 2_000_000
_USUAL = re.compile(
    "[业業主姓名房号號栋棟幢单單元楼樓层層室电電话話日期项項目小区區户戶档檔案盒题題类類型页頁数數租入伙交付地址备備注序，、。年月的一二三]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A sheet. `rows[0]` is the sheet's row 1 and begins with column A; rows may differ in length; `name` is "" for CSV.

    A hidden sheet is named without its rows.
    """

    name: str
    rows: list[Row]
    hidden: bool = False


def read_tables(path: Path) -> tuple[Table, ...]:
    """Read visible sheets, with their hidden rows and columns, and name the hidden ones; UsageError where the file is no spreadsheet."""
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise UsageError("The spreadsheet is too large. Split it and import the parts.", "表格文件过大，请拆分后分别导入。")
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"The spreadsheet cannot be opened ({error.strerror}).", f"无法打开表格文件（{error.strerror}）。") from error
    if data[:4] == b"PK\x03\x04" or data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return _read_workbook(data)
    return (Table(name="", rows=list(_read_csv(data))),)


def _read_workbook(data: bytes) -> tuple[Table, ...]:
    try:
        _refuse_bomb(data)
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [sheet for sheet in book.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet]
        return tuple(
            Table(name=sheet.name, rows=_sheet_rows(book.get_sheet_by_name(sheet.name)))
            if sheet.visible is SheetVisibleEnum.Visible
            else Table(name=sheet.name, rows=[], hidden=True)
            for sheet in sheets
        )
    except PasswordError as error:
        raise UsageError(
            "The spreadsheet is protected by a password. Save it without one and import it again.",
            "表格文件设有密码，请去除密码后重新导入。",
        ) from error
    except (CalamineError, zipfile.BadZipFile) as error:
        raise _damaged() from error
    except BaseException as error:
        if type(error).__module__ != "pyo3_runtime":  # a panic of the reader has no class that could be imported
            raise
        raise _damaged() from error


def _damaged() -> UsageError:
    return UsageError(
        "The spreadsheet cannot be read; it is damaged or of another type. Save it as .xlsx and import it again.",
        "无法读取表格文件（已损坏或类型不符），请另存为 .xlsx 后重新导入。",
    )


def _refuse_bomb(data: bytes) -> None:
    """A small file may unpack to more than memory holds."""
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > _MAX_UNPACKED:
            raise UsageError("The spreadsheet is too large. Split it and import the parts.", "表格文件过大，请拆分后分别导入。")


def _sheet_rows(sheet: CalamineSheet) -> list[Row]:
    if sheet.total_height * sheet.total_width > _MAX_CELLS:
        raise UsageError(
            "A sheet has cells far outside its table. Delete the empty rows and columns and import it again.",
            "工作表范围过大，请删除多余的空行空列后重新导入。",
        )
    rows: list[Row] = sheet.to_python(skip_empty_area=False)
    budget = _MAX_MERGED_CELLS
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        budget -= (min(bottom, len(rows)) - top + 1) * (right - left + 1)
        if budget < 0 or top >= len(rows) or left >= len(rows[top]):
            continue
        value = rows[top][left]
        for row in rows[top : bottom + 1]:
            row[left : right + 1] = [value] * len(row[left : right + 1])
    return rows


def _read_csv(data: bytes) -> Iterator[Row]:
    text = _decode(data)
    csv.field_size_limit(_LONGEST_FIELD)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)):
            yield list(row)
    except csv.Error as error:
        raise UsageError(
            "The CSV file cannot be read. Save it as .xlsx and import it again.", "无法读取 CSV 文件，请另存为 .xlsx 后重新导入。"
        ) from error


def _decode(data: bytes) -> str:
    """UTF-8 or UTF-16 by mark or validity; else the Chinese encoding that gives the most characters usual in such lists."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        candidates: tuple[str, ...] = ("utf-16",)
    else:
        candidates = ("utf-8-sig",)
    texts = list(_decoded(data, candidates)) or list(_decoded(data, _ENCODINGS))
    if not texts or "\0" in texts[0]:
        raise UsageError(
            "The file is neither Excel nor CSV text. Save it as .xlsx and import it again.",
            "文件既不是 Excel 也不是 CSV 文本，请另存为 .xlsx 后重新导入。",
        )
    return max(texts, key=lambda text: len(_USUAL.findall(text[:20_000])))


def _decoded(data: bytes, encodings: tuple[str, ...]) -> Iterator[str]:
    for encoding in encodings:
        try:
            yield data.decode(encoding)
        except UnicodeDecodeError:
            continue


def _delimiter(text: str) -> str:
    """The delimiter that occurs most evenly in the first lines: by how many lines agree on its count, then by that count."""
    lines = [line for line in text.splitlines()[:50] if line.strip()]

    def evenness(delimiter: str) -> tuple[int, int]:
        counts = Counter(line.count(delimiter) for line in lines)
        counts.pop(0, None)
        return max(((lines, count) for count, lines in counts.items()), default=(0, 0))

    return max(_DELIMITERS, key=evenness)

"""An import's difference list as a workbook: the figures, the lines that change, and the rows that could not be used."""

from collections.abc import Iterator
from pathlib import Path

from domain.errors import UsageError
from domain.imports import ChangeKind, Difference, FieldChange
from domain.register import BadRow
from extraction.unit_format import format_unit
from publishing.workbook import Sheet, write_sheets
from services.importing import Imported

FIELDS = {
    "owner": "业主",
    "tenant": "租户",
    "phone": "电话",
    "start": "产权起",
    "end": "产权止",
    "household": "住户情况",
    "archive_no": "档号",
    "box": "盒号",
    "title": "题名",
    "doc_type": "文件类型",
    "estate": "项目",
    "unit": "房号",
    "date": "日期",
    "pages": "页数",
}
"""Staff's words for the fields of a difference."""

_LINES = ("行号", "处理", "项目", "房号", "业主或档号", "字段", "原值", "新值", "提示")
_WIDTHS = (7, 20, 18, 22, 22, 10, 26, 26, 50)


def write_report(done: Imported, path: Path, *, dry_run: bool) -> None:
    """Write the workbook; UsageError where it cannot be written."""
    summary = Sheet(name="汇总", heads=("项目", "数量"), widths=(34, 12), rows=tuple(_summary(done, dry_run=dry_run)))
    lines = Sheet(name="差异", heads=_LINES, widths=_WIDTHS, rows=(row for each in done.differences for row in _rows(each)))
    bad = Sheet(name="有误的行", heads=("行号", "列", "原因"), widths=(8, 20, 70), rows=tuple(_bad(each) for each in done.bad))
    try:
        write_sheets(path, (summary, lines, bad))
    except OSError as error:
        raise UsageError(f"{path} cannot be written ({error.strerror}).", f"无法写入 {path}（{error.strerror}）。") from error


def _summary(done: Imported, *, dry_run: bool) -> Iterator[tuple[str, object]]:
    yield "方式", "预览（未写入）" if dry_run else f"已导入，第 {done.id} 号"
    for kind in ChangeKind:
        yield kind.zh, getattr(done.counts, kind.code)
    yield "未变", done.counts.unchanged
    yield "有误", done.counts.bad
    for sheet in done.skipped:
        yield f"未读取的工作表：{sheet.name}", sheet.zh
    for number in done.misplaced:
        yield f"文件日期晚于原业主产权期，请核对：{number}", ""


def _rows(each: Difference) -> Iterator[tuple[object, ...]]:
    fields = each.fields or (FieldChange(field="", old="", new=""),)
    unit = "" if each.unit is None else format_unit(each.unit)
    note = "" if each.note is None else each.note.zh
    for change in fields:
        yield each.row, each.kind.zh, each.estate, unit, each.name, FIELDS.get(change.field, ""), change.old, change.new, note


def _bad(row: BadRow) -> tuple[object, ...]:
    return row.row, row.column, row.zh

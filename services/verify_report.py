"""The verification report as a workbook and as a printed PDF, in the reader's language."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from domain.verification import Fault, Gravity, Property, VerifyReport
from publishing.workbook import Sheet, write_sheets

_WORDS = {
    "title": ("Four-property verification", "四性检测报告"),
    "result": ("Result", "检测结论"),
    "faults": ("Faults", "问题清单"),
    "restored": ("Restored from the backup", "已从备份恢复"),
}
_RESULT_HEADS = (("property", "性质"), ("checked", "检测内容"), ("faults", "问题数"), ("verdict", "结论"))
_FAULT_HEADS = (
    ("property", "性质"),
    ("gravity", "程度"),
    ("kind", "代码"),
    ("what", "对象"),
    ("paper", "文件"),
    ("detail", "详情"),
    ("what it is, what to do", "说明与处理"),
)
_GRAVITY = {Gravity.DAMAGE: ("damage", "损坏"), Gravity.NOTICE: ("notice", "提示")}
_MOST_PRINTED = 500
Rows = tuple[tuple[str, ...], ...]


def words(key: str, *, zh: bool) -> str:
    """A title of the report."""
    return _WORDS[key][zh]


def heads(kind: str, *, zh: bool) -> tuple[str, ...]:
    """The header cells of the `result`, `faults` or `restored` table."""
    chosen = {"result": _RESULT_HEADS, "faults": _FAULT_HEADS, "restored": (("object", "对象"), ("was", "原状"))}[kind]
    return tuple(pair[zh] for pair in chosen)


def result_rows(report: VerifyReport, *, zh: bool) -> Rows:
    """One row a property: what was looked at, how many faults, the verdict."""
    return tuple(_result_row(report, prop, zh=zh) for prop in Property)


def _result_row(report: VerifyReport, prop: Property, *, zh: bool) -> tuple[str, ...]:
    looked = [f"{c.number} {c.subject_zh if zh else c.subject_en}" for c in report.checked if c.property is prop]
    damage = sum(n for kind, n in report.counts if kind.property is prop and kind.gravity is Gravity.DAMAGE)
    verdict = ("damaged", "不合格") if damage else ("sound, see the notices", "合格，有提示") if report.number(prop) else ("sound", "合格")
    return (prop.zh if zh else prop.en, "；".join(looked) if zh else "; ".join(looked), str(report.number(prop)), verdict[zh])


def fault_rows(faults: Iterable[Fault], *, zh: bool) -> Rows:
    """One row a fault."""
    return tuple(
        (
            f.kind.property.zh if zh else f.kind.property.en,
            _GRAVITY[f.kind.gravity][zh],
            f.kind.code,
            f.subject,
            f.paper,
            f.detail,
            f.kind.zh if zh else f.kind.en,
        )
        for f in faults
    )


def restored_rows(report: VerifyReport) -> Rows:
    """One row an object that was put back."""
    return tuple((each.sha256, each.kind.code) for each in report.restored)


def summary_lines(report: VerifyReport, *, zh: bool) -> tuple[str, ...]:
    """When, how much, and what came of it."""
    when = datetime.fromtimestamp(report.began_at).astimezone().isoformat(sep=" ", timespec="seconds")
    size = f"{report.size / 1e6:.1f}"
    total = sum(number for _kind, number in report.counts)
    if zh:
        verdict = "存储有损坏。" if report.damaged else "存储完好。"
        looked = f"对象 {report.objects} 个，{size} MB，用时 {report.seconds:.0f} 秒；未被引用的对象 {report.unreferenced} 个（无害）。"
        return (f"{when}（DA/T 70-2018）", looked, f"{verdict}问题 {total} 项，已恢复 {len(report.restored)} 个对象。")
    verdict = "The store is damaged." if report.damaged else "The store is sound."
    looked = f"{report.objects} objects, {size} MB, in {report.seconds:.0f} s; {report.unreferenced} named by no record (harmless)."
    return (f"{when} (DA/T 70-2018)", looked, f"{verdict} {total} faults, {len(report.restored)} objects restored.")


def write_workbook_report(report: VerifyReport, path: Path, *, zh: bool) -> None:
    """Write result, faults and what was restored as sheets of one workbook."""
    lines = tuple((line, "", "", "") for line in summary_lines(report, zh=zh))
    sheets = (
        Sheet(name=words("result", zh=zh), heads=heads("result", zh=zh), widths=(18, 60, 10, 24), rows=result_rows(report, zh=zh) + lines),
        Sheet(
            name=words("faults", zh=zh),
            heads=heads("faults", zh=zh),
            widths=(12, 10, 20, 44, 36, 30, 60),
            rows=fault_rows(report.faults, zh=zh),
        ),
        Sheet(name=words("restored", zh=zh), heads=heads("restored", zh=zh), widths=(68, 20), rows=restored_rows(report)),
    )
    write_sheets(path, sheets)


def write_printed_report(report: VerifyReport, path: Path, *, zh: bool) -> None:
    """Write the same to print and sign; of very many faults the workbook has them all."""
    from publishing.printed_report import PrintedTable, write_report  # what prints takes half a second to load

    tables = [
        PrintedTable(title=words("result", zh=zh), heads=heads("result", zh=zh), widths=(14, 50, 10, 20), rows=result_rows(report, zh=zh))
    ]
    if report.faults:
        shown = fault_rows(report.faults[:_MOST_PRINTED], zh=zh)
        tables.append(
            PrintedTable(title=words("faults", zh=zh), heads=heads("faults", zh=zh), widths=(9, 7, 15, 28, 24, 18, 36), rows=shown)
        )
    if report.restored:
        rows = restored_rows(report)[:_MOST_PRINTED]
        tables.append(PrintedTable(title=words("restored", zh=zh), heads=heads("restored", zh=zh), widths=(70, 20), rows=rows))
    signed = "检测人：______________    复核人：______________" if zh else "Checked by: ______________    Reviewed by: ______________"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_report(path, title=words("title", zh=zh), lines=(*summary_lines(report, zh=zh), signed), tables=tables)

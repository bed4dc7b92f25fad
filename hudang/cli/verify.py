"""`verify`: re-hash everything, four-property report, restore from a backup."""

from pathlib import Path
from typing import Annotated, Any

import typer

from domain.errors import DamagedStoreError, UsageError
from domain.verification import Property, VerifyReport
from hudang.cli.console import chinese, dump, table, tell
from hudang.cli.options import AsJson, Home, workplace
from hudang.cli.stage_bar import StageBar
from services import verify_report
from services.verifying import Backup, verify

MOST_SHOWN = 60
_STAGES = {
    "objects": ("Hashing the store", "校验存储"),
    "originals": ("Opening the originals", "打开原件"),
    "pdfs": ("Opening the searchable PDFs", "打开可检索 PDF"),
}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("verify")(verify_home)


def verify_home(
    report: Annotated[Path | None, typer.Option(help="Write the report as an Excel workbook. 输出 Excel 报告。")] = None,
    pdf: Annotated[Path | None, typer.Option(help="Write the report as a PDF to print. 输出可打印的 PDF 报告。")] = None,
    repair: Annotated[
        bool,
        typer.Option("--repair", help="Put missing and damaged objects back from a backup, nothing else. 仅从备份恢复缺失或损坏的对象。"),
    ] = False,
    source: Annotated[
        Path | None,
        typer.Option("--from", help="The backup: a copy of the home or of its objects folder. 备份：数据目录或其 objects 的副本。"),
    ] = None,
    home: Home = None,
    json: AsJson = False,
) -> None:
    """Hash every stored byte, open every file with a second reader, hold records against the store. 四性检测。

    Exit code 5 where the store is damaged. It only reads; --repair --from BACKUP restores objects whose digest is proven.
    """
    if repair and source is None:
        raise UsageError(
            "Name the backup to restore from: hudang verify --repair --from FOLDER (a copy of the home or of its objects folder). "
            "Without a backup nothing can be restored: keep the damaged store as it is and scan the papers again.",
            "请指定备份：hudang verify --repair --from 目录（数据目录或其 objects 的副本）。没有备份则无法恢复："
            "请保留现有存储并重新扫描原纸。",
        )
    if source is not None and not repair:
        raise UsageError("--from goes with --repair.", "--from 须与 --repair 同用。")
    for path in (report, pdf):
        if path is not None and path.is_dir():
            raise UsageError(f"{path} is a folder; name a file.", f"{path} 是目录，请给出文件名。")
    backup = Backup.at(source) if source is not None else None
    with workplace(home) as (_settings, place), StageBar(_STAGES, quiet=json) as bar:
        found = verify(place, tell=bar.show, backup=backup)
    if report is not None:
        verify_report.write_workbook_report(found, report, zh=chinese())
    if pdf is not None:
        verify_report.write_printed_report(found, pdf, zh=chinese())
    if json:
        dump(_data(found))
    else:
        _show(found, backup=backup is not None)
    if found.damaged:
        raise typer.Exit(DamagedStoreError.exit_code)


def _show(found: VerifyReport, *, backup: bool) -> None:
    zh = chinese()
    table(verify_report.words("title", zh=zh), verify_report.heads("result", zh=zh), verify_report.result_rows(found, zh=zh))
    if found.faults:
        rows = tuple(row[:-1] for row in verify_report.fault_rows(found.faults[:MOST_SHOWN], zh=zh))
        table(verify_report.words("faults", zh=zh), verify_report.heads("faults", zh=zh)[:-1], rows)
        for kind, number in found.counts:
            tell(f"{kind.code} ({number}): {kind.en}", f"{kind.code}（{number}）：{kind.zh}")
    if found.restored:
        rows = verify_report.restored_rows(found)[:MOST_SHOWN]
        table(verify_report.words("restored", zh=zh), verify_report.heads("restored", zh=zh), rows)
    if max(len(found.faults), len(found.restored)) > MOST_SHOWN:
        tell(f"Only the first {MOST_SHOWN} are shown; --report FILE.xlsx has more.", f"仅显示前 {MOST_SHOWN} 项，更多请用 --report 输出。")
    for line in verify_report.summary_lines(found, zh=zh):
        tell(line, line)
    if found.damaged and backup:
        tell(
            "What is left could not be restored: the backup holds no sound copy. Try another backup.",
            "仍有问题无法恢复：该备份中没有完好的副本，请换用其他备份。",
        )


def _data(found: VerifyReport) -> dict[str, Any]:
    return {
        "damaged": found.damaged,
        "objects": found.objects,
        "bytes": found.size,
        "unreferenced": found.unreferenced,
        "seconds": round(found.seconds, 1),
        "properties": {prop.code: {"faults": found.number(prop), "checked": _checked(found, prop)} for prop in Property},
        "counts": {kind.code: number for kind, number in found.counts},
        "faults": [
            {
                "property": f.kind.property.code,
                "kind": f.kind.code,
                "gravity": f.kind.gravity.value,
                "subject": f.subject,
                "paper": f.paper,
                "detail": f.detail,
            }
            for f in found.faults
        ],
        "restored": [{"sha256": each.sha256, "was": each.kind.code} for each in found.restored],
    }


def _checked(found: VerifyReport, prop: Property) -> dict[str, int]:
    return {checked.subject_en: checked.number for checked in found.checked if checked.property is prop}

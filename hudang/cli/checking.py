"""`check`: all consistency checks, stored and reported."""

from pathlib import Path
from typing import Annotated

import typer

from domain.access import Act
from domain.finding import FindingStatus
from hudang.cli.console import dump, tell
from hudang.cli.finding_words import plain, show_table
from hudang.cli.options import AsJson, Home, workplace
from services import access_logging, checking, finding_report, findings
from services.checking import CheckDue
from services.workplace import Workplace
from storage.repositories.findings import FindingFilter

MOST_SHOWN = 40
_ALL_AT_ONCE = 2**31 - 1


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(check)


def check(
    report: Annotated[
        Path | None, typer.Option(help="Write all findings with both sides as an Excel workbook. 输出 Excel 报告，含双方内容。")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 4 where findings are open. 有未处理的不一致项时退出码为 4。")] = False,
    home: Home = None,
    json: AsJson = False,
) -> None:
    """Compare scans, dossiers, register and catalogue; findings are stored, those not found any more are mended. 一致性检查。"""
    with workplace(home) as (_settings, place):
        still_open = checking.check(place).still_open
        if report is not None:
            with access_logging.noting(place, Act.EXPORT, detail=f"check --report {report.name}"):
                finding_report.write(place, report)
        if json:
            for stored in findings.listing(place, FindingFilter(), limit=_ALL_AT_ONCE).rows:
                dump(plain(stored))
        else:
            _tell(place, still_open, report)
    if strict and still_open:
        raise typer.Exit(4)


def tell_due(found: CheckDue) -> None:
    """Say how many findings are open, and that a full check is due where it is."""
    if found.still_open:
        tell(f"{found.still_open} open findings: hudang findings list", f"未处理的不一致项 {found.still_open} 条：hudang findings list")
    if found.due:
        tell(
            f"Changed since they were checked: {found.imports} imports, {found.decisions} documents decided. Run: hudang check",
            f"检查之后又有 {found.imports} 次导入、{found.decisions} 件人工处理，请运行 hudang check。",
        )


def _tell(place: Workplace, still_open: int, report: Path | None) -> None:
    show_table(findings.listing(place, FindingFilter(status=FindingStatus.OPEN), limit=MOST_SHOWN).rows)
    tell(f"{still_open} open findings.", f"未处理的不一致项 {still_open} 条。")
    if still_open > MOST_SHOWN:
        tell(f"The first {MOST_SHOWN} are shown; all: hudang findings list", f"以上为前 {MOST_SHOWN} 条；查看全部：hudang findings list")
    if report is not None:
        tell(f"Report: {report}", f"报告：{report}")

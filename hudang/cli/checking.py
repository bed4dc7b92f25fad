"""`check`: all consistency checks, stored and reported."""

from pathlib import Path
from typing import Annotated

import typer

from domain.finding import FindingStatus
from hudang.cli.console import dump, say, table, tell
from hudang.cli.options import AsJson, Home, workplace
from services import checking

MOST_SHOWN = 40


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(check)


def check(
    report: Annotated[Path | None, typer.Option(help="Write the findings as an Excel workbook. 输出 Excel 报告。")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 4 where findings are open. 有未处理的不一致项时退出码为 4。")] = False,
    home: Home = None,
    json: AsJson = False,
) -> None:
    """Compare scans, dossiers, register and catalogue; findings are stored. 一致性检查。"""
    with workplace(home) as (_settings, place):
        found = checking.check(place)
        if report is not None:
            checking.write_report(found, report)
        still_open = [f for f, status in found if status is FindingStatus.OPEN]
        if json:
            for finding, status in found:
                dump({"kind": finding.kind, "severity": finding.severity, "unit": finding.unit, "detail": finding.detail, "status": status})
        else:
            rows = [(f.severity, f.kind, f.estate, f.unit, f.detail) for f in still_open[:MOST_SHOWN]]
            heads = [say("severity", "程度"), say("kind", "种类"), say("estate", "项目"), say("unit", "房号"), say("what", "说明")]
            table(say("Findings", "不一致项"), heads, rows)
            tell(f"{len(still_open)} open findings.", f"未处理的不一致项 {len(still_open)} 条。")
    if strict and still_open:
        raise typer.Exit(4)

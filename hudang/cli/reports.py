"""`report`: every report as a workbook or a PDF, which there are, which are due, and signing them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from domain.access import Act
from domain.errors import UsageError
from hudang.cli.console import chinese, dump, say, table, tell
from hudang.cli.options import AsJson, Home, workplace
from services import access_logging
from services.reports import asked, make, signing
from services.reports.kinds import ReportKind, ReportWanted, Span
from services.reports.signing import Standing
from services.workplace import Workplace

_MOST_SHOWN = 3
_SPANS = {Span.NOW: ("as it stands", "当前状态"), Span.DAYS: ("--from --to, --month, --week", "起止日期、月或周")}
_CYCLES = {"week": ("--week", "周"), "month": ("--month", "月"), "half_year": ("--month (03 or 09)", "三月、九月")}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(report)


def report(
    name: Annotated[str, typer.Argument(help="The report's name, see --list. 报表名称。", show_default=False)] = "",
    out: Annotated[Path | None, typer.Option(help="The file to write, .xlsx or .pdf. 输出文件。")] = None,
    first: Annotated[str, typer.Option("--from", help="First day. 起始日期。")] = "",
    last: Annotated[str, typer.Option("--to", help="Last day. 截止日期。")] = "",
    month: Annotated[str, typer.Option(help="Month such as 2026-10. 月份。")] = "",
    week: Annotated[str, typer.Option(help="Week such as 2026-W48, or a day in it. 周，或该周内的一天。")] = "",
    estate: Annotated[str, typer.Option(help="Only this estate. 仅此项目。")] = "",
    building: Annotated[str, typer.Option(help="Only this building. 仅此栋。")] = "",
    box: Annotated[str, typer.Option(help="Only this archive box. 仅此盒。")] = "",
    seed: Annotated[int | None, typer.Option(help="Weekly check by a sample of this seed. 周检按此种子抽查。", min=0)] = None,
    share: Annotated[float | None, typer.Option(help="Share of that sample, 0.1 by default. 抽查比例。", min=0.01, max=1.0)] = None,
    sign_by: Annotated[str, typer.Option(help="Sign a periodic report: who has seen it. 签署人。")] = "",
    comment: Annotated[str, typer.Option(help="What is said of it. 评语。")] = "",
    listed: Annotated[bool, typer.Option("--list", help="List the reports, and which are due. 列出报表与待签署的检查。")] = False,
    home: Home = None,
    json: AsJson = False,
) -> None:
    """Write a report to open in Excel or to print, or sign a weekly, monthly or half-yearly one. 报表与签署。"""
    if listed:
        with workplace(home) as (_settings, place):
            _list(signing.standings(place), json=json)
        return
    if not name:
        raise UsageError("Name a report; hudang report --list shows them.", "请给出报表名称，可用 hudang report --list 查看。")
    wanted = asked.read(
        asked.Typed(
            name=name,
            first=first,
            last=last,
            month=month,
            week=week,
            estate=estate,
            building=building,
            box=box,
            seed=seed,
            share=share,
        )
    )
    if out is None and not sign_by:
        raise UsageError("Name the file to write: --out FILE.xlsx or FILE.pdf.", "请用 --out 给出输出文件（.xlsx 或 .pdf）。")
    with workplace(home) as (_settings, place):
        act, told = (Act.CHANGE, f"{name} --sign-by {sign_by}") if sign_by else (Act.PRINT, name)
        with access_logging.noting(place, act, subject="report", key=name, estate=estate, detail=told):
            done = _carry_out(place, wanted, out, sign_by, comment)
    if json:
        dump(done)
    else:
        _tell(done)


def _carry_out(place: Workplace, wanted: ReportWanted, out: Path | None, by: str, comment: str) -> dict[str, Any]:
    now = datetime.now(UTC)
    done: dict[str, Any] = {"report": wanted.kind.code}
    if by:
        stored = make.sign(place, wanted, by=by, comment=comment, now=now)
        done |= {"period": stored.sign.period, "signed_by": by, "figures": dict(stored.sign.figures)}
    if out is not None:
        written = make.write(place, wanted, out, now=now)
        done |= {"file": str(out), "rows": written.rows, "figures": dict(written.figures)}
    return done


def _tell(done: dict[str, Any]) -> None:
    if "signed_by" in done:
        tell(f"Signed: {done['report']} of {done['period']}, by {done['signed_by']}.", f"已签署：{done['period']}，{done['signed_by']}。")
    if "file" in done:
        tell(f"{done['rows']} rows in {done['file']}.", f"{done['file']} 共 {done['rows']} 行。")


def _list(standings: tuple[Standing, ...], *, json: bool) -> None:
    by_kind = {standing.kind: standing for standing in standings}
    if json:
        for kind in ReportKind:
            dump({"report": kind.code, "name": kind.zh, "options": kind.options, **_standing_row(by_kind.get(kind))})
        return
    heads = [
        say("name", "名称"),
        say("what", "内容"),
        say("days", "期间"),
        say("last period", "最近一期"),
        say("due", "应于"),
        say("state", "状态"),
    ]
    table(say("Reports", "报表"), heads, [_row(kind, by_kind.get(kind)) for kind in ReportKind])


def _row(kind: ReportKind, standing: Standing | None) -> tuple[str, ...]:
    span = _CYCLES[kind.cycle.value] if kind.cycle else _SPANS[kind.span]
    what = kind.zh if chinese() else f"{kind.zh} {kind.en}"
    if standing is None:
        return kind.code, what, say(*span), "", "", ""
    return kind.code, what, say(*span), standing.period.key, standing.due.isoformat(), _state(standing)


def _state(standing: Standing) -> str:
    if standing.overdue:
        keys = ", ".join(period.key for period in standing.overdue[:_MOST_SHOWN])
        more = len(standing.overdue) - _MOST_SHOWN
        rest = say(f" and {more} more", f" 等，另 {more} 期") if more > 0 else ""
        return say(f"overdue, not signed: {keys}{rest}", f"已逾期未签署：{keys}{rest}")
    if standing.signed is not None:
        return say(f"signed by {standing.signed.by}", f"已签署（{standing.signed.by}）")
    return say("not signed yet", "待签署") if standing.waits else ""


def _standing_row(standing: Standing | None) -> dict[str, Any]:
    if standing is None:
        return {}
    return {
        "period": standing.period.key,
        "due": standing.due.isoformat(),
        "signed_by": standing.signed.by if standing.signed else None,
        "overdue": [period.key for period in standing.overdue],
    }

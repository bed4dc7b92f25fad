"""`findings list/show/accept/waive/mend/reopen`: what the checks found, and what people do about it."""

import getpass
from datetime import UTC, datetime
from typing import Annotated

import typer

from domain.access import Act
from domain.finding import FindingKind, FindingMove, FindingStatus, Severity
from domain.finding_words import KIND_ZH, SEVERITY_ZH, STATUS_ZH, box_words, where
from hudang.cli.checking import tell_due
from hudang.cli.console import chinese, dump, say, table, tell
from hudang.cli.finding_words import plain, show_table
from hudang.cli.options import AsJson, Home, unit_option, workplace
from services import access_logging, findings
from services.findings import Move, Shown
from storage.repositories.findings import FindingFilter

Number = Annotated[int, typer.Argument(help="Number of the finding. 不一致项编号。", min=1)]
By = Annotated[str, typer.Option(help="Who decides; default the login name. 处理人，默认为登录名。")]
Why = Annotated[str, typer.Option(help="Why. 理由。")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        help="Findings of the checks: see them, accept, waive, mend. 不一致项：查看、确认、豁免、整改。", no_args_is_help=True
    )
    group.command("list")(list_findings)
    for command in (show, accept, waive, mend, reopen):
        group.command(command.__name__)(command)
    app.add_typer(group, name="findings")


def list_findings(
    kind: Annotated[FindingKind | None, typer.Option(help="Of this kind only. 种类。")] = None,
    severity: Annotated[Severity | None, typer.Option(help="Of this severity only. 程度。")] = None,
    status: Annotated[FindingStatus | None, typer.Option(help="Only open, accepted, mended or waived. 状态。")] = FindingStatus.OPEN,
    every: Annotated[bool, typer.Option("--all", help="Whatever the status. 不限状态。")] = False,
    estate: Annotated[str, typer.Option(help="Of this estate only. 项目。")] = "",
    unit: Annotated[str, typer.Option(help="Of this unit only, in any written form. 房号，写法不限。")] = "",
    box: Annotated[str, typer.Option(help="Of this box only. 盒号。")] = "",
    limit: Annotated[int, typer.Option(help="Most findings listed. 最多条数。", min=1)] = 200,
    home: Home = None,
    json: AsJson = False,
) -> None:
    """List findings, worst first; open ones unless told otherwise. 列出不一致项。"""
    named = unit_option(unit)
    wanted = FindingFilter(
        kind=kind, severity=severity, status=None if every else status, estate=estate, unit="" if named is None else str(named), box=box
    )
    with workplace(home) as (_settings, place):
        found = findings.listing(place, wanted, limit=limit)
    if json:
        for stored in found.rows:
            dump(plain(stored))
        return
    show_table(found.rows)
    tell(f"{len(found.rows)} of {found.total} findings.", f"共 {found.total} 条，列出 {len(found.rows)} 条。")
    tell_due(found.due)


def show(number: Number, home: Home = None, json: AsJson = False) -> None:
    """Show one finding: both sides, the mending step, its history. 查看一条不一致项。"""
    with workplace(home) as (_settings, place), access_logging.noting(place, Act.VIEW, subject="finding", key=str(number)):
        shown = findings.show(place, number)
    if json:
        dump(plain(shown.stored) | {"moves": [_move_row(step) for step in shown.moves]})
        return
    _tell(shown)


def accept(
    number: Number,
    assignee: Annotated[str, typer.Option(help="Who is to mend it. 整改责任人。")] = "",
    why: Why = "",
    by: By = "",
    home: Home = None,
) -> None:
    """Accept a finding: it is to be mended, by whom and why. 确认并指派整改。"""
    _move(number, Move(after=FindingStatus.ACCEPTED, by=by or getpass.getuser(), note=why, assignee=assignee), home)


def waive(number: Number, why: Why = "", by: By = "", home: Home = None) -> None:
    """Waive a finding with a reason; it does not come back unless its facts change. 豁免（须写明理由）。"""
    _move(number, Move(after=FindingStatus.WAIVED, by=by or getpass.getuser(), note=why), home)


def mend(number: Number, why: Why = "", by: By = "", home: Home = None) -> None:
    """Mark a finding as mended; the next check opens it again if it is still there. 标为已整改。"""
    _move(number, Move(after=FindingStatus.MENDED, by=by or getpass.getuser(), note=why), home)


def reopen(number: Number, why: Why = "", by: By = "", home: Home = None) -> None:
    """Open a finding again. 重新打开。"""
    _move(number, Move(after=FindingStatus.OPEN, by=by or getpass.getuser(), note=why), home)


def _move(number: int, wanted: Move, home: Home) -> None:
    with (
        workplace(home) as (_settings, place),
        access_logging.noting(place, Act.CHANGE, subject="finding", key=str(number), detail=wanted.after),
    ):
        status = findings.move(place, number, wanted).stored.status
    tell(f"Finding {number} is {status} now.", f"不一致项 {number} 现为“{STATUS_ZH[status]}”。")


def _tell(shown: Shown) -> None:
    stored, found = shown.stored, shown.stored.finding
    words = (KIND_ZH[found.kind], SEVERITY_ZH[found.severity], STATUS_ZH[stored.status])
    kind, severity, status = words if chinese() else (found.kind, found.severity, stored.status)
    tell(f"Finding {stored.id}: {kind} ({severity}), {status}", f"不一致项 {stored.id}：{kind}（{severity}），{status}")
    place = "  ".join(
        part
        for part in (where(found), found.archive_no, box_words(found.box) if chinese() else f"box {found.box}" if found.box else "")
        if part
    )
    tell(f"{place}\n{found.detail}\nTo mend: {found.mend}", f"{place}\n{found.detail}\n处理步骤：{found.mend}")
    heads = [say("field", "栏目"), found.ours or say("ours", "我方"), found.theirs or say("theirs", "对方")]
    table(say("Both sides", "双方内容"), heads, [(each.field, each.ours, each.theirs) for each in found.sides])
    if shown.earlier is not None:
        before = shown.earlier
        tell(
            f"Finding {before.id} on the same matter was {before.status} by {before.by}: {before.note}. Its facts have changed since.",
            f"同一事项曾为 {before.id} 号，由 {before.by} 处理为“{STATUS_ZH[before.status]}”（{before.note}），此后情况有变。",
        )
    heads = [say("when", "时间"), say("who", "处理人"), say("from", "原状态"), say("to", "现状态"), say("why", "理由")]
    table(say("History", "处理记录"), heads, [_step(step) for step in shown.moves])


def _step(step: FindingMove) -> tuple[object, ...]:
    at = datetime.fromtimestamp(step.at, UTC).astimezone()
    names = STATUS_ZH if chinese() else {status: status.value for status in FindingStatus}
    before = "" if step.before is None else names[step.before]
    return (f"{at:%Y-%m-%d %H:%M}", step.by or say("check", "检查"), before, names[step.after], step.note)


def _move_row(step: FindingMove) -> dict[str, object]:
    return {"at": step.at, "by": step.by, "from": step.before, "to": step.after, "note": step.note}

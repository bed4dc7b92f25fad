"""`access-log list/export/verify`: the access register without a browser."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from domain.access import SUBJECT_ZH, Act, Link
from domain.errors import DamagedStoreError, UsageError
from hudang.cli.console import chinese, dump, say, table, tell
from hudang.cli.options import AsJson, Home, workplace
from services import access_logging, access_report
from services.looking import parse_day
from storage.repositories.access_log import LogFilter

Who = Annotated[str, typer.Option(help="Only this account or user. 仅此人。")]
ActCode = Annotated[str, typer.Option("--act", help=f"Only this act: {', '.join(a.code for a in Act)}. 仅此行为。")]
Words = Annotated[str, typer.Option(help="In archive number, unit, estate, purpose or detail. 档号、房号、项目、目的或说明中的词。")]
Since = Annotated[str, typer.Option("--from", help="From this day, YYYY-MM-DD. 起始日。")]
Until = Annotated[str, typer.Option("--to", help="To this day. 截止日。")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    log = typer.Typer(help="The access register: who looked at what, when, why. 查阅登记表。", no_args_is_help=True)
    log.command("list")(list_entries)
    log.command("export")(export)
    log.command("verify")(verify)
    app.add_typer(log, name="access-log")


def list_entries(
    who: Who = "",
    act: ActCode = "",
    words: Words = "",
    since: Since = "",
    until: Until = "",
    limit: Annotated[int, typer.Option(help="Most entries listed. 最多条数。", min=1)] = 50,
    home: Home = None,
    json: AsJson = False,
) -> None:
    """List entries, newest first. 列出登记。"""
    wanted = _filter(who, act, words, since, until)
    with workplace(home) as (_settings, place):
        found = access_logging.register(place, wanted, limit=limit)
    if json:
        for link in found.links:
            dump(_data(link))
        return
    heads = ["#", say("when", "时间"), say("who", "查阅人"), say("act", "行为"), say("what", "对象"), say("purpose", "目的")]
    table(
        say(f"{found.total} entries", f"共 {found.total} 条"), [*heads, say("approved by", "批准人")], [_row(link) for link in found.links]
    )


def export(
    file: Annotated[Path, typer.Argument(help="The Excel workbook to write. 输出的 Excel 文件。")],
    who: Who = "",
    act: ActCode = "",
    words: Words = "",
    since: Since = "",
    until: Until = "",
    home: Home = None,
    json: AsJson = False,
) -> None:
    """Write the register as a workbook; that is an entry itself. 导出查阅登记表，导出本身也登记。"""
    wanted = _filter(who, act, words, since, until)
    if file.is_dir() or file.suffix.lower() != ".xlsx":
        raise UsageError(f"{file} is no .xlsx file to write.", f"{file} 不是可写的 .xlsx 文件。")
    with workplace(home) as (_settings, place), access_logging.noting(place, Act.EXPORT, subject="log", detail=file.name):
        number = access_report.write(place, wanted, file)
    if json:
        dump({"entries": number})
    else:
        tell(f"{number} entries in {file}", f"已将 {number} 条登记写入 {file}")


def verify(home: Home = None, json: AsJson = False) -> None:
    """Hold every entry against the chain, its head and its anchors; exit code 5 where it is broken. 核对登记链条。"""
    with workplace(home) as (_settings, place):
        checked = access_logging.check(place)
    if json:
        broken = [{"breach": b.breach.value, "entry": b.number, "detail": b.detail} for b in checked.broken]
        dump({"entries": checked.head.number, "head": checked.head.digest, "broken": broken})
    else:
        for each in checked.broken:
            tell(
                f"Entry {each.number}: {each.breach.value} ({each.detail})",
                f"第 {each.number} 条：{_BREACH_ZH[each.breach.value]}（{each.detail}）",
            )
        verdict = ("The chain is broken.", "链条不完整。") if checked.broken else ("The chain is whole.", "链条完好。")
        end = f"{checked.head.number} {checked.head.digest}"
        tell(f"{verdict[0]} Last entry and digest, to be kept elsewhere: {end}", f"{verdict[1]}末条序号与摘要（请另处留存）：{end}")
    if checked.broken:
        raise typer.Exit(DamagedStoreError.exit_code)


_BREACH_ZH = {"changed": "内容被改动", "gap": "有删除或调换", "cut": "末尾缺失"}


def _filter(who: str, act: str, words: str, since: str, until: str) -> LogFilter:
    try:
        chosen = Act.of(act) if act else None
    except KeyError as error:
        known = ", ".join(each.code for each in Act)
        raise UsageError(f"There is no act {act!r}. Known: {known}.", f"没有行为 {act!r}，可选：{known}。") from error
    first, last = parse_day(since), parse_day(until)
    return LogFilter(
        who=who,
        act=chosen,
        words=words,
        since=None if first is None else datetime.combine(first, datetime.min.time()).timestamp(),
        until=None if last is None else datetime.combine(last + timedelta(days=1), datetime.min.time()).timestamp(),
    )


def _when(link: Link) -> str:
    return datetime.fromtimestamp(link.entry.at).astimezone().isoformat(sep=" ", timespec="seconds")


def _row(link: Link) -> tuple[object, ...]:
    e = link.entry
    subject = SUBJECT_ZH.get(e.subject, e.subject) if chinese() else e.subject
    what = " ".join(part for part in (subject, e.paper or e.key, e.estate, e.detail) if part)
    return link.number, _when(link), e.who, say(e.act.en, e.act.zh), what, e.purpose, e.approved_by


def _data(link: Link) -> dict[str, Any]:
    e = link.entry
    return {
        "number": link.number,
        "at": _when(link),
        "who": e.who,
        "via": e.via,
        "act": e.act.code,
        "subject": e.subject or None,
        "key": e.key or None,
        "paper": e.paper or None,
        "estate": e.estate or None,
        "purpose": e.purpose or None,
        "approved_by": e.approved_by or None,
        "address": e.address or None,
        "detail": e.detail or None,
        "previous": link.previous,
        "digest": link.digest,
    }

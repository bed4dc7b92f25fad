"""`register import`, `register transfer` and `catalogue import`."""

import getpass
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from domain.access import Act
from domain.errors import UsageError
from domain.imports import ChangeKind, Difference
from extraction.unit_format import format_unit
from hudang.cli.console import chinese, dump, say, table, tell, warn
from hudang.cli.options import AsJson, Home, unit_option, workplace
from ingest.spreadsheets_cells import to_names, to_phones
from services import access_logging, importing, transferring
from services.import_report import FIELDS, write_report
from services.importing import Imported, ImportOptions
from services.looking import parse_day
from services.transferring import Standing, Transfer

File = Annotated[Path, typer.Argument(help="Excel or CSV with a header row. Excel 或 CSV 文件。")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only show what would change. 仅预览。")]
Estate = Annotated[str, typer.Option(help="Estate of rows that name none. 未写项目的行所属项目。")]
By = Annotated[str, typer.Option(help="Who does it; default the user signed in. 经办人，默认为当前用户。")]
Report = Annotated[Path | None, typer.Option(help="Write the difference list as an Excel workbook. 将差异清单存为 Excel。")]
Whole = Annotated[
    bool,
    typer.Option(
        "--whole",
        help="The list is all there is: what it does not name is gone, in other buildings or boxes too. 名单为全部内容（含其他楼栋、盒）。",
    ),
]
AsOf = Annotated[str, typer.Option(help="Day of changes without a date, YYYY-MM-DD; default today. 未写日期的变更以此日为准，默认今天。")]
MOST_SHOWN = 50
_PLAIN = {ChangeKind.NEW, ChangeKind.CHANGED}
"""What an import needs not tell line by line once it is done: its counts say enough, and the log has the rest."""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    owners = typer.Typer(help="The register of owners. 业主名册。", no_args_is_help=True)
    owners.command("import")(import_register)
    owners.command("transfer")(transfer)
    owners.command("show")(show)
    paper = typer.Typer(help="The paper archive's own list. 纸质档案目录。", no_args_is_help=True)
    paper.command("import")(import_catalogue)
    paper.callback()(_group)
    app.add_typer(owners, name="register")
    app.add_typer(paper, name="catalogue")


def _group() -> None:
    """Keep `import` a command of its own."""


def import_register(
    file: File,
    estate: Estate = "",
    dry_run: DryRun = False,
    report: Report = None,
    as_of: AsOf = "",
    corrections: Annotated[
        bool,
        typer.Option(
            "--corrections", help="Names that differ in one character were corrected, not sold. 仅一字之差的姓名视为更正，不视为过户。"
        ),
    ] = False,
    close_gone: Annotated[
        bool, typer.Option("--close-gone", help="End the tenure of owners no longer listed. 名单中已无的业主，产权期予以结束。")
    ] = False,
    whole: Whole = False,
    by: By = "",
    home: Home = None,
    json: AsJson = False,
) -> None:
    """Import the register of owners; the good rows go in, bad ones are listed. 导入业主名册。

    Another owner in a row ends the former one's tenure: at the row's date, else at --as-of. Owners no longer listed are told and kept.
    Take an import back with: hudang imports undo.
    """
    options = ImportOptions(as_of=parse_day(as_of), corrections=corrections, close_gone=close_gone, whole=whole)
    with workplace(home) as (_settings, place):
        who = by or getpass.getuser()
        with access_logging.noting(place, Act.CHANGE, unless=dry_run, estate=estate, detail=f"register import {file.name}"):
            done = importing.import_register(place, file, estate=estate, dry_run=dry_run, by=who, options=options)
        _report(done, dry_run=dry_run, json=json, report=report)


def import_catalogue(
    file: File,
    estate: Estate = "",
    dry_run: DryRun = False,
    report: Report = None,
    retire_gone: Annotated[
        bool, typer.Option("--retire-gone", help="Take papers off the catalogue that are no longer listed. 名单中已无的条目从目录中注销。")
    ] = False,
    whole: Whole = False,
    by: By = "",
    home: Home = None,
    json: AsJson = False,
) -> None:
    """Import the paper catalogue; papers are known again by archive number. 导入纸质档案目录。

    Papers no longer listed are told and kept. Take an import back with: hudang imports undo.
    """
    with workplace(home) as (_settings, place):
        who, options = by or getpass.getuser(), ImportOptions(close_gone=retire_gone, whole=whole)
        with access_logging.noting(place, Act.CHANGE, unless=dry_run, estate=estate, detail=f"catalogue import {file.name}"):
            done = importing.import_catalogue(place, file, estate=estate, dry_run=dry_run, by=who, options=options)
        _report(done, dry_run=dry_run, json=json, report=report)


def transfer(
    unit: Annotated[str, typer.Argument(help="The unit in any written form. 房号。")],
    to: Annotated[str, typer.Option(help="The new owner; joint owners parted by 、. 新业主，共有人用“、”分隔。")],
    date: Annotated[str, typer.Option(help="First day of the new owner, YYYY-MM-DD. 过户日期（新业主首日）。")],
    estate: Annotated[str, typer.Option(help="Estate, where several have such a unit. 项目。")] = "",
    phone: Annotated[str, typer.Option(help="The new owner's telephone. 新业主电话。")] = "",
    dry_run: DryRun = False,
    by: By = "",
    home: Home = None,
    json: AsJson = False,
) -> None:
    """Enter a change of ownership: the old dossier closes, the new owner's opens with his first paper. 登记过户。"""
    number, day = unit_option(unit), parse_day(date)
    if number is None or day is None:
        raise UsageError("Name the unit and the day.", "请写明房号与过户日期。")
    wanted = Transfer(unit=number, estate=estate, owners=to_names(to), phones=to_phones(phone), on=day)
    with workplace(home) as (_settings, place):
        with access_logging.noting(place, Act.CHANGE, unless=dry_run, estate=estate, paper=unit, detail="register transfer"):
            done = transferring.transfer(place, wanted, dry_run=dry_run, by=by or getpass.getuser())
        _report(done, dry_run=dry_run, json=json, report=None)


def show(
    unit: Annotated[str, typer.Argument(help="The unit in any written form. 房号。")],
    estate: Annotated[str, typer.Option(help="Estate, where several have such a unit. 项目。")] = "",
    home: Home = None,
    json: AsJson = False,
) -> None:
    """Show a unit's owners, from when to when, and their dossiers: open, or closed and kept until when. 查看一户的产权期与户档。"""
    number = unit_option(unit)
    if number is None:
        raise UsageError("Name the unit.", "请写明房号。")
    with workplace(home) as (_settings, place), access_logging.noting(place, Act.VIEW, estate=estate, paper=unit, detail="register show"):
        (where, registered), found = transferring.standings(place, number, estate)
    rows = [_standing(each) for each in found]
    if json:
        dump({"estate": where, "unit": str(registered), "tenures": rows})
        return
    heads = [
        say("owners", "业主"),
        say("from", "起"),
        say("to", "止"),
        say("dossier", "户档"),
        say("state", "状态"),
        say("kept until", "保管至"),
    ]
    table(f"{where} {format_unit(registered)}", heads, [tuple(row.values()) for row in rows])


def _standing(each: Standing) -> dict[str, str]:
    tenure, volume = each.tenure, each.volume
    kept = volume.retain_until or say("for good", "永久") if volume is not None and volume.closed else ""
    return {
        "owners": "、".join(tenure.owners),
        "from": str(tenure.start or ""),
        "to": str(tenure.end or ""),
        "dossier": "" if volume is None else str(volume.id),
        "state": "" if volume is None else say("closed", "已封存") if volume.closed else say("open", "在用"),
        "retain_until": str(kept),
    }


def _report(done: Imported, *, dry_run: bool, json: bool, report: Path | None) -> None:
    if report is not None:
        write_report(done, report, dry_run=dry_run)
    if json:
        dump(_as_data(done, dry_run=dry_run))
        return
    _tell_counts(done, dry_run=dry_run)
    show_differences([d for d in done.differences if dry_run or d.kind not in _PLAIN or d.note is not None])
    if done.bad:
        rows = [(b.row, b.column, say(b.en, b.zh)) for b in done.bad[:MOST_SHOWN]]
        table(say("Bad rows", "有误的行"), [say("row", "行号"), say("column", "列"), say("reason", "原因")], rows)
    longest = max(len(done.differences), len(done.bad))
    if longest > MOST_SHOWN and report is None:
        tell(
            f"Only the first {MOST_SHOWN} lines are shown; --report FILE.xlsx has all.",
            f"仅显示前 {MOST_SHOWN} 行；全部清单请加 --report 文件.xlsx。",
        )
    for sheet in done.skipped:
        warn(f"Sheet {sheet.name}: {sheet.en}.", f"工作表“{sheet.name}”：{sheet.zh}。")
    if done.misplaced:
        some = ", ".join(done.misplaced[:MOST_SHOWN])
        warn(
            f"{len(done.misplaced)} documents in former owners' dossiers are dated after the change; look at them: {some}",
            f"原业主户档中有 {len(done.misplaced)} 件文件日期晚于过户日期，请核对：{some}",
        )


def _tell_counts(done: Imported, *, dry_run: bool) -> None:
    would, c = say("would be ", "将") if dry_run else "", done.counts
    tell(
        f"{done.added} rows {would}added, {c.changed} {would}changed, {c.unchanged} unchanged, {c.bad} bad.",
        f"{would}新增 {done.added} 行，{would}变更 {c.changed} 行，未变 {c.unchanged} 行，有误 {c.bad} 行。",
    )
    if c.owner or c.closed or c.gone or c.unclear:
        tell(
            f"{c.owner} changes of ownership {would}entered, {c.closed} closed; {c.gone} no longer listed and kept, {c.unclear} unclear.",
            f"{would}过户 {c.owner} 户，注销 {c.closed} 条；名单已无而保留 {c.gone} 条，不明确 {c.unclear} 条。",
        )
    if done.id is not None:
        tell(
            f"Import {done.id}; take it back with: hudang imports undo {done.id}",
            f"第 {done.id} 号导入；撤销：hudang imports undo {done.id}",
        )


def show_differences(differences: Sequence[Difference]) -> None:
    """Print the difference list, those that a person must look at first."""
    if not differences:
        return
    first = {
        ChangeKind.OWNER: 0,
        ChangeKind.ENDED: 1,
        ChangeKind.UNCLEAR: 2,
        ChangeKind.CLOSED: 3,
        ChangeKind.GONE: 4,
        ChangeKind.CHANGED: 5,
    }
    ordered = sorted(differences, key=lambda d: first.get(d.kind, 6))[:MOST_SHOWN]
    heads = [say("row", "行号"), say("what", "处理"), say("estate", "项目"), say("unit", "房号"), say("owner or number", "业主或档号")]
    heads += [say("fields", "字段"), say("look at", "提示")]
    rows = [
        (
            d.row,
            say(d.kind.en, d.kind.zh),
            d.estate,
            "" if d.unit is None else format_unit(d.unit),
            d.name,
            _fields(d),
            "" if d.note is None else say(d.note.en, d.note.zh),
        )
        for d in ordered
    ]
    table(say("Differences", "差异"), heads, rows)


def _fields(each: Difference) -> str:
    named = [(FIELDS.get(f.field, f.field) if chinese() else f.field, f) for f in each.fields]
    return "; ".join(f"{name}: {f.old or '-'} → {f.new or '-'}" for name, f in named)


def _as_data(done: Imported, *, dry_run: bool) -> dict[str, Any]:
    c = done.counts
    return {
        "dry_run": dry_run,
        "import": done.id,
        "added": done.added,
        "changed": c.changed,
        "unchanged": c.unchanged,
        "owner_changes": c.owner,
        "ended": c.ended,
        "closed": c.closed,
        "gone": c.gone,
        "unclear": c.unclear,
        "bad": [{"row": b.row, "column": b.column, "en": b.en, "zh": b.zh} for b in done.bad],
        "differences": [difference_data(d) for d in done.differences],
        "skipped_sheets": [{"name": s.name, "en": s.en, "zh": s.zh} for s in done.skipped],
        "misplaced": list(done.misplaced),
    }


def difference_data(each: Difference) -> dict[str, Any]:
    """One line of a difference list as plain data."""
    return {
        "kind": each.kind.code,
        "row": each.row,
        "estate": each.estate,
        "unit": "" if each.unit is None else str(each.unit),
        "name": each.name,
        "fields": {f.field: {"old": f.old, "new": f.new} for f in each.fields},
        "note": None if each.note is None else each.note.name.lower(),
    }

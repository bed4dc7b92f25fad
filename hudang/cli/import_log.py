"""`imports list/show/undo`: the log of imports and changes of ownership, and taking one back."""

import getpass
import json as plain_json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from domain.access import Act
from domain.imports import ImportId, ImportKind, ImportRecord, ImportState, Journal
from hudang.cli.console import dump, moment, say, table, tell
from hudang.cli.imports import MOST_SHOWN, By
from hudang.cli.options import AsJson, Home, workplace
from services import access_logging, import_log

Number = Annotated[int, typer.Argument(help="Number of the import. 导入编号。")]
_KINDS = {
    ImportKind.REGISTER: ("register", "业主名册"),
    ImportKind.CATALOGUE: ("catalogue", "纸质档案目录"),
    ImportKind.TRANSFER: ("transfer", "过户"),
}
_STATES = {ImportState.DONE: ("done", "已导入"), ImportState.UNDONE: ("taken back", "已撤销")}


def register(app: typer.Typer) -> None:
    """Add the commands."""
    log = typer.Typer(help="Imports and changes of ownership: see them, take them back. 导入与过户记录，可撤销。", no_args_is_help=True)
    log.command("list")(list_imports)
    log.command("show")(show)
    log.command("undo")(undo)
    app.add_typer(log, name="imports")


def list_imports(
    limit: Annotated[int, typer.Option(help="Most entries listed. 最多条数。", min=1)] = 50, home: Home = None, json: AsJson = False
) -> None:
    """List imports, newest first: who, when, which file, what came of it. 列出导入记录。"""
    with workplace(home) as (_settings, place):
        records = import_log.latest(place, limit=limit)
    if json:
        for record in records:
            dump(_data(record))
        return
    heads = ["#", say("what", "种类"), say("when", "时间"), say("who", "经办人"), say("file", "文件"), say("state", "状态")]
    heads += [say("new", "新增"), say("changed", "变更"), say("owners", "过户"), say("closed", "注销"), say("bad", "有误")]
    table(say("Imports", "导入记录"), heads, [_row(record) for record in records])


def show(
    number: Number,
    save_file: Annotated[Path | None, typer.Option(help="Write the imported file as it was. 另存当时导入的文件。")] = None,
    home: Home = None,
    json: AsJson = False,
) -> None:
    """Show one import with the rows it added and changed. 查看一次导入。"""
    with workplace(home) as (_settings, place):
        shown = import_log.show(place, ImportId(number))
        if save_file is not None:
            with access_logging.noting(place, Act.DOWNLOAD, detail=f"imports show {number} --save-file"):
                import_log.save_file(place, ImportId(number), save_file)
    if json:
        dump(_data(shown.record) | {"changes": [_change(entry) for entry in shown.journal]})
        return
    table(say(f"Import {number}", f"第 {number} 号导入"), ["", ""], list(_data(shown.record).items()))
    rows = [(e.subject, e.key if e.subject != "catalogue_row" else "", e.before or "", e.after) for e in shown.journal[:MOST_SHOWN]]
    heads = [say("table", "表"), say("unit", "房号"), say("before", "原值"), say("after", "新值")]
    table(say(f"{len(shown.journal)} rows touched", f"涉及 {len(shown.journal)} 行"), heads, rows)


def undo(number: Number, by: By = "", home: Home = None, json: AsJson = False) -> None:
    """Bring register or catalogue back to how it was before that import. 撤销一次导入。

    Refused where a later import changed the same units or papers (take that one back first), or papers were filed for an owner it brought.
    """
    with workplace(home) as (_settings, place), access_logging.noting(place, Act.CHANGE, detail=f"imports undo {number}"):
        record = import_log.undo(place, ImportId(number), by=by or getpass.getuser())
    if json:
        dump(_data(record))
    else:
        tell(f"Import {number} is taken back; all is as it was before it.", f"第 {number} 号导入已撤销，数据恢复到导入之前。")


def _row(record: ImportRecord) -> tuple[object, ...]:
    c = record.counts
    named = say(*_KINDS[record.kind]), moment(record.at), record.by, record.file_name, say(*_STATES[record.state])
    return record.id, *named, c.new, c.changed, c.owner, c.closed, c.bad


def _data(record: ImportRecord) -> dict[str, Any]:
    return {
        "import": record.id,
        "kind": record.kind,
        "state": record.state,
        "at": datetime.fromtimestamp(record.at, UTC).isoformat(timespec="seconds"),
        "by": record.by,
        "file": record.file_name or None,
        "sha256": record.sha256 or None,
        "estate": record.estate or None,
        "as_of": record.as_of.isoformat() if record.as_of else None,
        "counts": asdict(record.counts),
        "undone_at": None if record.undone_at is None else datetime.fromtimestamp(record.undone_at, UTC).isoformat(timespec="seconds"),
        "undone_by": record.undone_by or None,
    }


def _change(entry: Journal) -> dict[str, Any]:
    return {
        "table": entry.subject,
        "id": entry.subject_id,
        "key": entry.key,
        "before": None if entry.before is None else plain_json.loads(entry.before),
        "after": plain_json.loads(entry.after),
    }

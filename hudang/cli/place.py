"""`place`: in which cabinet and on which shelf the boxes of paper stand (位置记录)."""

import getpass
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from domain.access import Act
from domain.errors import UsageError
from domain.shelving import BoxPlace, PlaceRecord
from hudang.cli.console import dump, moment, say, table, tell, warn
from hudang.cli.options import AsJson, Home, workplace
from services import access_logging, placing
from services.placing import Placed

Estate = Annotated[str, typer.Option(help="Estate that the box belongs to, where numbers repeat. 项目（盒号会重复时填写）。")]
By = Annotated[str, typer.Option(help="Who does it; default the user signed in. 经办人，默认为当前用户。")]
MOST_SHOWN = 50


def register(app: typer.Typer) -> None:
    """Add the commands."""
    places = typer.Typer(help="Where boxes of paper stand. 档案盒存放位置。", no_args_is_help=True)
    places.command("list")(list_places)
    places.command("show")(show)
    places.command("set")(put)
    places.command("remove")(remove)
    places.command("import")(import_list)
    app.add_typer(places, name="place")


def list_places(
    cabinet: Annotated[str, typer.Option(help="Only this cabinet. 柜号。")] = "", home: Home = None, json: AsJson = False
) -> None:
    """List boxes by cabinet and shelf. 列出档案盒位置。"""
    with workplace(home) as (_settings, place):
        found = placing.places(place, cabinet=cabinet)
    _records(say("Boxes", "档案盒位置"), found, json=json)


def show(box: Annotated[str, typer.Argument(help="The box. 盒号。")], home: Home = None, json: AsJson = False) -> None:
    """Show where a box stood and stands. 查看一盒的位置变动。"""
    with workplace(home) as (_settings, place):
        found = placing.history(place, box)
    if not found:
        raise UsageError(f"The record has no box {box}.", f"位置记录中没有 {box} 号盒。")
    _records(say(f"Box {box}", f"{box} 号盒"), found, json=json)


def put(
    boxes: Annotated[list[str], typer.Argument(help="The boxes. 盒号，可写多个。")],
    cabinet: Annotated[str, typer.Option(help="The cabinet. 柜号。")],
    shelf: Annotated[str, typer.Option(help="The shelf. 层（格）。")] = "",
    estate: Estate = "",
    by: By = "",
    home: Home = None,
) -> None:
    """Enter where boxes stand from now on; where they stood stays on record. 登记档案盒位置。"""
    if not cabinet.strip():
        raise UsageError("Name the cabinet; a box that is gone: hudang place remove.", "请写明柜号；盒子撤走请用 hudang place remove。")
    with (
        workplace(home) as (_settings, place),
        access_logging.noting(place, Act.CHANGE, estate=estate, detail=f"place put {' '.join(boxes)}"),
    ):
        for box in boxes:
            where = BoxPlace(estate=estate, box=box.strip(), cabinet=cabinet.strip(), shelf=shelf.strip())
            placing.put(place, where, by=by or getpass.getuser())
    tell(f"{len(boxes)} boxes entered.", f"已登记 {len(boxes)} 盒。")


def remove(box: Annotated[str, typer.Argument(help="The box. 盒号。")], estate: Estate = "", by: By = "", home: Home = None) -> None:
    """Enter that a box stands nowhere any more. 登记盒子撤走。"""
    with workplace(home) as (_settings, place):
        if not any((each.place.estate, each.place.box) == (estate, box) for each in placing.places(place)):
            raise UsageError(f"The record has no box {box} there.", f"位置记录中没有该项目的 {box} 号盒。")
        with access_logging.noting(place, Act.CHANGE, estate=estate, detail=f"place remove {box}"):
            placing.put(place, BoxPlace(estate=estate, box=box, cabinet="", shelf=""), by=by or getpass.getuser())
    tell(f"Box {box} taken off the record.", f"{box} 号盒已撤出位置记录。")


def import_list(
    file: Annotated[Path, typer.Argument(help="Excel or CSV with box, cabinet, shelf. 含盒号、柜号、层的 Excel 或 CSV。")],
    estate: Estate = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would change. 仅预览。")] = False,
    by: By = "",
    home: Home = None,
    json: AsJson = False,
) -> None:
    """Import the position record; the good rows go in, bad ones are listed. 导入档案存放位置登记表。"""
    told = f"place import {file.name}"
    with workplace(home) as (_settings, place), access_logging.noting(place, Act.CHANGE, unless=dry_run, estate=estate, detail=told):
        done = placing.import_places(place, file, estate=estate, dry_run=dry_run, by=by or getpass.getuser())
    if json:
        dump(_plain(done, dry_run=dry_run))
        return
    would = say("would be ", "将") if dry_run else ""
    tell(
        f"{len(done.new)} boxes {would}added, {len(done.moved)} {would}moved, {done.unchanged} unchanged, {len(done.bad)} bad rows.",
        f"{would}新增 {len(done.new)} 盒，{would}移位 {len(done.moved)} 盒，未变 {done.unchanged} 盒，有误 {len(done.bad)} 行。",
    )
    if done.moved:
        heads = [say("box", "盒号"), say("from", "原位置"), say("to", "新位置")]
        table(say("Moved", "移位"), heads, [(a.box, _where(b), _where(a)) for b, a in done.moved[:MOST_SHOWN]])
    if done.bad:
        heads = [say("row", "行号"), say("column", "列"), say("reason", "原因")]
        table(say("Bad rows", "有误的行"), heads, [(b.row, b.column, say(b.en, b.zh)) for b in done.bad[:MOST_SHOWN]])
    for sheet in done.skipped:
        warn(f"Sheet {sheet.name}: {sheet.en}.", f"工作表“{sheet.name}”：{sheet.zh}。")


def _records(title: str, found: Sequence[PlaceRecord], *, json: bool) -> None:
    if json:
        for each in found:
            p = each.place
            dump({"box": p.box, "estate": p.estate, "cabinet": p.cabinet, "shelf": p.shelf, "by": each.by, "at": each.at})
        return
    heads = [say("cabinet", "柜"), say("shelf", "层"), say("box", "盒"), say("estate", "项目"), say("by", "经办"), say("since", "登记时间")]
    gone = say("(taken away)", "（已撤走）")
    rows = [(e.place.cabinet or gone, e.place.shelf, e.place.box, e.place.estate, e.by, moment(e.at)) for e in found]
    table(title, heads, rows)


def _where(place: BoxPlace) -> str:
    return f"{place.cabinet} {place.shelf}".strip()


def _plain(done: Placed, *, dry_run: bool) -> dict[str, Any]:
    return {
        "dry_run": dry_run,
        "new": len(done.new),
        "moved": [{"box": a.box, "estate": a.estate, "from": _where(b), "to": _where(a)} for b, a in done.moved],
        "unchanged": done.unchanged,
        "bad": [{"row": b.row, "column": b.column, "en": b.en, "zh": b.zh} for b in done.bad],
    }

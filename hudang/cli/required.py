"""`required`: the lists of documents that dossiers ought to hold (应归档目录)."""

from typing import Annotated, Any

import typer

from classifiers.taxonomy import load_taxonomy, mistakes_in
from domain.errors import UsageError
from domain.taxonomy import EVERY_ESTATE, RequiredSet, Taxonomy
from hudang import settings
from hudang.cli.console import dump, moment, say, table, tell, warn
from hudang.cli.dossier_words import asked_text
from hudang.cli.options import AsJson, Home, workplace
from services import required_lists, ticking
from services.looking import parse_day

Wanted = Annotated[str, typer.Argument(help="Name, part of it, or number of items, such as 17. 目录名称（可只写一部分）或项数，如 17。")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    lists = typer.Typer(help="Lists of documents that dossiers ought to hold. 应归档目录。", no_args_is_help=True)
    lists.command("list")(list_sets)
    lists.command("show")(show)
    lists.command("templates")(templates)
    lists.command("use")(use)
    lists.command("check")(check)
    lists.command("history")(history)
    app.add_typer(lists, name="required")


def list_sets(home: Home = None, json: AsJson = False) -> None:
    """List the sets of the company's own file: version, first day, and the estates that use them. 列出本公司的应归档目录。"""
    with workplace(home) as (_settings, place):
        found = required_lists.overview(place)
    if json:
        for each in found.sets:
            dump(_plain(each) | {"settings": each.name == found.default})
        return
    table(
        say("Required sets", "应归档目录"),
        [say("name", "名称"), say("version", "版本"), say("from", "起用"), say("items", "项数"), say("used by", "使用项目")],
        [(s.name, s.version, s.since or "", len(s.items), _users(s, found.default)) for s in found.sets],
    )
    if not found.default and not any(each.estates for each in found.sets):
        tell(
            "No estate uses a list yet, so nothing is reported as missing. Choose one with: hudang required use 17",
            "尚无项目使用目录，因此不检查缺件。选用：hudang required use 17",
        )


def show(
    name: Wanted,
    version: Annotated[int | None, typer.Option(help="Version; default the newest. 版本，默认最新。", min=1)] = None,
    home: Home = None,
    json: AsJson = False,
) -> None:
    """Show a list: its items, the types that tick each, and when it is asked for. 查看目录各项。"""
    taxonomy = _taxonomy(home)
    versions = required_lists.pick(taxonomy.required_sets, name)
    chosen = next((each for each in versions if each.version == version), None) if version else versions[-1]
    if chosen is None:
        raise UsageError(f"The set has no version {version}.", f"该目录没有第 {version} 版。")
    _show(chosen, taxonomy, json=json)


def templates(
    name: Annotated[str, typer.Argument(help="Show this one. 查看其中一个。")] = "", home: Home = None, json: AsJson = False
) -> None:
    """List the lists that ship with the program, or show one. 列出内置目录模板。"""
    shipped = required_lists.templates()
    if name:
        _show(required_lists.pick(shipped, name)[-1], _taxonomy(home), json=json)
        return
    if json:
        for each in shipped:
            dump(_plain(each))
        return
    heads = [say("name", "名称"), say("items", "项数"), say("to use it", "选用")]
    table(say("Templates", "目录模板"), heads, [(s.name, len(s.items), f"hudang required use {len(s.items)}") for s in shipped])


def use(
    name: Annotated[str, typer.Argument(help="A set of the file or a template; none: no list. 目录或模板，none 为不使用。")],
    estate: Annotated[str, typer.Option(help="Estate; default every estate without a list of its own. 项目，默认为其余所有项目。")] = "",
    since: Annotated[
        str, typer.Option("--from", help="First day; what was used stays in force until then. 起用日期，之前仍用原目录，如 2026-01-01。")
    ] = "",
    home: Home = None,
) -> None:
    """Have an estate use a list; a template is added to the company's own file first. 选用目录。"""
    chosen, day = settings.load(home), parse_day(since)
    with workplace(home) as (_settings, place):
        if estate:
            required_lists.known_estate(place, estate)
    done = required_lists.use(chosen.home / chosen.taxonomy, name, estate=estate, since=day)
    with workplace(home) as (_settings, place):
        number = ticking.refresh(place)
    whose, user = (estate, estate) if estate else ("every estate without a list of its own", "所有未另设目录的项目")
    if done.required is None:
        tell(f"No list is used for {whose} any more.", f"{user}不再使用目录。")
    else:
        begins, begin = (f" from {day} on", f"自 {day} 起") if day else ("", "")
        tell(
            f"{done.required.name}, version {done.required.version}, is used for {whose}{begins}.",
            f"{user}{begin}使用“{done.required.label}”。",
        )
    if done.added:
        tell(f"It was added to {chosen.taxonomy}; change it there.", f"已加入 {chosen.taxonomy}，可在其中修改。")
    if done.replaced:
        tell(f"It takes the place of: {', '.join(done.replaced)}.", f"取代：{'、'.join(done.replaced)}。")
    tell(f"{number} dossiers were held against their lists anew.", f"已按目录重新核对 {number} 个户档。")


def check(home: Home = None, json: AsJson = False) -> None:
    """Check the company's own file: every mistake with line and reason, edits without a new version. 检查目录文件。"""
    chosen = settings.load(home)
    path = chosen.home / chosen.taxonomy
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read as UTF-8 text.", f"{path} 无法按 UTF-8 文本读取。") from error
    mistakes = mistakes_in(text, path.name)
    if json:
        for one in mistakes:
            dump({"line": one.line or None, "key": one.key, "en": one.said[0], "zh": one.said[1]})
    elif mistakes:
        heads = [say("line", "行号"), say("where", "位置"), say("what is wrong", "问题")]
        table(path.name, heads, [(one.line or "", one.key, say(*one.said)) for one in mistakes])
    if mistakes:
        raise typer.Exit(2)
    with workplace(home) as (_settings, place):
        found = required_lists.overview(place)
    for each in found.unnumbered:
        warn(
            f"{each.name}: version {each.version} was changed after it was used. The change is on record and in force (hudang required "
            "history); next time copy the block and add 1 to the version.",
            f"“{each.label}”在使用后被改动。改动已记录并生效（见 hudang required history）；今后修改请复制整段并将版本号加 1。",
        )
    for estate in found.strange:
        warn(f"The register has no estate {estate}.", f"业主名册中没有项目“{estate}”。")
    if not json:
        tell(f"{path.name} is in order: {len(found.sets)} lists.", f"{path.name} 无误，共 {len(found.sets)} 个目录。")


def history(home: Home = None, json: AsJson = False) -> None:
    """List every list that dossiers were ever held against, edits under one version number among them. 目录使用记录。"""
    with workplace(home) as (_settings, place):
        used = required_lists.overview(place).used
    if json:
        for each in used:
            dump({"id": each.id, "revision": each.revision, "at": each.at, **_plain(each.required)})
        return
    heads = [say("name", "名称"), say("version", "版本"), say("edit", "改动"), say("since", "起记"), say("items", "项数")]
    rows = [(u.required.name, u.required.version, u.revision - 1 or "", moment(u.at), len(u.required.items)) for u in used]
    table(say("Lists used", "目录使用记录"), heads, rows)


def _taxonomy(home: Any) -> Taxonomy:
    chosen = settings.load(home)
    path = chosen.home / chosen.taxonomy
    return load_taxonomy(path if path.is_file() else None)


def _show(chosen: RequiredSet, taxonomy: Taxonomy, *, json: bool) -> None:
    if json:
        dump(_plain(chosen))
        return
    heads = ["", say("item", "项目"), say("ticked by", "打勾的文件类型"), say("asked of", "要求对象")]
    rows = [
        (n, item.name, "、".join(taxonomy.name_of(code) for code in item.types), asked_text(item))
        for n, item in enumerate(chosen.items, start=1)
    ]
    since = say(f", from {chosen.since}", f"，自 {chosen.since} 起") if chosen.since else ""
    table(f"{chosen.label}{since}", heads, rows)


def _users(each: RequiredSet, default: str) -> str:
    named = [say("all others", "其余所有项目") if name == EVERY_ESTATE else name for name in each.estates]
    if each.name == default:
        named.append(say("settings: required_set", "设置 required_set"))
    return "、".join(named)


def _plain(each: RequiredSet) -> dict[str, Any]:
    items = [{"name": i.name, "types": list(i.types), "optional": i.optional, "when": list(i.when)} for i in each.items]
    return {"name": each.name, "version": each.version, "from": each.since, "estates": list(each.estates), "item": items}

"""`export`: rows for programs, a tree for people, one dossier as a package."""

from pathlib import Path
from typing import Annotated

import typer

from domain.errors import UsageError
from hudang.cli.console import dump, tell
from hudang.cli.options import AsJson, Home, unit_option, workplace
from services import exporting

WHATS = ("rows", "tree", "dossier")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(export)


def export(
    folder: Annotated[Path, typer.Argument(help="Where to write. 输出目录。")],
    what: Annotated[str, typer.Option(help="rows, tree, dossier, or several with commas. 输出内容。")] = "rows",
    unit: Annotated[str, typer.Option(help="For dossier: the unit in any written form. 房号（户档用）。")] = "",
    estate: Annotated[str, typer.Option(help="For dossier: the estate. 项目（户档用）。")] = "",
    home: Home = None,
    json: AsJson = False,
) -> None:
    """Write rows (pages, documents, findings), a browsable tree, or one unit's dossier. 导出。"""
    wanted = [part.strip() for part in what.split(",") if part.strip()]
    if not wanted or not set(wanted) <= set(WHATS):
        raise UsageError(f"--what takes {', '.join(WHATS)}.", f"--what 只能是 {'、'.join(WHATS)}。")
    number = unit_option(unit)
    if "dossier" in wanted and number is None:
        raise UsageError("Name the unit of the dossier with --unit.", "请用 --unit 指定房号。")
    apart = len(wanted) > 1
    with workplace(home) as (_settings, place):
        for part in wanted:
            target = folder / part if apart and part != "rows" else folder
            if part == "rows":
                done = exporting.export_rows(place, target)
            elif part == "tree":
                done = exporting.export_tree(place, target)
            else:
                assert number is not None
                done = exporting.export_dossier(place, target, unit=number, estate=estate)
            if json:
                dump({"what": part, "pages": done.pages, "documents": done.documents, "findings": done.findings, "files": done.files})
            else:
                tell(
                    f"{part}: {done.pages} pages, {done.documents} documents, {done.findings} findings, {done.files} files in {target}",
                    f"{part}：{done.pages} 页、{done.documents} 件、{done.findings} 条不一致项、{done.files} 个文件，位于 {target}",
                )

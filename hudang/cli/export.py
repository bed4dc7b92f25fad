"""`export`: rows for programs, a tree for people, dossiers as packages."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from domain.access import Act
from domain.errors import UsageError
from hudang.cli.console import dump, tell
from hudang.cli.options import AsJson, Home, unit_option, workplace
from hudang.settings import Settings
from services import access_logging, exporting
from services.exporting import Exported

HOME_FILES = ("secret.key", "models", "access-log.anchors")
"""What records rest on beside the taxonomy: the key of masked telephone numbers, and trained versions, and the ends
of the access register's chain, where there are any."""
WHATS = ("rows", "tree", "dossier")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(export)


def export(
    folder: Annotated[Path, typer.Argument(help="Where to write. 输出目录。")],
    what: Annotated[str, typer.Option(help="rows, tree, dossier, or several with commas. 输出内容。")] = "rows",
    unit: Annotated[str, typer.Option(help="For dossier: the unit in any written form. 房号（户档用）。")] = "",
    estate: Annotated[str, typer.Option(help="For dossier: the estate. 项目（户档用）。")] = "",
    everything: Annotated[
        bool, typer.Option("--all", help="For dossier: all dossiers and records, to be imported elsewhere. 全部户档与记录（可再导入）。")
    ] = False,
    home: Home = None,
    json: AsJson = False,
) -> None:
    """Write rows (pages, documents, findings), a browsable tree, or dossiers as packages. 导出。"""
    wanted = [part.strip() for part in what.split(",") if part.strip()]
    if not wanted or not set(wanted) <= set(WHATS):
        raise UsageError(f"--what takes {', '.join(WHATS)}.", f"--what 只能是 {'、'.join(WHATS)}。")
    number = unit_option(unit)
    if "dossier" in wanted and (number is None) is not everything:
        raise UsageError("Name the unit of the dossier with --unit, or all with --all.", "请用 --unit 指定房号，或用 --all 导出全部。")
    apart = len(wanted) > 1
    detail = f"{what} {unit}".strip()
    subject, paper, whose = ("dossier", unit, estate) if wanted == ["dossier"] and unit else ("archive", "", "")
    with (
        workplace(home) as (settings, place),
        access_logging.noting(place, Act.EXPORT, subject=subject, paper=paper, estate=whose, detail=detail),
    ):
        for part in wanted:
            target = folder / part if apart and part != "rows" else folder
            if part == "rows":
                done = exporting.export_rows(place, target)
            elif part == "tree":
                done = exporting.export_tree(place, target)
            elif number is None:
                done = exporting.export_everything(place, target, home_files=home_files(settings))
            else:
                done = exporting.export_dossier(place, target, unit=number, estate=estate)
            if json:
                dump({"what": part, "pages": done.pages, "documents": done.documents, "findings": done.findings, "files": done.files})
            else:
                tell(
                    f"{part}: {', '.join(f'{n} {en}' for n, en, _ in _counted(done))} in {target}",
                    f"{part}：{'、'.join(f'{n} {zh}' for n, _, zh in _counted(done))}，位于 {target}",
                )


def _counted(done: Exported) -> Sequence[tuple[int, str, str]]:
    """What was counted, in both languages; an empty home's zeros too."""
    counts = (
        (done.pages, "pages", "页"),
        (done.documents, "documents", "件"),
        (done.findings, "findings", "条不一致项"),
        (done.files, "files", "个文件"),
    )
    return [each for each in counts if each[0]] or counts


def home_files(settings: Settings) -> tuple[str, ...]:
    """The files and folders of the home that a package of everything carries."""
    return tuple(name for name in (settings.taxonomy, *HOME_FILES) if (settings.home / name).exists())

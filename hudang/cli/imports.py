"""`register import` and `catalogue import`."""

from pathlib import Path
from typing import Annotated

import typer

from hudang.cli.console import dump, say, table, tell
from hudang.cli.options import AsJson, Home, workplace
from services import importing
from services.importing import Imported

File = Annotated[Path, typer.Argument(help="Excel or CSV with a header row. Excel 或 CSV 文件。")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only show what would change. 仅预览。")]
Estate = Annotated[str, typer.Option(help="Estate of rows that name none. 未写项目的行所属项目。")]
MOST_SHOWN = 50


def register(app: typer.Typer) -> None:
    """Add the commands."""
    owners = typer.Typer(help="The register of owners. 业主名册。", no_args_is_help=True)
    owners.command("import")(import_register)
    paper = typer.Typer(help="The paper archive's own list. 纸质档案目录。", no_args_is_help=True)
    paper.command("import")(import_catalogue)
    for group in (owners, paper):
        group.callback()(_group)
    app.add_typer(owners, name="register")
    app.add_typer(paper, name="catalogue")


def _group() -> None:
    """Keep `import` a command of its own."""


def import_register(file: File, estate: Estate = "", dry_run: DryRun = False, home: Home = None, json: AsJson = False) -> None:
    """Import the register of owners; the good rows go in, bad ones are listed. 导入业主名册。"""
    with workplace(home) as (_settings, place):
        _report(importing.import_register(place, file, estate=estate, dry_run=dry_run), dry_run=dry_run, json=json)


def import_catalogue(file: File, estate: Estate = "", dry_run: DryRun = False, home: Home = None, json: AsJson = False) -> None:
    """Import the paper catalogue; it takes the place of the list before. 导入纸质档案目录。"""
    with workplace(home) as (_settings, place):
        _report(importing.import_catalogue(place, file, estate=estate, dry_run=dry_run), dry_run=dry_run, json=json)


def _report(done: Imported, *, dry_run: bool, json: bool) -> None:
    if json:
        bad = [{"row": b.row, "column": b.column, "en": b.en, "zh": b.zh} for b in done.bad]
        dump({"dry_run": dry_run, "added": done.added, "changed": done.changed, "unchanged": done.unchanged, "bad": bad})
        return
    would = say("would be ", "将") if dry_run else ""
    tell(
        f"{done.added} rows {would}added, {done.changed} {would}changed, {done.unchanged} unchanged, {len(done.bad)} bad.",
        f"{would}新增 {done.added} 行，{would}变更 {done.changed} 行，未变 {done.unchanged} 行，有误 {len(done.bad)} 行。",
    )
    if done.bad:
        rows = [(b.row, b.column, say(b.en, b.zh)) for b in done.bad[:MOST_SHOWN]]
        table(say("Bad rows", "有误的行"), [say("row", "行号"), say("column", "列"), say("reason", "原因")], rows)

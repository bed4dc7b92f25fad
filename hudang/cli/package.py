"""`import`: a package of everything into an empty home."""

from pathlib import Path
from typing import Annotated

import typer

from domain.errors import UsageError
from hudang import settings
from hudang.bootstrap import is_home
from hudang.cli.console import dump, tell
from hudang.cli.home import make_home
from hudang.cli.options import AsJson, Home, workplace
from services.unpacking import import_package


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("import")(bring_in)


def bring_in(
    package: Annotated[Path, typer.Argument(help="Folder that `hudang export DIR --what dossier --all` wrote. 整库导出的档案包目录。")],
    home: Home = None,
    json: AsJson = False,
) -> None:
    """Import a package of everything into an empty home, which is made where there is none. 将整库档案包导入空的数据目录。

    A damaged package is refused and the file named (exit code 5). Settings are the new home's own: copy settings.toml over where wanted.
    """
    if not package.is_dir():
        raise UsageError(f"{package} is no folder.", f"{package} 不是目录。")
    folder = settings.load(home).home
    if not is_home(folder):
        make_home(folder)
    with workplace(home) as (_settings, place):
        done = import_package(place, package)
    if json:
        dump({"records": done.records, "objects": done.objects})
    else:
        tell(
            f"{done.records} records and {done.objects} stored files imported into {folder}. Check them with: hudang verify",
            f"已将 {done.records} 条记录、{done.objects} 个文件导入 {folder}。可用 hudang verify 检测。",
        )

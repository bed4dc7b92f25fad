"""`init` and `doctor`: make a home, and say what this machine lacks."""

import shutil
import sys
from pathlib import Path

import typer

from classifiers.taxonomy import default_taxonomy_text
from domain.errors import UsageError
from hudang import settings
from hudang.bootstrap import is_home, make_workplace, sources
from hudang.cli.console import dump, out, say, table, tell
from hudang.cli.options import AsJson, Home
from hudang.doctor import diagnose


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(init)
    app.command()(doctor)


def init(home: Home = None) -> None:
    """Make a home: settings with comments, taxonomy, database, drop folder. Again is harmless. 建立数据目录。"""
    folder = settings.load(home).home
    fresh = make_home(folder)
    tell(f"Home ready: {folder}", f"数据目录已就绪：{folder}")
    if fresh:
        tell(
            "Next: hudang register import FILE, then hudang batch FOLDER, or hudang up",
            "下一步：hudang register import 名册文件，然后 hudang batch 扫描目录，或 hudang up",
        )


def make_home(home: Path) -> bool:
    """Make or complete a home and say whether it is new; UsageError where the folder holds something else."""
    folder = settings.load(home).home
    fresh = not is_home(folder)
    if fresh and folder.exists() and any(folder.iterdir()) and not (folder / "objects").is_dir():
        raise UsageError(f"{folder} is not empty. Choose another folder.", f"{folder} 不是空目录，请另选目录。")
    for part in ("objects", "logs", "run"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    _write_new(folder, "taxonomy.toml", default_taxonomy_text())
    _write_new(folder, settings.FILE, settings.template())
    chosen = settings.load(folder)
    for source in sources(chosen):
        Path(source.path).mkdir(parents=True, exist_ok=True)
    place = make_workplace(chosen)
    place.secret()
    place.close()
    return fresh


def _write_new(folder: Path, name: str, text: str) -> None:
    path = folder / name
    if not path.exists():
        temporary = path.with_suffix(".new")
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(path)


def doctor(home: Home = None, json: AsJson = False) -> None:
    """Look at programs, languages, models, database, broker, folders, disk. 检查本机环境。"""
    chosen = settings.load(home)
    found = diagnose(chosen)
    if json:
        dump([{"part": f.part, "ok": f.ok, "detail": f.en, "mend": f.mend} for f in found])
    else:
        marks = {True: say("ok", "正常"), False: say("MISSING", "缺少")}
        table(
            say("This machine", "本机环境"),
            [say("part", "项目"), "", say("detail", "说明"), say("to mend", "解决办法")],
            [(f.part, marks[f.ok], say(f.en, f.zh), f.mend) for f in found],
        )
        out.print(f"python {sys.version.split()[0]}  {shutil.which('hudang') or ''}", markup=False)
    raise typer.Exit(0 if all(f.ok for f in found) else 3)

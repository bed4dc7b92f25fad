"""`separators`: sheets to lay between papers before scanning."""

from pathlib import Path
from typing import Annotated

import typer

from domain.errors import UsageError
from hudang import settings
from hudang.bootstrap import is_home
from hudang.cli.console import dump, tell, traditional, warn
from hudang.cli.options import AsJson, Home, unit_option, workplace


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(separators)


def separators(
    out: Annotated[Path, typer.Option(help="The PDF to write. 输出的 PDF 文件。")] = Path("separators.pdf"),
    batch: Annotated[str, typer.Option(help="Batch that the sheets state. 批次。")] = "",
    box: Annotated[str, typer.Option(help="Archive box that the sheets state. 盒号。")] = "",
    unit: Annotated[list[str] | None, typer.Option(help="Unit in any written form; again for more sheets. 房号，可多次给出。")] = None,
    from_register: Annotated[
        bool, typer.Option("--units-from-register", help="A sheet for each unit of the register, in shelf order. 按名册每户一张。")
    ] = False,
    estate: Annotated[str, typer.Option(help="Estate of the units. 项目。")] = "",
    count: Annotated[int, typer.Option(help="Sheets of each kind. 每种份数。", min=1, max=1000)] = 1,
    home: Home = None,
    json: AsJson = False,
) -> None:
    """Print sheets that part papers when scanned and state batch, box and unit. 打印分隔页。"""
    from publishing.separator_sheets import SIMPLIFIED, TRADITIONAL  # what prints takes half a second to load
    from services.separators import SheetsWanted, print_sheets

    if unit and from_register:
        raise UsageError("Give --unit or --units-from-register, not both.", "--unit 与 --units-from-register 只能选一个。")
    if not out.absolute().parent.is_dir():
        raise UsageError(f"The folder {out.absolute().parent} does not exist.", f"目录 {out.absolute().parent} 不存在。")
    wanted = SheetsWanted(
        batch=batch,
        box=box,
        estate=estate,
        units=tuple(found for text in unit or () if (found := unit_option(text)) is not None),
        whole_register=from_register,
        count=count,
    )
    words = TRADITIONAL if traditional() else SIMPLIFIED
    if from_register or is_home(settings.load(home).home):
        with workplace(home) as (_settings, place):
            printed = print_sheets(place, wanted, out, words)
    else:
        printed = print_sheets(None, wanted, out, words)
    if json:
        dump({"file": str(out), "sheets": printed.sheets, "not_in_register": [str(unknown) for unknown in printed.unknown]})
        return
    for unknown in printed.unknown:
        warn(
            f"{unknown} is not in the register: papers behind its sheet will wait for a person.",
            f"{unknown} 不在名册中，其后文件将待人工复核。",
        )
    tell(
        f"{printed.sheets} sheets in {out}. Print them on A4 at 100 %, one side only.",
        f"{out} 共 {printed.sheets} 张分隔页，请用 A4 纸按 100% 比例单面打印。",
    )

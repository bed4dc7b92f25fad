"""`labels`: labels for boxes and for households' bags, to print and cut."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from domain.access import Act
from domain.errors import UsageError
from hudang.cli.console import dump, tell
from hudang.cli.options import AsJson, Home, workplace
from services import access_logging

_KINDS = ("boxes", "bags")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(labels)


def labels(
    kind: Annotated[str, typer.Argument(help="boxes (spines) or bags. 盒脊标签或档案袋标签。")],
    out: Annotated[Path, typer.Option(help="The PDF to write. 输出的 PDF 文件。")] = Path("labels.pdf"),
    estate: Annotated[str, typer.Option(help="Only this estate. 仅此项目。")] = "",
    building: Annotated[str, typer.Option(help="Only this building. 仅此栋。")] = "",
    box: Annotated[str, typer.Option(help="Only this box, or bags of papers in it. 仅此盒，或此盒中的档案袋。")] = "",
    centre: Annotated[str, typer.Option(help="Managing centre's code in the number. 编号中的管理中心代码。")] = "",
    grid: Annotated[str, typer.Option(help="Labels across x down; 5x2 for boxes, 2x6 for bags. 每页列数x行数。")] = "",
    margin: Annotated[str, typer.Option(help="Margins left x top in mm. 左右与上下页边距（毫米）。")] = "10x10",
    gap: Annotated[str, typer.Option(help="Gaps across x down in mm. 标签间距（毫米）。")] = "0x0",
    marks: Annotated[bool, typer.Option("--marks/--no-marks", help="Marks to cut along. 裁切线。")] = True,
    home: Home = None,
    json: AsJson = False,
) -> None:
    """Print labels with a code that a scanner reads back as box or unit. 打印盒标签与袋标签。"""
    from publishing.labels import LabelGrid  # what prints takes half a second to load
    from services.labels import GRIDS, LabelKind, LabelsWanted, print_labels

    if kind not in _KINDS:
        raise UsageError(f"{kind!r} is neither boxes nor bags.", f"“{kind}”有误，请写 boxes（盒）或 bags（袋）。")
    if not out.absolute().parent.is_dir():
        raise UsageError(f"The folder {out.absolute().parent} does not exist.", f"目录 {out.absolute().parent} 不存在。")
    wanted = LabelsWanted(kind=LabelKind(kind), estate=estate, building=building, box=box, centre=centre)
    chosen = LabelGrid.read(grid or GRIDS[wanted.kind], margin, gap)
    with (
        workplace(home) as (_settings, place),
        access_logging.noting(place, Act.PRINT, subject="report", key=kind, estate=estate, detail="labels"),
    ):
        printed = print_labels(place, wanted, out, chosen, now=datetime.now(UTC), marks=marks)
    if json:
        dump({"file": str(out), "labels": printed.labels, "sheets": printed.sheets, "width": chosen.wide, "height": chosen.high})
        return
    tell(
        f"{printed.labels} labels of {chosen.wide:.1f} × {chosen.high:.1f} mm on {printed.sheets} sheets in {out}. Print on A4 at 100 %.",
        f"{out}：{printed.labels} 枚标签（{chosen.wide:.1f} × {chosen.high:.1f} 毫米），{printed.sheets} 页，请用 A4 纸按 100% 打印。",
    )

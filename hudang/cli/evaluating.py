"""`evaluate`: read a corpus whose truth is known and say how well."""

from pathlib import Path
from typing import Annotated

import typer

from hudang.cli.options import AsJson


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(evaluate)


def evaluate(
    corpus: Annotated[
        Path,
        typer.Argument(help="Folder with scans, register.xlsx and truth, or a folder of such folders. 语料目录，或多个语料的上级目录。"),
    ],
    html: Annotated[
        Path | None, typer.Option(help="Also write a page with plots and every mistake's picture. 另写一份带图表和错误页图片的网页。")
    ] = None,
    home: Annotated[
        Path | None,
        typer.Option(
            help="Keep what is read here and read nothing twice; a home a corpus below it where there are several. "
            "保留读取结果的目录，再次运行不重读；多个语料时每个语料一个子目录。",
            show_default=False,
        ),
    ] = None,
    json: AsJson = False,
) -> None:
    """Read papers whose truth is known in a home of their own and print how well. 用已知真值的语料评测。"""
    from hudang.cli.evaluation_run import evaluate_all

    evaluate_all(corpus, html=html, home=home, json=json)

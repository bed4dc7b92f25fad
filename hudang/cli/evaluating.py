"""`evaluate`: read a corpus whose truth is known and say how well."""

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from domain.errors import UsageError
from hudang.cli.batch import run
from hudang.cli.console import dump, tell, warn
from hudang.cli.evaluation_words import show
from hudang.cli.home import make_home
from hudang.cli.options import AsJson, workplace
from measures.figures import slices
from measures.matching import Matched, join
from measures.mistakes import mistakes
from measures.rows import Key
from services import evaluating, evaluation_report
from services.evaluating import Corpus

OF_ITS_OWN = ("HUDANG_DATABASE_URL", "HUDANG_BROKER_URL")
MOST_PICTURES = 300
"""A mistake beyond these is listed without its picture, which keeps the page below some 40 MB; each corpus has its share."""


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
    if html and html.is_dir():
        raise UsageError(f"{html} is a folder; name a file.", f"{html} 是目录，请指定文件名。")
    corpora = evaluating.find_corpora(corpus)
    for name in OF_ITS_OWN:  # an office's database must never receive a corpus; workers inherit this environment
        os.environ.pop(name, None)
    parts, pictures = [], dict[tuple[str, Key], str]()
    with _homes(home) as root:
        for number, one in enumerate(corpora):
            left = (MOST_PICTURES - len(pictures)) // (len(corpora) - number) if html else 0
            matched, drawn = _read(one, root / one.name if len(corpora) > 1 else root, left=left, quiet=json)
            parts.append(matched)
            pictures |= drawn
    matched = join(parts)
    measured, found = slices(matched), mistakes(matched)
    if html:
        evaluation_report.write(html, measured, found, pictures, title=corpus.absolute().name)
    if json:
        dump({"corpora": [one.name for one in corpora], "slices": [asdict(one) for one in measured]})
    else:
        show(measured, found)
        if html:
            tell(f"Report with pictures: {html}", f"带图片的报告：{html}")


@contextmanager
def _homes(home: Path | None) -> Iterator[Path]:
    if home is not None:
        yield home
        return
    with tempfile.TemporaryDirectory(prefix="hudang-evaluate-") as folder:
        yield Path(folder) / "home"


def _read(corpus: Corpus, home: Path, *, left: int, quiet: bool) -> tuple[Matched, Mapping[tuple[str, Key], str]]:
    """Read one corpus and draw at most `left` of its mistakes, worst first."""
    make_home(home)
    with workplace(home, name="evaluate") as (settings, place):
        if settings.database_url or settings.broker_url:
            raise UsageError(
                f"{home} names a database or broker in its settings; evaluate works in a home of its own.",
                f"{home} 的设置指定了数据库或消息服务，评测只能使用独立的数据目录。",
            )
        if not quiet:
            tell(f"Reading {corpus.name}", f"正在读取 {corpus.name}")
        counts = run(settings, place, evaluating.prepare(place, corpus), quiet=quiet)
        if counts.quarantined_scans + counts.quarantined_pages and not quiet:
            warn(
                f"{counts.quarantined_scans} files and {counts.quarantined_pages} pages could not be read.",
                f"{counts.quarantined_scans} 个文件、{counts.quarantined_pages} 页无法读取。",
            )
        matched = evaluating.compare(place, corpus)
        return matched, evaluating.draw(place, mistakes(matched)[:left])

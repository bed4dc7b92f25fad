"""What `evaluate` does: read every corpus in a home of its own, compare, print, write the page."""

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from domain.errors import UsageError
from dossiers.promise import Threshold
from hudang.cli.batch import run
from hudang.cli.console import dump, tell, warn
from hudang.cli.evaluation_words import show
from hudang.cli.home import make_home
from hudang.cli.options import workplace
from hudang.cli.threshold_words import show_thresholds, threshold_data
from measures.figures import slices
from measures.matching import Matched, join
from measures.mistakes import mistakes
from measures.rows import Key
from services import evaluating, evaluation_report, filing_promise
from services.evaluating import Corpus

OF_ITS_OWN = ("HUDANG_DATABASE_URL", "HUDANG_BROKER_URL")
MOST_PICTURES = 300
"""A mistake beyond these is listed without its picture, which keeps the page below some 40 MB; each corpus has its share."""


def evaluate_all(corpus: Path, *, html: Path | None, home: Path | None, json: bool) -> None:
    """Evaluate the corpus in this folder, or all below it; the options are the command's."""
    if html and html.is_dir():
        raise UsageError(f"{html} is a folder; name a file.", f"{html} 是目录，请指定文件名。")
    corpora = evaluating.find_corpora(corpus)
    for name in OF_ITS_OWN:  # an office's database must never receive a corpus; workers inherit this environment
        os.environ.pop(name, None)
    parts, pictures, least = [], dict[tuple[str, Key], str](), list[Threshold]()
    with _homes(home) as root:
        for number, one in enumerate(corpora):
            left = (MOST_PICTURES - len(pictures)) // (len(corpora) - number) if html else 0
            read = _read(one, root / one.name if len(corpora) > 1 else root, left=left, quiet=json)
            parts.append(read.matched)
            pictures |= read.pictures
            least = least or list(read.least)
    matched = join(parts)
    measured, found = slices(matched), mistakes(matched)
    if html:
        evaluation_report.write(html, measured, found, pictures, title=corpus.absolute().name, least=least)
    if json:
        dump({"corpora": [one.name for one in corpora], "slices": [asdict(one) for one in measured], "thresholds": threshold_data(least)})
    else:
        show(measured, found)
        show_thresholds(least)
        if html:
            tell(f"Report with pictures: {html}", f"带图片的报告：{html}")


@contextmanager
def _homes(home: Path | None) -> Iterator[Path]:
    if home is not None:
        yield home
        return
    with tempfile.TemporaryDirectory(prefix="hudang-evaluate-") as folder:
        yield Path(folder) / "home"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """One corpus beside its truth, pictures of its worst mistakes, and the thresholds its papers were filed by."""

    matched: Matched
    pictures: Mapping[tuple[str, Key], str]
    least: tuple[Threshold, ...]


def _read(corpus: Corpus, home: Path, *, left: int, quiet: bool) -> _Read:
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
        pictures = evaluating.draw(place, mistakes(matched)[:left])
        return _Read(matched=matched, pictures=pictures, least=filing_promise.thresholds(place))

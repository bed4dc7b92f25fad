"""The main job on the shipped sample scans, then what came of it beside the truth: `python -m evaluation.demo [--home DIR]`."""

import argparse
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from evaluation.score import Score, score
from hudang.bootstrap import make_workplace
from hudang.cli.batch import run
from hudang.cli.console import out, say, table, tell
from hudang.cli.guard import guarded
from hudang.cli.home import init
from hudang.cli.progress_words import summary
from hudang.settings import load
from measures.rate import Rate
from services import checking, exporting, importing
from services.batches import BatchRequest
from storage.read_models import Counts

SAMPLES = Path("samples/demo")


def demo(home: Path) -> None:
    """Make a fresh home, import the register and catalogue, digitise the samples, check, export, compare with the truth."""
    if home.exists():
        shutil.rmtree(home)
    init(home)
    settings = load(home)
    place = make_workplace(settings)
    try:
        owners = importing.import_register(place, SAMPLES / "register.xlsx", estate="", dry_run=False)
        paper = importing.import_catalogue(place, SAMPLES / "catalogue.xlsx", estate="", dry_run=False)
        tell(
            f"Register: {owners.added} rows, {len(owners.bad)} bad. Catalogue: {paper.added} rows, {len(paper.bad)} bad.",
            f"业主名册 {owners.added} 行（有误 {len(owners.bad)}），纸质目录 {paper.added} 行（有误 {len(paper.bad)}）。",
        )
        started = time.monotonic()
        counts = run(settings, place, BatchRequest(paths=(SAMPLES / "scans",), name="demo"))
        seconds = time.monotonic() - started
        findings = checking.check(place).found
        exporting.export_rows(place, home / "export")
        exporting.export_tree(place, home / "dossiers")
    finally:
        place.close()
    _report(counts, score(SAMPLES / "truth", home / "export"), seconds=seconds, findings=len(findings), home=home)


def _report(counts: Counts, result: Score, *, seconds: float, findings: int, home: Path) -> None:
    summary(counts, title=say("Where everything went", "处理结果"))
    heads = [
        say("type", "类型"),
        say("documents", "件数"),
        say("filed", "已归档"),
        say("of these right", "其中正确"),
        say("review", "待复核"),
    ]
    table(
        say("By type (truth)", "按类型（与真值对照）"), heads, [(t.doc_type, t.documents, t.filed, t.right, t.review) for t in result.types]
    )
    table(say("Against the truth", "与真值对照"), [say("measure", "指标"), say("value", "数值")], _measures(result))
    for wrong in result.wrongly_filed:
        tell(
            f"Filed wrongly: {wrong.source} page {wrong.page}: {wrong.why}, expected {wrong.expected}, got {wrong.got}",
            f"归档错误：{wrong.source} 第 {wrong.page} 页：{wrong.why}，应为 {wrong.expected}，实为 {wrong.got}",
        )
    tell(
        f"{counts.pages} pages in {seconds:.0f} s: {60 * counts.pages / seconds:.0f} pages/min. Findings: {findings}.",
        f"{counts.pages} 页用时 {seconds:.0f} 秒，{60 * counts.pages / seconds:.0f} 页/分。不一致项 {findings} 条。",
    )
    tell("Where to look next:", "接下来可以看：")
    for what, en, zh in (
        (f"{home}/dossiers", "the dossiers as searchable PDFs", "可检索 PDF 户档"),
        (f"{home}/export", "rows for programs", "供程序使用的数据"),
        (f".venv/bin/hudang review list --home {home}", "what waits for a person", "待人工复核"),
        (f".venv/bin/hudang quarantine --home {home}", "what could not be read, and why", "无法读取的文件及原因"),
        (f".venv/bin/hudang search 報修 --home {home}", "full text", "全文检索"),
        (f".venv/bin/hudang up --home {home}", f"drop folder {home}/drop and the web pages", f"监视目录 {home}/drop 与网页"),
    ):
        out.print(f"  {what}   {say(en, zh)}", markup=False)


def _measures(result: Score) -> list[Sequence[object]]:
    def share(rate: Rate) -> str:
        return f"{rate.right}/{rate.total} = {100 * rate.share:.1f} %"

    return [
        (say("filed under the right unit", "归档房号正确"), share(result.unit_precision)),
        (say("of what can be filed, filed right", "可归档文件中已正确归档"), share(result.unit_recall)),
        (say("category of pages", "页面类别"), share(result.category)),
        (say("document type of pages", "页面文件类型"), share(result.doc_type)),
        (say("owner", "业主"), share(result.owner)),
        (say("date", "日期"), share(result.date)),
        (say("turned upright", "方向"), share(result.rotation)),
        (say("blank pages known", "空白页"), share(result.blanks)),
        (say("separators known", "分隔页"), share(result.separators)),
        (say("refused as they should be", "应隔离的文件"), share(result.quarantined)),
        (say("duplicates known", "重复文件"), share(result.duplicates)),
        (say("document boundaries F1", "分件 F1"), f"{result.boundary_f1:.3f}"),
        (say("character errors, order-free", "字符错误率（不计顺序）"), f"{100 * result.cer:.2f} %"),
    ]


def main() -> None:
    """Run from the command line with the program's own error funnel."""
    parser = argparse.ArgumentParser(description="Demo")
    parser.add_argument("--home", type=Path, default=Path("build/demo-home"))
    arguments = parser.parse_args()
    sys.exit(guarded(lambda: demo(arguments.home)))


if __name__ == "__main__":
    main()

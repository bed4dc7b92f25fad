"""`status`, `read`, `units`, `search`, `quarantine`: look without changing anything."""

import getpass
import sys
from pathlib import Path
from typing import Annotated

import typer

from domain.access import Act
from domain.errors import UsageError
from domain.failure import FailureCode
from domain.masking import mask_in_text
from domain.page import PageState
from extraction.unit_number import units_row
from hudang.cli import progress_words
from hudang.cli.checking import tell_due
from hudang.cli.console import dump, out, say, table, tell, warn
from hudang.cli.options import AsJson, Home, unit_option, workplace
from hudang.cli.sampling import notice_row, tell_notices
from hudang.cli.threshold_words import show_thresholds, threshold_data
from services import access_logging, batches, checking, filing_promise, looking, model_versions, promise, retrying, sampling
from services.workplace import Workplace
from storage.read_models_quarantine import Wanted


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (status, read, units, search, quarantine):
        app.command()(command)


def status(home: Home = None, json: AsJson = False) -> None:
    """How everything stands: scans, pages, waiting, workers, folders. 当前状态。"""
    with workplace(home) as (_settings, place):
        counts = batches.progress(place)
        staff = looking.staff(place)
        model = model_versions.standing(place)
        sampled, notices = sampling.waiting(place), promise.untold(place)
        least, checks = filing_promise.thresholds(place), checking.due(place)
        shown = {**progress_words.figures(counts), "in_work": counts.in_work, "oldest_wait_seconds": round(counts.oldest_wait)}
        if json:
            folders = [{"name": f.name, "path": f.path, "state": f.state, "waiting": f.waiting} for f in staff.folders]
            dump(
                {
                    **shown,
                    "dossiers": counts.dossiers,
                    "workers": staff.workers,
                    "sources": folders,
                    "unfinished_batches": staff.unfinished_batches,
                    "model": {"version": model.name or None, "tag": model.tag or None, "damaged": model.trouble is not None},
                    "sample_waiting": sampled,
                    "findings_open": checks.still_open,
                    "check_due": checks.due,
                    "notices": [notice_row(each) for each in notices],
                    "thresholds": threshold_data(least),
                }
            )
            return
        progress_words.summary(counts, title=say("Status", "状态"))
        tell(
            f"in work {counts.in_work}, oldest wait {counts.oldest_wait:.0f} s, workers alive {staff.workers}, dossiers {counts.dossiers}",
            f"处理中 {counts.in_work}，最久等待 {counts.oldest_wait:.0f} 秒，在线工作进程 {staff.workers}，户档 {counts.dossiers}",
        )
        if model.trouble is not None:
            warn(*model.trouble)
        else:
            tell(f"model {model.name or 'shipped'} ({model.tag})", f"模型 {model.name or '程序自带'}（{model.tag}）")
        for name in staff.unfinished_batches:
            tell(f"batch {name} was cut off: run the same batch command again", f"批次 {name} 未接收完：请再次运行同一 batch 命令")
        for folder in staff.folders:
            tell(
                f"folder {folder.name}: {folder.state}, {folder.waiting} waiting",
                f"目录 {folder.name}：{folder.state}，等待 {folder.waiting}",
            )
        if sampled:
            tell(f"{sampled} filed documents wait to be checked: hudang sample list", f"{sampled} 件已归档文件待抽查：hudang sample list")
        tell_due(checks)
        tell_notices(notices)
        show_thresholds(least)


def read(
    file: Annotated[Path, typer.Argument(help="A scan. 扫描文件。")],
    page: Annotated[int | None, typer.Option(help="Only this page, from 1. 只读此页。")] = None,
    debug_images: Annotated[Path | None, typer.Option(help="Write each stage's picture here. 输出各步图像的目录。")] = None,
    home: Home = None,
    json: AsJson = False,
) -> None:
    """Take one file through the stages without storing anything. 试读一个文件。"""
    if not file.is_file():
        raise UsageError(f"{file} is not a file.", f"{file} 不是文件。")
    with workplace(home) as (_settings, place):
        for one in looking.read_file(place, file, page_no=page, debug_folder=debug_images):
            if json:
                dump(one)
            else:
                _show_page(one)


def _show_page(one: looking.PageLook) -> None:
    out.print(f"── {say('page', '页')} {one['page']} ──", style="bold")
    for key, value in one.items():
        if key not in {"page", "text"}:
            out.print(f"{key}: {value}", markup=False)
    out.print(one["text"], markup=False)


def units() -> None:
    """Read lines from standard input, print the unit numbers in each as one JSON row a line. 逐行识别房号。"""
    for raw in sys.stdin.buffer:
        line = raw.decode("utf-8", errors="replace").rstrip("\r\n")
        sys.stdout.write(units_row(line).to_json() + "\n")
        sys.stdout.flush()


def search(
    query: Annotated[str, typer.Argument(help="Words; blanks mean all of them. 检索词，空格表示同时包含。")],
    category: Annotated[str, typer.Option(help="contract, repair, complaint or other. 类别。")] = "",
    unit: Annotated[str, typer.Option(help="Unit in any written form. 房号。")] = "",
    since: Annotated[str, typer.Option("--from", help="Date from, YYYY-MM-DD. 起始日期。")] = "",
    until: Annotated[str, typer.Option("--to", help="Date to, YYYY-MM-DD. 截止日期。")] = "",
    limit: Annotated[int, typer.Option(help="Most hits shown. 最多条数。", min=1, max=10_000)] = 50,
    home: Home = None,
    json: AsJson = False,
) -> None:
    """Search the text of all pages and the documents' fields. 全文检索。"""
    with workplace(home) as (_settings, place), access_logging.noting(place, Act.SEARCH, detail=mask_in_text(query)):
        wanted = looking.Filter(
            category=category, unit=unit_option(unit), since=looking.parse_day(since), until=looking.parse_day(until), limit=limit
        )
        hits = looking.search(place, query, wanted)
        if json:
            for hit in hits:
                dump(hit.as_row())
            return
        table(
            say(f"{len(hits)} hits", f"{len(hits)} 条结果"),
            [
                say("unit", "房号"),
                say("type", "类型"),
                say("date", "日期"),
                say("archive no", "档号"),
                say("page", "页"),
                say("text", "文字"),
            ],
            [(h.unit_text, h.type_text, h.date, h.archive_no, f"{h.source} p{h.page_no}", h.excerpt) for h in hits],
        )


def quarantine(
    fetch: Annotated[
        str, typer.Option(help="SHA-256 (or its beginning) of a file to copy out. 要取出的文件的 SHA-256（可只写开头）。")
    ] = "",
    to: Annotated[Path | None, typer.Option(help="Where to copy it. 取出到。")] = None,
    retry: Annotated[
        str, typer.Option(help="SHA-256 (or its beginning) of a file to try again. 要重试的文件的 SHA-256（可只写开头）。")
    ] = "",
    retry_reason: Annotated[
        str,
        typer.Option(
            help="Reason (code) of which all files are to be tried again; all: whatever the reason. 要全部重试的原因代码，all 为不论原因。"
        ),
    ] = "",
    home: Home = None,
    json: AsJson = False,
) -> None:
    """List what could not be read and why; fetch a file or try it again. 隔离区。"""
    with workplace(home) as (_settings, place):
        if fetch:
            _fetch(place, fetch, to)
            return
        if retry or retry_reason:
            number = _retry(place, retry, retry_reason)
            tell(
                f"{number} files or pages will be tried again by the next batch or up.",
                f"{number} 份文件或页面将在下次 batch 或 up 时重试。",
            )
            return
        rows = looking.quarantined(place)
        if json:
            for row in rows:
                dump({**row, "status": PageState.QUARANTINED})
            return
        table(
            say("Quarantine", "隔离区"),
            [say("file", "文件"), say("page", "页"), say("reason and what to do", "原因与处理"), "SHA-256"],
            [(r["source"], r["page"], say(r["en"], r["zh"]), r["sha256"][:16]) for r in rows],
        )


def _retry(place: Workplace, sha256: str, reason: str) -> int:
    known = {code.code for code in FailureCode}
    if reason and reason != "all" and reason not in known:
        named = ", ".join(sorted(known))
        raise UsageError(f"There is no reason {reason!r}; known: all, {named}.", f"没有原因 {reason!r}，可选：all, {named}。")
    by = getpass.getuser()
    with access_logging.noting(place, Act.CHANGE, subject="scan", key=sha256, paper=sha256[:16], detail="隔离区重试"):
        if sha256:
            return retrying.retry(place, sha256, by=by)
        return retrying.retry_all(place, Wanted(reason="" if reason == "all" else reason), by=by)


def _fetch(place: Workplace, sha256: str, to: Path | None) -> None:
    target = to or Path(sha256)
    if target.exists():
        raise UsageError(f"{target} exists already.", f"{target} 已存在。")
    with access_logging.noting(place, Act.DOWNLOAD, subject="scan", key=sha256, paper=sha256[:16]):
        target.write_bytes(looking.original(place, sha256))
    tell(f"Copied to {target}", f"已取出到 {target}")

"""`acceptance list/open/show/tick/check/excuse/close/report`: accept a digitisation batch, or send it back (DA/T 31)."""

import getpass
from pathlib import Path
from typing import Annotated, Any

import typer

from domain.acceptance import AcceptanceId, Check, Criterion, Excuse, ItemVerdict, Outcome
from domain.access import Act
from domain.errors import UsageError
from domain.ids import DocumentId
from hudang.cli.console import chinese, dump, say, table, tell
from hudang.cli.options import AsJson, Home, workplace
from hudang.cli.stage_bar import StageBar
from services import acceptance, acceptance_report, access_logging
from services.acceptance import OpenWanted, Shown
from services.workplace import Workplace

Number = Annotated[int, typer.Argument(help="Number of the acceptance. 验收编号。", min=1)]
By = Annotated[str, typer.Option(help="Who does it; default the user signed in. 操作人，默认为当前用户。")]
MOST_SHOWN = 60
_STAGES = {
    "bytes": ("Hashing the originals", "校验原件"),
    "originals": ("Opening the originals", "打开原件"),
    "pdfs": ("Opening the searchable PDFs", "打开可检索 PDF"),
}


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="Accept digitisation batches by DA/T 31, or send them back. 数字化批次验收。", no_args_is_help=True)
    group.command("list")(list_batches)
    group.command("open")(open_batch)
    group.command("show")(show)
    group.command("tick")(tick)
    group.command("check")(check)
    group.command("excuse")(excuse)
    group.command("close")(close)
    group.command("report")(report)
    app.add_typer(group, name="acceptance")


def list_batches(home: Home = None, json: AsJson = False) -> None:
    """List the batches with their last acceptance. 列出批次及其验收情况。"""
    with workplace(home) as (_settings, place):
        rows = acceptance.batches(place)
    if json:
        for r in rows:
            figures = {"pages": r.pages, "documents": r.documents, "filed": r.filed, "review": r.review}
            dump({"batch": r.name, "number": r.id, **figures, "acceptance": r.acceptance, "state": r.state})
        return
    heads = ["#", say("batch", "批次"), say("pages", "页"), say("documents", "件"), say("filed", "已归档"), say("in review", "待复核")]
    heads += [say("acceptance", "验收编号"), say("state", "状态"), say("when", "时间")]
    shown = [
        (r.id, r.name, r.pages, r.documents, r.filed, r.review, r.acceptance or "—")
        + ((say(*acceptance_report.STATE[r.state]), acceptance_report.moment(r.at)) if r.state and r.at else ("—", ""))
        for r in rows
    ]
    table(say("Batches", "批次"), heads, shown)


def open_batch(
    batch: Annotated[str, typer.Argument(help="Name or number of the batch. 批次名称或编号。")],
    share: Annotated[
        float | None, typer.Option(help="Percent of the documents to draw, 5 or more. 抽检比例（%），不低于 5。", min=5, max=100)
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Seed; the same one on the same documents draws the same. 随机种子。", min=0)] = None,
    box: Annotated[
        list[str] | None,
        typer.Option(
            help="A box of the batch as the catalogue writes it; told from the links if left out. 本批的盒号（可多次），默认自动判断。"
        ),
    ] = None,
    by: By = "",
    home: Home = None,
    json: AsJson = False,
) -> None:
    """Check every item of a batch and draw the sample. 检查全部内容并抽样，开始验收。"""
    with workplace(home) as (_settings, place):
        wanted = OpenWanted(
            batch_id=acceptance.batch_id(place, batch),
            by=by or getpass.getuser(),
            share=None if share is None else share / 100,
            seed=seed,
            boxes=tuple(box or ()),
        )
        with (
            StageBar(_STAGES, quiet=json) as bar,
            access_logging.noting(place, Act.CHANGE, subject="batch", key=str(wanted.batch_id), detail="acceptance open"),
        ):
            made = acceptance.open_batch(place, wanted, tell=bar.show)
        _show(place, made, json=json)


def show(number: Number, home: Home = None, json: AsJson = False) -> None:
    """Show checks, sample and what closing would do. 查看验收情况。"""
    with workplace(home) as (_settings, place):
        _show(place, AcceptanceId(number), json=json)


def tick(
    number: Number,
    document: Annotated[int, typer.Argument(help="Number of the sampled document. 样本中的文件编号。", min=1)],
    wrong: Annotated[
        list[str] | None,
        typer.Option(help=f"What is wrong, may be repeated; none: all right. 有误的项目，可多次：{', '.join(c.code for c in Criterion)}."),
    ] = None,
    remark: Annotated[str, typer.Option(help="Remark; needed where something is wrong. 备注，有误时必填。")] = "",
    by: By = "",
    home: Home = None,
) -> None:
    """Keep what was found of one sampled document. 记录一件样本的检查结果。"""
    verdict = ItemVerdict(wrong=_criteria(wrong or []), remark=remark.strip(), by=by or getpass.getuser())
    with (
        workplace(home) as (_settings, place),
        access_logging.noting(place, Act.CHANGE, subject="acceptance", key=str(number), detail=f"acceptance tick {document}"),
    ):
        acceptance.tick(place, AcceptanceId(number), DocumentId(document), verdict)
        waiting = acceptance.show(place, AcceptanceId(number)).sample.waiting
    words = [acceptance_report.verdict_words(verdict, zh=zh) for zh in (False, True)]
    tell(f"Document {document}: {words[0]}. {waiting} to go.", f"文件 {document}：{words[1]}。还剩 {waiting} 件。")


def check(number: Number, home: Home = None, json: AsJson = False) -> None:
    """Check every item of an open acceptance anew. 重新进行计算机检查。"""
    with workplace(home) as (_settings, place):
        with (
            StageBar(_STAGES, quiet=json) as bar,
            access_logging.noting(place, Act.CHANGE, subject="acceptance", key=str(number), detail="acceptance check"),
        ):
            acceptance.check_again(place, AcceptanceId(number), tell=bar.show)
        _show(place, AcceptanceId(number), json=json)


def excuse(
    number: Number,
    check_code: Annotated[str, typer.Argument(metavar="CHECK", help=f"{', '.join(c.code for c in Check if c.excusable)}. 检查项目代码。")],
    item: Annotated[str, typer.Argument(help="The failing item as show lists it, such as 'page 7'. 不合格的对象，如 'page 7'。")],
    why: Annotated[str, typer.Option(help="Why it is good all the same. 理由。")],
    by: By = "",
    home: Home = None,
) -> None:
    """Say why a failing item is good all the same; it stands in the report. 将一项不合格作例外说明。"""
    given = Excuse(check=_check(check_code), subject=item, why=why.strip(), by=by or getpass.getuser())
    with (
        workplace(home) as (_settings, place),
        access_logging.noting(place, Act.CHANGE, subject="acceptance", key=str(number), detail=f"acceptance excuse {check_code}"),
    ):
        acceptance.excuse(place, AcceptanceId(number), given)
    tell(f"{item} is excused from “{given.check.en}”.", f"{item} 的“{given.check.zh}”已作例外说明。")


def close(
    number: Number,
    remark: Annotated[str, typer.Option(help="Remark for the report. 备注，写入报告。")] = "",
    by: By = "",
    home: Home = None,
    json: AsJson = False,
) -> None:
    """Accept the batch, or send it back with its list of what to redo. 结束验收：合格，或退回返工。"""
    with (
        workplace(home) as (_settings, place),
        access_logging.noting(place, Act.CHANGE, subject="acceptance", key=str(number), detail="acceptance close"),
    ):
        acceptance.close(place, AcceptanceId(number), by=by or getpass.getuser(), remark=remark.strip())
        _show(place, AcceptanceId(number), json=json)


def report(
    number: Number,
    out: Annotated[Path, typer.Option(help="Where to: FILE.pdf to print and sign, or FILE.xlsx. 输出文件，.pdf 或 .xlsx。")],
    home: Home = None,
) -> None:
    """Write the acceptance report. 输出验收报告。"""
    writers = {".pdf": acceptance_report.write_printed_report, ".xlsx": acceptance_report.write_workbook_report}
    write = writers.get(out.suffix.lower())
    if write is None or out.is_dir():
        raise UsageError(f"{out}: name a file that ends in .pdf or .xlsx.", f"{out}：文件名须以 .pdf 或 .xlsx 结尾。")
    with (
        workplace(home) as (_settings, place),
        access_logging.noting(place, Act.PRINT, subject="acceptance", key=str(number), detail=out.name),
    ):
        shown = acceptance.show(place, AcceptanceId(number))
        write(shown, place.taxonomy, out, zh=chinese())
    tell(f"Written: {out}", f"已输出：{out}")


def _show(place: Workplace, number: AcceptanceId, *, json: bool) -> None:
    shown = acceptance.show(place, number)
    if json:
        dump(_data(shown))
        return
    zh = chinese()
    table(acceptance_report.title("checks", zh=zh), acceptance_report.heads("checks", zh=zh), acceptance_report.check_rows(shown, zh=zh))
    _show_redo(shown)
    heads = [say("document", "文件编号"), *acceptance_report.heads("sample", zh=zh)]
    rows = acceptance_report.sample_rows(shown, place.taxonomy, zh=zh)
    numbered = [(item.document_id, *row) for row, (_, item) in zip(rows, shown.items, strict=True)]
    table(acceptance_report.title("sample", zh=zh), heads, numbered[:MOST_SHOWN])
    for line in acceptance_report.summary_lines(shown, zh=zh):
        tell(line, line)
    _tell_next(shown)


def _show_redo(shown: Shown) -> None:
    zh = chinese()
    heads = [say("code", "代码"), say("record", "记录"), *acceptance_report.heads("redo", zh=zh)[1:]]
    left = [defect for defect in shown.defects if shown.excuse_of(defect) is None]
    rows = [(d.check.code, d.subject, d.paper, d.zh if zh else d.en, d.check.mend_zh if zh else d.check.mend_en) for d in left]
    if rows:
        table(acceptance_report.redo_title(shown, zh=zh), heads, rows[:MOST_SHOWN])
    if len(rows) > MOST_SHOWN:
        tell(
            f"Only the first {MOST_SHOWN} of {len(rows)} are shown; the report has all.",
            f"仅显示前 {MOST_SHOWN} 项（共 {len(rows)} 项），全部见报告。",
        )


def _tell_next(shown: Shown) -> None:
    number = shown.acceptance.id
    if shown.acceptance.closing is not None:
        tell(
            f"To print and sign: hudang acceptance report {number} --out FILE.pdf",
            f"打印签字：hudang acceptance report {number} --out 文件.pdf",
        )
    elif shown.outdated:
        tell(
            f"Changed since it was checked: hudang acceptance check {number}", f"检查后有变动，请重新检查：hudang acceptance check {number}"
        )
    elif shown.judgement.outcome is Outcome.WAIT:
        tell(
            f"Next: hudang acceptance tick {number} {shown.next_waiting} [--wrong …], or on the web under 验收",
            f"下一步：hudang acceptance tick {number} {shown.next_waiting} [--wrong …]，或在网页“验收”中检查",
        )
    elif shown.judgement.outcome is Outcome.ACCEPT:
        tell(f"Closing would accept the batch: hudang acceptance close {number}", f"现在结束即为合格：hudang acceptance close {number}")
    else:
        tell(
            f"Closing would send the batch back: hudang acceptance close {number}", f"现在结束将退回返工：hudang acceptance close {number}"
        )


def _data(shown: Shown) -> dict[str, Any]:
    held, sample = shown.acceptance, shown.sample
    return {
        "acceptance": held.id,
        "batch": shown.batch.name,
        "state": held.state,
        "follows": held.drawing.follows,
        "seed": held.drawing.seed,
        "population": held.drawing.population,
        "population_sha256": held.drawing.population_sha256,
        "drawn": sample.drawn,
        "ticked": sample.ticked,
        "failed": sample.failed,
        "again": sample.again,
        "again_failed": sample.again_failed,
        "confidence_limit": shown.confidence.limit if shown.confidence else None,
        "checks": [
            {
                "check": line.tally.check.code,
                "looked": line.tally.looked,
                "failed": line.tally.failed,
                "excused": line.excused,
                "verdict": acceptance_report.line_verdict(line, held.drawing.standard.rate),
            }
            for line in shown.lines
        ],
        "defects": [{"check": d.check.code, "item": d.subject, "paper": d.paper, "what": d.en} for d in shown.defects],
        "items": [
            {
                "document": item.document_id,
                "again": item.again,
                "wrong": None if item.verdict is None else [c.code for c in item.verdict.wrong],
                "remark": item.verdict.remark if item.verdict else "",
            }
            for _, item in shown.items
        ],
        "outcome": shown.judgement.outcome,
        "reasons": [reason.en for reason in shown.judgement.reasons],
        "outdated": shown.outdated,
    }


def _criteria(codes: list[str]) -> tuple[Criterion, ...]:
    known = {criterion.code: criterion for criterion in Criterion}
    if unknown := [code for code in codes if code not in known]:
        raise UsageError(f"{unknown[0]!r} is none of {', '.join(known)}.", f"{unknown[0]!r} 不是可用的项目：{'、'.join(known)}。")
    return tuple(criterion for criterion in Criterion if criterion.code in codes)


def _check(code: str) -> Check:
    known = {check.code: check for check in Check}
    if code not in known:
        raise UsageError(f"{code!r} is none of {', '.join(known)}.", f"{code!r} 不是可用的检查项目：{'、'.join(known)}。")
    return known[code]

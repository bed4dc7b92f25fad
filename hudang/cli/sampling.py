"""`sample draw/list/show/decide/report/acknowledge/relax`: check what the machine filed alone, and what follows from it."""

import getpass
from pathlib import Path
from typing import Annotated, Any

import typer

from domain.access import Act
from domain.errors import UsageError
from domain.ids import DocumentId, NoticeId
from domain.sampling import SampleVerdict, Verdict
from domain.taxonomy import CATEGORY_ZH, Category
from hudang.cli.console import chinese, dump, say, table, tell, warn
from hudang.cli.options import AsJson, Home, unit_option, workplace
from services import access_logging, promise, sample_verdicts, sampling
from services.looking import parse_day
from services.promise import STATE_ZH, Line, Report, notice_words, percent
from services.sampling import DrawWanted, Shown
from storage.repositories.tightenings import StoredChange

Number = Annotated[int, typer.Argument(help="Number of the document. 文件编号。")]
By = Annotated[str, typer.Option(help="Who does it; default the user signed in. 操作人，默认为当前用户。")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        help="The sample of what the machine filed alone: is the promised error rate kept? 自动归档抽查。", no_args_is_help=True
    )
    group.command("draw")(draw)
    group.command("list")(list_sample)
    group.command("show")(show)
    group.command("decide")(decide)
    group.command("report")(report)
    group.command("acknowledge")(acknowledge)
    group.command("relax")(relax)
    app.add_typer(group, name="sample")


def draw(
    share: Annotated[float, typer.Option(help="Share of the population to draw, 0 to 1. 抽取比例。", min=0, max=1)] = 0.02,
    count: Annotated[int | None, typer.Option(help="Number to draw, instead of a share. 抽取件数（代替比例）。", min=1)] = None,
    since: Annotated[str, typer.Option(help="Only what was filed on that day or later, YYYY-MM-DD. 仅此日起归档的文件。")] = "",
    category: Annotated[str, typer.Option(help="Only that category. 仅此类别。")] = "",
    seed: Annotated[int | None, typer.Option(help="Seed; the same one on the same documents draws the same. 随机种子。", min=0)] = None,
    by: By = "",
    home: Home = None,
    json: AsJson = False,
) -> None:
    """Draw documents filed alone by the machine, by lot, for a person to check. 随机抽取自动归档的文件。"""
    wanted = DrawWanted(
        by=by or getpass.getuser(),
        share=share,
        count=count,
        since=parse_day(since),
        category=_category(category) if category else None,
        seed=seed,
    )
    with workplace(home) as (_settings, place), access_logging.noting(place, Act.CHANGE, detail="sample draw"):
        drawn = sampling.draw(place, wanted)
    noted, check = drawn.draw, drawn.draw.population_sha256
    if json:
        dump(
            {
                "draw": drawn.draw_id,
                "seed": noted.seed,
                "drawn": noted.drawn,
                "population": noted.population,
                "population_sha256": check,
            }
        )
        return
    tell(
        f"Draw {drawn.draw_id}: {noted.drawn} of {noted.population} documents (seed {noted.seed}, population {check[:16]}). "
        "Next: hudang sample list",
        f"第 {drawn.draw_id} 次抽取：从 {noted.population} 件中抽出 {noted.drawn} 件（种子 {noted.seed}，总体校验 {check[:16]}）。"
        "下一步：hudang sample list",
    )


def list_sample(
    limit: Annotated[int, typer.Option(help="Most documents listed. 最多条数。", min=1)] = 50, home: Home = None, json: AsJson = False
) -> None:
    """List the sampled documents that wait for a verdict; take them in this order. 列出待抽查文件，请按此顺序检查。"""
    with workplace(home) as (_settings, place):
        rows = sampling.queue(place, limit=limit)
        if json:
            for r in rows:
                dump({"document": str(r.id), "archive_no": r.archive_no, "doc_type": r.doc_type, "estate": r.estate, "unit": str(r.unit)})
            return
        heads = ["#", say("type", "类型"), say("estate", "项目"), say("unit", "房号"), say("owner", "业主"), say("archive number", "档号")]
        types = place.taxonomy
        shown = [(r.id, types.name_of(r.doc_type), r.estate, r.unit, r.owner, r.archive_no) for r in rows]
        table(say("Waiting to be checked", "待抽查"), heads, shown)


def show(number: Number, home: Home = None, json: AsJson = False) -> None:
    """Show one sampled document: what the machine decided, and the verdicts so far. 查看一件。"""
    with workplace(home) as (_settings, place), access_logging.noting(place, Act.VIEW, subject="document", key=str(number)):
        row = _row(sampling.show(place, DocumentId(number)))
        if json:
            dump(row)
            return
        table(say(f"Sampled document {number}", f"抽查文件 {number}"), ["", ""], [(k, v) for k, v in row.items() if k != "verdicts"])
        heads = [say("verdict", "结论"), say("by", "检查人"), say("note", "备注")]
        said = [
            (say(v.content.verdict.en, v.content.verdict.zh), v.content.by, v.content.note)
            for v in sampling.show(place, DocumentId(number)).verdicts
        ]
        table(say("Verdicts, the last one counts", "结论（以最后一次为准）"), heads, said)


def decide(
    number: Number,
    verdict: Annotated[str, typer.Argument(help="right, wrong_type, wrong_unit, wrong_both, wrong_pages or unclear. 结论代码。")],
    doc_type: Annotated[str, typer.Option("--type", help="The right document type's code, where it is wrong. 正确的类型代码。")] = "",
    unit: Annotated[str, typer.Option(help="The right unit in any written form, where known. 正确的房号（如知道）。")] = "",
    estate: Annotated[str, typer.Option(help="The right estate. 正确的项目。")] = "",
    owner: Annotated[str, typer.Option(help="The right owner. 正确的业主。")] = "",
    note: Annotated[str, typer.Option(help="Note. 备注。")] = "",
    by: By = "",
    home: Home = None,
    json: AsJson = False,
) -> None:
    """Give a verdict; the document goes where it says, or back to review. 记录抽查结论。"""
    codes = [each.code for each in Verdict]
    if verdict not in codes:
        raise UsageError(f"The verdict is one of {', '.join(codes)}.", f"结论只能是 {'、'.join(codes)} 之一。")
    given = SampleVerdict(
        verdict=Verdict.of(verdict),
        by=by or getpass.getuser(),
        doc_type=doc_type or None,
        unit=unit_option(unit),
        estate=estate or None,
        owner=owner or None,
        note=note,
    )
    with (
        workplace(home) as (_settings, place),
        access_logging.noting(place, Act.CHANGE, subject="document", key=str(number), detail=f"sample verdict {verdict}"),
    ):
        done = sample_verdicts.decide(place, DocumentId(number), given)
        notices = [each for each in promise.untold(place) if each.id in done.notices]
    if json:
        dump({"document": str(number), "verdict": verdict, "status": done.state, "moved": done.moved, "notices": list(done.notices)})
        return
    tell(f"Document {number}: {given.verdict.en}; {done.state}.", f"文件 {number}：{given.verdict.zh}，当前状态 {done.state}。")
    tell_notices(notices)


def report(
    workbook: Annotated[Path | None, typer.Option("--report", help="Write an Excel workbook too. 另存 Excel 报告。")] = None,
    home: Home = None,
    json: AsJson = False,
) -> None:
    """The true error rate of what the machine filed alone, with its 95 % interval, beside the promise. 抽查报告。"""
    with workplace(home) as (_settings, place):
        found = promise.measure(place)
    if workbook is not None:
        promise.write_report(found, workbook)
    if json:
        dump(report_row(found))
        return
    title_now, title_ever = say("Under the thresholds in force", "现行门槛下"), say("All that was ever filed alone", "历来全部自动归档")
    for title, lines in ((title_now, found.lines), (title_ever, found.ever)):
        if lines:
            table(title, _heads(), [_cells(line, found.promise) for line in lines])
    tell(
        "Still needed: so many more must be right before the promise is shown to be kept.",
        "还需查：再查这么多件且全部正确，才能断定守住承诺。",
    )
    tell_notices(found.untold)


def acknowledge(notice: Annotated[int, typer.Argument(help="Number of the notice. 通知编号。")], by: By = "", home: Home = None) -> None:
    """Take notice of a broken promise; who did is kept. 确认已知悉通知。"""
    with workplace(home) as (_settings, place), access_logging.noting(place, Act.CHANGE, subject="notice", key=str(notice)):
        promise.acknowledge(place, NoticeId(notice), by or getpass.getuser())
    tell(f"Notice {notice} acknowledged.", f"通知 {notice} 已确认。")


def relax(
    category: Annotated[str, typer.Argument(help="contract, repair, complaint or other. 类别代码。")],
    factor: Annotated[float, typer.Option(help="The new factor, up to 1. 新的系数，最大为 1。", min=0, max=1)] = 1.0,
    by: By = "",
    home: Home = None,
) -> None:
    """Make a category's threshold less strict again, once the cause is mended. 放宽某类别的归档门槛。"""
    chosen = _category(category)
    with workplace(home) as (_settings, place), access_logging.noting(place, Act.CHANGE, detail=f"sample relax {chosen} {factor:g}"):
        promise.relax(place, chosen, factor, by or getpass.getuser())
    tell(
        f"The factor of {chosen} is {factor:g} from now on; its measuring begins anew.",
        f"“{CATEGORY_ZH[chosen]}”的系数自即日起为 {factor:g}，抽查重新计数。",
    )


def tell_notices(notices: tuple[StoredChange, ...] | list[StoredChange]) -> None:
    """Print what the head has not acknowledged yet."""
    for notice in notices:
        en, zh = notice_words(notice)
        more, told = f"hudang sample draw --category {notice.change.category}", f"hudang sample acknowledge {notice.id}"
        warn(
            f"Notice {notice.id}. {en} To draw more: {more}. When you have taken notice: {told}",
            f"通知 {notice.id}：{zh}加抽：{more}；知悉后：{told}",
        )


def report_row(found: Report) -> dict[str, Any]:
    """Return the report as plain data."""
    return {
        "promise": found.promise,
        "lines": [_line_row(line) for line in found.lines],
        "ever": [_line_row(line) for line in found.ever],
        "notices": [notice_row(each) for each in found.untold],
    }


def notice_row(stored: StoredChange) -> dict[str, Any]:
    """Return a notice as plain data."""
    change = stored.change
    return {"notice": stored.id, "category": change.category, "factor": change.factor, "wrong": change.wrong, "decided": change.decided}


def _line_row(line: Line) -> dict[str, Any]:
    measured = line.estimate
    return {
        "category": line.category or "all",
        "filed_alone": line.filed,
        "sampled": line.sampled,
        "waiting": line.waiting,
        "decided": measured.decided,
        "wrong": measured.wrong,
        "slips": line.slips,
        "unclear": line.unclear,
        "rate": measured.rate,
        "low": measured.low,
        "high": measured.high,
        "state": measured.state,
        "needed": measured.needed,
        "factor": line.factor,
    }


def _heads() -> list[str]:
    return [
        *(say("category", "类别"), say("filed alone", "自动归档"), say("sampled", "已抽"), say("checked", "已查"), say("wrong", "归错")),
        *(say("error rate", "错误率"), say("95% interval", "95% 区间"), say("promise", "承诺"), say("state", "结论")),
        *(say("still needed", "还需查"), say("factor", "系数")),
    ]


def _cells(line: Line, promised: float) -> tuple[object, ...]:
    measured = line.estimate
    name = say("all", "合计") if line.category is None else CATEGORY_ZH[line.category] if chinese() else line.category
    rate = "—" if measured.rate is None else percent(measured.rate)
    between = "—" if measured.rate is None else f"{percent(measured.low)}–{percent(measured.high)}"
    state = say(str(measured.state), STATE_ZH[measured.state])
    return (
        *(name, line.filed, line.sampled, measured.decided, measured.wrong, rate, between, percent(promised), state),
        *(measured.needed, f"{line.factor:g}"),
    )


def _row(shown: Shown) -> dict[str, Any]:
    machine = shown.machine
    return {
        "document": str(shown.document.id),
        "status": shown.document.state,
        "archive_no": shown.document.archive_no,
        "doc_type": machine.doc_type,
        "category": machine.category,
        "title": machine.title,
        "date": machine.date.isoformat() if machine.date else None,
        "estate": machine.estate,
        "unit": str(machine.unit),
        "owner": machine.owner,
        "confidence": machine.confidence,
        "verdict": None if shown.sampled.verdict is None else shown.sampled.verdict.code,
        "verdicts": [{"verdict": v.content.verdict.code, "by": v.content.by, "note": v.content.note} for v in shown.verdicts],
    }


def _category(code: str) -> Category:
    if code not in set(Category):
        raise UsageError(f"The category is one of {', '.join(Category)}.", f"类别只能是 {'、'.join(Category)} 之一。")
    return Category(code)

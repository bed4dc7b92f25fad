"""`review list/show/decide/undo`: the queue without a browser."""

import getpass
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from domain.access import Act
from domain.errors import UsageError
from domain.ids import DocumentId
from domain.review import ReviewDecision
from hudang.cli import review_pages
from hudang.cli.console import dump, say, table, tell
from hudang.cli.options import AsJson, Home, unit_option, workplace
from services import access_logging, reviewing
from services.looking import parse_day
from storage.repositories.documents import StoredDocument

Number = Annotated[int, typer.Argument(help="Number of the document. 文件编号。")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    queue = typer.Typer(help="The review queue. 复核队列。", no_args_is_help=True)
    queue.command("list")(list_queue)
    queue.command("show")(show)
    queue.command("decide")(decide)
    queue.command("undo")(undo)
    review_pages.register(queue)
    app.add_typer(queue, name="review")


def list_queue(
    limit: Annotated[int, typer.Option(help="Most documents listed. 最多条数。", min=1)] = 50, home: Home = None, json: AsJson = False
) -> None:
    """List what waits for a person, by risk and age. 列出待复核文件。"""
    with workplace(home) as (_settings, place):
        waiting = reviewing.queue(place, limit=limit)
        if json:
            for document in waiting:
                dump(_row(document))
            return
        table(
            say("Waiting for review", "待复核"),
            ["#", say("type", "类型"), say("unit as read", "识别房号"), say("why", "原因"), say("best proposal", "首选建议")],
            [
                (
                    d.id,
                    place.taxonomy.name_of(d.decided.doc_type),
                    d.decided.unit or "",
                    "；".join(say(r.en, r.zh) for r in d.decided.reasons),
                    _proposal(d),
                )
                for d in waiting
            ],
        )


def show(number: Number, home: Home = None, json: AsJson = False) -> None:
    """Show one document with reasons and proposals. 查看一件。"""
    with workplace(home) as (_settings, place), access_logging.noting(place, Act.VIEW, subject="document", key=str(number)):
        document = reviewing.show(place, DocumentId(number))
        row = _row(document)
        faults = reviewing.show_faults(place, DocumentId(number))
        if json:
            dump(row | {"scan_faults": [{"page": n, "fault": f.kind.code, "en": f.en, "zh": f.zh} for n, f in faults]})
            return
        table(say(f"Document {number}", f"文件 {number}"), ["", ""], [(k, v) for k, v in row.items() if k != "proposals"])
        for n, fault in faults:
            tell(f"Page {n}: {fault.en}; {fault.mend_en}.", f"第 {n} 页{fault.zh}，{fault.mend_zh}。")
        rows = [(n, p.estate, p.unit, p.owner, f"{p.score:.2f}", " ".join(p.evidence)) for n, p in enumerate(document.decided.proposals, 1)]
        heads = ["#", say("estate", "项目"), say("unit", "房号"), say("owner", "业主"), say("score", "得分"), say("evidence", "依据")]
        table(say("Proposals", "建议"), heads, rows)


def decide(
    number: Number,
    action: Annotated[str, typer.Argument(help="file, reject or rescan. file 归档，reject 退回，rescan 退回重扫。")],
    unit: Annotated[str, typer.Option(help="Unit in any written form. 房号。")] = "",
    proposal: Annotated[int, typer.Option(help="Take the unit of this proposal, from 1. 采用第几条建议。", min=0)] = 0,
    estate: Annotated[str, typer.Option(help="Estate. 项目。")] = "",
    doc_type: Annotated[str, typer.Option("--type", help="Document type code. 文件类型代码。")] = "",
    owner: Annotated[str, typer.Option(help="Owner whose tenure it belongs to. 业主。")] = "",
    on: Annotated[str, typer.Option("--date", help="The paper's date, YYYY-MM-DD. 文件日期。")] = "",
    note: Annotated[str, typer.Option(help="Note. 备注。")] = "",
    like: Annotated[
        bool, typer.Option("--like", help="Decide all of the batch that the machine read alike. 同样处理本批次的同类文件。")
    ] = False,
    by: Annotated[str, typer.Option(help="Who decides; default the user signed in. 决定人。")] = "",
    home: Home = None,
    json: AsJson = False,
) -> None:
    """Decide one document. 复核决定。"""
    if action not in reviewing.ACTIONS:
        raise UsageError(f"The action is one of {', '.join(reviewing.ACTIONS)}.", f"操作只能是 {'、'.join(reviewing.ACTIONS)} 之一。")
    with workplace(home) as (_settings, place):
        chosen, where = unit_option(unit), estate
        if proposal:
            proposals = reviewing.show(place, DocumentId(number)).decided.proposals
            if proposal > len(proposals):
                raise UsageError(f"There is no proposal {proposal}.", f"没有第 {proposal} 条建议。")
            chosen, where = proposals[proposal - 1].unit, proposals[proposal - 1].estate
        decision = ReviewDecision(
            action=action,
            by=by or getpass.getuser(),
            at=datetime.now(UTC),
            doc_type=doc_type or None,
            estate=where or None,
            unit=chosen,
            owner=owner or None,
            date=parse_day(on),
            note=note,
        )
        deciding = reviewing.decide_like if like else reviewing.decide_one
        with access_logging.noting(place, Act.CHANGE, subject="document", key=str(number), detail=f"review decide {action}"):
            decided = deciding(place, DocumentId(number), decision)
        for done in (decided.first, *decided.others):
            if json:
                dump({"document": str(done.document_id), "status": done.state, "archive_no": done.archive_no})
            else:
                named = f"{done.document_id}", f"{done.state} {done.archive_no or ''}"
                tell(f"Document {named[0]}: {named[1]}", f"文件 {named[0]}：{named[1]}")
        if decided.left and not json:
            left = ", ".join(str(each) for each in decided.left)
            tell(f"Could not be decided so and go on waiting: {left}", f"未能同样处理、仍待复核：{left}")


def undo(
    number: Number,
    by: Annotated[str, typer.Option(help="Who takes it back; default the user signed in. 撤销人。")] = "",
    home: Home = None,
) -> None:
    """Take a person's last decision back: the document waits again and keeps its archive number. 撤销人工决定。"""
    with workplace(home) as (_settings, place):
        with access_logging.noting(place, Act.CHANGE, subject="document", key=str(number), detail="review undo"):
            reviewing.undecide(place, DocumentId(number), by or getpass.getuser())
        tell(f"Document {number} waits for review again.", f"文件 {number} 已回到复核队列。")


def _proposal(document: StoredDocument) -> str:
    best = document.decided.proposals[:1]
    return f"{best[0].estate} {best[0].unit} {best[0].owner} ({best[0].score:.2f})" if best else ""


def _row(document: StoredDocument) -> dict[str, Any]:
    d = document.decided
    return {
        "document": str(document.id),
        "status": document.state,
        "category": d.category,
        "doc_type": d.doc_type,
        "title": d.title,
        "date": d.date.isoformat() if d.date else None,
        "estate": d.estate or None,
        "unit": None if d.unit is None else str(d.unit),
        "owner": d.owner or None,
        "box": document.box or None,
        "confidence": round(d.confidence, 4),
        "reasons": [r.code for r in d.reasons],
        "proposals": [
            {"estate": p.estate, "unit": str(p.unit), "owner": p.owner, "score": round(p.score, 3), "evidence": list(p.evidence)}
            for p in d.proposals
        ],
    }

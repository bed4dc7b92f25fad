"""`review split/join/order/blank/turn/put-back/rescans/agreement`: pages of waiting documents, papers to scan again, double review."""

import getpass
from typing import Annotated

import typer

from domain.desk import Hand
from domain.ids import DocumentId
from hudang.cli.console import dump, say, table, tell
from hudang.cli.options import AsJson, Home, workplace
from services import browsing, double_review, rearranging, reviewing

Number = Annotated[int, typer.Argument(help="Number of the document. 文件编号。")]
Page = Annotated[int, typer.Argument(help="Page of the document, from 1. 文件中的页次。", min=1)]
By = Annotated[str, typer.Option(help="Who does it; default the user signed in. 操作人。")]


def register(queue: typer.Typer) -> None:
    """Add the commands."""
    for command, name in (
        (split, "split"),
        (join, "join"),
        (order, "order"),
        (blank, "blank"),
        (turn, "turn"),
        (put_back, "put-back"),
        (rescans, "rescans"),
        (agreement, "agreement"),
    ):
        queue.command(name)(command)


def split(number: Number, page: Page, by: By = "", home: Home = None) -> None:
    """Part a waiting document before a page. 从某页起拆成新文件。"""
    with workplace(home) as (_settings, place):
        made = rearranging.split(place, DocumentId(number), page, _hand(by))
        tell(f"Document {made} begins with page {page}.", f"第 {page} 页起成为文件 {made}。")


def join(
    number: Number, other: Annotated[int, typer.Argument(help="Its pages come last. 其页面接在后面。")], by: By = "", home: Home = None
) -> None:
    """Join two waiting documents. 合并两份待复核文件。"""
    with workplace(home) as (_settings, place):
        left = rearranging.join(place, DocumentId(number), DocumentId(other), _hand(by))
        tell(f"Joined as document {left}.", f"已合并为文件 {left}。")


def order(
    number: Number,
    pages: Annotated[list[int], typer.Argument(help="All pages in their new order. 全部页次的新顺序。")],
    by: By = "",
    home: Home = None,
) -> None:
    """Put a waiting document's pages in order. 调整页序。"""
    with workplace(home) as (_settings, place):
        rearranging.reorder(place, DocumentId(number), pages, _hand(by))
        tell(f"Document {number}: pages put in order.", f"文件 {number} 的页序已调整。")


def blank(number: Number, page: Page, by: By = "", home: Home = None) -> None:
    """Take a blank side out of a waiting document. 把空白页移出文件。"""
    with workplace(home) as (_settings, place):
        rearranging.leave_out_blank(place, DocumentId(number), page, _hand(by))
        tell(f"Document {number}: page {page} is a blank side.", f"文件 {number} 第 {page} 页已标为空白页。")


def turn(
    number: Number,
    page: Page,
    degrees: Annotated[int, typer.Argument(help="90, 180 or 270, clockwise. 顺时针角度。")],
    by: By = "",
    home: Home = None,
) -> None:
    """Turn a page; a worker reads it again that way up. 旋转页面并重新识别。"""
    with workplace(home) as (_settings, place):
        rearranging.turn(place, DocumentId(number), page, degrees, _hand(by))
        tell(f"Document {number}: page {page} will be read again.", f"文件 {number} 第 {page} 页将重新识别。")


def put_back(number: Number, by: By = "", home: Home = None) -> None:
    """Put back the last change of a waiting document's pages. 撤销上次页面调整。"""
    with workplace(home) as (_settings, place):
        stand = ", ".join(str(each) for each in rearranging.undo(place, DocumentId(number), _hand(by)))
        tell(f"As before: document {stand}.", f"已恢复：文件 {stand}。")


def rescans(
    done: Annotated[int, typer.Option(help="Note that this document's paper has been scanned again. 注明该文件已重扫。")] = 0,
    by: By = "",
    home: Home = None,
    json: AsJson = False,
) -> None:
    """List the papers to scan again, by box. 重扫清单。"""
    with workplace(home) as (_settings, place):
        if done:
            reviewing.rescanned(place, DocumentId(done), by or getpass.getuser())
        wanted = browsing.rescans_wanted(place, page=1)
        if json:
            for row in wanted.rows:
                dump({"document": str(row.document_id), "box": row.box, "batch": row.batch, "source": row.source, "page": row.page_no})
            return
        rows = [(row.document_id, row.box, row.batch, row.source, row.page_no, row.pages, row.note) for row in wanted.rows]
        heads = [
            "#",
            say("box", "盒号"),
            say("batch", "批次"),
            say("scan", "扫描件"),
            say("page", "页"),
            say("pages", "页数"),
            say("note", "说明"),
        ]
        table(say(f"To scan again: {wanted.total}", f"重扫清单：{wanted.total} 件"), heads, rows)


def agreement(home: Home = None, json: AsJson = False) -> None:
    """How often second people agreed with the first, by reason. 双重审核一致率。"""
    with workplace(home) as (_settings, place):
        found = double_review.agreement(place)
        if json:
            for row in found:
                dump({"reason": row.reason.code, "pairs": row.pairs, "agreed": row.agreed})
            return
        rows = [(say(row.reason.en, row.reason.zh), row.pairs, row.agreed, f"{row.agreed / row.pairs:.1%}") for row in found]
        heads = [say("reason", "原因"), say("pairs", "双审件数"), say("agreed", "一致"), say("rate", "一致率")]
        table(say("Double review", "双重审核"), heads, rows)


def _hand(by: str) -> Hand:
    return Hand(by=by or getpass.getuser())

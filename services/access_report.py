"""The access register as rows of a workbook and for the screen."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from domain.access import SUBJECT_ZH, VIA_ZH, Link
from publishing.workbook import write_workbook
from services.workplace import Workplace
from storage.repositories import access_log
from storage.repositories.access_log import LogFilter

HEADS = (
    *("序号", "时间", "查阅人", "方式", "行为", "对象", "编号", "档号 / 房号", "项目", "查阅目的", "批准人", "来源地址", "说明"),
    *("前一条摘要", "本条摘要"),
)
WIDTHS = (8, 20, 14, 8, 10, 10, 12, 28, 16, 28, 12, 16, 28, 20, 20)
_AT_ONCE = 1000


def row(link: Link) -> tuple[str, ...]:
    """One entry's cells in the order of HEADS."""
    e = link.entry
    when = datetime.fromtimestamp(e.at).astimezone().strftime("%Y-%m-%d %H:%M:%S")
    what = (SUBJECT_ZH.get(e.subject, e.subject), e.key, e.paper, e.estate)
    why = (e.purpose, e.approved_by, e.address, e.detail)
    return (str(link.number), when, e.who, VIA_ZH.get(e.via, e.via), e.act.zh, *what, *why, link.previous, link.digest)


def write(place: Workplace, wanted: LogFilter, path: Path) -> int:
    """Write the rows that fulfil the filter, newest first, as a workbook, and return how many."""
    number = 0

    def counted() -> Iterable[tuple[str, ...]]:
        nonlocal number
        with place.database.read() as tx:
            while some := access_log.rows(tx, wanted, limit=_AT_ONCE, offset=number):
                number += len(some)
                yield from map(row, some)

    write_workbook(path, sheet="查阅登记表", heads=HEADS, widths=WIDTHS, rows=counted())
    return number

"""业户档案一览表, the daily log of what was filed, moved or taken out, and 业主档案明细表, the documents of each dossier."""

from collections.abc import Iterator
from types import MappingProxyType

from domain.taxonomy import CATEGORY_ZH
from publishing.report import Cell, CellKind, Column, Table
from services.reports.job import SIGNS, Built, Job, day_of, people, unit_text
from storage import read_models_reports

_LOG = (
    Column(head="序号", width=7, kind=CellKind.NUMBER),
    Column(head="日期", width=12, kind=CellKind.DATE),
    Column(head="事项", width=16),
    Column(head="项目", width=13),
    Column(head="房号", width=20),
    Column(head="业主", width=15),
    Column(head="文件类型", width=18),
    Column(head="题名", width=20),
    Column(head="文件日期", width=12, kind=CellKind.DATE),
    Column(head="页数", width=6, kind=CellKind.NUMBER),
    Column(head="档号", width=28),
    Column(head="盒号", width=8),
    Column(head="经办", width=10),
)
_HELD = (
    Column(head="序号", width=7, kind=CellKind.NUMBER),
    Column(head="项目", width=13),
    Column(head="房号", width=20),
    Column(head="业主", width=16),
    Column(head="户档", width=9),
    Column(head="类别", width=7),
    Column(head="文件类型", width=20),
    Column(head="题名", width=24),
    Column(head="文件日期", width=12, kind=CellKind.DATE),
    Column(head="页数", width=6, kind=CellKind.NUMBER),
    Column(head="档号", width=30),
    Column(head="盒号", width=9),
    Column(head="归档日期", width=12, kind=CellKind.DATE),
)
ACTIONS = MappingProxyType(
    {"document.filed": "归档", "document.corrected": "更正移入", "document.returned": "退回复核", "document.undecided": "撤销归档"}
)


def additions(job: Job) -> Built:
    """What was filed, moved or taken out in the period, first to last."""
    return Built(report=job.report(Table(name="业户档案一览", columns=_LOG, rows=_log_rows(job), signs=("经办人", "部门主管", "日期"))))


def _log_rows(job: Job) -> Iterator[tuple[Cell, ...]]:
    name = job.place.taxonomy.name_of
    for number, row in enumerate(read_models_reports.log(job.tx, job.since, job.until, estate=job.wanted.estate), start=1):
        yield (
            number,
            day_of(row.at),
            ACTIONS[row.action] + ("（新建户档）" if row.opens else ""),
            row.unit.estate,
            unit_text(row.unit.unit),
            people(row.owners),
            name(row.doc_type),
            row.title,
            row.date,
            row.pages,
            row.archive_no,
            row.box,
            row.by or "自动归档",
        )


def documents(job: Job) -> Built:
    """Every filed document in the order of the shelf."""
    return Built(report=job.report(Table(name="业主档案明细", columns=_HELD, rows=_held_rows(job), signs=SIGNS)))


def _held_rows(job: Job) -> Iterator[tuple[Cell, ...]]:
    name = job.place.taxonomy.name_of
    for number, row in enumerate(read_models_reports.filed(job.tx, job.units(), box=job.wanted.box), start=1):
        closed = row.closed_on is not None and row.closed_on < job.today
        yield (
            number,
            row.unit.estate,
            unit_text(row.unit.unit),
            people(row.owners),
            "原业主" if closed else "现业主",
            CATEGORY_ZH[row.category],
            name(row.doc_type),
            row.title,
            row.date,
            row.pages,
            row.archive_no,
            row.box,
            day_of(row.filed_at),
        )

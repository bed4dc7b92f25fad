"""应归档文件缺失清单: what each dossier lacks of the required set, to be made good one by one."""

from collections.abc import Iterator, Sequence

from domain.errors import UsageError
from dossiers.required_set import Tick
from publishing.report import Cell, CellKind, Column, Table
from services.reports.job import SIGNS, Built, Job, people, unit_text
from services.reports.required import held_dossiers, lists_in_use, needed
from storage.read_models_reports import TenureRow

_WHO = (
    Column(head="序号", width=7, kind=CellKind.NUMBER),
    Column(head="项目", width=14),
    Column(head="房号", width=21),
    Column(head="业主", width=17),
)
_UNITS = (
    *_WHO,
    Column(head="应有", width=7, kind=CellKind.NUMBER),
    Column(head="已有", width=7, kind=CellKind.NUMBER),
    Column(head="缺少", width=7, kind=CellKind.NUMBER),
    Column(head="完整率", width=9, kind=CellKind.SHARE),
    Column(head="缺少的文件", width=60),
)
_GAPS = (
    *_WHO,
    Column(head="缺少的文件", width=26),
    Column(head="补齐日期", width=14),
    Column(head="经办人", width=12),
    Column(head="备注", width=24),
)
_BARE = (*_WHO, Column(head="租户", width=16), Column(head="备注", width=24))


def missing(job: Job) -> Built:
    """Dossiers of present owners with gaps, every gap, and the units of which nothing is filed yet; UsageError without a required set."""
    lists = lists_in_use(job.place)
    if not lists:
        names = [known.name for known in job.place.required_sets()]
        raise UsageError(
            f"No required set is in use. Choose one (hudang required, or required_set in settings.toml): {', '.join(names)}.",
            f"尚未选定应归档目录。请用 hudang required 选用，或在 settings.toml 中设置 required_set：{'、'.join(names)}。",
        )
    keys = job.units()

    def lacking() -> Iterator[tuple[TenureRow, tuple[Tick, ...]]]:
        for tenure, _documents, ticks in held_dossiers(job, keys):
            if job.present(tenure) and any(line.gap for line in ticks):
                yield tenure, ticks

    def bare() -> Iterator[TenureRow]:
        return (tenure for tenure, _documents in job.dossiers(keys) if tenure.dossier_id is None and job.present(tenure))

    return Built(
        report=job.report(
            Table(name="缺件汇总", columns=_UNITS, rows=_unit_rows(lacking()), empty="（各户应归档文件齐全）", signs=SIGNS),
            Table(name="缺件明细", columns=_GAPS, rows=_gap_rows(lacking()), empty="（各户应归档文件齐全）", signs=SIGNS),
            Table(name="尚未建档", columns=_BARE, rows=_bare_rows(bare()), empty="（各户均已建档）"),
            more=(f"应归档目录：{people([each.label for each in lists])}",),
        )
    )


def _who(number: int, tenure: TenureRow) -> tuple[Cell, ...]:
    return number, tenure.unit.estate, unit_text(tenure.unit.unit), people(tenure.owners)


def _unit_rows(lacking: Iterator[tuple[TenureRow, Sequence[Tick]]]) -> Iterator[tuple[Cell, ...]]:
    for number, (tenure, ticks) in enumerate(lacking, start=1):
        must, there = needed(ticks)
        names = people([line.item.name for line in ticks if line.gap])
        yield *_who(number, tenure), must, there, must - there, there / must, names


def _gap_rows(lacking: Iterator[tuple[TenureRow, Sequence[Tick]]]) -> Iterator[tuple[Cell, ...]]:
    gaps = ((tenure, line.item.name) for tenure, ticks in lacking for line in ticks if line.gap)
    for number, (tenure, name) in enumerate(gaps, start=1):
        yield *_who(number, tenure), name, None, None, None


def _bare_rows(bare: Iterator[TenureRow]) -> Iterator[tuple[Cell, ...]]:
    for number, tenure in enumerate(bare, start=1):
        yield *_who(number, tenure), people(tenure.tenants), None

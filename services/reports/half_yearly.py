"""半年档案检查表: everything that is kept, building by building, looked at in March and September (seed 001: 全面的档案检查)."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from domain.finding_words import KIND_ZH
from domain.natural import natural_order
from domain.period import complete_since
from publishing.report import Cell, CellKind, Column, Table
from services.reports import signing
from services.reports.job import Built, Job, day_of, people
from services.reports.kinds import ReportKind
from services.reports.required import held_dossiers, lists_in_use, needed
from storage import read_models_figures

_BUILDINGS = (
    Column(head="序号", width=7, kind=CellKind.NUMBER),
    Column(head="项目", width=14),
    Column(head="栋号", width=10),
    Column(head="登记户数", width=10, kind=CellKind.NUMBER),
    Column(head="已建档", width=9, kind=CellKind.NUMBER),
    Column(head="文件", width=9, kind=CellKind.NUMBER),
    Column(head="页", width=9, kind=CellKind.NUMBER),
    Column(head="齐全户档", width=10, kind=CellKind.NUMBER),
    Column(head="缺件", width=8, kind=CellKind.NUMBER),
    Column(head="完整率", width=9, kind=CellKind.SHARE),
    Column(head="未了结项", width=10, kind=CellKind.NUMBER),
    Column(head="无 PDF", width=8, kind=CellKind.NUMBER),
    Column(head="检查情况", width=20),
    Column(head="检查人", width=12),
)
_FINDINGS = (
    Column(head="不一致项", width=26),
    Column(head="期间新发现", width=14, kind=CellKind.NUMBER),
    Column(head="期间了结", width=14, kind=CellKind.NUMBER),
    Column(head="现未了结", width=14, kind=CellKind.NUMBER),
)
_SIGNED = (
    Column(head="检查", width=18),
    Column(head="期间", width=40),
    Column(head="签署人", width=14),
    Column(head="签署日期", width=13, kind=CellKind.DATE),
    Column(head="评语", width=36),
)


@dataclass(slots=True)
class _Building:
    """What one building's dossiers hold, as they are gone through."""

    units: set[int] = field(default_factory=set)
    held: int = 0
    documents: int = 0
    pages: int = 0
    full: int = 0
    needed: int = 0
    there: int = 0


def half_yearly(job: Job) -> Built:
    """Every building's figures as they stand, findings of the half-year, and whether its weekly and monthly checks were signed."""
    estate = job.wanted.estate
    buildings = _buildings(job)
    unsettled = read_models_figures.unsettled(job.tx, estate=estate)
    unpublished = read_models_figures.unpublished(job.tx, estate=estate)
    order = sorted(buildings, key=lambda key: (key[0], natural_order(key[1])))
    rows = tuple(_row(number, key, buildings[key], unsettled, unpublished) for number, key in enumerate(order, start=1))
    sums = [sum(int(str(row[column])) for row in rows) for column in (3, 4, 5, 6, 7, 8)]
    must, there = (sum(getattr(each, name) for each in buildings.values()) for name in ("needed", "there"))
    open_ones, bare = sum(unsettled.values()), sum(unpublished.values())
    total = (None, "合计", None, *sums, there / must if must else None, open_ones, bare, None, None)
    flow = read_models_figures.finding_flow(job.tx, job.since, job.until, estate=estate)
    tables = (
        Table(
            name="分栋检查",
            columns=_BUILDINGS,
            rows=rows,
            totals=(total,),
            comment="检查结论与整改要求",
            signs=("检查人", "项目经理", "日期"),
        ),
        Table(name="不一致项", columns=_FINDINGS, rows=tuple((KIND_ZH[kind], *numbers) for kind, *numbers in flow)),
        Table(name="周检与月报签署", columns=_SIGNED, rows=tuple(_signed(job)), empty="（期间内没有到期的周检或月报）"),
    )
    names = ("units", "dossiers", "documents", "pages", "full", "gaps")
    figures = (*zip(names, sums, strict=True), ("unsettled", open_ones), ("unpublished", bare))
    return Built(report=job.report(*tables, more=(_scope(job),)), figures=figures)


def _scope(job: Job) -> str:
    lists = lists_in_use(job.place)
    held = f"应归档目录：{people([each.label for each in lists])}。" if lists else "尚未选定应归档目录，不计缺件。"
    return f"{held}户档、文件与缺件为制表时的状态，均为现业主户档；未了结项含不涉及具体房号的项目。"


def _buildings(job: Job) -> dict[tuple[str, str], _Building]:
    found: dict[tuple[str, str], _Building] = {}
    for tenure, documents, ticks in held_dossiers(job, job.units()):
        building = found.setdefault((tenure.unit.estate, tenure.unit.unit.building), _Building())
        building.units.add(tenure.unit.id)
        if tenure.dossier_id is None or not job.present(tenure):
            continue
        building.held += 1
        building.documents += len(documents)
        building.pages += sum(document.pages for document in documents)
        if ticks:
            must, there = needed(ticks)
            building.needed, building.there, building.full = building.needed + must, building.there + there, building.full + (must == there)
    return found


def _row(
    number: int,
    key: tuple[str, str],
    building: _Building,
    unsettled: dict[tuple[str, str], int],
    unpublished: dict[tuple[str, str], int],
) -> tuple[Cell, ...]:
    return (
        number,
        key[0],
        key[1] or "（无栋号）",
        len(building.units),
        building.held,
        building.documents,
        building.pages,
        building.full,
        building.needed - building.there,
        building.there / building.needed if building.needed else None,
        unsettled.get(key, 0),
        unpublished.get(key, 0),
        None,
        None,
    )


def _signed(job: Job) -> Iterator[tuple[Cell, ...]]:
    """Every week and month that ended in the half-year since the home began, with its signature, if it has one."""
    began = max(job.period.first, day_of(read_models_figures.began(job.tx)))
    for kind in (ReportKind.MONTHLY, ReportKind.WEEKLY):
        assert kind.cycle is not None  # both come round
        for period in complete_since(kind.cycle, began, job.period.last):
            sign = signing.of_period(job.tx, kind, period, job.wanted.estate)
            signed = (sign.by, day_of(sign.at), sign.comment) if sign else ("未签署", None, None)
            yield kind.zh, period.zh, *signed

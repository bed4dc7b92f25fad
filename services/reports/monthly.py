"""档案管理月报: how the archive grew and stands, in figures and charts, due by the 5th (seed 001: 每月5日前汇总成书面报告)."""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median, quantiles

from domain.failure import FailureCode
from domain.finding_words import KIND_ZH
from domain.taxonomy import CATEGORY_ZH, Category
from publishing.report import Cell, CellKind, Column, Table
from services import promise
from services.promise import Line
from services.reports.counted import by_category, by_type
from services.reports.job import Built, Job, day_of, people, unit_text
from services.reports.required import Completeness, household_unit, lists_in_use, measure
from storage import read_models_figures
from storage.read_models_figures import TypeCount, Waits

_SUMMARY = (
    Column(head="事项", width=30),
    Column(head="数量", width=12, kind=CellKind.NUMBER),
    Column(head="比率", width=10, kind=CellKind.SHARE),
    Column(head="说明", width=56),
)
_FINDINGS = (
    Column(head="不一致项", width=26),
    Column(head="本月新发现", width=14, kind=CellKind.NUMBER),
    Column(head="本月了结", width=14, kind=CellKind.NUMBER),
    Column(head="现未了结", width=14, kind=CellKind.NUMBER),
)
_REFUSED = (
    Column(head="隔离原因", width=60),
    Column(head="文件", width=12, kind=CellKind.NUMBER),
    Column(head="单页", width=12, kind=CellKind.NUMBER),
)
_SAMPLE = (
    Column(head="类别", width=12),
    Column(head="自动归档", width=12, kind=CellKind.NUMBER),
    Column(head="已抽", width=10, kind=CellKind.NUMBER),
    Column(head="已查", width=10, kind=CellKind.NUMBER),
    Column(head="归错", width=10, kind=CellKind.NUMBER),
    Column(head="错误率", width=12, kind=CellKind.SHARE),
    Column(head="95% 下限", width=12, kind=CellKind.SHARE),
    Column(head="95% 上限", width=12, kind=CellKind.SHARE),
    Column(head="结论", width=16),
)
_MADE = (
    Column(head="序号", width=7, kind=CellKind.NUMBER),
    Column(head="项目", width=15),
    Column(head="房号", width=22),
    Column(head="业主", width=18),
    Column(head="补齐的文件", width=28),
    Column(head="补齐日期", width=13, kind=CellKind.DATE),
)
_LACKED = (Column(head="应归档文件", width=40), Column(head="缺少的户数", width=16, kind=CellKind.NUMBER))
_HOUR = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One line of the summary, with the code that its figure is kept under."""

    code: str
    name: str
    number: int | None = None
    share: float | None = None
    said: str | None = None

    @property
    def row(self) -> tuple[Cell, ...]:
        """The line as it stands in the report."""
        return self.name, self.number, self.share, self.said

    @property
    def figure(self) -> float | None:
        """What a signature vouches for."""
        return self.share if self.number is None else self.number


def monthly(job: Job) -> Built:
    """Everything that a month's report says; what is not counted by days stands as of the making."""
    tx, estate, since, until = job.tx, job.wanted.estate, job.since, job.until
    counts = read_models_figures.types(tx, since, until, estate=estate)
    lists = lists_in_use(job.place)
    complete = measure(job) if lists else None
    waits = read_models_figures.waits(tx, since, until, estate=estate)
    flow = read_models_figures.finding_flow(tx, since, until, estate=estate)
    refused = read_models_figures.quarantined(tx, since, until)
    lines = (
        *_growth(job, counts),
        *_completeness(complete, people([each.label for each in lists])),
        *_checks(flow, waits, refused),
    )
    added = ((f"{day_of(at):%m-%d}", category, 1) for at, category in sorted(read_models_figures.added(tx, since, until, estate=estate)))
    tables = [
        Table(
            name="本月概况",
            columns=_SUMMARY,
            rows=tuple(line.row for line in lines),
            comment="批阅意见",
            signs=("经办人", "部门主管", "项目经理", "日期"),
        ),
        by_type(counts, job.place.taxonomy, name="新增按类型", title="本月新增文件（件）"),
        by_category("日期", added, name="新增按日期", title="每日归档文件（件）"),
        Table(name="不一致项", columns=_FINDINGS, rows=tuple((KIND_ZH[kind], *numbers) for kind, *numbers in flow)),
        Table(name="隔离", columns=_REFUSED, rows=tuple((_reason(code), files, pages) for code, files, pages in refused)),
        Table(name="抽查", columns=_SAMPLE, rows=tuple(_sample_row(line) for line in promise.measure(job.place).lines)),
    ]
    if complete is not None:
        tables += [
            Table(name="缺件分布", columns=_LACKED, rows=complete.missing, empty="（应归档文件齐全）"),
            Table(name="本月补齐", columns=_MADE, rows=tuple(_made_rows(complete)), empty="（本月没有补齐的缺件）"),
        ]
    return Built(
        report=job.report(*tables, more=(_scope(job),)),
        figures=tuple((line.code, line.figure) for line in lines if line.figure is not None),
    )


def _scope(job: Job) -> str:
    if job.wanted.estate:
        return "新增、户档、完整率、不一致项与复核为本项目；隔离与抽查不分项目，为全部文件。未了结与待复核为制表时的状态。"
    return "未了结与待复核为制表时的状态；其余按期间计。"


def _growth(job: Job, counts: tuple[TypeCount, ...]) -> Iterator[_Line]:
    estate = job.wanted.estate
    new = sum(count.documents for count in counts)
    every = read_models_figures.types(job.tx, 0.0, job.until, estate=estate)
    parts = {category: sum(count.documents for count in counts if count.category is category) for category in Category}
    yield _Line(
        code="filed",
        name="本月新增文件",
        number=new,
        said="，".join(f"{CATEGORY_ZH[category]} {number:,}" for category, number in parts.items()),
    )
    yield _Line(code="pages", name="本月新增页", number=sum(count.pages for count in counts))
    yield _Line(
        code="documents",
        name="期末文件总数",
        number=sum(count.documents for count in every),
        said=f"共 {sum(count.pages for count in every):,} 页",
    )
    held = read_models_figures.dossiers(job.tx, job.since, job.until, job.period.first, job.period.last, estate=estate)
    yield _Line(code="dossiers_opened", name="本月新建户档", number=held.opened)
    yield _Line(code="dossiers_closed", name="本月封存户档", number=held.closed, said="产权变更，原业主户档另行保管")
    yield _Line(code="dossiers", name="期末户档总数", number=held.held, said=f"其中现业主 {held.open:,} 户")


def _completeness(complete: Completeness | None, name: str) -> Iterator[_Line]:
    if complete is None:
        yield _Line(code="completeness", name="应归档目录完整率", said="尚未选定应归档目录（settings.toml 的 required_set）")
        return
    yield _Line(
        code="completeness",
        name="应归档目录完整率",
        share=complete.share,
        said=f"{name}：应有 {complete.needed:,} 项，已有 {complete.there:,} 项",
    )
    share = complete.full / complete.dossiers if complete.dossiers else None
    yield _Line(code="full", name="资料齐全的户档", number=complete.full, share=share, said=f"现业主户档 {complete.dossiers:,} 户")
    yield _Line(code="made_good", name="本月补齐缺件", number=len(complete.made), said="月初已建档的户档中，本月补齐的应归档文件")


def _checks(flow: tuple[tuple[object, int, int, int], ...], waits: Waits, refused: tuple[tuple[str, int, int], ...]) -> Iterator[_Line]:
    yield _Line(
        code="findings_opened",
        name="本月新发现不一致项",
        number=sum(row[1] for row in flow),
        said=f"现未了结 {sum(row[3] for row in flow):,} 项",
    )
    yield _Line(code="findings_closed", name="本月了结不一致项", number=sum(row[2] for row in flow), said="已整改或已豁免")
    yield _Line(code="reviewed", name="本月人工复核", number=len(waits.decided), said=_waited(waits))
    yield _Line(
        code="in_review", name="现待复核", number=waits.waiting, said=f"最早的自 {day_of(waits.oldest)} 起等待" if waits.waiting else None
    )
    yield _Line(
        code="quarantined",
        name="本月隔离",
        number=sum(files + pages for _code, files, pages in refused),
        said="无法读取的文件与页，原件完整保存",
    )


def _waited(waits: Waits) -> str | None:
    if not waits.decided:
        return None
    slow = quantiles(waits.decided, n=10, method="inclusive")[-1] if len(waits.decided) > 1 else waits.decided[0]
    return f"从待复核到处理：中位 {_hours(median(waits.decided))}，九成在 {_hours(slow)} 内，最长 {_hours(waits.decided[-1])}"


def _hours(seconds: float) -> str:
    hours = max(seconds, 0.0) / _HOUR
    return f"{hours / 24:.1f} 天" if hours >= 48 else f"{hours:.1f} 小时" if hours >= 1 else f"{seconds / 60:.0f} 分钟"


def _reason(code: str) -> str:
    return next((known.zh for known in FailureCode if known.code == code), code)


def _sample_row(line: Line) -> tuple[Cell, ...]:
    found = line.estimate
    known = found.rate is not None
    return (
        CATEGORY_ZH[line.category] if line.category else "合计",
        line.filed,
        line.sampled,
        found.decided,
        found.wrong,
        found.rate,
        found.low if known else None,
        found.high if known else None,
        promise.STATE_ZH[found.state],
    )


def _made_rows(complete: Completeness) -> Iterator[tuple[Cell, ...]]:
    for number, made in enumerate(complete.made, start=1):
        household = made.household
        yield number, household.estate, unit_text(household_unit(household)), people(household.owners), made.item, day_of(made.at)

"""每周档案检查表: last week's files against the list, in full or by a seeded sample, with room for the comment (seed 001: 每周一)."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from domain.finding_words import KIND_ZH
from domain.ids import DocumentId
from dossiers import sampling
from publishing.report import Cell, CellKind, Column, Table
from services.reports.filed import ACTIONS
from services.reports.job import Built, Job, day_of, people, unit_text
from services.reports.kinds import Figures
from storage import read_models_figures, read_models_reports
from storage.read_models_reports import AT_ONCE, LogRow

_SUMMARY = (
    Column(head="事项", width=30),
    Column(head="数量", width=14, kind=CellKind.NUMBER),
    Column(head="说明", width=60),
)
_FILES = (
    Column(head="序号", width=7, kind=CellKind.NUMBER),
    Column(head="归档日期", width=12, kind=CellKind.DATE),
    Column(head="项目", width=13),
    Column(head="房号", width=20),
    Column(head="业主", width=15),
    Column(head="文件类型", width=18),
    Column(head="题名", width=20),
    Column(head="页数", width=6, kind=CellKind.NUMBER),
    Column(head="档号", width=28),
    Column(head="系统核对", width=18),
    Column(head="人工核对", width=16),
    Column(head="问题及处理", width=20),
)
LEAST = 5
"""Files that a sample holds at least, where there are so many."""
_TAKEN_OUT = frozenset({"document.returned", "document.undecided"})
_TO_TICK = "□一致 □不符"


def weekly(job: Job) -> Built:
    """The week's figures and the files to look at, each beside what the system found of it."""
    entries = tuple(_entries(job))
    filed = {document for action, document, _opens, _pages in entries if action == "document.filed"}
    taken = _taken(job, filed)
    rows = tuple(_rows(job, taken))
    doubtful = sum(row[9] != _SOUND for row in rows)
    figures: Figures = (
        ("filed", len(filed)),
        ("pages", sum({document: pages for _action, document, _opens, pages in entries if document in filed}.values())),
        ("dossiers_opened", sum(opens for _action, _document, opens, _pages in entries)),
        ("corrected", sum(action == "document.corrected" for action, *_rest in entries)),
        ("returned", sum(action in _TAKEN_OUT for action, *_rest in entries)),
        ("to_check", len(taken)),
        ("doubtful", doubtful),
    )
    summary = Table(
        name="本周概况",
        columns=_SUMMARY,
        rows=_summary(job, dict(figures), filed),
        comment="检查评语",
        signs=("检查人", "部门主管", "日期"),
    )
    files = Table(name="检查清单", columns=_FILES, rows=rows, empty="（本周无归档文件）", signs=("检查人", "日期"))
    return Built(report=job.report(summary, files), figures=figures)


def _entries(job: Job) -> Iterator[tuple[str, DocumentId, bool, int]]:
    for row in read_models_reports.log(job.tx, job.since, job.until, estate=job.wanted.estate):
        yield row.action, row.document_id, row.opens, row.pages


def _taken(job: Job, filed: set[DocumentId]) -> set[DocumentId]:
    if job.wanted.seed is None:
        return filed
    return set(sampling.draw(str(job.wanted.seed), filed, max(LEAST, round(len(filed) * job.wanted.share))))


def _summary(job: Job, figures: dict[str, float], filed: set[DocumentId]) -> tuple[tuple[Cell, ...], ...]:
    seed = job.wanted.seed
    how = "全部检查" if seed is None else f"随机抽查，种子 {seed}，总体指纹 {sampling.fingerprint(filed)[:16]}，用同一种子可重现"
    return (
        ("本周归档文件", figures["filed"], f"共 {figures['pages']:,} 页"),
        ("新建户档", figures["dossiers_opened"], None),
        (ACTIONS["document.corrected"], figures["corrected"], "更正后移入正确户档的文件"),
        ("撤出户档", figures["returned"], "抽查退回或撤销归档、重新待复核的文件"),
        ("本次应查", figures["to_check"], how),
        ("其中系统核对有疑问", figures["doubtful"], "见检查清单“系统核对”一栏"),
    )


_SOUND = "一致"


def _rows(job: Job, taken: set[DocumentId]) -> Iterator[tuple[Cell, ...]]:
    log = read_models_reports.log(job.tx, job.since, job.until, estate=job.wanted.estate)
    chosen = (row for row in log if row.action == "document.filed" and row.document_id in taken)
    seen: set[DocumentId] = set()
    for some in _parts(chosen):
        found = read_models_figures.open_findings(job.tx, tuple(row.document_id for row in some))
        for row in some:
            if row.document_id not in seen:
                seen.add(row.document_id)
                yield _row(job, len(seen), row, tuple(KIND_ZH[kind] for kind in dict.fromkeys(found.get(row.document_id, ()))))


def _row(job: Job, number: int, row: LogRow, doubts: Sequence[str]) -> tuple[Cell, ...]:
    said = (*doubts, *(() if row.published else ("尚无可检索 PDF",)))
    return (
        number,
        day_of(row.at),
        row.unit.estate,
        unit_text(row.unit.unit),
        people(row.owners),
        job.place.taxonomy.name_of(row.doc_type),
        row.title,
        row.pages,
        row.archive_no,
        people(said) or _SOUND,
        _TO_TICK,
        None,
    )


def _parts(rows: Iterable[LogRow]) -> Iterator[tuple[LogRow, ...]]:
    rest = iter(rows)
    while some := tuple(islice(rest, AT_ONCE)):
        yield some

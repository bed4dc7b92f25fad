"""Batches as they stand: counts at each hand-over, held against one another and against what the scanner counted; lists to take along."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from domain.errors import UsageError
from domain.hand_over import HandOver, hand_overs
from domain.ids import BatchId
from domain.scan import ScanState
from publishing.report import Cell, CellKind, Column, Report, Table
from services import table_files
from services.workplace import Workplace
from storage import read_models_batches
from storage.engine import Transaction
from storage.read_models_batches import BatchFile, BatchStanding, BatchWanted
from storage.repositories import scanner_counts

PAGE, FILES = 50, 100
"""Batches and files on one page of a list."""
MOST_COUNTED = 10_000_000
SCAN_ZH = {
    ScanState.RECEIVED: "处理中",
    ScanState.DONE: "已处理",
    ScanState.DUPLICATE: "重复",
    ScanState.QUARANTINED: "隔离",
}
_NUMBER = CellKind.NUMBER
_BATCHES = (
    Column(head="编号", width=7, kind=_NUMBER),
    Column(head="批次", width=30),
    Column(head="盒号", width=12),
    Column(head="开始于", width=17),
    *(
        Column(head=head, width=9, kind=_NUMBER)
        for head in (
            *("接收文件", "重复", "隔离文件", "等待打开", "页", "等待", "空白页", "分隔页", "隔离页"),
            *("文件（件）", "已归档", "待复核", "已退回", "扫描仪计数（文件）", "扫描仪计数（页）"),
        )
    ),
    Column(head="核对", width=18),
)
_STEPS = (
    Column(head="环节", width=22),
    Column(head="交来", width=10, kind=_NUMBER),
    Column(head="去向", width=52),
    Column(head="合计", width=10, kind=_NUMBER),
    Column(head="差", width=8, kind=_NUMBER),
)
_FILES = (
    Column(head="序号", width=7, kind=_NUMBER),
    Column(head="文件", width=44),
    Column(head="状态", width=9),
    Column(head="原因或原件", width=40),
    *(Column(head=head, width=8, kind=_NUMBER) for head in ("页数", "等待", "已归档", "待复核", "空白页", "分隔页", "隔离页")),
    Column(head="收到时间", width=17),
    Column(head="SHA-256", width=68),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A batch and its hand-overs."""

    batch: BatchStanding
    steps: tuple[HandOver, ...]

    @property
    def wrong(self) -> tuple[HandOver, ...]:
        """The steps whose sums do not agree."""
        return tuple(step for step in self.steps if step.difference)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batches:
    """One page of batches, and how many there are."""

    rows: tuple[Standing, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One batch with one page of its files."""

    standing: Standing
    files: tuple[BatchFile, ...]


def listing(place: Workplace, wanted: BatchWanted, *, page: int) -> Batches:
    """Return one page (from 1) of batches, newest first."""
    with place.database.read() as tx:
        rows = read_models_batches.batches(tx, wanted, limit=PAGE, offset=(page - 1) * PAGE)
        return Batches(rows=tuple(map(_standing, rows)), total=read_models_batches.total(tx, wanted))


def show(place: Workplace, batch_id: BatchId, *, page: int = 1) -> Batch | None:
    """Return a batch with one page (from 1) of its files; None where there is none of that number."""
    with place.database.read() as tx:
        found = read_models_batches.one(tx, batch_id)
        if found is None:
            return None
        files = tuple(read_models_batches.files(tx, batch_id, limit=FILES, offset=(page - 1) * FILES))
        return Batch(standing=_standing(found), files=files)


def count(place: Workplace, batch_id: BatchId, *, files: int | None, pages: int | None, by: str) -> None:
    """Enter what the scanner counted; UsageError for numbers that cannot be."""
    if any(number is not None and not 0 <= number <= MOST_COUNTED for number in (files, pages)):
        raise UsageError(f"A count is a whole number up to {MOST_COUNTED}.", f"计数须为 0 至 {MOST_COUNTED:,} 的整数。")
    with place.database.begin() as tx:
        scanner_counts.add(tx, batch_id, files=files, pages=pages, by=by)


def write_list(place: Workplace, wanted: BatchWanted, out: Path, *, now: datetime) -> None:
    """Write all batches wanted as .xlsx or .csv."""
    with place.database.read() as tx:
        rows = tuple(map(_standing, read_models_batches.batches(tx, wanted, limit=None)))
        table = Table(name="批次", columns=_BATCHES, rows=[_line(row) for row in rows])
        table_files.write(out, Report(title="批次一览表", lines=(table_files.made_at(now),), tables=(table,)), now=now)


def write_one(place: Workplace, batch_id: BatchId, out: Path, *, now: datetime) -> None:
    """Write a batch's hand-overs and files as .xlsx, its files alone as .csv; UsageError where there is none of that number."""
    with place.database.read() as tx:
        found = read_models_batches.one(tx, batch_id)
        if found is None:
            raise UsageError(f"There is no batch {batch_id}.", f"没有编号为 {batch_id} 的批次。")
        standing = _standing(found)
        steps = Table(name="交接核对", columns=_STEPS, rows=[_step(step) for step in standing.steps])
        files = Table(name="文件", columns=_FILES, rows=_files(tx, batch_id))
        report = Report(title=f"批次 {found.name}", lines=(table_files.made_at(now), _verdict(standing)), tables=(steps, files))
        table_files.write(out, report, now=now)


def _standing(batch: BatchStanding) -> Standing:
    return Standing(batch=batch, steps=hand_overs(batch.figures, batch.counted))


def _verdict(standing: Standing) -> str:
    return "有差异：" + "、".join(step.step.gives for step in standing.wrong) if standing.wrong else "各环节数字相符"


def _line(row: Standing) -> tuple[Cell, ...]:
    b, f, c = row.batch, row.batch.figures, row.batch.counted
    return (
        *(b.id, b.name, b.box, table_files.moment(b.created_at)),
        *(f.scans, f.duplicates, f.refused, f.unopened, f.pages, f.unread + f.unsorted, f.blank, f.separators, f.refused_pages),
        *(f.documents, f.filed, f.review, f.rejected, c.files if c else None, c.pages if c else None),
        _verdict(row),
    )


def _step(step: HandOver) -> tuple[Cell, ...]:
    parts = "，".join(f"{part.zh} {part.count:,}" for part in step.parts)
    return step.step.gives, step.given, parts, step.taken, step.difference


def _files(tx: Transaction, batch_id: BatchId) -> Iterator[tuple[Cell, ...]]:
    for number, file in enumerate(read_models_batches.files(tx, batch_id), start=1):
        yield (
            *(number, file.source, SCAN_ZH[file.state], file.code.zh if file.code else f"同 {file.first}" if file.first else ""),
            *(file.announced, file.waiting, file.filed, file.review, file.blank, file.separators, file.refused),
            *(table_files.moment(file.received_at), file.sha256),
        )

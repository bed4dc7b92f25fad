"""Findings as a workbook: a summary by kind, one by box, and the list with both sides."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from domain.finding import FindingKind, FindingStatus, Severity, StoredFinding
from domain.finding_words import KIND_ZH, SEVERITY_ZH, STATUS_ZH, side, where
from publishing.comma_table import write_rows
from publishing.report import Cell, CellKind, Column, Report, Table
from publishing.workbook import write_report
from services.workplace import Workplace
from storage.repositories import findings
from storage.repositories.findings import BoxCount, FindingFilter

EVERYTHING = FindingFilter()
_STATES = tuple(STATUS_ZH)
_ALL = "合计"
_STATE_COLUMNS = tuple(Column(head=head, width=9, kind=CellKind.NUMBER) for head in (*STATUS_ZH.values(), _ALL))
_NO_BOX = "（不属某一盒）"
_BY_KIND = (Column(head="种类", width=22), Column(head="程度", width=9, kind=CellKind.SEVERITY), *_STATE_COLUMNS)
_BY_BOX = (Column(head="盒号", width=18), Column(head="种类", width=22), *_STATE_COLUMNS)
_LIST = (
    Column(head="编号", width=7, kind=CellKind.NUMBER),
    Column(head="程度", width=8, kind=CellKind.SEVERITY),
    *(
        Column(head=head, width=width)
        for head, width in (
            ("种类", 12),
            ("项目与房号", 16),
            ("盒号", 9),
            ("档号", 15),
            ("说明", 28),
            ("我方（扫描件、户档）", 23),
            ("对方（目录、名册等）", 23),
            ("处理步骤", 28),
            ("状态", 8),
            ("责任人", 8),
            ("处理人与理由", 16),
        )
    ),
    Column(head="发现于", width=12, kind=CellKind.DATE),
)


def write(place: Workplace, path: Path, wanted: FindingFilter = EVERYTHING) -> None:
    """Write the findings wanted as an Excel workbook; rows go to the file as they are read."""
    with place.database.read() as tx:
        counts = findings.box_counts(tx, wanted)
        kinds, total = _by_kind(counts)
        tables = (
            Table(name="汇总", columns=_BY_KIND, rows=kinds, totals=(total,)),
            Table(name="按盒汇总", columns=_BY_BOX, rows=_by_box(counts), sum_word=_ALL),
            Table(name="不一致项", columns=_LIST, rows=map(_row, findings.select(tx, wanted))),
        )
        lines = (f"{place.today()}，共 {sum(each.count for each in counts)} 条",)
        write_report(path, Report(title="不一致项", lines=lines, tables=tables), created=datetime.now(UTC))


def write_csv(place: Workplace, path: Path, wanted: FindingFilter = EVERYTHING) -> None:
    """Write the list of the findings wanted as CSV."""
    with place.database.read() as tx:
        write_rows(path, [column.head for column in _LIST], map(_row, findings.select(tx, wanted)))


def _by_kind(counts: Iterable[BoxCount]) -> tuple[tuple[tuple[Cell, ...], ...], tuple[Cell, ...]]:
    """A line for each kind and severity, the gravest and most frequent first; and the sum."""
    lines: dict[tuple[Severity, FindingKind], dict[FindingStatus, int]] = defaultdict(lambda: defaultdict(int))
    together: dict[FindingStatus, int] = defaultdict(int)
    for each in counts:
        lines[each.severity, each.kind][each.status] += each.count
        together[each.status] += each.count
    ranks = list(Severity)
    ordered = sorted(lines.items(), key=lambda item: (ranks.index(item[0][0]), -sum(item[1].values())))
    rows = tuple((KIND_ZH[kind], SEVERITY_ZH[severity], *_figures(figures)) for (severity, kind), figures in ordered)
    return rows, (_ALL, "", *_figures(together))


def _by_box(counts: Iterable[BoxCount]) -> Iterator[tuple[Cell, ...]]:
    """For each box a line for each kind, then its sum."""
    boxes: dict[str, dict[FindingKind, dict[FindingStatus, int]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    for each in counts:
        boxes[each.box][each.kind][each.status] += each.count
    for box in sorted(boxes, key=lambda label: (not label, label)):
        name = box or _NO_BOX
        together: dict[FindingStatus, int] = defaultdict(int)
        for kind, figures in boxes[box].items():
            yield (name, KIND_ZH[kind], *_figures(figures))
            for status, count in figures.items():
                together[status] += count
        if len(boxes[box]) > 1:
            yield (name, _ALL, *_figures(together))


def _figures(counts: dict[FindingStatus, int]) -> tuple[Cell, ...]:
    figures = [counts.get(status, 0) for status in _STATES]
    return (*(n or None for n in figures), sum(figures))


def _row(stored: StoredFinding) -> tuple[Cell, ...]:
    found = stored.finding
    decided = "：".join(part for part in (stored.by, stored.note) if part)
    if stored.earlier is not None:
        decided = f"（此前编号 {stored.earlier} 曾处理，情况有变）{decided}"
    first = datetime.fromtimestamp(stored.first_at, UTC).astimezone()
    return (
        *(stored.id, SEVERITY_ZH[found.severity], KIND_ZH[found.kind], where(found), found.box, found.archive_no, found.detail),
        *(side(found, ours=True), side(found, ours=False), found.mend, STATUS_ZH[stored.status], stored.assignee, decided),
        first.date(),
    )

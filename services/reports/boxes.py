"""纸质档案盒核对表: the paper archive's list against the scans, box by box, to be signed."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from checks.linking import link, settled
from checks.records import DocumentRecord
from domain.box import box_key
from domain.catalogue import CatalogueRow
from domain.errors import UsageError
from domain.natural import natural_order
from domain.unit_number import UnitNumber
from publishing.report import Cell, CellKind, Column, Table
from services.checking import records_to_link
from services.reports.job import SIGNS, Built, Job, unit_text
from storage import read_models_reports

_BOXES = (
    Column(head="序号", width=7, kind=CellKind.NUMBER),
    Column(head="盒号", width=12),
    Column(head="目录件数", width=10, kind=CellKind.NUMBER),
    Column(head="已扫描", width=9, kind=CellKind.NUMBER),
    Column(head="未扫描", width=9, kind=CellKind.NUMBER),
    Column(head="页数不符", width=10, kind=CellKind.NUMBER),
    Column(head="盒号不符", width=10, kind=CellKind.NUMBER),
    Column(head="目录外", width=9, kind=CellKind.NUMBER),
    Column(head="结论", width=10),
    Column(head="经办人", width=12),
    Column(head="复核人", width=12),
    Column(head="日期", width=13),
)
_PAPERS = (
    Column(head="序号", width=7, kind=CellKind.NUMBER),
    Column(head="盒号", width=10),
    Column(head="档号", width=28),
    Column(head="题名", width=28),
    Column(head="项目", width=13),
    Column(head="房号", width=20),
    Column(head="责任者", width=16),
    Column(head="日期", width=12, kind=CellKind.DATE),
    Column(head="目录页数", width=9, kind=CellKind.NUMBER),
    Column(head="扫描页数", width=9, kind=CellKind.NUMBER),
    Column(head="核对结果", width=24),
)
UNBOXED = "未注盒号"
SAME, NOT_SCANNED, PAGES_DIFFER, OTHER_BOX, NOT_LISTED = "相符", "未扫描", "页数不符", "盒号不符", "目录无此件"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Paper:
    """One paper of a box, on the list or scanned or both; `results` are what reconciling it found."""

    box: str
    archive_no: str
    title: str
    estate: str
    unit: UnitNumber | None
    owner: str
    date: date | None
    listed: int | None
    scanned: int | None
    results: tuple[str, ...]


def boxes(job: Job) -> Built:
    """A line a box to be signed, then every paper of the boxes; UsageError where nothing is listed or lies in such a box."""
    papers = sorted(_papers(job), key=lambda paper: (natural_order(box_key(paper.box)), natural_order(paper.archive_no)))
    if not papers:
        raise UsageError(
            "No catalogue is imported, or it has no such box. Run: hudang catalogue import FILE, or check --box and --estate.",
            "没有纸质档案目录，或目录中没有该盒。请先运行 hudang catalogue import 目录文件，或核对盒号与项目。",
        )
    by_box = groupby(papers, key=lambda paper: box_key(paper.box))
    lines = [_line(number, tuple(some)) for number, (_key, some) in enumerate(by_box, start=1)]
    sums = [sum(int(str(line[column])) for line in lines) for column in range(2, 8)]
    return Built(
        report=job.report(
            Table(
                name="盒核对汇总",
                columns=_BOXES,
                rows=lines,
                totals=((None, "合计", *sums, *(None,) * 4),),
                comment="核对说明",
                signs=SIGNS,
            ),
            Table(
                name="逐件核对", columns=_PAPERS, rows=(_row(number, paper) for number, paper in enumerate(papers, start=1)), signs=SIGNS
            ),
        ),
        figures=tuple(zip(("listed", "scanned", "not_scanned", "pages_differ", "other_box", "not_listed"), sums, strict=True)),
    )


def _line(number: int, papers: tuple[_Paper, ...]) -> tuple[Cell, ...]:
    box = next((paper.box for paper in papers if paper.listed is not None), papers[0].box)
    found = Counter(result for paper in papers for result in paper.results)
    listed = len(papers) - found[NOT_LISTED]
    wrong = [found[result] for result in (NOT_SCANNED, PAGES_DIFFER, OTHER_BOX, NOT_LISTED)]
    verdict = "有差异" if any(wrong) else "相符"
    return number, box, listed, listed - found[NOT_SCANNED], *wrong, verdict, None, None, None


def _row(number: int, paper: _Paper) -> tuple[Cell, ...]:
    return (
        number,
        paper.box,
        paper.archive_no,
        paper.title,
        paper.estate,
        "" if paper.unit is None else unit_text(paper.unit),
        paper.owner,
        paper.date,
        paper.listed,
        paper.scanned,
        "、".join(paper.results),
    )


def _papers(job: Job) -> Iterator[_Paper]:
    """Every paper of the boxes asked for. A paper not on the list belongs to a box only where its scan says which."""
    links, lies_in = settled(link(records_to_link(job.tx, job.place))), read_models_reports.document_boxes(job.tx)
    every = (
        *(_listed(held.paper, document, lies_in) for held, document in links.pairs),
        *(_listed(held.paper, None, lies_in) for held in links.rows_alone),
        *(_unlisted(document, lies_in[document.document]) for document in links.documents_alone if document.document in lies_in),
    )
    wanted = job.wanted
    return (
        paper for paper in every if (not wanted.box or box_key(wanted.box) == box_key(paper.box)) and wanted.estate in {"", paper.estate}
    )


def _listed(row: CatalogueRow, document: DocumentRecord | None, lies_in: Mapping[str, str]) -> _Paper:
    scanned = None if document is None else document.page_count
    box = "" if document is None else lies_in.get(document.document, "")
    differ = scanned is not None and row.page_count is not None and row.page_count != scanned
    moved = box and row.box and box_key(box) != box_key(row.box)
    results = [NOT_SCANNED] * (document is None) + [PAGES_DIFFER] * differ + [OTHER_BOX] * bool(moved)
    return _Paper(
        box=row.box or UNBOXED,
        archive_no=row.archive_no,
        title=row.title,
        estate=row.estate,
        unit=row.unit,
        owner=row.owner,
        date=row.date,
        listed=row.page_count,
        scanned=scanned,
        results=tuple(results) or (SAME,),
    )


def _unlisted(document: DocumentRecord, box: str) -> _Paper:
    return _Paper(
        box=box,
        archive_no=document.archive_no,
        title=document.title,
        estate=document.estate,
        unit=document.unit,
        owner=document.owner,
        date=document.date,
        listed=None,
        scanned=document.page_count,
        results=(NOT_LISTED,),
    )

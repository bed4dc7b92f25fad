"""A small invented home with known papers filed on known days, for the tests of reports and labels."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path

from domain.catalogue import CatalogueRow
from domain.document import DocumentState, FilingDecision
from domain.failure import Failure, FailureCode
from domain.finding import Finding, FindingKind, Severity
from domain.ids import DocumentId
from domain.page import PageState
from domain.register import RegisterRow, RegisterTenure
from domain.review import ReviewDecision, ReviewReason
from domain.scan import FileKind, ScanState
from domain.taxonomy import Category
from domain.unit_number import UnitNumber
from dossiers.catalogue_update import CatalogueOptions, plan_catalogue
from services import filing
from services.workplace import Workplace
from storage.engine import Transaction
from storage.repositories import catalogue, documents, findings, pages, scans
from storage.repositories.documents import Origin
from tests.homes import empty_home
from tests.registers import save_register

TODAY = date(2026, 11, 30)
"""A Monday."""
LAKE, BAY = "翠湖苑", "碧水湾"
SET = "用户档案目录（十一项）"
FORMULA = '=HYPERLINK("http://example.invalid","点此")'
UNITS = ("10|1||101|room", "2|1||1001|room", "2|1||201|room", "3|2||502|room")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One paper to file: whose, what, when; `tenure` is the owner's place in the unit's list."""

    unit: str
    owner: str
    doc_type: str
    category: Category
    at: datetime
    day: date | None = date(2020, 5, 6)
    title: str = ""
    pages: int = 1
    box: str = ""
    estate: str = LAKE
    tenure: int = 0
    reasons: tuple[ReviewReason, ...] = ()


def noon(month: int, day: int, year: int = 2026) -> datetime:
    """Noon of a day by this machine's zone."""
    return datetime.combine(date(year, month, day), time(12)).astimezone()


def build(folder: Path, database_url: str = "", *, required: str = SET) -> Workplace:
    """Make the home; its calendar says TODAY."""
    place = replace(empty_home(folder, database_url, company="CPM", required_set=required), today=lambda: TODAY)
    with place.database.begin() as tx:
        save_register(tx, _register())
        catalogue_steps = plan_catalogue(catalogue.held(tx), _catalogue(), CatalogueOptions(stated=frozenset()))
        tuple(catalogue.write(tx, catalogue_steps.steps))
    for paper in PAPERS:
        add(place, paper)
    _others(place)
    return place


PAPERS = (
    Paper(
        unit=UNITS[2], owner="王小明", doc_type="move_in_notice", category=Category.OTHER, at=noon(10, 6), title="入伙通知书", box="盒01"
    ),
    Paper(
        unit=UNITS[2],
        owner="王小明",
        doc_type="purchase_contract",
        category=Category.CONTRACT,
        at=noon(11, 17),
        title=FORMULA,
        day=date(2019, 1, 2),
        pages=3,
        box="盒01",
    ),
    Paper(unit=UNITS[1], owner="李秀英", doc_type="repair_request", category=Category.REPAIR, at=noon(11, 18), day=None, title="报修单"),
    Paper(unit=UNITS[0], owner="陈志强", doc_type="complaint_form", category=Category.COMPLAINT, at=noon(11, 19), pages=2, box="盒02"),
    Paper(unit=UNITS[3], owner="赵敏", doc_type="lease_contract", category=Category.CONTRACT, at=noon(11, 24), day=date(2015, 3, 1)),
    Paper(unit=UNITS[3], owner="孙丽", doc_type="title_copy", category=Category.OTHER, at=noon(11, 24), day=date(2018, 3, 1), tenure=1),
    Paper(unit="1|||301|room", owner="周伟", doc_type="owners_covenant", category=Category.CONTRACT, at=noon(11, 25), estate=BAY),
)


def _register() -> tuple[RegisterRow, ...]:
    tenures = (
        (LAKE, UNITS[0], RegisterTenure(owners=("陈志强",), phones=("13800005678",), start=date(2010, 5, 1))),
        (LAKE, UNITS[1], RegisterTenure(owners=("李秀英", "欧阳建华"), start=date(2015, 7, 1))),
        (LAKE, UNITS[2], RegisterTenure(owners=("王小明",), phones=("13900001234",), start=date(2006, 1, 1))),
        (LAKE, UNITS[3], RegisterTenure(owners=("赵敏",), start=date(2006, 1, 1), end=date(2017, 6, 30))),
        (LAKE, UNITS[3], RegisterTenure(owners=("孙丽",), tenants=("吴刚",), start=date(2017, 7, 1))),
        (BAY, "1|||301|room", RegisterTenure(owners=("周伟",), start=date(2012, 1, 1))),
        (BAY, "B||-1|6|parking", RegisterTenure(owners=("郑成",), start=date(2012, 1, 1))),
    )
    return tuple(
        RegisterRow(row=n, estate=estate, unit=UnitNumber.parse(unit), tenure=tenure)
        for n, (estate, unit, tenure) in enumerate(tenures, start=2)
    )


def _catalogue() -> tuple[CatalogueRow, ...]:
    def row(number: int, box: str, unit: str, title: str, kind: str, pages: int, day: date | None) -> CatalogueRow:
        return CatalogueRow(
            row=number,
            archive_no=f"DA-{number:03d}",
            box=box,
            title=title,
            doc_type=kind,
            estate=LAKE,
            unit=UnitNumber.parse(unit),
            owner="",
            date=day,
            page_count=pages,
        )

    return (
        row(2, "盒10", UNITS[3], "租赁合同", "租赁合同", 1, date(2015, 3, 1)),
        row(3, "盒01", UNITS[2], "入伙通知书", "入伙通知书", 1, date(2020, 5, 6)),
        row(4, "盒01", UNITS[2], "商品房买卖合同", "购房合同", 2, date(2019, 1, 2)),
        row(5, "盒02", UNITS[1], "业主公约", "业主公约", 4, date(2018, 1, 1)),
    )


def add(place: Workplace, paper: Paper) -> DocumentId:
    """File one paper, or put it into review where it has reasons, at its time."""
    unit = UnitNumber.parse(paper.unit)
    decided = FilingDecision(
        category=paper.category,
        doc_type=paper.doc_type,
        title=paper.title,
        date=paper.day,
        estate=paper.estate,
        unit=unit,
        owner=paper.owner,
        tenure_index=paper.tenure,
        confidence=0.99,
        reasons=paper.reasons,
        proposals=(),
        model="test/1",
    )
    with place.database.begin() as opened:
        tx = replace(opened, now=paper.at.timestamp())
        document_id = _document(tx, place, paper, decided)
        if paper.reasons:
            return document_id
        shelf = filing.find_place(tx, decided)
        assert shelf is not None
        filing.file_away(tx, place, document_id, decided, shelf)
    return document_id


def _document(tx: Transaction, place: Workplace, paper: Paper, decided: FilingDecision) -> DocumentId:
    batch = scans.open_batch(tx, "scans", box="")
    name = f"{paper.at:%m%d}-{paper.unit}-{paper.doc_type}-{paper.title}.tif"
    sha256 = place.blobs.put_bytes(name.encode())
    new = scans.NewScan(batch_id=batch, group_key=name, source=name, sha256=sha256, size=len(name), priority=3, estate="")
    scan = scans.add(tx, new, state=ScanState.RECEIVED, duplicate_of=None, failure=None)
    scans.opened(tx, scan, FileKind.TIFF, paper.pages)
    group = scans.group_of(tx, scan)
    made = pages.add(tx, scans.get(tx, scan), group, range(1, paper.pages + 1))
    state = DocumentState.REVIEW if paper.reasons else DocumentState.FILED
    document_id = documents.add(tx, Origin(batch_id=batch, group_id=group, first_page=made[0], box=paper.box), decided=decided, state=state)
    pages.join_document(tx, document_id, made)
    pages.settle(tx, made, PageState.REVIEW if paper.reasons else PageState.FILED)
    return document_id


def decide(place: Workplace, document_id: DocumentId, at: datetime) -> None:
    """Let a person reject a paper in review at that time."""
    with place.database.begin() as opened:
        tx = replace(opened, now=at.timestamp())
        stored = documents.get(tx, document_id)
        assert stored is not None
        by = ReviewDecision(action="reject", by="周档案", at=at)
        documents.decide(tx, document_id, DocumentState.REJECTED, stored.decided, by)


def _others(place: Workplace) -> None:
    """A file in quarantine, findings of October and November."""
    with place.database.begin() as opened:
        tx = replace(opened, now=noon(11, 20).timestamp())
        batch = scans.open_batch(tx, "scans", box="")
        sha256 = place.blobs.put_bytes(b"MZ")
        new = scans.NewScan(batch_id=batch, group_key="", source="bad.pdf", sha256=sha256, size=2, priority=3, estate="")
        failure = Failure(code=FailureCode.DISGUISED_TYPE, detail="")
        scans.add(tx, new, state=ScanState.QUARANTINED, duplicate_of=None, failure=failure)
        found = Finding(
            kind=FindingKind.PAGE_COUNT_MISMATCH, severity=Severity.ERROR, estate=LAKE, unit=UNITS[2], document="2", detail="页数不符。"
        )
        findings.save(tx, [found], findings.CheckRun(read_at=tx.now))

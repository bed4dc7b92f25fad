from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from checks.document_missing import missing_item
from checks.records import CheckOptions, CheckRecords, DocumentRecord, DossierRecord, PageFact
from checks.run import CHECKS, run_checks
from domain.catalogue import CatalogueRow
from domain.finding import Finding, FindingKind, Severity
from domain.page import QualityFacts
from domain.register import RegisteredUnit, RegisterTenure
from domain.scan_quality import PageFacts
from domain.taxonomy import Category, DocumentType, Taxonomy
from domain.unit_number import UnitNumber

UNIT = UnitNumber(building="3", entrance="2", room="501")
DAY = date(2015, 6, 1)
SHARP = QualityFacts(dpi=300.0, skew_known=True, blur=0.1, contrast=200.0, ink=0.05)
FACTS = PageFacts(quality=SHARP, skew=0.2, doubtful=0.0, type_height=3.7)
COARSE = replace(FACTS, quality=replace(SHARP, dpi=150.0))
PAGE = PageFact(page_no=1, facts=FACTS, image_hash=0b1010, sha256="a")

TAXONOMY = Taxonomy(
    types=(
        DocumentType(code="repair_request", category=Category.REPAIR, titles=("报修单",)),
        DocumentType(code="return_visit", category=Category.COMPLAINT, titles=("回访记录",)),
        DocumentType(code="lease_contract", category=Category.CONTRACT, titles=("租赁合同", "房屋租赁合同")),
        DocumentType(code="other_document", category=Category.OTHER, titles=("其他",)),
    ),
    required_sets=(),
    version="t",
)
LEASE = DocumentRecord(
    document="1",
    archive_no="CPM-1",
    estate="翠湖花园",
    unit=UNIT,
    owner="王小明",
    owner_read="王小明",
    doc_type="lease_contract",
    category=Category.CONTRACT,
    title="房屋租赁合同",
    date=DAY,
    filed=True,
    pages=(PAGE,),
)
ROW = CatalogueRow(
    row=2,
    archive_no="CPM-1",
    box="1",
    title="房屋租赁合同",
    doc_type="合同",
    estate="翠湖花园",
    unit=UNIT,
    owner="王小明",
    date=DAY,
    page_count=1,
)
REGISTER = (RegisteredUnit(estate="翠湖花园", unit=UNIT, tenures=(RegisterTenure(owners=("王小明",)),)),)

DOSSIER = DossierRecord(
    dossier="7", estate="翠湖花园", unit=UNIT, start=None, end=None, required="目录第 2 版", missing=("租赁合同", "权证复印件")
)

Records = Callable[..., CheckRecords]


def records(
    *documents: DocumentRecord,
    rows: tuple[CatalogueRow, ...] = (),
    register: tuple[RegisteredUnit, ...] = (),
    dossiers: tuple[DossierRecord, ...] = (),
    **options: object,
) -> CheckRecords:
    return CheckRecords(
        documents=documents,
        dossiers=dossiers,
        catalogue=rows,
        register=register,
        taxonomy=TAXONOMY,
        options=replace(CheckOptions(today=date(2020, 1, 1)), **options),
    )


def kinds(found: tuple[Finding, ...]) -> list[FindingKind]:
    return [finding.kind for finding in found]


def test_records_that_agree_give_no_finding() -> None:
    assert run_checks(records(LEASE, rows=(ROW,), register=REGISTER, dossiers=(replace(DOSSIER, missing=()),))) == ()


def test_nothing_gives_nothing() -> None:
    assert run_checks(records()) == ()


def test_every_kind_has_its_check() -> None:
    assert {check.__name__ for check in CHECKS} == {kind.value for kind in FindingKind}


@pytest.mark.parametrize(
    ("document", "row", "expected"),
    [
        ({}, {"page_count": 3}, FindingKind.PAGE_COUNT_MISMATCH),
        ({}, {"owner": "李四海"}, FindingKind.OWNER_MISMATCH),
        ({"owner_read": "李四海"}, {"owner": ""}, FindingKind.OWNER_MISMATCH),
        ({}, {"date": date(2016, 1, 1)}, FindingKind.DATE_MISMATCH),
        ({"date": date(2031, 1, 1)}, {"date": None}, FindingKind.DATE_MISMATCH),
        ({}, {"doc_type": "维修"}, FindingKind.CATEGORY_MISMATCH),
        ({}, {"doc_type": "報修單"}, FindingKind.CATEGORY_MISMATCH),
        ({"unit": UnitNumber(building="3", entrance="2", room="509")}, {}, FindingKind.UNIT_NOT_IN_REGISTER),
        ({"pages": (replace(PAGE, facts=COARSE),)}, {}, FindingKind.IMAGE_QUALITY),
    ],
)
def test_one_disagreement_gives_one_finding(document: dict[str, object], row: dict[str, object], expected: FindingKind) -> None:
    found = run_checks(records(replace(LEASE, **document), rows=(replace(ROW, **row),), register=REGISTER))
    assert kinds(found) == [expected]
    assert found[0].document == "1"
    assert found[0].archive_no == "CPM-1"
    assert found[0].detail.endswith("。")


@pytest.mark.parametrize(
    "row",
    [
        {"archive_no": " cpm-1 "},
        {"archive_no": "ＣＰＭ-1"},
        {"archive_no": "", "title": "租赁合同"},
        {"archive_no": "旧号7", "date": date(2015, 6, 20), "unit": UnitNumber(building="3", floor="5", room="501")},
        {"doc_type": "看不懂的类别"},
        {"estate": "", "owner": "", "date": None, "page_count": None},
    ],
)
def test_rows_are_linked_by_number_or_content(row: dict[str, object]) -> None:
    found = run_checks(records(LEASE, rows=(replace(ROW, **row),), register=REGISTER))
    assert not {FindingKind.SCAN_MISSING, FindingKind.PAPER_MISSING} & set(kinds(found))


def test_a_row_without_a_scan_and_a_scan_without_a_row() -> None:
    lost = replace(ROW, row=3, archive_no="CPM-9", doc_type="维修", title="报修单", date=None)
    extra = replace(LEASE, document="2", archive_no="CPM-2", doc_type="other_document", category=Category.OTHER, title="杂")
    found = run_checks(records(LEASE, extra, rows=(ROW, lost)))
    assert kinds(found) == [FindingKind.SCAN_MISSING, FindingKind.PAPER_MISSING]
    assert [found[0].archive_no, found[1].document] == ["CPM-9", "2"]
    assert [finding.severity for finding in found] == [Severity.ERROR, Severity.WARNING]


def test_documents_in_review_are_not_missing_from_the_catalogue() -> None:
    waiting = replace(LEASE, document="2", archive_no="", filed=False, unit=None)
    assert run_checks(records(LEASE, waiting, rows=(ROW,))) == ()


def test_one_number_on_two_papers_is_found_once_a_side() -> None:
    twin = replace(LEASE, document="2", date=date(2016, 1, 1), pages=(replace(PAGE, sha256="b", image_hash=2**60),))
    found = run_checks(records(LEASE, twin, rows=(ROW, replace(ROW, row=3, date=date(2016, 1, 1)))))
    assert kinds(found) == [FindingKind.DUPLICATE_ARCHIVE_NO] * 2


@pytest.mark.parametrize(
    ("page", "alike"),
    [
        ({}, True),
        ({"sha256": "b"}, True),
        ({"sha256": "b", "image_hash": 0b1011}, True),
        ({"sha256": "b", "image_hash": ~0b1010 & (2**64 - 1)}, False),
        ({"sha256": "b", "image_hash": None}, False),
    ],
)
def test_the_same_pages_twice_are_a_duplicate(page: dict[str, object], alike: bool) -> None:
    copy = replace(LEASE, document="2", archive_no="CPM-2", pages=(replace(PAGE, **page),))
    found = run_checks(records(LEASE, copy))
    assert kinds(found) == ([FindingKind.DUPLICATE_DOCUMENT] if alike else [])
    assert all(finding.document == "2" for finding in found)


def test_a_dossier_lacks_what_its_list_asks_for() -> None:
    found = run_checks(records(dossiers=(DOSSIER, replace(DOSSIER, dossier="8", start=date(2012, 1, 1), missing=("租赁合同",)))))
    assert kinds(found) == [FindingKind.DOCUMENT_MISSING] * 3
    assert {finding.detail for finding in found} == {
        "户档缺少“租赁合同”（目录第 2 版）。",
        "户档缺少“权证复印件”（目录第 2 版）。",
        "户档（产权期 2012-01-01 起）缺少“租赁合同”（目录第 2 版）。",
    }
    assert len({finding.facts for finding in found}) == 3


def test_a_new_version_of_the_list_is_no_new_gap() -> None:
    one, other = (missing_item(replace(DOSSIER, required=label), "租赁合同") for label in ("目录第 1 版", "目录第 2 版"))
    assert one.facts == other.facts


@pytest.mark.parametrize(
    ("visit", "missing"),
    [(None, True), (date(2015, 6, 10), False), (date(2015, 5, 1), True), (date(2015, 8, 1), True)],
)
def test_a_repair_wants_a_visit_within_the_term(visit: date | None, missing: bool) -> None:
    documents = [replace(LEASE, doc_type="repair_request", category=Category.REPAIR)]
    if visit:
        documents.append(replace(LEASE, document="2", archive_no="CPM-2", doc_type="return_visit", date=visit))
    assert (FindingKind.REPAIR_WITHOUT_RETURN_VISIT in kinds(run_checks(records(*documents)))) is missing


def test_a_repair_whose_term_still_runs_is_no_finding() -> None:
    repair = replace(LEASE, doc_type="repair_request", category=Category.REPAIR, date=date(2019, 12, 20))
    assert run_checks(records(repair)) == ()


def test_a_repair_request_and_its_record_give_one_finding() -> None:
    request = replace(LEASE, doc_type="repair_request", category=Category.REPAIR)
    second = replace(request, document="2", archive_no="CPM-2", date=date(2015, 6, 8))
    assert [finding.document for finding in run_checks(records(request, second))] == ["2"]


def test_owners_of_other_times_do_not_count() -> None:
    tenures = (
        RegisterTenure(owners=("王小明",), end=date(2012, 1, 1)),
        RegisterTenure(owners=("何大海",), start=date(2012, 1, 2)),
    )
    register = (RegisteredUnit(estate="翠湖花园", unit=UNIT, tenures=tenures),)
    found = run_checks(records(LEASE, register=register))
    assert kinds(found) == [FindingKind.OWNER_MISMATCH]
    assert "王小明" not in found[0].detail + found[0].facts


def test_the_order_does_not_depend_on_the_input() -> None:
    other = replace(
        LEASE, document="2", archive_no="CPM-2", owner_read="李四海", pages=(replace(PAGE, facts=COARSE, sha256="z", image_hash=7),)
    )
    one = run_checks(records(LEASE, other, register=REGISTER))
    assert one == run_checks(records(other, LEASE, register=REGISTER))
    assert [finding.severity for finding in one] == sorted((finding.severity for finding in one), key=list(Severity).index)

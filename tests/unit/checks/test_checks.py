from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from checks.document_missing import missing_item
from checks.records import CheckOptions, CheckRecords, DocumentRecord, DossierRecord, PageFault
from checks.run import CHECKS, run_checks
from checks.sketch import sketch
from checks.text_keys import text_key
from domain.catalogue import CatalogueRow, HeldPaper
from domain.finding import Finding, FindingKind, Severity
from domain.page import QualityFacts
from domain.register import RegisteredUnit, RegisterTenure
from domain.scan_quality import PageFacts, QualityLimits, scan_faults
from domain.taxonomy import Category, DocumentType, Taxonomy
from domain.unit_number import UnitNumber

UNIT = UnitNumber(building="3", entrance="2", room="501")
DAY = date(2015, 6, 1)
SHARP = QualityFacts(dpi=300.0, skew_known=True, blur=0.1, contrast=200.0, ink=0.05)
FACTS = PageFacts(quality=SHARP, skew=0.2, doubtful=0.0, type_height=3.7)
COARSE = replace(FACTS, quality=replace(SHARP, dpi=150.0))
FAULTS = tuple(PageFault(page_no=1, fault=fault) for fault in scan_faults(COARSE, QualityLimits()))
TEXT = (
    "房屋租赁合同 甲方将房屋出租给乙方使用，租期一年，月租金按季度支付，合同编号 20150601 押金 3000 元 "
    "联系电话 13800005678 房屋位于小区三栋二单元"
)

TAXONOMY = Taxonomy(
    types=(
        DocumentType(code="repair_request", category=Category.REPAIR, titles=("报修单",)),
        DocumentType(code="return_visit", category=Category.COMPLAINT, titles=("回访记录",)),
        DocumentType(code="lease_contract", category=Category.CONTRACT, titles=("租赁合同", "房屋租赁合同")),
        DocumentType(code="renovation_agreement", category=Category.CONTRACT, titles=("装修协议",)),
        DocumentType(code="complaint_form", category=Category.COMPLAINT, titles=("投诉单",)),
        DocumentType(code="complaint_reply", category=Category.COMPLAINT, titles=("投诉回复",)),
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
    page_count=1,
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
        catalogue=tuple(HeldPaper(id=100 + row.row, paper=row) for row in rows),
        dossiers=dossiers,
        register=register,
        catalogued=frozenset(text_key(row.estate) for row in rows),
        registered=bool(register),
        numbers=tuple(document.archive_no for document in documents) + tuple(row.archive_no for row in rows),
        taxonomy=TAXONOMY,
        options=replace(CheckOptions(today=date(2020, 1, 1)), **options),
    )


def kinds(found: tuple[Finding, ...]) -> list[FindingKind]:
    return [finding.kind for finding in found]


def test_records_that_agree_give_no_finding() -> None:
    assert run_checks(records(LEASE, rows=(ROW,), register=REGISTER, dossiers=(replace(DOSSIER, missing=()),))) == ()


def test_nothing_gives_nothing() -> None:
    assert run_checks(records()) == ()


OF_DUPLICATES = {FindingKind.DUPLICATE_DOCUMENT, FindingKind.DUPLICATE_ACROSS_DOSSIERS, FindingKind.NEAR_DUPLICATE_DIFFERS}


def test_every_kind_has_its_check() -> None:
    assert {check.__name__ for check in CHECKS} == {kind.value for kind in set(FindingKind) - OF_DUPLICATES} | {"duplicates"}


def test_boxes_are_one_however_they_are_written() -> None:
    found = run_checks(records(replace(LEASE, box="盒01"), rows=(replace(ROW, box="第 1 号盒"),), register=REGISTER))
    assert found == ()


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
        ({"faults": FAULTS}, {}, FindingKind.IMAGE_QUALITY),
        ({}, {"unit": UnitNumber(building="5", room="101")}, FindingKind.UNIT_MISMATCH),
        ({}, {"doc_type": "装修协议", "title": "装修协议"}, FindingKind.TYPE_MISMATCH),
        ({"box": "盒02"}, {"box": "第3盒"}, FindingKind.BOX_MISMATCH),
        ({"tenure": RegisterTenure(owners=("王小明",), end=date(2010, 1, 1))}, {}, FindingKind.DATE_OUTSIDE_TENURE),
    ],
)
def test_one_disagreement_gives_one_finding(document: dict[str, object], row: dict[str, object], expected: FindingKind) -> None:
    found = run_checks(records(replace(LEASE, **document), rows=(replace(ROW, **row),), register=REGISTER))
    assert kinds(found) == [expected]
    assert found[0].document == "1"
    assert found[0].archive_no == "CPM-1"
    assert found[0].detail.endswith("。")
    assert found[0].mend.endswith("。")
    assert found[0].ours
    assert found[0].theirs
    assert found[0].sides


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


def test_papers_of_an_estate_that_has_no_list_are_not_missing_from_it() -> None:
    elsewhere = replace(LEASE, document="2", archive_no="CPM-2", estate="云栖里")
    assert run_checks(records(LEASE, elsewhere, rows=(ROW,))) == ()


def test_documents_in_review_are_not_missing_from_the_catalogue() -> None:
    waiting = replace(LEASE, document="2", archive_no="", filed=False, unit=None)
    assert run_checks(records(LEASE, waiting, rows=(ROW,))) == ()


def test_one_number_on_two_papers_is_found_once_a_side() -> None:
    twin = replace(LEASE, document="2", date=date(2016, 1, 1))
    found = run_checks(records(LEASE, twin, rows=(ROW, replace(ROW, row=3, date=date(2016, 1, 1)))))
    assert kinds(found) == [FindingKind.DUPLICATE_ARCHIVE_NO] * 2
    assert {finding.about for finding in found} == {"k:CPM-1"}
    assert len({finding.fingerprint for finding in found}) == 2


def test_a_word_for_no_number_is_no_number() -> None:
    rows = tuple(replace(ROW, row=n, archive_no="无", box="", date=date(2015, 6, n), title=f"租赁合同{n}") for n in range(2, 5))
    found = run_checks(records(rows=rows))
    assert kinds(found) == [FindingKind.SCAN_MISSING] * 3


def test_two_rows_with_exchanged_numbers_are_linked_by_what_they_say() -> None:
    other_unit = UnitNumber(building="5", entrance="1", room="902")
    repair = replace(
        LEASE,
        document="2",
        archive_no="CPM-2",
        unit=other_unit,
        doc_type="complaint_reply",
        category=Category.COMPLAINT,
        title="投诉回复",
        date=date(2018, 8, 8),
    )
    row = replace(ROW, row=3, archive_no="CPM-1", unit=other_unit, doc_type="投诉", title="投诉回复", date=date(2018, 8, 8))
    found = run_checks(records(LEASE, repair, rows=(replace(ROW, archive_no="CPM-2"), row)))
    assert kinds(found) == [FindingKind.ARCHIVE_NO_MISMATCH] * 2


def test_a_box_of_which_nothing_was_scanned_is_one_finding_beside_its_rows() -> None:
    lost = [replace(ROW, row=n, archive_no=f"X-{n}", box="盒09", title=f"台账{n}", doc_type="", date=date(2001, 1, n)) for n in (3, 4)]
    found = run_checks(records(LEASE, rows=(ROW, *lost), register=REGISTER))
    assert kinds(found) == [FindingKind.BOX_WITHOUT_SCANS, FindingKind.SCAN_MISSING, FindingKind.SCAN_MISSING]
    assert (found[0].about, found[0].box) == ("b:9", "盒09")


@pytest.mark.parametrize(
    ("serials", "missing"),
    [
        ([*range(1, 8), *range(9, 14)], ["DA-0008"]),
        ([*range(1, 8), *range(10, 14)], ["DA-0008"]),
        (range(1, 14), []),
        ([1, 2, 3, 5, 6, 7], []),
        (range(1, 40, 3), []),
    ],
)
def test_gaps_are_found_in_numbers_that_run_on(serials: list[int], missing: list[str]) -> None:
    found = run_checks(replace(records(), numbers=tuple(f"DA-{n:04d}" for n in serials)))
    assert [finding.archive_no for finding in found] == missing
    assert all(finding.kind is FindingKind.NUMBER_GAP for finding in found)


def scanned(document: DocumentRecord, text: str) -> DocumentRecord:
    return replace(document, sketch=sketch(text))


@pytest.mark.parametrize(
    ("changes", "text", "expected"),
    [
        ({}, TEXT, [FindingKind.DUPLICATE_DOCUMENT]),
        ({}, TEXT.replace("租期一年", "租期一牛"), [FindingKind.DUPLICATE_DOCUMENT]),
        ({}, TEXT.replace("20150601", "20160603").replace("3000", "4500"), []),
        ({}, "业主公约 " + TEXT[::-1], []),
        ({"date": date(2016, 6, 1)}, TEXT, [FindingKind.NEAR_DUPLICATE_DIFFERS]),
        ({"unit": UnitNumber(building="8", room="101")}, TEXT, [FindingKind.DUPLICATE_ACROSS_DOSSIERS]),
        ({"unit": UnitNumber(building="8", room="101"), "units_read": (UnitNumber(building="8", room="101"),)}, TEXT, []),
        ({"dossier": "2"}, TEXT, [FindingKind.DUPLICATE_ACROSS_DOSSIERS]),
        ({"filed": False}, TEXT, []),
        ({}, "", []),
    ],
)
def test_a_second_scan_of_one_paper_is_known(changes: dict[str, object], text: str, expected: list[FindingKind]) -> None:
    first = scanned(replace(LEASE, units_read=(UNIT,)), TEXT)
    changes = {"document": "12", "archive_no": "CPM-2", "units_read": (UNIT,)} | changes
    found = run_checks(records(first, scanned(replace(LEASE, **changes), text)))
    assert kinds(found) == expected
    assert all((finding.document, finding.other) == ("12", "1") for finding in found)


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
    other = replace(LEASE, document="2", archive_no="CPM-2", owner_read="李四海", faults=FAULTS)
    one = run_checks(records(LEASE, other, register=REGISTER))
    assert one == run_checks(records(other, LEASE, register=REGISTER))
    assert [finding.severity for finding in one] == sorted((finding.severity for finding in one), key=list(Severity).index)


@pytest.mark.parametrize(("reply", "missing"), [(None, True), (date(2015, 6, 20), False), (date(2015, 8, 1), True)])
def test_a_complaint_wants_a_reply_within_the_term(reply: date | None, missing: bool) -> None:
    documents = [replace(LEASE, doc_type="complaint_form", category=Category.COMPLAINT)]
    if reply:
        documents.append(replace(documents[0], document="2", archive_no="CPM-2", doc_type="complaint_reply", date=reply))
    assert (FindingKind.COMPLAINT_WITHOUT_REPLY in kinds(run_checks(records(*documents)))) is missing


def test_a_paper_of_the_owner_before_is_a_matter_of_its_date() -> None:
    sold = RegisterTenure(owners=("王小明",), end=date(2012, 1, 1))
    register = (RegisteredUnit(estate="翠湖花园", unit=UNIT, tenures=(sold, RegisterTenure(owners=("何大海",), start=date(2012, 1, 2)))),)
    found = run_checks(records(replace(LEASE, tenure=sold), register=register))
    assert kinds(found) == [FindingKind.DATE_OUTSIDE_TENURE]


def test_documents_in_review_are_not_held_against_catalogue_and_register() -> None:
    waiting = replace(LEASE, archive_no="", filed=False, owner_read="李四海", date=date(2015, 6, 2), page_count=4)
    assert run_checks(records(waiting, rows=(ROW,), register=REGISTER)) == ()


def test_names_that_look_alike_masked_can_still_be_told_apart() -> None:
    found = run_checks(records(replace(LEASE, owner="张三", owner_read="张三"), rows=(replace(ROW, owner="张四"),)))
    assert [(side.ours, side.theirs) for side in found[0].sides] == [("*三", "*四")]


def test_a_waived_matter_is_the_same_matter_whatever_its_facts() -> None:
    two, three = (run_checks(records(LEASE, rows=(replace(ROW, page_count=n),)))[0] for n in (2, 3))
    assert two.subject == three.subject
    assert two.fingerprint != three.fingerprint

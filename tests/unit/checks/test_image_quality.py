from dataclasses import replace
from datetime import date

from checks.image_quality import image_quality
from checks.linking import link
from checks.records import CheckOptions, CheckRecords, DocumentRecord, PageFault
from domain.finding import Finding, Severity
from domain.page import QualityFacts
from domain.scan_quality import PageFacts, QualityLimits, scan_faults
from domain.taxonomy import Category, Taxonomy

SHARP = QualityFacts(dpi=300.0, skew_known=True, blur=0.1, contrast=200.0, ink=0.05)
GOOD = PageFacts(quality=SHARP, skew=0.2, doubtful=0.0, type_height=3.7)
LEANING = replace(GOOD, skew=-3.25)
COARSE = replace(GOOD, quality=replace(SHARP, dpi=150.0))
LOST = replace(GOOD, doubtful=0.4)


def findings(*pages: PageFacts, limits: QualityLimits | None = None) -> tuple[Finding, ...]:
    document = DocumentRecord(
        document="7",
        archive_no="CPM-7",
        estate="翠湖苑",
        unit=None,
        owner="",
        owner_read="",
        doc_type="repair_request",
        category=Category.REPAIR,
        title="报修单",
        date=None,
        filed=True,
        page_count=len(pages),
        faults=tuple(
            PageFault(page_no=n, fault=fault)
            for n, facts in enumerate(pages, start=1)
            for fault in scan_faults(facts, limits or QualityLimits())
        ),
    )
    records = CheckRecords(
        documents=(document,),
        catalogue=(),
        register=(),
        taxonomy=Taxonomy(types=(), required_sets=(), version=""),
        options=CheckOptions(today=date(2026, 1, 1)),
        catalogued=frozenset(),
        registered=False,
    )
    return image_quality(records, link(records))


def test_good_pages_are_no_finding() -> None:
    assert findings(GOOD, GOOD) == ()


def test_a_finding_names_pages_faults_and_what_to_do() -> None:
    [found] = findings(GOOD, COARSE, replace(COARSE, skew=4.0))
    assert (found.document, found.archive_no, found.severity) == ("7", "CPM-7", Severity.WARNING)
    assert found.detail == (
        "第 2 页分辨率仅 150 dpi，请以 200 dpi 以上重新扫描。"
        "第 3 页分辨率仅 150 dpi，请以 200 dpi 以上重新扫描。第 3 页倾斜 4.0 度，请放正。"
    )
    assert found.facts == "2:coarse|3:coarse|3:leaning"


def test_a_finding_is_as_grave_as_its_worst_fault() -> None:
    assert [findings(page)[0].severity for page in (LEANING, COARSE, LOST)] == [Severity.NOTE, Severity.WARNING, Severity.ERROR]
    assert findings(LEANING, LOST, COARSE)[0].severity is Severity.ERROR


def test_limits_are_the_companys() -> None:
    assert findings(COARSE, LEANING, limits=QualityLimits(least_dpi=150.0, most_skew=5.0)) == ()

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from checks.catalogue_match import CatalogueMatch, match_catalogue
from checks.records import CheckOptions, CheckRecords, DocumentRecord
from domain.acceptance import Check
from domain.catalogue import CatalogueRow, HeldPaper
from domain.taxonomy import Category, Taxonomy
from domain.unit_number import UnitNumber

UNIT = UnitNumber(building="3", entrance="2", room="501")
OTHER = UnitNumber(building="3", entrance="2", room="502")
DAY = date(2015, 6, 1)


def paper(number: int, **changed: object) -> DocumentRecord:
    made = DocumentRecord(
        document=str(number),
        archive_no=f"HD-{number:04}",
        estate="翠湖苑",
        unit=UNIT,
        owner="赵敏",
        owner_read="赵敏",
        doc_type="repair_request",
        category=Category.REPAIR,
        title="报修单",
        date=DAY,
        filed=True,
        page_count=1,
    )
    return replace(made, **changed)


def row(number: int, *, line: int | None = None, **changed: object) -> CatalogueRow:
    made = CatalogueRow(
        row=line or number,
        archive_no=f"HD-{number:04}",
        box="盒1",
        title="报修单",
        doc_type="",
        estate="翠湖苑",
        unit=UNIT,
        owner="赵敏",
        date=DAY,
        page_count=1,
    )
    return replace(made, **changed)


def match(
    documents: Sequence[DocumentRecord], rows: Sequence[CatalogueRow], *, batch: str = "", boxes: tuple[str, ...] = ()
) -> CatalogueMatch:
    records = CheckRecords(
        documents=tuple(documents),
        catalogue=tuple(HeldPaper(id=n, paper=each) for n, each in enumerate(rows, 1)),
        register=(),
        taxonomy=Taxonomy(types=(), required_sets=(), version=""),
        options=CheckOptions(today=date(2026, 1, 1)),
        catalogued=frozenset({""}),
        registered=False,
    )
    own = batch.split() or [each.document for each in documents]
    return match_catalogue(records, batch=own, boxes=boxes, sequences=[own])


def subjects(found: CatalogueMatch, check: Check) -> list[str]:
    return [defect.subject for defect in found.defects if defect.check is check]


def test_all_agrees() -> None:
    found = match([paper(1), paper(2)], [row(1), row(2)])
    assert (found.defects, found.content) == ((), ())
    assert dict(found.looked) == {Check.LINKS: 2, Check.COUNTS: 2, Check.CONTENT: 2, Check.ORDER: 2}


def test_a_row_without_a_scan_and_a_scan_without_a_row() -> None:
    far = {"unit": OTHER, "title": "租赁合同", "date": date(2001, 1, 1)}
    found = match([paper(1), paper(2, archive_no="HD-0099")], [row(1), row(7, **far)])
    assert subjects(found, Check.LINKS) == ["row 7", "document 2"]
    assert dict(found.looked)[Check.LINKS] == 3


def test_rows_of_one_number_from_several_lists_are_several() -> None:
    far = {"unit": OTHER, "title": "租赁合同", "date": date(2001, 1, 1)}
    found = match([paper(1)], [row(1), row(7, **far), row(8, line=7, **far)])
    assert subjects(found, Check.LINKS) == ["row 7", "row 7/2"]


def test_without_any_row_of_its_own_the_batch_has_no_catalogue() -> None:
    found = match([paper(1, archive_no="", unit=None)], [row(7)])
    assert (found.catalogued, found.defects, dict(found.looked)[Check.LINKS]) == (False, (), 0)


def test_missing_rows_belong_to_the_batch_that_holds_most_of_their_box() -> None:
    documents = [paper(n) for n in range(1, 6)]
    rows = [row(n) for n in range(1, 6)] + [row(8, unit=OTHER)]
    assert subjects(match(documents, rows, batch="1 2 3"), Check.LINKS) == ["row 8"]
    assert subjects(match(documents, rows, batch="4 5"), Check.LINKS) == []
    assert subjects(match(documents, rows, batch="4 5", boxes=("盒1",)), Check.LINKS) == ["row 8"]
    assert subjects(match(documents, rows, batch="1 2 3", boxes=("盒2",)), Check.LINKS) == []


def test_page_counts_where_the_catalogue_states_them() -> None:
    found = match([paper(1), paper(2), paper(3)], [row(1, page_count=2), row(2, page_count=None), row(3)])
    assert (subjects(found, Check.COUNTS), dict(found.looked)[Check.COUNTS]) == (["document 1"], 2)


def test_contradictions_come_with_the_finding_that_a_person_may_waive() -> None:
    found = match([paper(1), paper(2)], [row(1, owner="钱学"), row(2, date=date(2015, 7, 1))])
    assert [(d.subject, d.check, f.document) for d, f in found.content] == [
        ("document 1", Check.CONTENT, "1"),
        ("document 2", Check.CONTENT, "2"),
    ]
    assert "钱学" not in found.content[0][0].zh


def test_another_unit_under_the_same_number_is_no_match() -> None:
    assert subjects(match([paper(1)], [row(1, unit=OTHER)]), Check.CONTENT) == ["document 1"]


def test_the_fewest_documents_that_lie_elsewhere_are_named() -> None:
    documents = [paper(n) for n in (1, 2, 3, 4, 5)]
    moved = [row(1, line=1), row(2, line=5), row(3, line=2), row(4, line=3), row(5, line=4)]
    assert subjects(match(documents, moved), Check.ORDER) == ["document 2"]
    elsewhere = [row(1, line=9, box="盒2"), *(row(n) for n in (2, 3, 4, 5))]
    assert subjects(match(documents, elsewhere), Check.ORDER) == []


def test_what_is_wrong_is_said_without_naming_people() -> None:
    found = match([paper(1), paper(2, page_count=0)], [row(1, owner="钱学", date=date(2015, 7, 1)), row(2)])
    assert [defect.en for defect, _ in found.content] == [
        "another owner than in the catalogue",
        "another date than in the catalogue (2015-07-01, 2015-06-01)",
    ]
    assert [defect.en for defect in found.defects] == ["another number of pages than in the catalogue (catalogue=1, scan=0)"]

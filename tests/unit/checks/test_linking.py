"""Linking by points: hundreds of rows of one unit and type, numbers on one side only, slips in titles, dates left out."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from checks.linking import Links, link
from checks.records import DocumentRecord
from domain.catalogue import CatalogueRow
from domain.taxonomy import Category
from domain.unit_number import UnitNumber
from tests.unit.checks.test_checks import LEASE, ROW, records


def repairs(count: int, rng: random.Random) -> tuple[list[DocumentRecord], list[CatalogueRow]]:
    """Papers of one unit and type on different days, and their rows without numbers."""
    days = rng.sample(range(5_000), count)
    documents = [
        replace(
            LEASE,
            document=f"{n}",
            archive_no=f"HD-{n}",
            doc_type="repair_request",
            category=Category.REPAIR,
            title="报修单",
            date=date(2004, 1, 1) + timedelta(days=day),
            page_count=1 + n % 3,
        )
        for n, day in enumerate(days, 1)
    ]
    rows = [
        replace(ROW, row=n, archive_no="", doc_type="repair_request", title="报修单", date=d.date, page_count=d.page_count)
        for n, d in enumerate(documents, 1)
    ]
    return documents, rows


def paired(links: Links) -> dict[int, str]:
    return {held.paper.row: document.document for held, document in links.pairs}


def test_hundreds_of_one_unit_and_type_find_each_other_by_their_days() -> None:
    rng = random.Random(4)
    documents, rows = repairs(300, rng)
    rows = [replace(row, title="报修车" if row.row % 7 == 0 else row.title) for row in rows]
    shuffled = rng.sample(rows, len(rows))
    assert paired(link(records(*documents, rows=tuple(shuffled)))) == {n: f"{n}" for n in range(1, 301)}


def test_papers_without_days_that_fit_as_well_otherwise_are_left_unsure() -> None:
    documents, rows = repairs(6, random.Random(1))
    documents = [replace(document, date=None, page_count=1) for document in documents]
    rows = [replace(row, date=None, page_count=1) for row in rows]
    links = link(records(*documents, rows=tuple(rows)))
    assert links.pairs == ()
    [group] = links.unsure
    assert (len(group.rows), len(group.documents)) == (6, 6)
    assert links.rows_alone == ()
    assert links.documents_alone == ()


@pytest.mark.parametrize(
    "row",
    [
        {"archive_no": "", "title": "房屋祖赁合同"},
        {"archive_no": "", "title": "3栋2单元501室房屋租赁合同（2015）"},
        {"archive_no": "", "date": None},
        {"archive_no": "", "date": date(2005, 6, 1)},
        {"archive_no": "", "date": date(2009, 11, 20)},
        {"archive_no": "", "page_count": 7},
        {"archive_no": "", "page_count": None, "date": None},
        {"archive_no": "", "doc_type": "报修单", "title": "报修单"},
        {"archive_no": "旧-0017"},
    ],
)
def test_one_slip_does_not_part_a_paper_from_its_row(row: dict[str, object]) -> None:
    assert paired(link(records(LEASE, rows=(replace(ROW, **row),)))) == {2: "1"}


@pytest.mark.parametrize(
    "row",
    [
        {"archive_no": "", "unit": UnitNumber(building="4", entrance="2", room="501")},
        {"archive_no": "", "estate": "云栖里"},
        {"archive_no": "", "doc_type": "报修单", "title": "报修单", "date": date(2009, 11, 20)},
        {"archive_no": "CPM-7", "date": date(2009, 11, 20), "page_count": 5},
    ],
)
def test_another_paper_is_not_taken_for_it(row: dict[str, object]) -> None:
    assert paired(link(records(LEASE, rows=(replace(ROW, **row),)))) == {}


def test_the_better_row_wins_and_the_other_stays_alone() -> None:
    better, worse = replace(ROW, archive_no=""), replace(ROW, row=3, archive_no="", date=date(2014, 2, 2))
    links = link(records(LEASE, rows=(worse, better)))
    assert paired(links) == {2: "1"}
    assert [held.paper.row for held in links.rows_alone] == [3]


def test_a_row_whose_paper_may_wait_in_review_is_not_alone() -> None:
    waiting = replace(LEASE, filed=False, archive_no="", unit=None)
    links = link(records(waiting, rows=(replace(ROW, archive_no="DA-1"),)))
    assert [held.paper.row for held in links.rows_waiting] == [2]
    assert links.rows_alone == ()

"""Scans with discrepancies of their own, and what must be found in them by their truth."""

import random
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from domain.finding import FindingKind
from domain.unit_number import UnitNumber
from evaluation.findings import expected
from evaluation.findings.office_inject import INJECTIONS, OfficeInjector, gaps, inject
from evaluation.findings.scanned import Held, Scanned
from evaluation.findings.scans import Fault, Scans, Twice, plan_scans
from evaluation.generator import wording
from evaluation.generator.sheet import Script

EACH = 3
UNIT = UnitNumber.parse("3|2||501|room")


@pytest.fixture(scope="module", params=[Script.HANS, Script.HANT])
def scans(request: pytest.FixtureRequest) -> Scans:
    return plan_scans(5, request.param, each=EACH)


def test_so_many_papers_of_every_discrepancy_are_planned(scans: Scans) -> None:
    done = Counter(note.twice or note.fault for note in scans.notes)
    assert done == {
        Twice.SAME: 3,
        Twice.MISFILED: 3,
        Twice.BLOTTED: 1,
        Twice.MISTYPED: 2,
        Fault.COARSE: 1,
        Fault.LEANING: 1,
        Fault.BLURRED: 1,
    }
    types = Counter(laid.spec.doc_type for laid in scans.corpus.documents)
    assert types["repair_request"] >= EACH and types["complaint_form"] >= EACH
    assert not any(laid.spec.must_review for laid in scans.corpus.documents)


def test_a_second_scan_is_of_the_same_paper_in_another_file(scans: Scans) -> None:
    file_of = {page.document: file.source for file in scans.corpus.files for page in file.pages if page.document >= 0}
    for note in scans.notes:
        if note.first is None:
            continue
        first, second = (scans.corpus.documents[index] for index in (note.first, note.document))
        assert file_of[note.first] != file_of[note.document]
        assert first.spec == second.spec
        if note.twice is Twice.BLOTTED:
            assert not second.shows_date
            assert all(len(other.text) <= len(one.text) for one, other in zip(first.pages, second.pages, strict=True))
            assert first.pages != second.pages
        else:
            assert first == second
    assert len({file.source for file in scans.corpus.files}) == len(scans.corpus.files)


def test_faults_are_in_the_scans(scans: Scans) -> None:
    for note in scans.notes:
        pages = [(file, page) for file in scans.corpus.files for page in file.pages if page.document == note.document]
        assert all(file.vector == 0 for file, _ in pages) or note.fault is None
        if note.fault is Fault.COARSE:
            assert all(file.dpi <= 150 for file, _ in pages)
        elif note.fault is Fault.LEANING:
            assert all(abs(page.wear.skew) > 2.5 for _, page in pages)
        elif note.fault is Fault.BLURRED:
            assert all(page.wear.blur >= 1.8 for _, page in pages)


def scanned(key: str, doc_type: str = "repair_request", day: date | None = date(2020, 3, 1), **changes: object) -> Scanned:
    paper = Scanned(
        key=key,
        first=key,
        twice=None,
        estate="翠湖苑",
        unit=UNIT,
        owner="赵敏",
        shows_owner=True,
        doc_type=doc_type,
        title="",
        date=day,
        pages=((f"{key}.pdf", 1),),
        texts=("",),
        seals=("",),
        must_review="",
        faulty=False,
    )
    return replace(paper, **changes)


def held(paper: Scanned, number: int, **changes: object) -> Held:
    document = Held(
        id=number,
        paper=paper,
        filed=True,
        archive_no=f"A-{number}",
        estate=paper.estate,
        unit=str(paper.unit),
        dossier=1,
        doc_type=paper.doc_type,
        category="other",
        date=paper.date,
        box="",
        misread=0.0,
    )
    return replace(document, **changes)


def test_what_nothing_answers_within_the_term_is_left() -> None:
    repair, complaint = scanned("a"), scanned("b", "complaint_form", date(2020, 8, 1))
    late = scanned("c", "return_visit", date(2020, 4, 15))
    told = expected.unanswered([repair, complaint, late], {"a", "b", "c"})
    assert told.wanted == {(FindingKind.REPAIR_WITHOUT_RETURN_VISIT, "a"), (FindingKind.COMPLAINT_WITHOUT_REPLY, "b")}
    record = scanned("d", "repair_record", date(2020, 3, 9))
    told = expected.unanswered([repair, record], {"a", "d"})
    assert told.wanted == {(FindingKind.REPAIR_WITHOUT_RETURN_VISIT, "d")}
    answered = expected.unanswered([repair, scanned("e", "return_visit", date(2020, 3, 31))], {"a", "e"})
    assert (answered.wanted, answered.open) == (frozenset(), frozenset())


def test_a_matter_of_which_a_paper_waits_is_left_open() -> None:
    repair, visit = scanned("a"), scanned("b", "return_visit", date(2020, 3, 5))
    told = expected.unanswered([repair, visit], {"a"})
    assert (told.wanted, told.open) == (frozenset(), {(FindingKind.REPAIR_WITHOUT_RETURN_VISIT, "a")})


@pytest.mark.parametrize(
    ("twice", "changes", "kind"),
    [
        (Twice.SAME, {}, FindingKind.DUPLICATE_DOCUMENT),
        (Twice.SAME, {"date": date(2020, 3, 2)}, FindingKind.NEAR_DUPLICATE_DIFFERS),
        (Twice.BLOTTED, {"date": None}, FindingKind.NEAR_DUPLICATE_DIFFERS),
        (Twice.MISTYPED, {"date": date(2021, 3, 1)}, FindingKind.NEAR_DUPLICATE_DIFFERS),
        (Twice.MISFILED, {"dossier": 2}, FindingKind.DUPLICATE_ACROSS_DOSSIERS),
    ],
)
def test_a_second_scan_is_a_duplicate_as_it_was_kept(twice: Twice, changes: dict[str, object], kind: FindingKind) -> None:
    first, second = scanned("a"), scanned("b", first="a", twice=twice)
    wanted = set(expected.doubled([held(first, 1), held(second, 2, **changes)]))
    strange = {(FindingKind.OWNER_MISMATCH, "b")} if twice is Twice.MISFILED else set()
    assert wanted == {(FindingKind.PAPER_MISSING, "a"), (kind, "a")} | strange


def test_bad_scans_are_wanted_and_misread_good_ones_left_open() -> None:
    papers = [scanned("a", faulty=True), scanned("b"), scanned("c"), scanned("d", faulty=None)]
    told = expected.scanned_badly([held(paper, n, misread=0.1 if paper.key == "c" else 0.0) for n, paper in enumerate(papers)])
    assert {key for _, key in told.wanted} == {"a"}
    assert {key for _, key in told.open} == {"c", "d"}


def test_a_dossier_lacks_what_none_of_its_papers_truly_is() -> None:
    have = held(scanned("a", "move_in_notice"), 1, doc_type="lease_contract")
    told = expected.lacking([have.paper], [have])
    assert told.wanted == {(FindingKind.DOCUMENT_MISSING, "dossier=1|item=合同协议")}
    waiting = scanned("b", "lease_contract")
    assert expected.lacking([have.paper, waiting], [have]).open == told.wanted


def test_discrepancies_are_put_into_the_list_and_the_register_of_a_home() -> None:
    papers = [
        scanned(
            f"T{n:03}",
            ("lease_contract", "id_copy", "repair_request")[n % 3],
            date(2020, 1, 1 + n % 28),
            unit=replace(UNIT, building=f"{n}"),
        )
        for n in range(120)
    ]
    second = scanned("T900", first="T005", twice=Twice.SAME)
    scans = [*papers[:100], second]
    filed = [held(paper, n, category=wording.CATEGORY_OF[paper.doc_type], box="1") for n, paper in enumerate(scans, 1)]
    to = OfficeInjector([*papers, second], filed, random.Random(1), skipped=2)
    assert "T900" not in to.rows
    assert len({row.archive_no for row in to.rows.values()}) == len(papers)
    inject(to, 2)
    counts = Counter(kind for kind, _ in to.expected)
    assert all(counts[kind] >= 2 for kind in INJECTIONS)
    about = [key for kind, key in to.expected if kind not in (FindingKind.DUPLICATE_ARCHIVE_NO, FindingKind.BOX_WITHOUT_SCANS)]
    assert len(about) == len(set(about))
    assert "T005" not in about
    missing = gaps(to.rows)
    numbers = {row.archive_no for row in to.rows.values()}
    assert len(missing) >= 2 and not numbers & set(missing)

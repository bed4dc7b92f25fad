"""A finding's life: found, accepted, mended, waived, and when it comes back."""

from pathlib import Path

import pytest

from domain.errors import UsageError
from domain.finding import Contrast, Finding, FindingKind, FindingStatus, Severity, StoredFinding
from evaluation.findings.home import open_home
from services import findings
from services.findings import Move
from services.workplace import Workplace
from storage.repositories import findings as repository
from storage.repositories.findings import CheckRun, FindingFilter

OPEN, ACCEPTED, MENDED, WAIVED = FindingStatus.OPEN, FindingStatus.ACCEPTED, FindingStatus.MENDED, FindingStatus.WAIVED


def pages(listed: int, *, document: str = "1", kind: FindingKind = FindingKind.PAGE_COUNT_MISMATCH) -> Finding:
    return Finding(
        kind=kind,
        severity=Severity.ERROR,
        archive_no=f"CPM-{document}",
        estate="翠湖苑",
        unit="3|2||501|room",
        box="1",
        document=document,
        detail=f"目录登记 {listed} 页，扫描件 1 页。",
        mend="取出原件清点。",
        ours="文件 CPM-1",
        theirs="纸质目录第 5 行",
        sides=(Contrast(field="页数", ours="1", theirs=f"{listed}"),),
        facts=f"catalogue={listed}|scan=1",
    )


@pytest.fixture
def place(tmp_path: Path) -> Workplace:
    return open_home(tmp_path / "home")


def save(place: Workplace, *found: Finding, about: tuple[str, ...] | None = None, read_at: float | None = None) -> None:
    with place.database.begin() as tx:
        settled = None if about is None else frozenset(about)
        repository.save(tx, found, CheckRun(read_at=tx.now if read_at is None else read_at, about=settled))


def standing(place: Workplace) -> list[tuple[int, FindingStatus]]:
    rows = findings.listing(place, FindingFilter(), limit=100).rows
    return sorted((row.id, row.status) for row in rows)


def steps(place: Workplace, finding_id: int) -> list[tuple[FindingStatus | None, FindingStatus, str]]:
    return [(step.before, step.after, step.by) for step in findings.show(place, finding_id).moves]


def test_a_finding_is_kept_with_both_sides(place: Workplace) -> None:
    save(place, pages(3))
    [row] = findings.listing(place, FindingFilter(), limit=10).rows
    kept, found = row.finding, pages(3)
    assert (kept.sides, kept.ours, kept.theirs, kept.mend, kept.box) == (found.sides, found.ours, found.theirs, found.mend, found.box)
    assert kept.about == "d:1"
    assert steps(place, 1) == [(None, OPEN, "")]


def test_what_is_not_found_any_more_is_mended_by_itself_and_opens_again_when_found(place: Workplace) -> None:
    save(place, pages(3))
    save(place)
    assert standing(place) == [(1, MENDED)]
    save(place, pages(3))
    assert standing(place) == [(1, OPEN)]
    assert steps(place, 1) == [(None, OPEN, ""), (OPEN, MENDED, ""), (MENDED, OPEN, "")]


def test_a_check_of_a_part_mends_nothing_else(place: Workplace) -> None:
    save(place, pages(3), pages(3, document="2"))
    save(place, about=("d:2", "d:9"))
    assert standing(place) == [(1, OPEN), (2, MENDED)]


def test_what_another_run_found_since_is_not_mended_by_an_older_look(place: Workplace) -> None:
    with place.database.read() as tx:
        looked = tx.now - 1
    save(place, pages(3))
    save(place, read_at=looked)
    assert standing(place) == [(1, OPEN)]


def test_one_marked_mended_by_a_person_opens_again_while_it_is_found(place: Workplace) -> None:
    save(place, pages(3))
    findings.move(place, 1, Move(after=MENDED, by="陈静", note="已补扫"))
    save(place, pages(3))
    assert standing(place) == [(1, OPEN)]


def test_a_waived_one_stays_waived_until_its_facts_change(place: Workplace) -> None:
    save(place, pages(3))
    findings.move(place, 1, Move(after=WAIVED, by="王主任", note="原件如此"))
    save(place, pages(3))
    save(place, pages(3), about=("d:1",))
    assert standing(place) == [(1, WAIVED)]
    save(place, pages(4))
    assert standing(place) == [(1, WAIVED), (2, OPEN)]
    shown = findings.show(place, 2)
    assert shown.earlier is not None
    assert (shown.earlier.id, shown.earlier.by, shown.earlier.note) == (1, "王主任", "原件如此")
    save(place, pages(3))
    assert standing(place) == [(1, WAIVED), (2, MENDED)]


def test_an_accepted_one_keeps_who_is_to_mend_it_and_is_mended_by_itself(place: Workplace) -> None:
    save(place, pages(3))
    findings.move(place, 1, Move(after=ACCEPTED, by="陈静", note="漏扫一页", assignee="李伟"))
    save(place, pages(3))
    stored: StoredFinding = findings.show(place, 1).stored
    assert (stored.status, stored.assignee, stored.note) == (ACCEPTED, "李伟", "漏扫一页")
    findings.move(place, 1, Move(after=ACCEPTED, by="陈静", note="李伟休假", assignee="赵敏"))
    save(place)
    assert standing(place) == [(1, MENDED)]
    assert steps(place, 1) == [(None, OPEN, ""), (OPEN, ACCEPTED, "陈静"), (ACCEPTED, ACCEPTED, "陈静"), (ACCEPTED, MENDED, "")]


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (Move(after=WAIVED, by="甲"), "理由"),
        (Move(after=ACCEPTED, by="甲", note="漏扫"), "责任人"),
        (Move(after=ACCEPTED, by="甲", assignee="乙"), "理由"),
        (Move(after=MENDED, by=" "), "处理人"),
        (Move(after=OPEN, by="甲"), "不能改为"),
    ],
)
def test_what_is_not_said_or_not_possible_changes_nothing(place: Workplace, wanted: Move, words: str) -> None:
    save(place, pages(3))
    with pytest.raises(UsageError) as refused:
        findings.move(place, 1, wanted)
    assert words in refused.value.message_zh
    assert standing(place) == [(1, OPEN)]
    assert len(steps(place, 1)) == 1


def test_a_number_that_is_no_finding_is_told(place: Workplace) -> None:
    with pytest.raises(UsageError, match="no finding 7"):
        findings.show(place, 7)


def test_filters_and_counts(place: Workplace) -> None:
    save(place, pages(3), pages(3, document="2", kind=FindingKind.OWNER_MISMATCH))
    found = findings.listing(
        place, FindingFilter(kind=FindingKind.OWNER_MISMATCH, box="1", unit="3|2||501|room", estate="翠湖苑"), limit=10
    )
    assert [row.finding.document for row in found.rows] == ["2"]
    assert found.total == 1
    assert dict(found.kinds) == {FindingKind.OWNER_MISMATCH: 1, FindingKind.PAGE_COUNT_MISMATCH: 1}
    assert findings.listing(place, FindingFilter(box="2"), limit=10).rows == ()
    assert findings.listing(place, FindingFilter(severity=Severity.NOTE), limit=10).total == 0


def test_missing_items_of_one_list_are_matters_apart(place: Workplace) -> None:
    def lacks(item: str) -> Finding:
        return Finding(
            kind=FindingKind.DOCUMENT_MISSING, severity=Severity.NOTE, estate="甲", unit="1|||101|room", facts=f"set=x|item={item}"
        )

    save(place, lacks("a"))
    findings.move(place, 1, Move(after=WAIVED, by="甲", note="自住"))
    save(place, lacks("a"), lacks("b"))
    assert findings.show(place, 2).earlier is None

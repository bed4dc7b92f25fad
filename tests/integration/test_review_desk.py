"""Working on waiting documents: order, locks, changed pages and how they are put back, decisions taken back, double review, like ones."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from domain.desk import Hand
from domain.document import DocumentState
from domain.errors import UsageError
from domain.ids import DocumentId, JobId, PageId
from domain.job import JobKind
from domain.page import PageState
from domain.review import ReviewDecision, ReviewReason
from domain.taxonomy import Category
from domain.unit_number import UnitNumber
from services import browsing, desk, double_review, jobs, pictures_ahead, rearranging, reviewing
from services.page_pictures import page_picture
from services.pictures_ahead import PicturesAhead
from services.workplace import DoubleReview
from storage import read_models_queue
from storage.engine import Database
from storage.read_models import page_rows
from storage.read_models_queue import QueueFilter
from storage.repositories import arrangements, documents, rescans
from storage.tables import job
from storage.tables import page as page_table
from tests.integration.web_home import ESTATE, U101, U502, WebHome, build

ANNA, BORIS, CHEN = Hand(by="安雅", token="a"), Hand(by="柏然", token="b"), Hand(by="陈可", token="c")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[WebHome]:
    made = build(tmp_path)
    yield made
    made.place.close()


def decision(by: str, action: str, note: str = "") -> ReviewDecision:
    return ReviewDecision(action=action, by=by, at=datetime.now(UTC), note=note)


def filed(by: str, unit: UnitNumber = U101, *, owner: str | None = None, date: date | None = None, note: str = "") -> ReviewDecision:
    return replace(decision(by, "file", note), unit=unit, estate=ESTATE, doc_type="complaint_form", owner=owner, date=date)


def state(home: WebHome, number: DocumentId) -> documents.StoredDocument:
    return reviewing.show(home.place, number)


def pages_of(home: WebHome, number: DocumentId) -> list[int]:
    found = browsing.item(home.place, number)
    assert found is not None
    return [int(page.id) for page in found.pages]


def test_who_begin_together_begin_with_different_documents(home: WebHome) -> None:
    begun = [desk.take_first(home.place, QueueFilter(reader=who.by, token=who.token), who) for who in (ANNA, BORIS, CHEN, ANNA)]
    assert begun == [home.unsure, home.two_owners, home.hostile, home.unsure]
    assert desk.take_first(home.place, QueueFilter(reader="丁", token="d"), Hand(by="丁", token="d")) is None


def stands(home: WebHome) -> object:
    """All waiting documents and their pages, without what counts changes."""
    with home.place.database.read() as tx:
        ids = [d.id for d in documents.in_state(tx, DocumentState.REVIEW, limit=100)]
        held = arrangements.standing(tx, ids)
    return [{k: v for k, v in row.items() if k not in {"version", "pdf_sha256"}} for row in held.documents], held.pages


def test_the_queue_is_ordered_by_risk_and_then_age(home: WebHome) -> None:
    with home.place.database.read() as tx:
        order = [row.id for row in read_models_queue.queue_rows(tx, QueueFilter(), limit=10, offset=0)]
        assert order == [home.unsure, home.two_owners, home.hostile]
        place = read_models_queue.queue_place(tx, home.two_owners, QueueFilter())
    assert (place.before, place.after, place.position, place.total) == (home.unsure, home.hostile, 2, 3)


def test_the_queue_is_narrowed(home: WebHome) -> None:
    def wanted(narrowed: QueueFilter) -> list[DocumentId]:
        with home.place.database.read() as tx:
            return [row.id for row in read_models_queue.queue_rows(tx, narrowed, limit=10, offset=0)]

    batch = state(home, home.unsure).batch_id
    assert wanted(QueueFilter(reason=ReviewReason.TENURE_UNKNOWN)) == [home.two_owners]
    assert wanted(QueueFilter(category=Category.OTHER)) == [home.hostile]
    assert wanted(QueueFilter(estate=ESTATE)) == [home.two_owners]
    assert len(wanted(QueueFilter(batch=batch))) == len(wanted(QueueFilter(source="drop"))) == 3
    assert wanted(QueueFilter(source="scanner-2")) == []


def test_one_window_keeps_a_document_and_others_pass_it_by(home: WebHome) -> None:
    assert desk.take(home.place, home.unsure, ANNA).holder == "安雅"
    assert desk.take(home.place, home.unsure, BORIS).holder == "安雅"
    with home.place.database.read() as tx:
        rows = read_models_queue.queue_rows(tx, QueueFilter(token="b"), limit=10, offset=0)
    assert home.unsure not in {row.id for row in rows}
    with pytest.raises(UsageError, match="安雅 is working"):
        reviewing.decide(home.place, home.unsure, filed("柏然"), BORIS)
    with pytest.raises(UsageError, match="安雅 is working"):
        rearranging.split(home.place, home.unsure, 2, BORIS)
    assert reviewing.decide(home.place, home.unsure, filed("安雅"), ANNA).state is DocumentState.FILED


def test_a_lock_that_ran_out_or_was_let_go_is_another_s(home: WebHome, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "LOCK_SECONDS", -1.0)
    desk.take(home.place, home.unsure, ANNA)
    monkeypatch.setattr(desk, "LOCK_SECONDS", 60.0)
    assert desk.take(home.place, home.unsure, BORIS).holder == "柏然"
    desk.let_go(home.place, home.unsure, ANNA)
    assert desk.take(home.place, home.unsure, ANNA).holder == "柏然"
    desk.let_go(home.place, home.unsure, BORIS)
    assert desk.take(home.place, home.unsure, ANNA).holder == "安雅"


def test_nobody_decides_on_what_changed_under_his_hands(home: WebHome) -> None:
    seen = state(home, home.unsure).version
    rearranging.reorder(home.place, home.unsure, [2, 1], ANNA)
    with pytest.raises(UsageError, match="has changed since you opened it"):
        reviewing.decide(home.place, home.unsure, filed("柏然"), replace(BORIS, version=seen))
    assert state(home, home.unsure).state is DocumentState.REVIEW


def _split(home: WebHome) -> None:
    rearranging.split(home.place, home.unsure, 2, ANNA)


def _join(home: WebHome) -> None:
    rearranging.join(home.place, home.unsure, home.two_owners, ANNA)


def _join_before(home: WebHome) -> None:
    rearranging.join(home.place, home.hostile, home.unsure, ANNA)


def _reorder(home: WebHome) -> None:
    rearranging.reorder(home.place, home.unsure, [2, 1], ANNA)


def _blank(home: WebHome) -> None:
    rearranging.leave_out_blank(home.place, home.unsure, 1, ANNA)


@pytest.mark.parametrize("change", [_split, _join, _join_before, _reorder, _blank])
def test_a_change_of_pages_is_put_back_exactly(home: WebHome, change: Callable[[WebHome], None]) -> None:
    before = stands(home)
    change(home)
    assert stands(home) != before
    with home.place.database.read() as tx:
        out_of_it = documents.in_state(tx, DocumentState.REVIEW, limit=100)
        changed = next(d.id for d in out_of_it if arrangements.latest(tx, d.id))
    rearranging.undo(home.place, changed, ANNA)
    assert stands(home) == before
    with pytest.raises(UsageError, match="were not changed"):
        rearranging.undo(home.place, home.unsure, ANNA)


def test_changed_documents_are_understood_anew_and_stay_with_the_person(home: WebHome) -> None:
    first, second = pages_of(home, home.unsure)
    made = rearranging.split(home.place, home.unsure, 2, ANNA)
    assert (pages_of(home, home.unsure), pages_of(home, made)) == ([first], [second])
    for each in (home.unsure, made):
        assert ReviewReason.REARRANGED in state(home, each).decided.reasons
    rearranging.join(home.place, made, home.unsure, ANNA)
    assert pages_of(home, made) == [second, first]
    with home.place.database.read() as tx:
        assert documents.get(tx, home.unsure) is None


def test_a_page_left_out_is_a_blank_one(home: WebHome) -> None:
    first, second = pages_of(home, home.unsure)
    rearranging.leave_out_blank(home.place, home.unsure, 1, ANNA)
    assert pages_of(home, home.unsure) == [second]
    rows = {row["document"]: row["status"] for row in _page_rows(home) if row["source"].endswith("扫描0007.png")}
    assert rows == {None: PageState.BLANK}
    with pytest.raises(UsageError, match="only this page"):
        rearranging.leave_out_blank(home.place, home.unsure, 1, ANNA)
    assert first != second


def _page_rows(home: WebHome) -> list[dict[str, str]]:
    with home.place.database.read() as tx:
        return list(page_rows(tx))


def test_what_was_done_since_cannot_be_put_back(home: WebHome) -> None:
    made = rearranging.split(home.place, home.unsure, 2, ANNA)
    reviewing.decide(home.place, made, filed("安雅"), ANNA)
    with pytest.raises(UsageError):
        rearranging.undo(home.place, home.unsure, ANNA)
    assert state(home, made).state is DocumentState.FILED


def test_numbers_once_given_are_never_given_up(home: WebHome) -> None:
    numbered = reviewing.decide(home.place, home.unsure, filed("安雅"), ANNA).archive_no
    reviewing.undecide(home.place, home.unsure, "安雅")
    assert rearranging.join(home.place, home.two_owners, home.unsure, ANNA) == home.unsure
    assert state(home, home.unsure).archive_no == numbered


@pytest.mark.parametrize("wrong", [[1], [1, 1], [0, 1], [1, 2, 3]])
def test_an_order_names_every_page_once(home: WebHome, wrong: list[int]) -> None:
    with pytest.raises(UsageError, match="every page once"):
        rearranging.reorder(home.place, home.unsure, wrong, ANNA)


@pytest.mark.parametrize("before", [0, 1, 3])
def test_a_document_is_parted_between_its_pages(home: WebHome, before: int) -> None:
    with pytest.raises(UsageError, match="to begin a new one"):
        rearranging.split(home.place, home.unsure, before, ANNA)


def test_a_decision_is_taken_back(home: WebHome) -> None:
    before = state(home, home.unsure)
    first = reviewing.decide(home.place, home.unsure, filed("安雅"))
    reviewing.undecide(home.place, home.unsure, "安雅")
    again = state(home, home.unsure)
    assert (again.state, again.decided, again.dossier_id) == (DocumentState.REVIEW, before.decided, None)
    assert again.archive_no == first.archive_no  # once given, its own for good
    assert reviewing.decide(home.place, home.unsure, filed("柏然", U502)).archive_no == first.archive_no
    found = browsing.item(home.place, home.unsure)
    assert found is not None
    assert [each.decision.action for each in found.decisions] == ["file", "undo", "file"]


def test_what_no_person_decided_is_not_taken_back(home: WebHome) -> None:
    for number in (home.filed, home.unsure):
        with pytest.raises(UsageError, match="no person's decision"):
            reviewing.undecide(home.place, number, "安雅")


def test_a_paper_is_sent_back_to_the_scanner(home: WebHome) -> None:
    reviewing.decide(home.place, home.unsure, decision("安雅", "rescan", note="折角"))
    with home.place.database.begin() as tx:
        [row] = rescans.wanted(tx, limit=10, offset=0)
        assert (row.document_id, row.box, row.pages, row.note, row.by) == (home.unsure, "A-01", 2, "折角", "安雅")
    reviewing.undecide(home.place, home.unsure, "安雅")
    with home.place.database.begin() as tx:
        assert rescans.count(tx) == 0
    reviewing.decide(home.place, home.unsure, decision("安雅", "rescan"))
    with home.place.database.begin() as tx:
        assert rescans.done(tx, home.unsure, "柏然")
        assert not rescans.done(tx, home.unsure, "柏然")
        assert rescans.count(tx) == 0


def double(home: WebHome, kinds: frozenset[str] = frozenset(), share: float = 0.0) -> None:
    object.__setattr__(home.place.rules, "double_review", DoubleReview(kinds=kinds, share=share))


def test_two_people_who_agree_settle_it(home: WebHome) -> None:
    double(home, kinds=frozenset({"complaint"}))
    assert reviewing.decide(home.place, home.unsure, filed("安雅")).state is DocumentState.REVIEW
    with pytest.raises(UsageError, match="another person"):
        reviewing.decide(home.place, home.unsure, filed("安雅"))
    with home.place.database.read() as tx:
        assert home.unsure not in {r.id for r in read_models_queue.queue_rows(tx, QueueFilter(reader="安雅"), limit=9, offset=0)}
        assert home.unsure in {r.id for r in read_models_queue.queue_rows(tx, QueueFilter(reader="柏然"), limit=9, offset=0)}
    done = reviewing.decide(home.place, home.unsure, filed("柏然", note="同意"))
    assert done.state is DocumentState.FILED
    assert {(row.reason, row.pairs, row.agreed) for row in double_review.agreement(home.place)} == {
        (ReviewReason.UNIT_NOT_IN_REGISTER, 1, 1),
        (ReviewReason.LOW_CONFIDENCE, 1, 1),
    }


def test_a_third_decides_between_two(home: WebHome) -> None:
    double(home, kinds=frozenset({"complaint_form"}))
    reviewing.decide(home.place, home.unsure, filed("安雅"))
    assert reviewing.decide(home.place, home.unsure, filed("柏然", U502)).state is DocumentState.REVIEW
    with pytest.raises(UsageError, match="another person"):
        reviewing.decide(home.place, home.unsure, filed("柏然"))
    assert reviewing.decide(home.place, home.unsure, decision("陈可", "reject")).state is DocumentState.REJECTED
    assert {(row.pairs, row.agreed) for row in double_review.agreement(home.place)} == {(1, 0)}


def test_opinions_of_an_earlier_time_do_not_count(home: WebHome) -> None:
    double(home, kinds=frozenset({"complaint"}))
    for by in ("安雅", "柏然"):
        reviewing.decide(home.place, home.unsure, filed(by))
    reviewing.undecide(home.place, home.unsure, "陈可")
    assert reviewing.decide(home.place, home.unsure, filed("安雅")).state is DocumentState.REVIEW
    assert reviewing.decide(home.place, home.unsure, filed("陈可")).state is DocumentState.FILED


def test_a_share_is_drawn_by_lot(home: WebHome) -> None:
    machine = state(home, home.unsure).decided
    double(home, share=0.3)
    drawn = sum(double_review.asks_two(home.place, DocumentId(n), machine) for n in range(4000))
    assert 1100 < drawn < 1300
    double(home, share=1.0)
    assert double_review.asks_two(home.place, DocumentId(1), machine)
    double(home)
    assert not double_review.asks_two(home.place, DocumentId(1), machine)


def test_like_papers_are_decided_together_only_when_asked(home: WebHome) -> None:
    made = rearranging.split(home.place, home.unsure, 2, ANNA)
    assert reviewing.like(home.place, home.unsure) == (made,)
    desk.take(home.place, made, BORIS)
    done = reviewing.decide_like(home.place, home.unsure, filed("安雅", date=date(2024, 3, 5)), ANNA)
    assert done.first.state is DocumentState.FILED
    assert (done.others, done.left) == ((), (made,))  # another person has it


def test_like_papers_follow_the_first(home: WebHome) -> None:
    made = rearranging.split(home.place, home.unsure, 2, ANNA)
    done = reviewing.decide_like(home.place, home.unsure, filed("安雅"), ANNA)
    assert [each.document_id for each in done.others] == [made]
    assert {state(home, each).decided.unit for each in (home.unsure, made)} == {U101}


def test_a_page_turned_by_a_person_is_read_again_that_way_up(home: WebHome) -> None:
    before = state(home, home.unsure)
    rearranging.turn(home.place, home.unsure, 1, 90, ANNA)
    rearranging.turn(home.place, home.unsure, 1, 90, replace(ANNA, version=before.version + 1))
    with home.place.database.read() as tx:
        [number] = tx.connection.scalars(sa.select(job.c.id).where(job.c.kind == JobKind.READ_PAGE, job.c.state == "live"))
    jobs.run(home.place, JobId(number), "w1")
    page = PageId(pages_of(home, home.unsure)[0])
    with home.place.database.read() as tx:
        read = tx.connection.execute(sa.select(page_table).where(page_table.c.id == page)).one()
    assert (read.rotation, read.kind, read.document_id, read.state) == (270, "content", home.unsure, "review")
    after = state(home, home.unsure)
    assert ReviewReason.REARRANGED in after.decided.reasons
    assert after.version > before.version + 2


def test_a_page_is_turned_by_quarters(home: WebHome) -> None:
    for number, degrees in ((1, 45), (1, 0), (3, 90)):
        with pytest.raises(UsageError):
            rearranging.turn(home.place, home.unsure, number, degrees, ANNA)


def test_pictures_of_what_comes_next_are_drawn_ahead_once(home: WebHome, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures_ahead, "LONGEST", 600.0)  # however busy the machine is
    ahead = PicturesAhead(home.place)
    desk.take_first(home.place, QueueFilter(reader=ANNA.by, token=ANNA.token), ANNA)
    next_pages = [number for each in (home.two_owners, home.hostile) for number in pages_of(home, each)[:2]]
    assert ahead.draw(QueueFilter()) == len(next_pages)
    kept = set((home.place.home / "cache" / "pages").glob("*.jpg"))
    assert ahead.draw(QueueFilter()) == 0
    for number in next_pages:
        assert page_picture(home.place, PageId(number)) is not None
    assert set((home.place.home / "cache" / "pages").glob("*.jpg")) == kept
    assert home.place.sandbox.built is None
    assert ahead.draw(QueueFilter(estates=frozenset({"别处"}))) == 0


def test_drawing_ahead_stops_in_time_and_without_a_database(home: WebHome, monkeypatch: pytest.MonkeyPatch) -> None:
    ahead = PicturesAhead(home.place)
    monkeypatch.setattr(pictures_ahead, "LONGEST", 0.0)
    assert ahead.draw(QueueFilter()) == 0
    monkeypatch.setattr(pictures_ahead, "LONGEST", 600.0)
    assert ahead.draw(QueueFilter()) > 0
    away = replace(home.place, database=Database("postgresql+psycopg://nobody@127.0.0.1:1/none"))
    assert PicturesAhead(away).draw(QueueFilter()) == 0

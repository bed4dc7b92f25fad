"""The sample on both databases: drawn by lot, judged by people, and what follows for documents and thresholds."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa

from domain.document import DocumentState
from domain.errors import UsageError
from domain.ids import DocumentId, NoticeId
from domain.page import PageState
from domain.review import ReviewDecision, ReviewReason
from domain.sampling import SampleVerdict, Verdict
from domain.taxonomy import Category
from domain.unit_number import UnitNumber
from dossiers.sampling import chosen, draw, fingerprint
from measures.promise import PromiseState
from services import promise, reviewing, sample_verdicts, sampling
from services.sample_verdicts import Outcome
from services.sampling import DrawWanted
from services.workplace import Workplace
from storage import read_models_web
from storage.repositories import samples
from storage.repositories.documents import StoredDocument
from storage.repositories.tightenings import Cause
from storage.tables import event, page
from tests.integration import web_home
from tests.integration.web_home import U101, U501, U502, WebHome, file_more


@pytest.fixture
def home(tmp_path: Path, database_url: str) -> Iterator[WebHome]:
    made = web_home.build(tmp_path, database_url)
    yield made
    made.place.close()


def sharing(home: WebHome, share: float, promised: float = 0.005) -> WebHome:
    rules = home.place.rules
    return replace(home, place=replace(home.place, rules=replace(rules, sampling=replace(rules.sampling, share=share, promise=promised))))


def take_all(home: WebHome) -> tuple[DocumentId, ...]:
    sampling.draw(home.place, DrawWanted(by="主任", share=1.0, seed=1))
    return tuple(row.id for row in sampling.queue(home.place, limit=1000))


def say(home: WebHome, document: DocumentId, verdict: Verdict, **named: Any) -> Outcome:
    return sample_verdicts.decide(home.place, document, SampleVerdict(verdict=verdict, **{"by": "周", **named}))


def stored(home: WebHome, document: DocumentId) -> StoredDocument:
    return reviewing.show(home.place, document)


def actions(place: Workplace, subject: str, number: int) -> list[str]:
    with place.database.read() as tx:
        wanted = sa.select(event.c.action).where(event.c.subject == subject, event.c.subject_id == number).order_by(event.c.id)
        return list(tx.connection.scalars(wanted))


def line(home: WebHome, category: Category | None) -> promise.Line:
    return next(each for each in promise.measure(home.place).lines if each.category is category)


def test_a_share_is_taken_as_documents_are_filed_by_the_homes_own_lots(home: WebHome) -> None:
    half = sharing(home, 0.5)
    made = file_more(half, 24)
    with home.place.database.read() as tx:
        key, taken = samples.seed(tx), {one.document_id for one in samples.every(tx)}
    assert taken == {each for each in made if chosen(key, each, 0.5)}
    assert 0 < len(taken) < 24
    assert actions(home.place, "document", next(iter(taken)))[-1] == "sample.taken"
    assert file_more(sharing(home, 0.0), 3)[0] not in {row.id for row in sampling.queue(home.place, limit=100)}
    assert line(home, Category.REPAIR).filed == 28


def test_a_draw_is_kept_with_all_that_repeating_it_takes(home: WebHome) -> None:
    made = file_more(sharing(home, 0.0), 9)
    drawn = sampling.draw(home.place, DrawWanted(by="主任", count=4, seed=7)).draw
    population = (home.filed, *made)
    with home.place.database.read() as tx:
        [_stream, kept] = samples.draws(tx)
        taken = {one.document_id for one in samples.every(tx)}
    assert (kept.draw.seed, kept.draw.population, kept.draw.drawn, kept.draw.by) == ("7", 10, 4, "主任")
    assert kept.draw.population_sha256 == fingerprint(population) == drawn.population_sha256
    assert taken == set(draw("7", population, 4))
    assert actions(home.place, "draw", kept.id) == ["sample.drawn"]
    rest = sampling.draw(home.place, DrawWanted(by="主任", share=1.0)).draw
    assert (rest.population, rest.drawn) == (6, 6)
    with pytest.raises(UsageError):
        sampling.draw(home.place, DrawWanted(by="主任"))


def test_only_what_nobody_has_looked_at_is_drawn_from(home: WebHome) -> None:
    decision = ReviewDecision(action="file", by="周", at=datetime.now(UTC), unit=U101, estate=web_home.ESTATE)
    reviewing.decide(home.place, home.unsure, decision)
    assert take_all(home) == (home.filed,)
    file_more(sharing(home, 0.0), 2, kind=("lease_contract", Category.CONTRACT))
    file_more(sharing(home, 0.0), 1)
    with pytest.raises(UsageError):
        sampling.draw(home.place, DrawWanted(by="主任", since=date(2999, 1, 1)))
    assert sampling.draw(home.place, DrawWanted(by="主任", share=1.0, category=Category.CONTRACT)).draw.population == 2


def test_verdicts_move_the_document_and_leave_number_and_machine_decision_alone(home: WebHome) -> None:
    [document] = take_all(home)
    before = stored(home, document)
    assert say(home, document, Verdict.WRONG_BOTH, doc_type="lease_contract", unit=U101, note="3-2-502 误读").moved
    after = stored(home, document)
    assert (after.state, after.decided.unit, after.decided.category) == (DocumentState.FILED, U101, Category.CONTRACT)
    assert after.decided.owner == "陈志强"
    assert after.archive_no == before.archive_no
    assert after.dossier_id not in {None, before.dossier_id}
    shown = sampling.show(home.place, document)
    assert (shown.machine.unit, shown.machine.doc_type, shown.sampled.wrong) == (U502, "repair_request", True)
    assert shown.sampled.category is Category.REPAIR
    with home.place.database.read() as tx:
        [decided] = read_models_web.decisions(tx, document)
    assert (decided.decision.action, decided.decision.by, decided.decision.note) == ("correct", "周", "3-2-502 误读")
    assert actions(home.place, "document", document)[-2:] == ["sample.decided", "document.corrected"]


def test_without_the_right_unit_it_goes_back_to_review_and_is_filed_again_under_its_number(home: WebHome) -> None:
    [document] = take_all(home)
    number = stored(home, document).archive_no
    assert say(home, document, Verdict.WRONG_UNIT).state is DocumentState.REVIEW
    back = stored(home, document)
    assert (back.dossier_id, back.archive_no, back.decided.reasons) == (None, number, (ReviewReason.FILED_WRONGLY,))
    with home.place.database.read() as tx:
        states = set(tx.connection.execute(sa.select(page.c.state, page.c.reason).where(page.c.document_id == document)))
    assert {tuple(row) for row in states} == {(PageState.REVIEW, "filed_wrongly")}
    assert document in {each.id for each in reviewing.queue(home.place, limit=100)}
    decision = ReviewDecision(action="file", by="李", at=datetime.now(UTC), unit=U101, estate=web_home.ESTATE)
    assert reviewing.decide(home.place, document, decision).archive_no == number
    assert [each.filed for each in promise.measure(home.place).ever if each.category is Category.REPAIR] == [1]


def test_the_last_of_two_verdicts_counts_and_the_document_follows_it(home: WebHome) -> None:
    [document] = take_all(home)
    first = stored(home, document)
    say(home, document, Verdict.WRONG_UNIT, unit=U101, by="周")
    assert say(home, document, Verdict.RIGHT, by="吴").moved
    again = stored(home, document)
    assert (again.dossier_id, again.decided.unit, again.archive_no) == (first.dossier_id, U502, first.archive_no)
    assert not say(home, document, Verdict.RIGHT, by="吴").moved
    assert not say(home, document, Verdict.UNCLEAR, by="郑").moved
    shown = sampling.show(home.place, document)
    assert [(v.content.by, v.content.verdict, v.wrong) for v in shown.verdicts] == [
        ("周", Verdict.WRONG_UNIT, True),
        ("吴", Verdict.RIGHT, False),
        ("吴", Verdict.RIGHT, False),
        ("郑", Verdict.UNCLEAR, None),
    ]
    assert (shown.sampled.verdict, shown.sampled.wrong) == (Verdict.UNCLEAR, None)


def test_a_type_wrong_within_its_category_is_a_slip_and_breaks_no_promise(home: WebHome) -> None:
    [document] = take_all(home)
    assert say(home, document, Verdict.WRONG_TYPE, doc_type="repair_record").notices == ()
    measured = line(home, Category.REPAIR)
    assert (measured.slips, measured.estimate.wrong, measured.estimate.decided) == (1, 0, 1)
    assert stored(home, document).decided.doc_type == "repair_record"


@pytest.mark.parametrize(
    ("verdict", "named"),
    [
        (Verdict.WRONG_TYPE, {}),
        (Verdict.WRONG_TYPE, {"doc_type": "repair_request"}),
        (Verdict.WRONG_TYPE, {"doc_type": "no_such_type"}),
        (Verdict.WRONG_UNIT, {"unit": UnitNumber.parse("9|9||999|room")}),
        (Verdict.WRONG_UNIT, {"unit": U502}),
        (Verdict.WRONG_UNIT, {"unit": U501, "owner": "赵敏"}),
        (Verdict.RIGHT, {"unit": U101}),
        (Verdict.RIGHT, {"doc_type": "repair_record"}),
    ],
)
def test_a_verdict_that_cannot_be_is_refused_and_nothing_changes(home: WebHome, verdict: Verdict, named: dict[str, Any]) -> None:
    [document] = take_all(home)
    before = stored(home, document)
    with pytest.raises(UsageError):
        say(home, document, verdict, **named)
    assert stored(home, document) == before
    assert sampling.show(home.place, document).verdicts == ()
    with pytest.raises(UsageError):
        say(home, home.unsure, Verdict.RIGHT)


def test_a_broken_promise_tightens_its_category_once_and_the_head_is_told_until_somebody_acknowledges(home: WebHome) -> None:
    file_more(sharing(home, 0.0), 30)
    file_more(sharing(home, 0.0), 3, kind=("lease_contract", Category.CONTRACT))
    waiting = [each for each in take_all(home) if stored(home, each).decided.category is Category.REPAIR]
    assert say(home, waiting[0], Verdict.RIGHT).notices == ()
    assert say(home, waiting[1], Verdict.WRONG_UNIT).notices == ()
    [notice] = say(home, waiting[2], Verdict.WRONG_PAGES).notices
    with home.place.database.read() as tx:
        assert sampling.tightening(tx) == ((Category.REPAIR, 0.5),)
    [told] = promise.untold(home.place)
    assert (told.id, told.change.cause, told.change.wrong, told.change.decided) == (notice, Cause.BROKEN, 2, 3)
    assert "维修" in promise.notice_words(told)[1]
    assert actions(home.place, "tightening", notice) == ["promise.broken"]
    assert say(home, waiting[3], Verdict.WRONG_UNIT).notices == ()  # filed before the threshold was tightened: answered already
    assert line(home, Category.REPAIR).filed == 0
    assert line(home, Category.CONTRACT).filed == 3
    ever = {each.category: each for each in promise.measure(home.place).ever}
    assert (ever[Category.REPAIR].filed, ever[Category.REPAIR].estimate.wrong) == (31, 3)
    promise.acknowledge(home.place, notice, "主任")
    assert promise.untold(home.place) == ()
    assert promise.measure(home.place).changes[0].acknowledged_by == "主任"
    with pytest.raises(UsageError):
        promise.acknowledge(home.place, notice, "主任")
    with pytest.raises(UsageError):
        promise.acknowledge(home.place, NoticeId(99), "主任")


def test_what_is_filed_later_is_measured_anew_and_only_a_person_relaxes(home: WebHome) -> None:
    every = sharing(home, 1.0)
    for step in (0.5, 0.25, 0.125, 0.0625, 0.0625):
        [document] = file_more(every, 1)
        [_notice] = say(every, document, Verdict.WRONG_PAGES).notices
        assert line(home, Category.REPAIR).factor == step
    assert "最严" in promise.notice_words(promise.untold(home.place)[-1])[1]
    for factor in (0.05, 0.0625, 1.5):
        with pytest.raises(UsageError):
            promise.relax(home.place, Category.REPAIR, factor, "主任")
    promise.relax(home.place, Category.REPAIR, 0.5, "主任")
    promise.relax(home.place, Category.REPAIR, 1.0, "主任")
    with home.place.database.read() as tx:
        assert sampling.tightening(tx) == ()
    last = promise.measure(home.place).changes[-1]
    assert (last.change.cause, last.change.by, last.acknowledged_by) == (Cause.RELAXED, "主任", "主任")
    assert len(promise.untold(home.place)) == 5
    assert actions(home.place, "tightening", last.id) == ["promise.relaxed"]


def test_where_only_all_together_break_the_promise_those_with_mistakes_are_tightened(home: WebHome) -> None:
    every = sharing(home, 1.0, promised=0.02)
    contracts = file_more(every, 3, kind=("lease_contract", Category.CONTRACT))
    complaints = file_more(every, 3, kind=("complaint_form", Category.COMPLAINT))
    file_more(every, 1)
    for document in (*contracts[:2], *complaints[:2]):
        assert say(every, document, Verdict.RIGHT).notices == ()
    assert say(every, contracts[2], Verdict.WRONG_PAGES).notices == ()
    notices = say(every, complaints[2], Verdict.WRONG_PAGES).notices
    told = {each.change.category: each for each in promise.untold(home.place)}
    assert {each.id for each in told.values()} == set(notices)
    assert {category: each.change.cause for category, each in told.items()} == {
        Category.CONTRACT: Cause.TOGETHER,
        Category.COMPLAINT: Cause.TOGETHER,
    }
    assert "各类别合计" in promise.notice_words(told[Category.CONTRACT])[1]


def test_the_report_is_a_workbook_too(home: WebHome, tmp_path: Path) -> None:
    [document] = take_all(home)
    say(home, document, Verdict.WRONG_PAGES)
    promise.write_report(promise.measure(home.place), tmp_path / "report.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "report.xlsx").active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == promise.HEADS
    assert [row[:7] for row in rows if row[1] == "维修"] == [
        ("现行门槛下", "维修", "0", "0", "0", "0", "0"),
        ("历来全部", "维修", "1", "1", "0", "1", "1"),
    ]


def test_the_promise_is_said_to_be_kept_once_enough_is_right(home: WebHome) -> None:
    every = sharing(home, 1.0, promised=0.3)
    made = file_more(every, 11)
    for document in made[:10]:
        say(every, document, Verdict.RIGHT)
    assert line(every, Category.REPAIR).estimate.state is PromiseState.OPEN
    assert line(every, Category.REPAIR).estimate.needed == 1
    say(every, made[10], Verdict.RIGHT)
    measured = line(every, Category.REPAIR)
    assert (measured.estimate.state, measured.estimate.needed, measured.waiting) == (PromiseState.KEPT, 0, 0)
    assert sampling.next_waiting(every.place, made[10]) is None

"""The acceptance of a batch on both databases: accepted, sent back with its list, redone and accepted; everything kept and logged."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa

from domain.acceptance import AcceptanceId, AcceptanceState, Check, Criterion, Excuse, ItemVerdict, Outcome, Standard
from domain.document import DocumentState
from domain.errors import UsageError
from domain.ids import DocumentId
from domain.job import JobKind
from domain.page import PageState
from dossiers.sampling import draw, fingerprint
from publishing.second_look import page_texts
from services import acceptance, acceptance_report
from services.acceptance import OpenWanted, Shown
from storage.engine import ConflictError
from storage.repositories import jobs, rescans
from storage.tables import acceptance as acceptance_table
from storage.tables import document, event, page, scan
from tests.integration.acceptance_home import ReadyBatch, change, list_papers, ready, rows_of

LEGIBLE = (Criterion.LEGIBLE,)


@pytest.fixture
def ten(tmp_path: Path, database_url: str) -> Iterator[ReadyBatch]:
    made = ready(tmp_path, 10, database_url)
    yield made
    made.home.place.close()


def opened(made: ReadyBatch, *, share: float = 1.0, seed: int = 7) -> AcceptanceId:
    return acceptance.open_batch(made.home.place, OpenWanted(batch_id=made.batch, by="李", share=share, seed=seed))


def shown(made: ReadyBatch, number: AcceptanceId) -> Shown:
    return acceptance.show(made.home.place, number)


def say(made: ReadyBatch, number: AcceptanceId, one: DocumentId, wrong: tuple[Criterion, ...] = (), remark: str = "") -> None:
    verdict = ItemVerdict(wrong=wrong, remark=remark or ("字迹不清" if wrong else ""), by="王")
    acceptance.tick(made.home.place, number, one, verdict)


def tick_all(made: ReadyBatch, number: AcceptanceId, *, failing: int = 0) -> tuple[DocumentId, ...]:
    """Tick the whole sample; the first so many of it fail. Return these."""
    items = [item.document_id for _, item in shown(made, number).items]
    for place, one in enumerate(items):
        say(made, number, one, LEGIBLE if place < failing else ())
    return tuple(items[:failing])


def close(made: ReadyBatch, number: AcceptanceId) -> AcceptanceState:
    acceptance.close(made.home.place, number, by="主任", remark="首批")
    return shown(made, number).acceptance.state


def failed(made: ReadyBatch, number: AcceptanceId) -> dict[str, int]:
    return {line.tally.check.code: line.tally.failed for line in shown(made, number).lines if line.tally.failed}


def actions(made: ReadyBatch, number: AcceptanceId) -> list[str]:
    with made.home.place.database.read() as tx:
        wanted = sa.select(event.c.action).where(event.c.subject == "acceptance", event.c.subject_id == number).order_by(event.c.id)
        return list(tx.connection.scalars(wanted))


def test_a_good_batch_is_accepted_and_all_of_it_is_kept(ten: ReadyBatch) -> None:
    list_papers(ten, rows_of(ten))
    number = opened(ten, share=0.3)
    begun = shown(ten, number)
    assert failed(ten, number) == {}
    assert {line.tally.check: line.tally.looked for line in begun.lines} == dict.fromkeys(Check, 10)
    assert [item.document_id for _, item in begun.items] == list(draw("7", ten.filed, 3))
    assert begun.acceptance.drawing.population_sha256 == fingerprint(ten.filed)
    assert {row.catalogue.archive_no for row, _ in begun.items if row.catalogue} == {row.archive_no for row, _ in begun.items}
    assert begun.judgement.outcome is Outcome.WAIT
    with pytest.raises(UsageError):
        close(ten, number)
    tick_all(ten, number)
    assert close(ten, number) is AcceptanceState.ACCEPTED
    done = shown(ten, number)
    assert done.acceptance.closing is not None
    assert (done.acceptance.closing.by, done.acceptance.closing.remark, done.judgement.reasons) == ("主任", "首批", ())
    assert done.confidence is not None
    assert (done.confidence.whole, round(done.confidence.limit, 3)) == (False, 0.632)
    assert actions(ten, number) == ["acceptance.opened", "acceptance.checked", *["acceptance.ticked"] * 3, "acceptance.accepted"]
    with pytest.raises(UsageError):
        opened(ten)
    with pytest.raises(UsageError):
        say(ten, number, ten.filed[0])


def test_one_missing_catalogue_row_sends_the_batch_back_before_anything_is_ticked(ten: ReadyBatch) -> None:
    rows = rows_of(ten)
    list_papers(ten, rows[:4] + rows[5:])
    first = opened(ten)
    assert failed(ten, first) == {"links": 1}
    assert close(ten, first) is AcceptanceState.SENT_BACK
    [redo] = acceptance_report.redo_rows(shown(ten, first), zh=True)
    assert redo[:3] == ("目录与图像一一对应", rows[4]["档号"], "已扫描，但目录中没有登记")
    list_papers(ten, rows)
    second = opened(ten, share=0.1)
    assert (shown(ten, second).acceptance.drawing.follows, failed(ten, second)) == (first, {})
    tick_all(ten, second)
    assert close(ten, second) is AcceptanceState.ACCEPTED
    kept = [(each.id, each.state) for each in acceptance.history(ten.home.place, ten.batch)]
    assert kept == [(first, AcceptanceState.SENT_BACK), (second, AcceptanceState.ACCEPTED)]


def test_a_row_without_a_scan_a_page_too_many_and_a_moved_paper(ten: ReadyBatch) -> None:
    rows = rows_of(ten)
    lost = rows[0] | {"档号": "DA-0099", "房号": "5栋1单元101室", "题名": "租赁合同", "文件类型": "租赁合同", "日期": "2001-01-01"}
    list_papers(ten, [*rows[1:], rows[0] | {"页数": "2"}, lost])
    number = opened(ten)
    assert failed(ten, number) == {"links": 1, "counts": 1}  # each scan is a paper sequence of its own: no order to keep between them
    assert {defect.subject for defect in shown(ten, number).defects} == {f"document {ten.filed[0]}", "row 12"}


def test_a_sample_below_95_per_cent_is_sent_back_with_its_list_redone_and_accepted(ten: ReadyBatch) -> None:
    first = opened(ten)
    wrong = tick_all(ten, first, failing=2)
    assert close(ten, first) is AcceptanceState.SENT_BACK
    listed = acceptance_report.redo_rows(shown(ten, first), zh=True)
    assert [(row[0], row[2]) for row in listed] == [("抽检：未通过：字迹清晰", "字迹不清")] * 2
    second = opened(ten, share=0.1, seed=1)
    items = {item.document_id: item.again for _, item in shown(ten, second).items}
    drawn = draw("1", ten.filed, 1)
    assert items == dict.fromkeys(wrong, True) | dict.fromkeys(drawn, False)
    for one in drawn:
        say(ten, second, one)
    assert shown(ten, second).judgement.outcome is Outcome.WAIT
    for one in set(wrong) - set(drawn):
        say(ten, second, one, LEGIBLE)
    assert shown(ten, second).judgement.outcome is Outcome.SEND_BACK
    for one in set(wrong) - set(drawn):
        say(ten, second, one)
    assert len(shown(ten, second).verdicts) == len(drawn) + 2 * len(set(wrong) - set(drawn))
    assert close(ten, second) is AcceptanceState.ACCEPTED


def test_without_a_catalogue_it_says_so_and_the_settings_may_demand_one(ten: ReadyBatch) -> None:
    number = opened(ten)
    tick_all(ten, number)
    assert [line.tally.check for line in shown(ten, number).lines if not line.tally.applies] == [
        Check.LINKS,
        Check.COUNTS,
        Check.CONTENT,
        Check.ORDER,
    ]
    assert "目录对应一项不适用" in " ".join(acceptance_report.summary_lines(shown(ten, number), zh=True))
    assert close(ten, number) is AcceptanceState.ACCEPTED
    rules = replace(ten.home.place.rules, acceptance=Standard(needs_catalogue=True))
    strict = replace(ten, home=replace(ten.home, place=replace(ten.home.place, rules=rules)))
    change(ten, document, ten.filed[0], lambda: {"state": DocumentState.REVIEW})
    change(ten, page, ten.filed[0], lambda: {"state": PageState.REVIEW})
    assert [reason.zh for reason in shown(strict, opened(strict)).judgement.reasons] == [
        "本批没有目录，而设置要求必须有目录。",
        "没有待复核的文件：10 项中有 1 项不合格，要求 100%。",
    ]


def test_every_item_is_looked_at(ten: ReadyBatch) -> None:
    place, (first, second, third, fourth, *_) = ten.home.place, ten.filed
    change(ten, page, second, lambda: {"dpi": 150.0})
    change(ten, document, third, lambda: {"pdf_sha256": None})
    change(ten, page, fourth, lambda: {"state": PageState.BLANK, "document_id": None, "document_position": None})
    with place.database.begin() as tx:
        wanted = sa.select(scan.c.sha256).join(page, page.c.scan_id == scan.c.id).where(page.c.document_id == first)
        path = place.blobs.path(tx.connection.scalar(wanted))
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-40])
    number = opened(ten)
    assert failed(ten, number) == {"bytes": 1, "readable": 1, "numbering": 1, "pdf": 2, "blank": 1, "resolution": 1}
    assert shown(ten, number).judgement.outcome is Outcome.SEND_BACK
    assert len(acceptance_report.redo_rows(shown(ten, number), zh=True)) == 7


def test_a_failing_item_may_be_excused_with_a_reason_where_nothing_is_lost(ten: ReadyBatch) -> None:
    change(ten, page, ten.filed[0], lambda: {"dpi": 150.0})
    number = opened(ten)
    [defect] = shown(ten, number).defects
    tick_all(ten, number)
    assert shown(ten, number).judgement.outcome is Outcome.SEND_BACK  # one of ten is more than five of a hundred
    place = ten.home.place

    def give(check: Check, subject: str, why: str = "传真件，原件如此") -> None:
        acceptance.excuse(place, number, Excuse(check=check, subject=subject, why=why, by="主任"))

    for check, subject, why in (
        (Check.BYTES, "scan 1", "x"),
        (Check.RESOLUTION, "page 99999", "x"),
        (Check.RESOLUTION, defect.subject, ""),
    ):
        with pytest.raises(UsageError):
            give(check, subject, why)
    give(Check.RESOLUTION, defect.subject, "先记")
    give(Check.RESOLUTION, defect.subject)
    assert acceptance_report.excuse_rows(shown(ten, number), zh=True) == (("分辨率", defect.paper, "传真件，原件如此", "主任"),)
    assert close(ten, number) is AcceptanceState.ACCEPTED


def test_what_changes_after_the_check_must_be_checked_again(ten: ReadyBatch) -> None:
    number = opened(ten)
    tick_all(ten, number)
    assert not shown(ten, number).outdated
    list_papers(ten, rows_of(ten))
    assert shown(ten, number).outdated
    with pytest.raises(UsageError):
        close(ten, number)
    acceptance.check_again(ten.home.place, number)
    assert {line.tally.looked for line in shown(ten, number).lines if line.tally.check.demand == "catalogue"} == {10}
    assert all(row.catalogue for row, _ in shown(ten, number).items)
    assert close(ten, number) is AcceptanceState.ACCEPTED


def test_papers_sent_back_to_the_scanner_are_waited_for(ten: ReadyBatch) -> None:
    place, lost = ten.home.place, ten.filed[0]
    change(ten, document, lost, lambda: {"state": DocumentState.REJECTED})
    change(ten, page, lost, lambda: {"state": PageState.REVIEW})
    with place.database.begin() as tx:
        rescans.ask(tx, lost, by="周", note="重影")
    number = opened(ten)
    [defect] = shown(ten, number).defects
    assert (defect.check, defect.subject, defect.zh) == (Check.STATES, f"document {lost}", "已退回重扫，尚未重新扫描")
    with place.database.begin() as tx:
        rescans.done(tx, lost, "周")
    assert shown(ten, number).outdated
    acceptance.check_again(place, number)
    assert failed(ten, number) == {}


def test_documents_that_come_or_go_make_the_sample_worthless(ten: ReadyBatch) -> None:
    number = opened(ten)
    tick_all(ten, number)
    change(ten, document, ten.filed[0], lambda: {"state": DocumentState.REJECTED})
    acceptance.check_again(ten.home.place, number)
    assert "样本已不能代表全批" in shown(ten, number).judgement.reasons[0].zh
    assert close(ten, number) is AcceptanceState.SENT_BACK


def test_what_cannot_be_opened_or_ticked_is_refused(ten: ReadyBatch) -> None:
    place = ten.home.place
    with pytest.raises(UsageError):
        opened(ten, share=0.04)
    with place.database.begin() as tx:
        jobs.enqueue(tx, JobKind.READ_PAGE, [1], batch_id=ten.batch, priority=5)
    with pytest.raises(UsageError):
        opened(ten)
    with place.database.begin() as tx:
        tx.connection.execute(sa.text("UPDATE job SET state = 'done'"))
    number = opened(ten, share=0.05)
    assert len(shown(ten, number).items) == 1
    with pytest.raises(UsageError):
        opened(ten)
    [(row, _)] = shown(ten, number).items
    outside = next(one for one in ten.filed if one != row.document_id)
    for one, wrong, remark in ((outside, (), ""), (row.document_id, LEGIBLE, "")):
        with pytest.raises(UsageError):
            acceptance.tick(place, number, one, ItemVerdict(wrong=wrong, remark=remark, by="王"))
    with pytest.raises(ConflictError), place.database.begin() as tx:
        held = tx.connection.execute(sa.select(acceptance_table).where(acceptance_table.c.id == number)).one()
        tx.connection.execute(acceptance_table.insert().values({**held._mapping, "id": number + 1}))
    assert acceptance.batch_id(place, "盒07") == acceptance.batch_id(place, str(ten.batch)) == ten.batch
    with pytest.raises(UsageError):
        acceptance.batch_id(place, "盒99")
    with pytest.raises(UsageError):
        shown(ten, AcceptanceId(99))


def test_the_report_is_printed_and_a_workbook(ten: ReadyBatch, tmp_path: Path) -> None:
    rows = rows_of(ten)
    list_papers(ten, rows[1:])
    number = opened(ten)
    tick_all(ten, number, failing=1)
    close(ten, number)
    taxonomy = ten.home.place.taxonomy
    acceptance_report.write_printed_report(shown(ten, number), taxonomy, tmp_path / "a.pdf", zh=True)
    text = "".join(page_texts(tmp_path / "a.pdf")).replace("\r\n", "")
    for words in ("数字化成果验收报告", "退回返工", "已扫描，但目录中没有登记", "验收负责人（签字）", "随机抽检：从 10 件中抽出 10 件"):
        assert words in text
    acceptance_report.write_workbook_report(shown(ten, number), taxonomy, tmp_path / "a.xlsx", zh=False)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames[0] == "Conclusion"
    assert book["To be redone"].max_row == 3
    assert book["The sample, item by item"].max_row == 11

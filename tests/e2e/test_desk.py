"""A clerk's day at the review desk, in a real browser against the real server and database."""

import time
from collections.abc import Callable

from playwright.sync_api import Browser, Page, Route, expect

from domain.desk import Hand
from domain.document import DocumentState
from domain.ids import DocumentId
from domain.people import Role
from review.visiting import COOKIE
from services import desk
from services.reviewing import like
from tests.e2e.windows import open_desk, sits, window, window_of
from tests.integration.test_web import Web
from tests.integration.web_home import U101, U502


def locks(web: Web) -> int:
    with web.home.place.database.read() as tx:
        return int(tx.connection.exec_driver_sql("SELECT count(*) FROM review_lock").scalar_one())


def expect_soon(holds: Callable[[], bool]) -> None:
    """Wait for what a beacon brings about, of which the page learns nothing."""
    end = time.monotonic() + 20
    while not holds() and time.monotonic() < end:
        time.sleep(0.05)
    assert holds()


def test_a_proposal_is_taken_by_key_and_the_next_document_stands_there(page: Page, web: Web) -> None:
    page.goto("/review")
    page.get_by_role("link", name="开始复核").click()
    sits(page, web.home.unsure)
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    sits(page, web.home.two_owners)
    expect(page.get_by_role("status")).to_contain_text("已归档：CPM-")
    assert web.stored(web.home.unsure).decided.unit == U101
    assert page.url.endswith(f"/review/{web.home.two_owners}")


def test_a_decision_is_taken_back_by_key(page: Page, web: Web) -> None:
    open_desk(page, web.home.unsure)
    page.keyboard.press("x")
    sits(page, web.home.two_owners)
    expect(page.get_by_role("status")).to_contain_text("已退回")
    page.keyboard.press("z")
    sits(page, web.home.unsure)
    assert web.stored(web.home.unsure).state is DocumentState.REVIEW


def test_a_unit_is_typed_in_any_form_and_its_type_changed(page: Page, web: Web) -> None:
    open_desk(page, web.home.unsure)
    page.keyboard.press("u")
    page.keyboard.type("3#2-502")
    expect(page.locator("#hints .hint").first).to_contain_text("3栋2单元502室")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.keyboard.press("t")
    page.locator('select[name="doc_type"]').select_option("owner_letter")
    page.keyboard.press("Control+Enter")
    sits(page, web.home.two_owners)
    expect(page.locator(".notice.good")).to_contain_text("已归档")
    decided = web.stored(web.home.unsure).decided
    assert (decided.unit, decided.doc_type) == (U502, "owner_letter")


def test_documents_are_passed_by_and_returned_to(page: Page, web: Web) -> None:
    open_desk(page, web.home.unsure)
    page.keyboard.press("n")
    sits(page, web.home.two_owners)
    page.keyboard.press("p")
    sits(page, web.home.unsure)
    page.go_back()
    sits(page, web.home.two_owners)
    assert web.stored(web.home.unsure).state is DocumentState.REVIEW


def test_a_refused_decision_says_so_and_leads_back(page: Page, web: Web) -> None:
    open_desk(page, web.home.two_owners)
    page.keyboard.press("Enter")  # several owners, none named
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text(f"文件 {web.home.two_owners} 未保存")
    alert.get_by_role("button", name="回到该件").click()
    sits(page, web.home.two_owners)
    page.locator(".tenures .hint").first.click()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".notice.good")).to_contain_text("已归档")
    assert web.stored(web.home.two_owners).decided.owner == "王建国"


def test_a_decision_made_while_the_net_is_down_is_not_lost(page: Page, web: Web) -> None:
    open_desk(page, web.home.unsure)
    expect(page.locator(".desk[data-ahead]")).to_be_visible()
    page.context.set_offline(True)
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    sits(page, web.home.two_owners)
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("没有送到")
    assert web.stored(web.home.unsure).state is DocumentState.REVIEW
    page.context.set_offline(False)
    alert.get_by_role("button", name="重新提交").click()
    expect(page.locator(".notice.good")).to_contain_text("已归档")
    assert web.stored(web.home.unsure).state is DocumentState.FILED


def test_what_was_not_saved_is_said_also_when_the_next_document_could_not_be_fetched(page: Page, web: Web) -> None:
    page.route("**part=true**", lambda route: route.abort())
    open_desk(page, web.home.two_owners)
    page.keyboard.press("Enter")  # several owners, none named
    expect(page.get_by_role("alert")).to_contain_text(f"文件 {web.home.two_owners} 未保存")
    sits(page, web.home.two_owners)
    open_desk(page, web.home.unsure)
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(page.locator(".notice.good")).to_contain_text("已归档")  # opened by the browser, with what was done
    sits(page, web.home.two_owners)
    assert web.stored(web.home.unsure).state is DocumentState.FILED


def test_a_next_document_whose_fetch_failed_once_is_fetched_at_the_key(page: Page, web: Web) -> None:
    failed = []
    page.route("**part=true**", lambda route: route.continue_() if failed else (failed.append(1), route.abort()))
    open_desk(page, web.home.unsure)
    expect_soon(lambda: bool(failed))
    page.evaluate("document.documentElement.dataset.same = 'yes'")
    page.keyboard.press("n")
    sits(page, web.home.two_owners)
    expect(page.locator("html[data-same]")).to_be_attached()


def test_two_reviewers_never_overwrite_each_other(page: Page, web: Web, chromium: Browser) -> None:
    open_desk(page, web.home.unsure)
    expect(page.locator(".desk[data-mine][data-ahead]")).to_be_visible()
    with window_of(chromium, web, "安雅", Role.REVIEWER) as other:
        other.goto("/review/next")
        sits(other, web.home.hostile)  # the first is in other hands, and the second kept for them
        open_desk(other, web.home.unsure)
        expect(other.locator(".notices")).to_contain_text("正在处理这份文件")
        other.keyboard.press("x")
        expect(other.get_by_role("alert")).to_contain_text("正由")
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    sits(page, web.home.two_owners)
    expect(page.locator(".notice.good")).to_contain_text("已归档")
    assert web.stored(web.home.unsure).state is DocumentState.FILED


def test_what_another_window_took_meanwhile_is_passed_over(page: Page, web: Web) -> None:
    def take_second(route: Route) -> None:
        """Between this window's page and its keeping the next document, a colleague opens that one."""
        desk.take(web.home.place, web.home.two_owners, Hand(by="安雅", token="f" * 32))
        route.continue_()

    page.route("**/hold", take_second)
    open_desk(page, web.home.unsure)
    expect(page.locator(".desk[data-ahead]")).to_be_visible()
    page.keyboard.press("n")
    sits(page, web.home.hostile)
    expect(page.locator(".notices")).not_to_contain_text("正在处理这份文件")


def test_an_item_changed_under_ones_hands_is_not_decided(page: Page, web: Web) -> None:
    open_desk(page, web.home.unsure)
    page.route("**/hold", lambda route: route.abort())  # this window's lock is lost
    with web.home.place.database.begin() as tx:
        tx.connection.exec_driver_sql("DELETE FROM review_lock")
        tx.connection.exec_driver_sql(f"UPDATE document SET version = version + 1 WHERE id = {web.home.unsure}")
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("在您打开之后已有变动")
    assert web.stored(web.home.unsure).state is DocumentState.REVIEW


def test_a_document_is_parted_and_put_together_again(page: Page, web: Web) -> None:
    open_desk(page, web.home.unsure)
    expect(page.locator(".sheet")).to_have_count(2)
    page.locator("#p2").scroll_into_view_if_needed()
    page.locator("[data-split]").click()
    expect(page.locator(".sheet")).to_have_count(1)
    assert len(like(web.home.place, web.home.unsure)) == 1
    page.get_by_role("button", name="撤销上次页面调整（拆分）").click()
    expect(page.locator(".sheet")).to_have_count(2)
    page.wait_for_load_state()  # keys are heard once the page's scripts have run
    page.keyboard.press("v")
    expect(page.locator(".sheet")).to_have_count(1)


def test_like_papers_are_decided_together_when_asked(page: Page, web: Web) -> None:
    open_desk(page, web.home.unsure)
    page.locator("[data-split]").click()
    expect(page.locator(".sheet")).to_have_count(1)
    sits(page, web.home.unsure)
    page.keyboard.press("u")
    page.keyboard.type("5-1-101")
    expect(page.locator("#hints .hint").first).to_contain_text("陈志强")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.keyboard.press("l")
    page.keyboard.press("Enter")
    sits(page, web.home.two_owners)
    made = DocumentId(web.home.hostile + 1)
    assert {web.stored(each).state for each in (web.home.unsure, made)} == {DocumentState.FILED}


def test_the_picture_is_zoomed_by_key(page: Page, web: Web) -> None:
    open_desk(page, web.home.unsure)
    paper = page.locator("#p1 .paper")
    fit = paper.bounding_box()
    page.keyboard.press("+")
    larger = paper.bounding_box()
    page.keyboard.press("0")
    again = paper.bounding_box()
    page.keyboard.press("w")
    whole = paper.bounding_box()
    assert fit and larger and again and whole
    assert larger["width"] > 1.2 * fit["width"]
    assert again["width"] == fit["width"]
    assert whole["height"] < 768


def test_the_key_map_is_shown(page: Page, web: Web) -> None:
    open_desk(page, web.home.unsure)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("同样处理本批次的同类文件")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_a_paper_is_sent_to_the_scanner_and_struck_off_the_list(page: Page, web: Web) -> None:
    open_desk(page, web.home.unsure)
    page.locator('input[name="note"]').fill("折角遮住房号")
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    sits(page, web.home.two_owners)
    expect(page.get_by_role("status")).to_contain_text("已退回")
    page.goto("/review")
    page.get_by_role("link", name="重扫清单").click()
    expect(page.locator("tbody")).to_contain_text("折角遮住房号")
    page.get_by_role("button", name="已重扫").click()
    expect(page.get_by_text("没有需要重扫的文件")).to_be_visible()


def test_all_of_it_works_without_script(web: Web, chromium: Browser) -> None:
    with window(chromium, web.origin, web.client.cookies[COOKIE], scripts=False) as page:
        page.goto(f"/review/{web.home.unsure}")
        page.get_by_role("button", name="从此页拆分").click()
        page.get_by_role("button", name="撤销上次页面调整").click()
        expect(page.locator(".sheet")).to_have_count(2)
        page.get_by_label("陈志强").check()
        page.get_by_role("button", name="归档").click()
        expect(page.locator(".notice.good")).to_contain_text("已归档")
        page.get_by_role("button", name="撤销").click()
        expect(page.locator(f'.desk[data-document="{web.home.unsure}"]')).to_be_visible()
        assert web.stored(web.home.unsure).state is DocumentState.REVIEW


def test_a_window_that_closes_lets_its_document_go(page: Page, web: Web) -> None:
    open_desk(page, web.home.unsure)
    expect(page.locator(".desk[data-mine][data-ahead]")).to_be_visible()
    assert locks(web) == 2  # the one after it is kept too
    page.goto("/findings")
    expect_soon(lambda: locks(web) == 0)

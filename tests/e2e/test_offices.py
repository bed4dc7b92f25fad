"""Those who check and keep accounts: findings, samples, acceptance, double review; wrong passwords, closed accounts, lost sessions."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from domain.document import DocumentState
from domain.people import Role
from services import double_review, sampling
from services.sampling import DrawWanted
from services.workplace import DoubleReview
from tests.e2e.windows import open_desk, window, window_of
from tests.e2e.windows import ready as keys_ready
from tests.integration.acceptance_home import list_papers, ready, rows_of
from tests.integration.people import account
from tests.integration.test_web import Web, serve, serving
from tests.integration.web_home import file_more


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """One home; each test has a paper, a finding or an account of its own in it."""
    with serving(tmp_path_factory.mktemp("home")) as running:
        file_more(running.home, 2)
        sampling.draw(running.home.place, DrawWanted(by="主任", share=1.0))
        yield running


@contextmanager
def double_reviewed(web: Web, kind: str) -> Iterator[None]:
    """While it lasts, papers of that kind take two people."""
    rules = web.home.place.rules
    before = rules.double_review
    object.__setattr__(rules, "double_review", DoubleReview(kinds=frozenset({kind}), share=0.0))
    yield
    object.__setattr__(rules, "double_review", before)


def unlock(web: Web) -> None:
    """Let go of what windows held that an earlier step closed at once, without their farewell."""
    with web.home.place.database.begin() as tx:
        tx.connection.exec_driver_sql("DELETE FROM review_lock")


def sign_in(page: Page, name: str, password: str) -> None:
    page.get_by_label("账号").fill(name)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()


def test_a_finding_is_given_to_somebody_and_another_waived(chromium: Browser, web: Web) -> None:
    with window_of(chromium, web, "档案孙", Role.ARCHIVIST) as page:
        page.goto("/findings")
        page.get_by_role("link", name="目录有而未扫描").or_(page.locator("a.main").first).first.click()
        page.get_by_label("理由").fill("库房补扫")
        page.get_by_label("整改责任人").fill("小李")
        page.get_by_role("button", name="确认，交责任人整改").click()
        expect(page.get_by_role("status")).to_contain_text("现为“已确认")
        page.goto("/findings?kind=image_quality&status=open")
        page.locator("a.main").first.click()
        page.get_by_role("button", name="豁免").click()
        expect(page.get_by_role("alert")).to_be_visible()
        page.get_by_label("理由").fill("原件如此")
        page.get_by_role("button", name="豁免").click()
        expect(page.get_by_role("status")).to_contain_text("豁免")


def test_a_sampled_paper_is_judged_by_key(page: Page, web: Web) -> None:
    page.goto("/sample")
    page.locator("a.main").first.click()
    keys_ready(page)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("记录结论")
    page.keyboard.press("?")
    page.keyboard.press("1")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status")).to_contain_text("已记录")


def test_two_disagree_and_a_third_decides(chromium: Browser, web: Web) -> None:
    with double_reviewed(web, "complaint_form"):
        _two_and_a_third(chromium, web)
    assert web.stored(web.home.unsure).state is DocumentState.FILED
    assert {(row.pairs, row.agreed) for row in double_review.agreement(web.home.place)} == {(1, 0)}


def _two_and_a_third(chromium: Browser, web: Web) -> None:
    for name, key, said in (("复核甲", "1", "第一人"), ("复核乙", "2", "第二人")):
        with window_of(chromium, web, name, Role.REVIEWER) as page:
            unlock(web)
            open_desk(page, web.home.unsure)
            page.keyboard.press(key)
            page.keyboard.press("Enter")
            expect(page.get_by_role("status"), said).to_contain_text("待另一人复核")
    with window_of(chromium, web, "复核丙", Role.REVIEWER) as page:
        unlock(web)
        open_desk(page, web.home.unsure)
        expect(page.locator(".notices")).to_contain_text("前两人意见不一致，由您最后决定")
        page.keyboard.press("1")
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text("已归档")


def test_a_household_is_stated_with_a_reason(page: Page, web: Web) -> None:
    page.goto("/dossiers/1")
    page.get_by_text("认定住户情况").click()
    page.locator("select[name=kind]").select_option(label="装修")
    page.locator("select[name=holds]").select_option(label="属于")
    page.get_by_label("理由").fill("业主来电")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("#kinds")).to_contain_text("装修 属于，业主来电")
    expect(page.locator("#kinds tr", has_text="装修")).to_contain_text("人工认定")


def test_a_batch_is_ticked_by_key_and_accepted(chromium: Browser, tmp_path: Path) -> None:
    batch = ready(tmp_path, 2)
    list_papers(batch, rows_of(batch))
    with serve(batch.home) as web, window_of(chromium, web, "档案吴", Role.ARCHIVIST) as page:
        page.goto(f"/acceptance/batches/{batch.batch}")
        share = page.get_by_label("抽检比例（%）")
        share.press("ControlOrMeta+a")  # as a person does; the driver of Firefox fills a number field behind what it holds
        share.press_sequentially("100")
        page.get_by_role("button", name="检查全部内容并抽样").click()
        page.get_by_role("link", name="开始抽检").click()
        for _ in batch.filed:
            keys_ready(page)
            page.keyboard.press("0")
            with page.expect_navigation():
                page.keyboard.press("Enter")
        page.get_by_role("button", name="验收合格，结束").click()
        expect(page.get_by_text("本批验收合格。")).to_be_visible()
    batch.home.place.close()


def test_a_wrong_password_is_told_and_too_many_shut_the_door(chromium: Browser, web: Web) -> None:
    account(web.home.place, "复核丁", Role.REVIEWER)
    with window(chromium, web.origin) as page:
        page.goto("/sign-in")
        for _ in range(5):
            sign_in(page, "复核丁", "不是这个密码-000")
            expect(page.get_by_role("alert")).to_have_text("账号或密码不正确。")
        sign_in(page, "复核丁", "不是这个密码-000")
        expect(page.get_by_role("alert")).to_contain_text("失败次数过多")
        expect(page.get_by_label("账号")).to_have_value("复核丁")


def test_a_closed_account_is_out_at_the_next_step(page: Page, web: Web, chromium: Browser) -> None:
    with window_of(chromium, web, "复核戊", Role.REVIEWER) as theirs:
        theirs.goto("/review")
        page.goto("/people")
        page.get_by_role("link", name="复核戊").click()
        page.get_by_role("checkbox", name="停用").check()
        page.get_by_role("button", name="保存").click()
        expect(page.get_by_role("row", name="复核戊")).to_contain_text("停用")
        theirs.reload()
        expect(theirs.get_by_role("heading", name="登录")).to_be_visible()


def test_a_lost_session_is_told_and_the_decision_not_taken(chromium: Browser, web: Web) -> None:
    with window_of(chromium, web, "复核己", Role.REVIEWER) as page:
        unlock(web)
        open_desk(page, web.home.two_owners)
        expect(page.locator(".desk[data-mine]")).to_be_visible()
        with web.home.place.database.begin() as tx:
            tx.connection.exec_driver_sql("DELETE FROM session WHERE account_id = (SELECT id FROM account WHERE name = '复核己')")
        page.keyboard.press("x")
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text("登录已过期")
        alert.get_by_role("button", name="重新登录").click()
        expect(page.get_by_role("heading", name="登录")).to_be_visible()
        assert page.url.endswith(f"next=%2Freview%2F{web.home.two_owners}")
    assert web.stored(web.home.two_owners).state is DocumentState.REVIEW

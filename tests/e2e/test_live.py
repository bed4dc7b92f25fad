"""What an operator watches and mends: the live status, batches and quarantine, in a real browser against the real server and database."""

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from domain.failure import FailureCode
from review.visiting import COOKIE
from services import signing_in
from tests.e2e.windows import window
from tests.integration.test_live_status import drop
from tests.integration.test_quarantine_retry import picture, refuse, work
from tests.integration.test_web import Web


def figure(page: Page, name: str) -> str:
    return page.locator(f'dd[data-figure="{name}"]').inner_text()


def test_a_dropped_scan_changes_the_figures_without_a_reload(page: Page, web: Web, tmp_path: Path) -> None:
    page.goto("/")
    expect(page.get_by_role("status")).to_have_text("实时更新")
    expect(page.locator('dd[data-figure="scans"]')).to_have_text("6")
    page.evaluate("window.stayed = true")
    drop(web.home.place, tmp_path / "新扫描.pdf")
    expect(page.locator('dd[data-figure="scans"]')).to_have_text("7")
    expect(page.locator('dd[data-figure="unopened"]')).to_have_text("1")
    assert page.evaluate("window.stayed")


def test_the_charts_say_the_same_as_their_tables_and_move_with_them(page: Page, web: Web) -> None:
    page.goto("/")
    expect(page.get_by_role("status")).to_have_text("实时更新")
    day = page.get_by_role("img", name=re.compile("^最近 14 天每天处理页数"))
    expect(day).to_have_attribute("aria-label", "最近 14 天每天处理页数：共读出 0 页，隔离 0 项")
    with web.home.place.database.begin() as tx:
        for n in range(3):
            tx.connection.exec_driver_sql(
                "INSERT INTO event (at, action, subject, subject_id, worker, detail) VALUES (?, 'read_page.done', 'read_page', ?, '', '')",
                (tx.now, n),
            )
    expect(day).to_have_attribute("aria-label", "最近 14 天每天处理页数：共读出 3 页，隔离 0 项")
    assert float(day.locator("rect").nth(-2).get_attribute("height") or 0) > 0
    page.get_by_text("数据表").last.click()
    expect(page.locator('table[data-table="days"] tbody tr').first.locator("td").nth(1)).to_have_text("3")


def test_a_lost_connection_is_said_and_taken_up_again(page: Page, web: Web, tmp_path: Path) -> None:
    page.route("**/status/stream", lambda route: route.fulfill(status=502, body="bad gateway"))
    page.goto("/")
    expect(page.get_by_role("status")).to_contain_text("连接中断，正在重试")
    expect(page.locator('dd[data-figure="scans"]')).to_have_text("6")
    drop(web.home.place, tmp_path / "新扫描.pdf")
    page.unroute("**/status/stream")
    expect(page.get_by_role("status")).to_have_text("实时更新")
    expect(page.locator('dd[data-figure="scans"]')).to_have_text("7")


def test_a_session_that_ends_leads_to_signing_in(page: Page, web: Web) -> None:
    page.goto("/")
    expect(page.get_by_role("status")).to_have_text("实时更新")
    signing_in.sign_out(web.home.place, web.client.cookies[COOKIE])
    expect(page.get_by_role("status").get_by_role("link", name="登录已过期，请重新登录")).to_be_visible()


def test_an_operator_retries_a_quarantined_file_and_sees_what_comes_of_it(page: Page, web: Web) -> None:
    place = web.home.place
    refuse(place, "旧/登记表.png", picture(), FailureCode.DECODER_TIMEOUT)
    page.goto("/quarantine")
    row = page.get_by_role("row", name=re.compile("登记表.png"))
    expect(row).to_contain_text("读取超时")
    row.get_by_role("button", name="重试 旧/登记表.png").press("Enter")  # no mouse
    expect(page.locator(".notice.good")).to_contain_text("1 项已重新排队")
    outcome = page.locator("[data-outcomes]").get_by_role("row", name=re.compile("登记表.png"))
    expect(outcome).to_contain_text("等待处理")
    page.get_by_role("link", name=re.compile("^文件名与内容不符")).click()
    page.locator("[data-refused]").get_by_role("row", name=re.compile("合同")).get_by_role("button").press("Enter")
    bad = page.locator("[data-outcomes]").get_by_role("row", name=re.compile("合同"))
    expect(bad).to_contain_text("等待处理")
    work(place)  # a worker opens both: one can be read, one fails again
    expect(bad).to_contain_text("再次隔离")
    expect(page.locator("[data-refused]").get_by_role("row", name=re.compile("合同"))).to_contain_text("已重试 1 次，仍未读出")
    with page.expect_download() as fetched:
        page.get_by_role("link", name="下载").click()
    assert fetched.value.path().read_bytes() == b"MZ not a scan"


def test_an_operator_holds_the_scanners_count_against_a_batch(page: Page, web: Web) -> None:
    page.goto("/batches")
    page.get_by_role("link", name="drop 2026-11-21").click()
    expect(page.get_by_text("各环节相符")).to_be_visible()
    page.get_by_label("扫描仪计数（文件）").fill("7")
    page.get_by_role("button", name="登记").press("Enter")
    expect(page.locator("tr.wrong")).to_contain_text("扫描仪计数（文件）")
    expect(page.locator("tr.wrong")).to_contain_text("-1")
    page.get_by_role("link", name="待复核").click()
    expect(page.get_by_role("heading", name="复核队列")).to_be_visible()
    expect(page.locator("tbody tr")).to_have_count(3)


def test_the_status_shows_its_figures_without_script(web: Web, chromium: Browser) -> None:
    with window(chromium, web.origin, web.client.cookies[COOKIE], scripts=False) as page:
        page.goto("/")
        assert figure(page, "scans") == "6"
        expect(page.get_by_role("status")).to_contain_text("刷新可看最新数字")
        expect(page.locator("svg.chart").first).to_be_visible()

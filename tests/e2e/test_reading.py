"""Those who look things up: search, the viewer, dossiers, reports; and those who may not. One home, which these tests only read."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from domain.access import Act
from domain.people import Role
from services import access_logging
from storage.repositories.access_log import LogFilter
from tests.e2e.windows import ready, window, window_of
from tests.integration.people import ELSEWHERE, add_estate
from tests.integration.test_web import Web, serving
from tests.integration.web_home import file_more, lay_text


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with serving(tmp_path_factory.mktemp("home")) as running:
        file_more(running.home, 3)
        lay_text(running.home)
        add_estate(running.home.place)
        yield running


def open_paper(page: Page, web: Web, query: str = "") -> None:
    page.goto(f"/documents/{web.home.filed}{query}")
    expect(page.locator(".paper img").first).to_be_visible()
    ready(page)


def acts(web: Web, who: str) -> set[tuple[Act, str]]:
    return {(link.entry.act, link.entry.subject) for link in access_logging.register(web.home.place, LogFilter(who=who)).links}


def test_a_search_leads_to_its_place_on_the_picture_and_back(page: Page, web: Web) -> None:
    page.goto("/dossiers")
    page.get_by_role("searchbox", name="检索").fill("漏水 3-2-502")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("共 1 件、1 页")
    expect(page.locator(".passage mark").last).to_have_text("漏水")
    page.locator(".hits a.main").click()
    expect(page.locator("[data-hits]")).to_have_text("命中 1 / 2")
    expect(page.locator(".line mark")).to_have_text(["3栋2单元502室", "漏水"])
    page.keyboard.press("n")
    expect(page.locator("[data-hits]")).to_have_text("命中 2 / 2")
    expect(page.locator(".line mark.here")).to_be_in_viewport()
    expect(page.locator("pre mark")).to_have_text(["3栋2单元502室", "漏水"])
    page.get_by_role("link", name="返回检索").click()
    expect(page.locator("input[name=q]").last).to_have_value("漏水 3-2-502")


def test_a_search_is_narrowed_and_helps_where_nothing_is_found(page: Page, web: Web) -> None:
    page.goto("/search?q=502室")
    page.get_by_label("类别").select_option("repair")
    page.get_by_label("年份").select_option("2024")
    page.locator("main").get_by_role("button", name="检索").click()
    expect(page.locator(".hits > li")).to_have_count(4)
    page.get_by_label("类别").select_option("contract")
    page.locator("main").get_by_role("button", name="检索").click()
    expect(page.locator(".empty")).to_contain_text("没有找到“502室”")
    page.get_by_role("link", name="取消筛选，可找到 4 页").click()
    expect(page.locator(".hits > li")).to_have_count(4)


def test_the_viewer_is_worked_by_keys_alone(page: Page, web: Web) -> None:
    page.goto(f"/documents/{web.home.unsure}")
    ready(page)
    paper = page.locator("#p1 .paper")
    expect(paper.locator("img")).to_have_js_property("complete", True)
    fit = paper.bounding_box()
    page.keyboard.press("+")
    larger = paper.bounding_box()
    page.keyboard.press("0")
    page.keyboard.press("r")
    turned = paper.bounding_box()
    page.keyboard.press("Shift+R")
    assert fit and larger and turned
    assert larger["width"] > 1.2 * fit["width"]
    assert turned["width"] == pytest.approx(fit["width"], abs=2)
    assert turned["height"] < fit["width"] < fit["height"]
    assert paper.bounding_box() == pytest.approx(fit, abs=1)
    page.keyboard.press("j")
    expect(page.locator("[data-at]")).to_have_text("2 / 2")
    expect(page.locator("#p2 .paper")).to_be_in_viewport()
    page.keyboard.press("k")
    expect(page.locator("[data-at]")).to_have_text("1 / 2")
    page.keyboard.press("b")
    expect(page.locator("#p1 .line")).to_have_text(["投诉受理登记表", "楼上住户夜间噪声扰民，要求物业处理"])
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("只为查看，不改动文件")


def test_text_is_taken_from_the_picture_and_the_paper_dragged_beside_it(page: Page, web: Web) -> None:
    open_paper(page, web)
    page.keyboard.press("b")
    line = page.locator(".line").nth(1)
    box = line.bounding_box()
    assert box
    page.mouse.move(box["x"] + 1, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 2, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    assert page.evaluate("() => getSelection().toString()").strip() == "房号：3栋2单元502室"
    page.keyboard.press("+")
    before = page.locator(".sheets").evaluate("sheets => sheets.scrollTop")
    page.mouse.move(box["x"] + 200, box["y"] + 300)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 200, steps=4)
    page.mouse.up()
    assert page.locator(".sheets").evaluate("sheets => sheets.scrollTop") == pytest.approx(before + 100, abs=2)


def test_a_field_shows_where_it_was_read(page: Page, web: Web) -> None:
    open_paper(page, web)
    page.get_by_role("button", name="房号 3栋2单元502室").focus()
    here = page.locator(".mark-here").bounding_box()
    paper = page.locator(".paper").bounding_box()
    assert here and paper
    assert (here["y"] - paper["y"]) / paper["height"] == pytest.approx(150 / 877, abs=0.01)


def test_a_dossier_is_found_and_read_through(page: Page, web: Web) -> None:
    page.goto("/dossiers")
    page.get_by_role("searchbox", name="房号、业主或项目").fill("三栋二单元502")
    page.get_by_role("button", name="筛选").click()
    page.get_by_role("link", name="3栋2单元502室").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("3栋2单元502室")
    for part in ("文件", "经过", "应归档目录", "住户情况", "不一致项"):
        expect(page.get_by_role("heading", level=2, name=re.compile(f"^{part}"))).to_be_visible()
    page.locator(".papers a.main").first.click()
    page.get_by_role("link", name="返回户档").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("3栋2单元502室")


def test_a_viewer_says_for_what_and_every_act_is_in_the_register(chromium: Browser, web: Web) -> None:
    with window_of(chromium, web, "窗口刘", Role.VIEWER) as page:
        page.goto(f"/documents/{web.home.filed}")
        expect(page.locator(".paper")).to_have_count(0)
        page.get_by_role("link", name="说明查阅目的").click()
        page.get_by_label("业主本人查询").check()
        page.get_by_label("补充说明").fill("工单 7")
        page.get_by_role("button", name="继续查阅").click()
        expect(page.locator(".paper img")).to_be_visible()
        ready(page)
        with page.context.expect_page() as opened:
            page.keyboard.press("p")
        expect(opened.value.get_by_text("由 窗口刘 打印")).to_contain_text("目的：业主本人查询：工单 7")
        with page.expect_download() as saved:  # last: Firefox shows what it has saved in a page of its own
            page.keyboard.press("d")
        masked = Path(saved.value.path()).read_bytes()  # not the stored one: numbers are covered
        assert masked.startswith(b"%PDF")
        assert masked != web.home.pdf
    assert {(Act.VIEW, "document"), (Act.VIEW, "page"), (Act.DOWNLOAD, "document"), (Act.PRINT, "document")} <= acts(web, "窗口刘")
    with window_of(chromium, web, "主任何", Role.HEAD) as page:
        page.goto("/access-log")
        page.get_by_label("行为").select_option(label="打印")
        page.get_by_role("button", name="查询").click()
        expect(page.locator("tbody tr").first).to_contain_text("业主本人查询：工单 7")


def test_a_viewer_is_refused_at_the_desk(chromium: Browser, web: Web) -> None:
    with window_of(chromium, web, "窗口陈", Role.VIEWER) as page:
        page.goto("/dossiers")
        expect(page.get_by_role("navigation", name="主菜单").get_by_role("link")).to_have_text(["户档"])
        for address in (f"/review/{web.home.unsure}", "/findings", "/people", "/quarantine"):
            page.goto(address)
            expect(page.get_by_text("您的账号没有此项权限")).to_be_visible()


def test_a_stranger_is_refused_everywhere(chromium: Browser, web: Web) -> None:
    with window(chromium, web.origin) as page:
        for address in (
            "/",
            "/review",
            "/search?q=漏水",
            f"/documents/{web.home.filed}",
            f"/pages/{web.home.first_page}/picture",
            "/people",
        ):
            page.goto(address)
            expect(page.get_by_role("heading", name="登录")).to_be_visible()
            assert "赵敏" not in page.content()
        page.goto("/api/status")
        assert page.evaluate("async () => (await fetch('/api/status')).status") == 401


def test_the_head_reads_the_reports_and_saves_the_month(chromium: Browser, web: Web) -> None:
    with window_of(chromium, web, "主任许", Role.HEAD) as page:
        page.goto("/")
        page.get_by_role("link", name="报表", exact=True).click()
        month = page.locator("#monthly")
        expect(month.get_by_role("heading")).to_contain_text("档案管理月报")
        with page.expect_download() as saved:
            month.get_by_role("button", name="PDF").click()
        assert Path(saved.value.path()).read_bytes().startswith(b"%PDF")
    assert (Act.EXPORT, "report") in acts(web, "主任许") or (Act.PRINT, "report") in acts(web, "主任许")


def test_a_scanner_operator_prints_the_labels_of_a_building(chromium: Browser, web: Web) -> None:
    with window_of(chromium, web, "扫描孙", Role.SCANNER) as page:
        page.goto("/labels")
        bags = page.locator("#labels-bags")
        bags.get_by_label("栋号").fill("3")
        with page.expect_download() as saved:
            bags.get_by_role("button").first.click()
        assert Path(saved.value.path()).read_bytes().startswith(b"%PDF")


def test_a_quarantined_file_is_fetched_back_whole(chromium: Browser, web: Web) -> None:
    with window_of(chromium, web, "扫描赵", Role.SCANNER) as page:
        page.goto("/")
        page.get_by_role("navigation", name="主菜单").get_by_role("link", name="隔离区").click()
        expect(page.locator("main")).to_contain_text('合同 "2019"')
        with page.expect_download() as saved:
            page.locator(f'a[href*="{web.home.refused}"]').click()
        assert Path(saved.value.path()).read_bytes() == b"MZ not a scan"


def test_somebody_of_one_estate_finds_nothing_of_another(chromium: Browser, web: Web) -> None:
    with window_of(chromium, web, "云栖白", Role.ARCHIVIST, estates=frozenset({ELSEWHERE})) as page:
        page.goto("/search?q=漏水")
        expect(page.locator(".empty")).to_contain_text("没有找到“漏水”")
        page.goto(f"/documents/{web.home.filed}")
        expect(page.get_by_text("没有找到这个页面或记录")).to_be_visible()
        page.goto("/dossiers")
        expect(page.get_by_text("还没有户档")).to_be_visible()

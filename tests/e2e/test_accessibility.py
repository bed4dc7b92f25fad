"""axe-core finds no serious or critical violation on any main page, at a desk's size and a tablet's; tables and keys keep to the page."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from domain.people import Role
from evaluation.screenshots.addresses import SIZES, addresses
from services import sampling
from services.sampling import DrawWanted
from tests.e2e.windows import window, window_of
from tests.integration.acceptance_home import list_papers, ready, rows_of
from tests.integration.test_web import Web, serve
from tests.integration.web_home import lay_text

AXE = Axe()
BRIEF = {"resultTypes": ["violations"], "iframes": False, "preload": False}
GRAVE = {"serious", "critical"}


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    batch = ready(tmp_path_factory.mktemp("home"), 3)
    list_papers(batch, rows_of(batch))
    lay_text(batch.home)
    sampling.draw(batch.home.place, DrawWanted(by="主任", share=1.0))
    with serve(batch.home) as running:
        running.client.post(f"/acceptance/batches/{batch.batch}", data={"share": "100"}, headers={"origin": running.origin})
        yield running
    batch.home.place.close()


def faults(page: Page) -> list[str]:
    """What axe finds gravely wrong, and whether the page is wider than its window."""
    found = [each for each in AXE.run(page, options=BRIEF).response["violations"] if each["impact"] in GRAVE]
    wide = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    named = [f"{page.url}: {each['id']} {each['help']} {node['html'][:200]}" for each in found for node in each["nodes"][:3]]
    return named + [f"{page.url}: {wide} px too wide"] * (wide > 0)


def test_every_page_can_be_used_by_everybody(page: Page, web: Web) -> None:
    wrong = []
    pages = addresses(web.home.place, words="漏水")
    for each in pages:
        page.goto(each.path)
        for width, height in SIZES.values():
            page.set_viewport_size({"width": width, "height": height})
            wrong += faults(page)
    assert wrong == []
    assert len(pages) == 35


def test_so_can_the_gate_the_keys_and_what_a_viewer_sees(chromium: Browser, web: Web, page: Page) -> None:
    with window(chromium, web.origin) as stranger:
        stranger.goto("/sign-in")
        wrong = faults(stranger)
    with window_of(chromium, web, "窗口何", Role.VIEWER) as viewer:
        viewer.goto(f"/documents/{web.home.filed}")
        wrong += faults(viewer)
    page.goto(f"/review/{web.home.unsure}")
    page.keyboard.press("?")
    wrong += faults(page)
    assert wrong == []


def test_the_keyboard_reaches_the_page_before_the_menu(page: Page, web: Web) -> None:
    page.goto("/dossiers")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="跳到正文")
    assert skip.evaluate("link => link === document.activeElement")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.get_by_role("searchbox", name="房号、业主或项目").evaluate("field => field === document.activeElement")

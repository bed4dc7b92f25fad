"""A real Chromium for the journeys, one process for all of them; every test has a browser of its own in it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from review.feed import Pace
from review.visiting import COOKIE
from tests.integration.test_web import Web, serving

expect.set_options(timeout=20_000)  # how long a busy machine may take; nothing waits longer than it must
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Kept for this folder's tests only: while it runs, its event loop does, and no other test could start one."""
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        pytest.fail("Chromium is missing: run python3 scripts/setup.py --tests")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    """A home that one test may change, served as clerks see it."""
    with serving(tmp_path, pace=Pace(read=0.1, admit=0.2)) as running:
        yield running


@pytest.fixture
def page(chromium: Browser, web: Web) -> Iterator[Page]:
    """A window at a clerk's usual size; an error in a page's own script fails the test."""
    context = chromium.new_context(base_url=web.origin, viewport={"width": 1366, "height": 768}, locale="zh-CN")
    context.add_cookies([{"name": COOKIE, "value": web.client.cookies[COOKIE], "url": web.origin}])
    window = context.new_page()
    errors: list[str] = []
    window.on("pageerror", lambda error: errors.append(str(error)))
    yield window
    context.close()
    assert errors == []

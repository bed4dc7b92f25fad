"""A real browser for the journeys, Chromium unless Firefox is asked for, one process a file; every test has windows of its own in it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from review.feed import Pace
from review.visiting import COOKIE
from tests.e2e.windows import window
from tests.integration.test_web import Web, serving

expect.set_options(timeout=20_000)  # how long a busy machine may take; nothing waits longer than it must
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")


FIREFOX = "HUDANG_TEST_FIREFOX"
"""Where this names a Firefox, the journeys run in that instead (through WebDriver BiDi)."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Kept for one file only: while it runs, its event loop does, and no test of another room could start one."""
    with pytest.MonkeyPatch.context() as patch:
        if os.environ.get(FIREFOX):
            patch.setenv("NODE_OPTIONS", f'--require "{Path(__file__).with_name("firefox_driver.cjs")}"')
        with sync_playwright() as playwright:
            browser = start(playwright)
            yield browser
            browser.close()


def start(playwright: Playwright) -> Browser:
    if firefox := os.environ.get(FIREFOX):
        prefs: dict[str, str | float | bool] = {"print.enabled": False}  # nobody is there to close the dialogue
        return playwright.firefox.launch(executable_path=firefox, channel="moz-firefox", firefox_user_prefs=prefs)
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        pytest.fail("Chromium is missing: run python3 scripts/setup.py --tests")
    return playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    """A home that one test may change, served as clerks see it."""
    with serving(tmp_path, pace=Pace(read=0.1, admit=0.2)) as running:
        yield running


@pytest.fixture
def page(chromium: Browser, web: Web) -> Iterator[Page]:
    """A window of somebody who may do everything."""
    with window(chromium, web.origin, web.client.cookies[COOKIE]) as opened:
        yield opened

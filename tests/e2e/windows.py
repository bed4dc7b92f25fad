"""Windows of people: a browser context signed in as somebody, at a clerk's usual size; errors of the page's own scripts are gathered."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, Page, expect

from domain.people import Estates, Role
from review import tongues
from review.visiting import COOKIE
from tests.integration.people import client_of
from tests.integration.test_web import Web

SIZE = {"width": 1366, "height": 768}
NOT_OURS = "Firefox can’t establish a connection"
"""What Firefox itself says about a stream that ends, which its driver takes for an error of the page."""


@contextmanager
def window(browser: Browser, origin: str, secret: str = "", *, scripts: bool = True) -> Iterator[Page]:
    """A window that holds the session of that secret, "" for a stranger's; an error in a page's own script fails whoever opened it."""
    context = browser.new_context(base_url=origin, viewport=SIZE, locale="zh-CN", java_script_enabled=scripts)
    if not scripts:
        forgo_scripts(context)
    context.add_cookies([{"name": tongues.COOKIE, "value": tongues.Tongue.HANS.code, "url": origin}])  # not every browser heeds the locale
    if secret:
        context.add_cookies([{"name": COOKIE, "value": secret, "url": origin}])
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: None if str(error).startswith(NOT_OURS) else errors.append(str(error)))
    yield page
    context.close()
    assert not errors, "\n".join(errors)


def forgo_scripts(context: BrowserContext) -> None:
    """Let no script of ours arrive: `java_script_enabled` is not heeded by the driver of Firefox."""
    context.route("**/*.js*", lambda route: route.abort())


@contextmanager
def window_of(browser: Browser, web: Web, name: str, *roles: Role, estates: Estates = None) -> Iterator[Page]:
    """A window of a new account with these roles."""
    with (
        client_of(web.home.place, web.origin, name, *roles, estates=estates) as client,
        window(browser, web.origin, client.cookies[COOKIE]) as page,
    ):
        yield page


def sits(page: Page, number: int) -> None:
    """Wait until the desk shows that document and is ready for keys."""
    expect(page.locator(f'.desk[data-document="{number}"][data-ready]')).to_be_visible()
    expect(page.locator("main")).not_to_have_attribute("aria-busy", "true")


def ready(page: Page) -> None:
    """Wait until keys are listened to."""
    expect(page.locator(".desk[data-ready]")).to_be_visible()


def open_desk(page: Page, number: int) -> None:
    """Open the desk with that document."""
    page.goto(f"/review/{number}")
    sits(page, number)

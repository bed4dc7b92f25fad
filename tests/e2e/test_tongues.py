"""A clerk who reads English, and a colleague who reads Traditional Chinese, at one desk: the switch, without and with script."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from domain.people import Role
from tests.e2e.windows import forgo_scripts, sits
from tests.integration.people import account_and_password
from tests.integration.test_web import Web
from tests.integration.web_home import U101


def test_a_clerk_signs_in_and_decides_in_english_then_reads_traditional(chromium: Browser, web: Web) -> None:
    _, password = account_and_password(web.home.place, "chen", Role.REVIEWER)
    context = chromium.new_context(base_url=web.origin, viewport={"width": 1366, "height": 768}, locale="zh-CN")
    page = context.new_page()
    page.goto("/review")
    expect(page.get_by_role("heading", name="登录")).to_be_visible()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_label("Account").fill("chen")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile("/review$"))  # the page that was asked for outlives the switch
    page.get_by_role("link", name="Start reviewing").click()
    sits(page, web.home.unsure)
    expect(page).to_have_title(re.compile("Hudang$"))
    expect(page.get_by_text("翠湖苑").first).to_be_visible()  # data stays as it is
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    sits(page, web.home.two_owners)
    expect(page.get_by_role("status")).to_contain_text(f"Document {web.home.unsure} filed: CPM-")
    assert web.stored(web.home.unsure).decided.unit == U101

    page.locator(".me summary").click()
    page.get_by_role("button", name="繁體").click()
    sits(page, web.home.two_owners)
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")
    expect(page.get_by_role("button", name="歸檔")).to_be_visible()
    page.goto("/dossiers")
    expect(page.get_by_role("heading", name="戶檔")).to_be_visible()
    context.close()


@pytest.mark.parametrize(("languages", "heading"), [("zh-TW", "登入"), ("en-GB", "Sign in"), ("fr-FR", "登录")])
def test_without_a_choice_and_without_script_the_browser_is_asked(chromium: Browser, web: Web, languages: str, heading: str) -> None:
    context = chromium.new_context(base_url=web.origin, locale=languages, java_script_enabled=False)
    forgo_scripts(context)
    page: Page = context.new_page()
    page.goto("/sign-in?next=/dossiers")
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
    page.get_by_role("button", name="简体").click()
    expect(page.get_by_role("heading", name="登录")).to_be_visible()
    assert page.locator('[name="next"]').first.input_value() == "/dossiers"
    context.close()

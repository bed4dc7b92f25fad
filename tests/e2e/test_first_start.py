"""The first start as an office lives it: `hudang web` on a fresh home, the one-time password on the console, a real browser."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from tests.integration.people import PASSWORD
from tests.servers import free_port

ROOT = Path(__file__).parents[2]
SIZE = {"width": 1366, "height": 768}


@pytest.fixture
def started(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """A running web application's address, and the one-time password that it printed."""
    port = str(free_port())
    env = os.environ | {"HUDANG_HOME": str(tmp_path / "home"), "HUDANG_WEB_PORT": port, "LC_ALL": "zh_CN.UTF-8", "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "hudang"]
    subprocess.run([*command, "init"], cwd=ROOT, env=env, check=True, capture_output=True)
    process = subprocess.Popen([*command, "web"], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    try:
        assert process.stdout is not None
        told = re.search(r"(http://\S+)  账号 admin  一次性密码 (\S{19})", process.stdout.readline())
        assert told is not None
        yield told[1], told[2]
    finally:
        process.terminate()
        process.wait(timeout=30)
        process.stdout.close()
    logged = b"".join(path.read_bytes() for path in (tmp_path / "home" / "logs").rglob("*"))
    assert told[2].encode() not in logged


def sign_in(page: Page, name: str, password: str) -> None:
    page.get_by_label("账号").fill(name)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()


def choose_password(page: Page, old: str, new: str) -> None:
    expect(page.get_by_text("这是一次性密码")).to_be_visible()
    page.get_by_label("当前密码").fill(old)
    page.get_by_label("新密码", exact=True).fill(new)
    page.get_by_label("再次输入新密码").fill(new)
    page.get_by_role("button", name="修改密码").click()
    expect(page.get_by_text("密码已修改")).to_be_visible()


def open_when_ready(page: Page, address: str) -> None:
    for _ in range(100):
        try:
            page.goto(address)
        except Error:
            page.wait_for_timeout(200)
        else:
            return
    page.goto(address)


def test_an_administrator_begins_and_lets_a_colleague_in(chromium: Browser, started: tuple[str, str]) -> None:
    address, password = started
    context = chromium.new_context(viewport=SIZE, locale="zh-CN")
    page, troubles = context.new_page(), []
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    open_when_ready(page, address)
    expect(page).to_have_url(f"{address}/sign-in")
    sign_in(page, "admin", password)
    choose_password(page, password, PASSWORD)
    page.get_by_role("link", name="状态", exact=True).click()
    expect(page.get_by_role("heading", name="页面处理")).to_be_visible()
    page.get_by_role("link", name="账号", exact=True).click()
    page.get_by_role("link", name="新增账号").click()
    page.get_by_role("textbox", name="账号").fill("王芳")
    page.get_by_label(re.compile("^查阅人")).check()
    page.get_by_role("button", name="建立账号").click()
    given = page.locator(".told code").inner_text()
    page.locator(".me summary").click()
    page.get_by_role("button", name="退出登录").click()
    expect(page).to_have_url(f"{address}/sign-in")
    page.goto(f"{address}/people")
    expect(page).to_have_url(re.compile("/sign-in"))

    other = chromium.new_context(viewport=SIZE, locale="zh-CN")
    colleague = other.new_page()
    colleague.goto(f"{address}/dossiers")
    sign_in(colleague, "王芳", given)
    choose_password(colleague, given, "云想衣裳花想容-8848")
    menu = colleague.get_by_role("navigation", name="主菜单")
    expect(menu.get_by_role("link")).to_have_text(["户档"])
    answer = colleague.goto(f"{address}/people")
    assert answer is not None
    assert answer.status == 403
    expect(colleague.get_by_text("您的账号没有此项权限")).to_be_visible()

    sign_in_again(page, address)
    page.get_by_role("link", name="查阅登记", exact=True).click()
    expect(page.get_by_role("cell", name="王芳").first).to_be_visible()
    assert troubles == []
    other.close()
    context.close()


def sign_in_again(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-in")
    sign_in(page, "admin", PASSWORD)
    expect(page.get_by_role("heading", name="状态", exact=True)).to_be_visible()

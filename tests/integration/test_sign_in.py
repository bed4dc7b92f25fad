"""Signing in and out over the real server: sessions, their ends, form tokens, limits, first start."""

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from argon2 import PasswordHasher

from domain.access import Act
from domain.ids import AccountId
from domain.people import Role
from review.app import SESSIONS
from review.visiting import COOKIE, FIELD, HEADER, form_token
from services import access_logging, accounts, passwords, signing_in
from services.accounts import Wanted
from services.signing_in import MOST_OF_ADDRESS, MOST_OF_NAME, MOST_OF_PAIR, WINDOW, SignInError
from services.workplace import Workplace
from storage.repositories.access_log import LogFilter
from storage.tables import session
from tests.homes import empty_home
from tests.integration.people import PASSWORD, account, enter
from tests.integration.test_web import Web, serving


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.now = time.time()

    def __call__(self, _tx: object) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def own(tmp_path: Path, clock: Clock) -> Iterator[Web]:
    with serving(tmp_path, sessions=replace(SESSIONS, clock=clock)) as running:
        yield running


@pytest.fixture
def browser(own: Web) -> Iterator[httpx.Client]:
    """Somebody who is not signed in."""
    with httpx.Client(base_url=own.origin, headers={"origin": own.origin, "accept": "text/html"}) as client:
        yield client


@pytest.fixture
def place(tmp_path: Path, database_url: str) -> Iterator[Workplace]:
    made = empty_home(tmp_path / "home", database_url)
    yield made
    made.close()


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes that cost little, for tests of what is counted rather than what is hashed."""
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_HASHER", hasher)
    monkeypatch.setattr(passwords, "_NOBODY", hasher.hash("nobody's"))


def hidden(page: httpx.Response) -> str:
    found = re.search(rf'name="{FIELD}" value="([0-9a-f]+)"', page.text)
    assert found is not None
    return found[1]


def type_in(browser: httpx.Client, name: str, password: str, **more: str) -> httpx.Response:
    token = hidden(browser.get("/sign-in"))
    return browser.post("/sign-in", data={"name": name, "password": password, FIELD: token, **more})


def test_the_first_start_and_a_day(own: Web, browser: httpx.Client) -> None:
    assert accounts.first_administrator(own.home.place) is None  # the fixture has an account
    told = accounts.add(own.home.place, Wanted(name="Zhang.Min", shown="张敏", roles=(Role.ARCHIVIST,), estates=None), by="test")
    assert browser.get("/review").headers["location"] == "/sign-in?next=%2Freview"
    before = browser.get("/sign-in")
    assert 'autocomplete="current-password"' in before.text
    planted = browser.cookies[COOKIE]
    answer = type_in(browser, " ZHANG.min ", told.password, next="/review")
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie
    assert browser.cookies[COOKIE] != planted  # a session that somebody planted is not the one that is opened
    assert browser.get("/review").headers["location"] == "/account?next=%2Freview"  # the one-time password first
    page = browser.get("/account")
    assert "这是一次性密码" in page.text
    sent = {"old": told.password, "new": PASSWORD, "again": PASSWORD, FIELD: hidden(page)}
    assert "两次输入的新密码不一致" in browser.post("/account/password", data=sent | {"again": "x"}).text
    assert "当前密码不正确" in browser.post("/account/password", data=sent | {"old": "wrong"}).text
    assert "密码过于简单" in browser.post("/account/password", data=sent | {"new": "zhang.min9999", "again": "zhang.min9999"}).text
    first = browser.cookies[COOKIE]
    assert browser.post("/account/password", data=sent).headers["location"] == "/account?changed=1"
    assert browser.cookies[COOKIE] != first
    assert browser.get("/review").status_code == 200
    with httpx.Client(base_url=own.origin, cookies={COOKIE: first}) as other:
        assert other.get("/review").status_code == 401
    left = browser.post("/sign-out", data={FIELD: hidden(browser.get("/account"))})
    assert left.headers["location"] == "/sign-in"
    assert left.headers["clear-site-data"] == '"cache"'
    assert browser.get("/review").status_code == 303
    assert type_in(browser, "zhang.min", told.password).status_code == 422  # the one-time password is gone
    assert type_in(browser, "zhang.min", PASSWORD, next="/review?page=2").headers["location"] == "/review?page=2"
    acts = [link.entry.act for link in access_logging.register(own.home.place, LogFilter(key="zhang.min")).links]
    assert acts == [Act.SIGN_IN, Act.REFUSED, Act.SIGN_IN]


def test_passwords_and_session_secrets_are_stored_nowhere(own: Web, browser: httpx.Client) -> None:
    told = accounts.reset(own.home.place, "档案员张")
    type_in(browser, "档案员张", told.password)
    assert browser.get("/account").status_code == 200
    held = b"".join(path.read_bytes() for path in own.home.place.home.rglob("*") if path.is_file() and "objects" not in path.parts)
    for secret in (told.password, browser.cookies[COOKIE], hidden(browser.get("/account"))):
        assert secret.encode() not in held


def test_sessions_end_unused_and_in_the_end(own: Web, clock: Clock) -> None:
    client = own.client
    enter_at(own, clock)
    clock.now += SESSIONS.idle - 1
    assert client.get("/account").status_code == 200
    clock.now += SESSIONS.idle - 1
    assert client.get("/api/status").status_code == 200  # asked by the page itself: does not count as use
    clock.now += 2
    assert client.get("/account").status_code == 401
    enter_at(own, clock)
    for _ in range(int(SESSIONS.longest // 1200)):
        clock.now += 1200
        assert client.get("/account").status_code == 200
    clock.now += 1200
    assert client.get("/account").status_code == 401


def enter_at(own: Web, clock: Clock) -> None:
    place = own.home.place
    with place.database.begin() as tx:
        secret = signing_in.open_session(tx, AccountId(1), clock.now, "127.0.0.1")
    own.client.cookies.set(COOKIE, secret)


def test_signing_out_everywhere_and_closing_an_account(own: Web, clock: Clock) -> None:
    place = own.home.place
    mine = account(place, "li", Role.VIEWER)
    clients = [httpx.Client(base_url=own.origin, headers={"origin": own.origin}) for _ in range(2)]
    try:
        for client in clients:
            enter(place, mine, client)
            assert client.get("/dossiers").status_code == 200
        assert clients[0].post("/account/sign-out-everywhere").status_code == 303
        assert [client.get("/dossiers").status_code for client in clients] == [401, 401]
        enter(place, mine, clients[0])
        accounts.change(place, "li", keep_estates=True, disabled=True)
        assert clients[0].get("/dossiers").status_code == 401
        accounts.change(place, "li", keep_estates=True, disabled=False)
        assert clients[0].get("/dossiers").status_code == 401  # its session ended with it
        enter(place, mine, clients[0])
        accounts.change(place, "li", keep_estates=True, roles=[Role.SCANNER])
        assert clients[0].get("/dossiers").status_code == 403  # the new role counts at once
    finally:
        for client in clients:
            client.close()


@pytest.mark.parametrize("how", ["missing", "wrong", "of another session", "as a query"])
def test_a_form_without_its_own_token_is_refused(own: Web, how: str) -> None:
    with httpx.Client(base_url=own.origin, headers={"origin": own.origin}) as client:
        enter(own.home.place, account(own.home.place, "li", Role.ARCHIVIST), client)
        del client.headers[HEADER]
        path, data = f"/review/{own.home.two_owners}", {"action": "reject"}
        tokens = {"missing": "", "wrong": "0" * 64, "of another session": form_token("another"), "as a query": ""}
        if how == "as a query":
            path += f"?{FIELD}={form_token(client.cookies[COOKIE])}"
        answer = client.post(path, data=data | {FIELD: tokens[how]})
        assert answer.status_code == 403
        assert "页面已过期" in answer.text
        assert own.stored(own.home.two_owners).state == "review"
        assert client.post(path, data=data | {FIELD: form_token(client.cookies[COOKIE])}).status_code == 303


def test_every_form_carries_the_token(own: Web) -> None:
    for path in ("/", "/sample", f"/review/{own.home.unsure}", "/account", "/people", "/people/new", "/people/1", "/purpose"):
        text = own.get(path).text
        forms = re.findall(r'<form\b[^>]*method="post"[^>]*>(?:\s*<input type="hidden" name="(\w+)" value="(\w+)">)?', text)
        assert forms, path
        assert set(forms) == {(FIELD, form_token(own.client.cookies[COOKIE]))}, path


@pytest.mark.usefixtures("cheap")
def test_tries_are_limited_by_account_and_address(place: Workplace, clock: Clock) -> None:
    rules = replace(SESSIONS, clock=clock)
    told = accounts.add(place, Wanted(name="li", shown="李", roles=(Role.VIEWER,), estates=None), by="test")
    with place.database.begin() as tx:
        clock.now = tx.now

    def attempt(name: str, password: str, address: str) -> float:
        """0 signed in, -1 wrong, else the seconds to wait."""
        try:
            signing_in.sign_in(place, rules, name, password, address=address)
        except SignInError as error:
            return error.wait or -1.0
        return 0.0

    assert [attempt("li", "wrong", "10.0.0.1") for _ in range(MOST_OF_PAIR)] == [-1.0] * MOST_OF_PAIR
    assert attempt("li", told.password, "10.0.0.1") == pytest.approx(WINDOW, abs=1)  # now the right one is not looked at either
    assert attempt("li", told.password, "10.0.0.2") == 0.0
    clock.now += WINDOW + 1
    assert attempt("li", told.password, "10.0.0.1") == 0.0
    for n in range(MOST_OF_NAME):
        assert attempt("li", "wrong", f"10.0.1.{n}") == -1.0
    assert attempt("li", told.password, "10.0.2.1") > 0
    accounts.reset(place, "li")  # forgives
    assert attempt("li", "wrong", "10.0.2.1") == -1.0
    clock.now += WINDOW + 1
    for n in range(MOST_OF_ADDRESS):
        assert attempt(f"nobody{n}", "wrong", "10.0.3.1") == -1.0
    assert attempt("li", "wrong", "10.0.3.1") > 0
    assert attempt("li", "wrong", "10.0.3.2") == -1.0


@pytest.mark.usefixtures("cheap")
def test_a_limit_is_told_in_words(own: Web, browser: httpx.Client) -> None:
    answers = [type_in(browser, "nobody", "wrong") for _ in range(MOST_OF_PAIR + 1)]
    assert {(a.status_code, "账号或密码不正确" in a.text) for a in answers[:-1]} == {(422, True)}
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) == pytest.approx(WINDOW, abs=2)
    assert "失败次数过多" in answers[-1].text
    entry = access_logging.register(own.home.place, LogFilter(act=Act.REFUSED)).links[0].entry
    assert "nobody" not in str(entry)


def test_the_first_administrator_is_made_once(place: Workplace) -> None:
    told = accounts.first_administrator(place)
    assert told is not None
    assert accounts.first_administrator(place) is None
    done = signing_in.sign_in(place, SESSIONS, told.name, told.password, address="127.0.0.1")
    assert done.must_change
    made = accounts.get(place, told.name)
    assert set(made.roles) == {Role.ADMINISTRATOR, Role.ARCHIVIST}
    with pytest.raises(Exception, match="no administrator"):
        accounts.change(place, told.name, keep_estates=True, roles=[Role.VIEWER])
    with pytest.raises(Exception, match="no administrator"):
        accounts.change(place, told.name, keep_estates=True, disabled=True)


def test_a_one_time_password_ends(place: Workplace, clock: Clock) -> None:
    told = accounts.first_administrator(place)
    assert told is not None
    with place.database.begin() as tx:
        clock.now = tx.now + accounts.ONE_TIME_SECONDS + 60
    with pytest.raises(SignInError):
        signing_in.sign_in(place, replace(SESSIONS, clock=clock), told.name, told.password, address="127.0.0.1")


def test_over_tls_cookies_and_headers_are_stricter(tmp_path: Path) -> None:
    """Behind a proxy that is trusted, the connection counts as TLS and the address is the client's."""
    with serving(tmp_path, proxies="127.0.0.1") as own:
        told = accounts.add(own.home.place, Wanted(name="li", shown="李", roles=(Role.VIEWER,), estates=None), by="test")
        through = {"x-forwarded-proto": "https", "x-forwarded-for": "203.0.113.9", "origin": own.origin}
        with httpx.Client(base_url=own.origin, headers=through) as client:
            page = client.get("/sign-in")
            assert page.headers["strict-transport-security"].startswith("max-age=")
            cookie = page.headers["set-cookie"]
            assert cookie.startswith(f"__Host-{COOKIE}=")
            assert "Secure" in cookie
            held = cookie.partition(";")[0]
            sent = {"name": "li", "password": told.password, FIELD: hidden(page)}
            assert client.post("/sign-in", data=sent, headers={"cookie": held}).status_code == 303
        entry = access_logging.register(own.home.place, LogFilter(act=Act.SIGN_IN)).links[0].entry
        assert entry.address == "203.0.113.9"


def test_forwarded_headers_of_strangers_count_for_nothing(own: Web) -> None:
    forged = {"x-forwarded-proto": "https", "x-forwarded-for": "203.0.113.9", "origin": own.origin}
    with httpx.Client(base_url=own.origin, headers=forged) as client:
        page = client.get("/sign-in")
        assert page.headers["set-cookie"].startswith(f"{COOKIE}=")
        assert "strict-transport-security" not in page.headers


def test_the_people_pages(own: Web) -> None:
    made = post(own, "/people/new", name="王芳", shown="王芳", role="reviewer", every_estate="true")
    found = re.search(r"<code>([A-Z2-9-]{19})</code>", made.text)
    assert found is not None
    assert made.headers["cache-control"] == "no-store"
    assert found[1] not in own.get("/people").text
    assert "账号 王芳 已存在" in post(own, "/people/new", name="王芳", role="viewer", every_estate="true").text
    assert "至少要有一个角色" in post(own, "/people/new", name="x", every_estate="true").text
    assert "没有项目" in post(own, "/people/new", name="x", role="viewer", estate="无此项目").text
    number = accounts.get(own.home.place, "王芳").id
    assert post(own, f"/people/{number}", shown="王芳芳", role="viewer", estate="翠湖苑").headers["location"] == "/people"
    changed = accounts.get(own.home.place, "王芳")
    assert (changed.shown, changed.roles, changed.estates, changed.name) == ("王芳芳", (Role.VIEWER,), frozenset({"翠湖苑"}), "王芳")
    assert "一次性密码" in post(own, f"/people/{number}/reset").text
    assert own.get("/people/4711").status_code == 404
    me = accounts.get(own.home.place, "档案员张").id
    assert "没有可用的系统管理员" in post(own, f"/people/{me}", shown="x", role="viewer", every_estate="true").text


def post(web: Web, path: str, **entries: str) -> httpx.Response:
    return web.client.post(path, data=entries, headers={"origin": web.origin})


def test_what_people_call_themselves_is_inert(own: Web) -> None:
    markup = "<script>alert(1)</script>"
    post(own, "/people/new", name="li", shown=markup, role="viewer", every_estate="true")
    accounts.add_token(own.home.place, "li", label=markup, roles=[], estates=None, days=1, by=markup)
    post(own, "/purpose", purpose=markup, approved_by=markup, next="/")
    own.get(f"/documents/{own.home.hostile}")
    number = accounts.get(own.home.place, "li").id
    shown = 0
    for path in ("/people", f"/people/{number}", "/access-log", "/access-log/print", "/"):
        text = own.get(path).text
        assert markup not in text, path
        shown += "&lt;script&gt;alert(1)" in text
    assert shown == 5


def test_a_session_row_holds_no_secret(own: Web) -> None:
    with own.home.place.database.read() as tx:
        ids = list(tx.connection.scalars(session.select().with_only_columns(session.c.id)))
    assert passwords.fingerprint(own.client.cookies[COOKIE]) in ids
    assert own.client.cookies[COOKIE] not in ids

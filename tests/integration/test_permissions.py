"""Who may do what: every route for every role, other estates' ids, what lists show, masked numbers, stated purposes, tokens."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute

from domain.access import Act
from domain.ids import AccountId
from domain.people import Permission, Role
from review.access import access, declared, declared_routes
from review.app import make_app
from services import access_logging, accounts, sampling
from services.reaching import Subject
from services.sampling import DrawWanted
from storage import read_models_web
from storage.repositories.access_log import LogFilter
from storage.tables import document, page
from storage.text_index import index_page
from tests.integration.people import ELSEWHERE, account, add_estate, client_of, enter
from tests.integration.test_web import Web, serving
from tests.integration.web_server import answer_of

LETTERS = {
    "S": Role.SCANNER,
    "R": Role.REVIEWER,
    "A": Role.ARCHIVIST,
    "H": Role.HEAD,
    "V": Role.VIEWER,
    "M": Role.ADMINISTRATOR,
}
OPEN = "*"
TABLE = {
    "GET /": "SRAHM",
    "GET /status/stream": "SRAHM",
    "GET /api/status": "SRAHM",
    "GET /healthz": OPEN,
    "POST /tongue": OPEN,
    "GET /review": "RA",
    "GET /review/{number}": "RA",
    "POST /review/{number}": "RA",
    "GET /review/next": "RA",
    "POST /review/{number}/hold": "RA",
    "POST /review/{number}/leave": "RA",
    "POST /review/{number}/pages": "RA",
    "GET /pages/{number}/lines": "RAHV",
    "POST /documents/{number}/undo": "RA",
    "GET /rescans": "SRA",
    "POST /rescans/{number}": "SRA",
    "GET /acceptance": "SRAH",
    "GET /acceptance/batches/{number}": "SRAH",
    "POST /acceptance/batches/{number}": "AH",
    "GET /acceptance/{number}": "SRAH",
    "POST /acceptance/{number}/check": "AH",
    "POST /acceptance/{number}/excuse": "AH",
    "POST /acceptance/{number}/close": "AH",
    "GET /acceptance/{number}/items/{document}": "SRAH",
    "POST /acceptance/{number}/items/{document}": "RA",
    "GET /acceptance/{number}/report.pdf": "SRAH",
    "GET /acceptance/{number}/report.xlsx": "SRAH",
    "GET /api/units": "RAH",
    "GET /sample": "RAH",
    "POST /sample/draw": "AH",
    "GET /sample/{number}": "RAH",
    "POST /sample/{number}": "RAH",
    "POST /sample/notices/{number}": "AH",
    "GET /dossiers": "RAHV",
    "GET /dossiers/{number}": "RAHV",
    "POST /dossiers/{number}/kind": "RA",
    "GET /documents/{number}": "RAHV",
    "GET /documents/{number}/pdf": "RAHV",
    "GET /documents/{number}/print": "RAHV",
    "GET /pages/{number}/picture": "RAHV",
    "GET /pages/{number}/thumbnail": "RAHV",
    "GET /originals/{sha256}": "RAH",
    "GET /search": "RAHV",
    "GET /findings": "RAH",
    "GET /findings/export.xlsx": "RAH",
    "GET /findings/export.csv": "RAH",
    "GET /findings/{number}": "RAH",
    "POST /findings/{number}": "RA",
    "GET /reports": "AH",
    "GET /reports/{name}": "AH",
    "POST /reports/{name}/sign": "AH",
    "GET /labels": "SA",
    "GET /labels/{name}": "SA",
    "GET /quarantine": "SRAH",
    "GET /quarantine/{sha256}": "SRAH",
    "POST /quarantine/{sha256}/retry": "SRA",
    "POST /quarantine/retry": "SRA",
    "GET /batches": "SRAH",
    "GET /batches/export": "SRAH",
    "GET /batches/{number}": "SRAH",
    "GET /batches/{number}/export": "SRAH",
    "POST /batches/{number}/count": "SA",
    "GET /catalogue": "RAHV",
    "GET /catalogue/export": "AH",
    "GET /required": "AH",
    "POST /required": "AH",
    "GET /boxes": "AH",
    "GET /boxes/export": "AH",
    "POST /boxes": "AH",
    "POST /boxes/remove": "AH",
    "GET /sign-in": OPEN,
    "POST /sign-in": OPEN,
    "POST /sign-out": "SRAHVM",
    "GET /account": "SRAHVM",
    "POST /account/password": "SRAHVM",
    "POST /account/sign-out-everywhere": "SRAHVM",
    "POST /account/tokens/{number}/revoke": "SRAHVM",
    "GET /purpose": "RAHV",
    "POST /purpose": "RAHV",
    "GET /people": "M",
    "GET /people/new": "M",
    "POST /people/new": "M",
    "GET /people/{number}": "M",
    "POST /people/{number}": "M",
    "POST /people/{number}/reset": "M",
    "POST /people/tokens/{number}/revoke": "M",
    "GET /access-log": "AHM",
    "GET /access-log/print": "AHM",
    "GET /access-log/workbook": "AHM",
    "GET /api/openapi.json": "SRAHVM",
    "GET /api": "SRAHVM",
}
"""The roles that each route is for. Whoever adds a route adds it here, from what the office wants, not from what the code says."""


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with serving(tmp_path_factory.mktemp("home")) as running:
        add_estate(running.home.place)
        sampling.draw(running.home.place, DrawWanted(by="主任", share=1.0))
        yield running


@pytest.fixture(scope="module")
def bystander(web: Web) -> AccountId:
    return account(web.home.place, "bystander", Role.VIEWER)


def routes(web: Web) -> list[tuple[str, APIRoute]]:
    every: tuple[APIRoute, ...] = make_app(web.home.place).state.routes
    return [(f"{method} {route.path}", route) for route in every for method in route.methods or ()]


def address(web: Web, path: str, bystander: AccountId) -> str:
    """The path with ids of objects that are there."""
    with web.home.place.database.read() as tx:
        file = read_models_web.page_file(tx, web.home.first_page)
    assert file is not None
    numbers = {"/review": web.home.unsure, "/documents": web.home.filed, "/sample": web.home.filed, "/pages": web.home.first_page}
    number = 1 if "tokens" in path or "notices" in path else numbers.get("/" + path.split("/")[1], 1)
    number = bystander if path.startswith("/people/{") else number
    sha256 = web.home.refused if path.startswith("/quarantine") else file.scan_sha256
    name = "boxes" if path.startswith("/labels") else "weekly"
    return path.replace("{name}", name).replace("{number}", str(number)).replace("{sha256}", sha256).replace("{document}", "1")


def test_the_table_names_every_route(web: Web) -> None:
    assert {name for name, _route in routes(web)} == set(TABLE)


def test_a_route_that_declares_nothing_stops_the_start() -> None:
    router = APIRouter()
    router.add_api_route("/declared", lambda: None, dependencies=[access(Permission.READ)])
    assert len(declared_routes([router])) == 1
    router.add_api_route("/forgotten", lambda: None)
    with pytest.raises(RuntimeError, match="GET /forgotten"):
        declared_routes([router])
    other = APIRouter()
    other.add_api_route("/things/{number}", lambda number: None, dependencies=[access(Permission.READ)])
    with pytest.raises(RuntimeError, match="/things"):
        declared_routes([other])
    report = APIRouter()
    report.add_api_route("/reports/{name}", lambda name: None, dependencies=[access(Permission.REPORT, of=Subject.REPORT)])
    with pytest.raises(RuntimeError, match="/reports"):  # made of all estates, so for those who see all
        declared_routes([report])
    nested = APIRouter()
    nested.include_router(router)
    with pytest.raises(RuntimeError):
        declared_routes([nested])


ENDING = {"/sign-in", "/sign-out", "/account/password", "/account/sign-out-everywhere"}
"""Routes that may end the session."""


@pytest.mark.parametrize("letter", LETTERS)
def test_every_route_for_every_role(web: Web, bystander: AccountId, letter: str) -> None:
    role, place = LETTERS[letter], web.home.place
    mine = account(place, f"all-routes-{role.code}", role)
    wrong = []
    with httpx.Client(base_url=web.origin, timeout=60, headers={"origin": web.origin}) as client:
        inside = False
        for name, roles in TABLE.items():
            method, _, path = name.partition(" ")
            if not inside:
                enter(place, mine, client)
                if role is Role.VIEWER:
                    state_purpose(client)
            inside = path not in ENDING
            answer = answer_of(client, method, address(web, path, bystander))
            refused = answer.status_code in {401, 403}
            if refused is (roles == OPEN or letter in roles):
                wrong.append(f"{name}: {answer.status_code}")
            if answer.status_code >= 500:
                wrong.append(f"{name}: {answer.status_code}")
    assert wrong == []


def test_a_stranger_reaches_nothing(web: Web, bystander: AccountId) -> None:
    with httpx.Client(base_url=web.origin, headers={"origin": web.origin}) as client:
        for name, roles in TABLE.items():
            method, _, path = name.partition(" ")
            answer = client.request(method, address(web, path, bystander))
            assert (answer.status_code == 401) is (roles != OPEN), name
            if method == "GET" and roles != OPEN:
                shown = client.get(address(web, path, bystander), headers={"accept": "text/html"})
                assert shown.status_code == 303
                assert shown.headers["location"].startswith("/sign-in")


def state_purpose(client: httpx.Client) -> None:
    assert client.post("/purpose", data={"choice": "业主本人查询", "next": "/dossiers"}).status_code == 303


UNBOUND = {
    "GET /people/{number}": "accounts are the administrator's, whatever estates they are for",
    "POST /people/{number}": "the same",
    "POST /people/{number}/reset": "the same",
    "POST /people/tokens/{number}/revoke": "the same",
    "POST /account/tokens/{number}/revoke": "only one's own are found: test_a_token_of_another_account_is_left_alone",
    "POST /sample/notices/{number}": "a notice is a sum over all estates",
}
"""Routes whose id is of no estate, and why."""


def test_every_id_of_another_estate_is_as_if_it_were_not_there(web: Web, bystander: AccountId) -> None:
    asked_for = []
    with client_of(web.home.place, web.origin, "elsewhere", *Role, estates=frozenset({ELSEWHERE})) as client:
        for name, route in routes(web):
            method, _, path = name.partition(" ")
            asked = declared(route)
            assert asked is not None
            if not route.param_convertors or name in UNBOUND:
                continue
            asked_for.append(name)
            expected = 403 if asked.whole else 404  # what is made of all estates is no secret, only not theirs
            for headers in ({}, {"accept": "application/json"}):
                assert client.request(method, address(web, path, bystander), headers=headers).status_code == expected, name
        assert client.post("/sample/draw", data={"count": "5"}).status_code == 403
    assert set(asked_for) | set(UNBOUND) == {name for name in TABLE if "{" in name}
    with client_of(web.home.place, web.origin, "here", *Role, estates=frozenset({"翠湖苑"})) as client:
        for path in (f"/documents/{web.home.filed}", "/dossiers/1", f"/pages/{web.home.first_page}/picture"):
            assert client.get(path).status_code == 200, path
        # papers of no known estate may be anybody's: only those who see all of them see these
        assert client.get(f"/documents/{web.home.unsure}").status_code == 404


def test_numbers_of_another_estate_in_forms_and_queries_reach_nothing(tmp_path: Path) -> None:
    with serving(tmp_path) as own:
        add_estate(own.home.place)
        with own.home.place.database.begin() as tx:
            tx.connection.execute(document.update().where(document.c.id == own.home.two_owners).values(estate=ELSEWHERE))
        mine, foreign = own.home.two_owners, (own.home.unsure, own.home.hostile, own.home.filed)
        with client_of(own.home.place, own.origin, "elsewhere", *Role, estates=frozenset({ELSEWHERE})) as client:
            shown = client.get(f"/review/{mine}")
            assert shown.status_code == 200
            assert "data-join" not in shown.text  # its neighbours on paper are another estate's
            for other in foreign:
                for op in (f"join-after:{other}", f"join-before:{other}"):
                    answer = client.post(f"/review/{mine}/pages", data={"op": op})
                    assert answer.status_code == 404, op
                for path in ("/review", f"/review/{mine}", "/sample", "/findings"):
                    assert "赵敏" not in client.get(f"{path}?done={other}").text
        assert {own.stored(each).decided.estate for each in foreign} == {"", "翠湖苑"}


def test_a_token_of_another_account_is_left_alone(tmp_path: Path) -> None:
    with serving(tmp_path) as own:
        account(own.home.place, "robot", Role.VIEWER)
        made = accounts.add_token(own.home.place, "robot", label="对账", roles=[Role.VIEWER], estates=None, days=1, by="test")
        own.client.post(f"/account/tokens/{made.token_id}/revoke", headers={"origin": own.origin})
        with httpx.Client(base_url=own.origin, headers={"authorization": f"Bearer {made.secret}"}) as script:
            assert script.get("/dossiers").status_code == 200


def test_lists_show_nothing_of_another_estate(web: Web) -> None:
    words = ["赵敏", "王建国", "李秀英", "陈志强", "翠湖苑", "报修单", "扫描0007", "MZ", str(web.stored(web.home.filed).archive_no)]
    with client_of(web.home.place, web.origin, "lists", *Role, estates=frozenset({ELSEWHERE})) as client:
        described = client.get("/api/openapi.json").json()
        for name in TABLE:
            method, _, path = name.partition(" ")
            if method != "GET" or "{" in path or path in {"/people", "/people/new", "/api", "/access-log/workbook", "/status/stream"}:
                continue
            queries = ("q=报修", "q=3-2-502", "q=赵敏", f"q={words[-1]}", "status=&kind=image_quality", "done=1", "words=%")
            taken = {each["name"] for each in described["paths"][path]["get"].get("parameters", ())}
            for query in ("", *(f"?{each}" for each in queries if each.partition("=")[0] in taken)):
                # what was typed, and the taxonomy's own names, are no data
                text = re.sub(r'value="[^"]*"|“[^”]*”|(?s:<select name="doc_type".*?</select>)', "", client.get(path + query).text)
                shown = [word for word in words if word in text and word not in query]
                assert shown == (["报修单"] if path == "/required" else []), path + query  # the company's list of types
        assert client.get("/api/units?q=3-2-502").json() == []
    assert "沈若溪" in web.client.get("/api/units?q=9-901").text


def test_a_decision_into_another_estate_is_refused(tmp_path: Path) -> None:
    with serving(tmp_path) as own:
        add_estate(own.home.place)
        with client_of(own.home.place, own.origin, "here", Role.ARCHIVIST, estates=frozenset({"翠湖苑"})) as client:
            sent = {"action": "file", "unit_text": "9-901", "estate": ELSEWHERE}
            answer = client.post(f"/review/{own.home.two_owners}", data=sent)
            assert answer.status_code == 422
            assert "不在您的账号范围内" in answer.text


def put_text(web: Web, text: str) -> None:
    with web.home.place.database.begin() as tx:
        tx.connection.execute(page.update().where(page.c.id == web.home.first_page).values(text=text))
        index_page(tx, web.home.first_page, text)


def test_numbers_in_texts_are_masked_without_the_right(tmp_path: Path) -> None:
    with serving(tmp_path) as own:
        put_text(own, "报修单 厨房 电话13800005678 证号110101199003077733")
        path = f"/documents/{own.home.filed}"
        assert "13800005678" in own.get(path).text
        with client_of(own.home.place, own.origin, "viewer", Role.VIEWER) as client:
            for shown in (client.get(path).text, client.get("/search?q=厨房").text):
                assert "138****5678" in shown
                assert "13800005678" not in shown
                assert "110101199003077733" not in shown
            by_number = client.get("/search?q=13800005678").text
            assert "不能按证件号码或电话检索" in by_number
            put_text(own, "报修单 厨房 电话 138 0000 5678 日期 2024-05-06")
            for some, pages in (("0000", 0), ("2024-05-06", 1)):
                assert ("<mark>厨房</mark>" in client.get(f"/search?q=厨房 {some}").text) == bool(pages)
                assert f"{some} <b>{pages} 页</b>" in client.get(f"/search?q=火星 {some}").text
                assert "<mark>厨房</mark>" in own.get(f"/search?q=厨房 {some}").text
        assert "不能按" not in own.get("/search?q=13800005678").text


def test_a_viewer_says_for_what_before_pictures_and_files(tmp_path: Path) -> None:
    with serving(tmp_path) as own, client_of(own.home.place, own.origin, "viewer", Role.VIEWER) as client:
        picture, pdf = f"/pages/{own.home.first_page}/picture", f"/documents/{own.home.filed}/pdf"
        assert client.get(picture).status_code == 403
        led = client.get(pdf, headers={"accept": "text/html"})
        assert led.headers["location"] == f"/purpose?next=%2Fdocuments%2F{own.home.filed}%2Fpdf"
        assert client.get(f"/pages/{own.home.first_page}/thumbnail").status_code == 200
        assert client.post("/purpose", data={"purpose": " ", "next": pdf}).status_code == 422
        stated = client.post("/purpose", data={"choice": "费用核对", "purpose": "工单 7", "approved_by": "主任", "next": pdf})
        assert stated.headers["location"] == pdf
        assert client.get(picture).status_code == 200
        assert client.get(pdf).content.startswith(b"%PDF")
        noted = access_logging.register(own.home.place, LogFilter(who="viewer", act=Act.DOWNLOAD)).links
        entry = noted[0].entry
        assert (entry.subject, entry.key, entry.purpose, entry.approved_by) == ("document", "1", "费用核对：工单 7", "主任")
        assert (entry.estate, entry.paper) == ("翠湖苑", own.stored(own.home.filed).archive_no)


@pytest.mark.parametrize("where", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "/a\r\nb"])
def test_nobody_is_led_elsewhere(web: Web, where: str) -> None:
    answer = web.client.post("/purpose", data={"purpose": "查阅", "next": where}, headers={"origin": web.origin})
    assert answer.headers["location"] == "/"


def test_tokens_are_scoped_and_end(tmp_path: Path) -> None:
    with serving(tmp_path) as own:
        place = own.home.place
        add_estate(place)
        account(place, "robot", Role.ARCHIVIST, Role.SCANNER, estates=frozenset({"翠湖苑"}))
        made = accounts.add_token(place, "robot", label="夜间对账", roles=[Role.ARCHIVIST], estates=None, days=1, by="test")
        narrow = accounts.add_token(place, "robot", label="状态", roles=[Role.SCANNER], estates=frozenset({ELSEWHERE}), days=1, by="test")
        with httpx.Client(base_url=own.origin) as client:
            bearer = {"authorization": f"Bearer {made.secret}"}
            assert client.get("/api/status").status_code == 401
            assert client.get("/api/units?q=赵敏", headers=bearer).json()[0]["estate"] == "翠湖苑"
            assert client.get("/documents/1", headers=bearer).status_code == 200
            assert client.get("/people", headers=bearer).status_code == 403
            refused = client.post(f"/review/{own.home.two_owners}", data={"action": "reject"}, headers=bearer)
            assert refused.status_code == 303  # no form token: no browser sends this header by itself
            other = {"authorization": f"Bearer {narrow.secret}"}
            assert client.get("/api/status", headers=other).status_code == 200
            assert client.get("/review", headers=other).status_code == 403
            assert client.get("/api/status", headers={"authorization": "Bearer hd_nonsense"}).status_code == 401
            accounts.revoke_token(place, made.token_id)
            assert client.get("/api/status", headers=bearer).status_code == 401
            accounts.change(place, "robot", keep_estates=True, disabled=True)
            assert client.get("/api/status", headers=other).status_code == 401
        entry = access_logging.register(place, LogFilter(who="robot", act=Act.VIEW)).links[0].entry
        assert (entry.via, entry.purpose) == ("token", "夜间对账")
        with own.home.place.database.read() as tx:
            assert made.secret not in str(tx.connection.exec_driver_sql("SELECT * FROM api_token").all())

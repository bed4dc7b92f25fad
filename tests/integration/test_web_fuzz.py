"""Whatever is sent to any route, the application answers as its OpenAPI description says: no server error, no markup of others.

Requests are drawn from the description: values that its schemas allow, and others. `--examples N` sends more of them to each route.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import jsonschema
import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.ids import AccountId
from domain.people import Role
from review.app import make_app
from services import passwords, sampling
from services.sampling import DrawWanted
from storage.tables import account as account_table
from tests.integration.people import ELSEWHERE, account, add_estate, client_of, enter
from tests.integration.test_web import Web, serving
from tests.integration.web_server import answer_of

MARKUP = '<img src=x onerror="alert(1)">'
PLAUSIBLE = (
    *("", "1", "0", "file", "reject", "viewer", "翠湖苑", "3-2-501", "2024-03-05", "true", "view", "right", "wrong_unit"),
    *("machine", "repair", "open", "unit_not_in_register", "weekly", "boxes", "turn:1:90", "split:2", "undo"),
)
HOSTILE = (
    *(MARKUP, "../../settings.toml", "..%2f..%2f", "\x00", "%00", "\ufffe", "' OR 1=1 --", "{{7*7}}", "//x", "\r\nx: y", "=1+1"),
    "9" * 4000,
)
WORDS = st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=40)
ANYTHING = st.one_of(WORDS, st.integers(-(2**70), 2**70).map(str), st.sampled_from(PLAUSIBLE), st.sampled_from(HOSTILE))
ROLES = {"everything": (tuple(Role), None), "a viewer of another estate": ((Role.VIEWER,), frozenset({ELSEWHERE}))}


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch, serving(tmp_path_factory.mktemp("home")) as running:
        patch.setattr(passwords, "_HASHER", hasher)
        patch.setattr(passwords, "_NOBODY", hasher.hash("nobody's"))
        add_estate(running.home.place)
        sampling.draw(running.home.place, DrawWanted(by="主任", share=1.0))
        yield running


@pytest.fixture(scope="module")
def described(web: Web) -> dict[str, Any]:
    found: dict[str, Any] = web.get("/api/openapi.json").json()
    return found


def allowed(schema: dict[str, Any]) -> st.SearchStrategy[str]:
    """Texts that the schema allows, as an address or a form carries them."""
    if "anyOf" in schema:
        return st.one_of(*(allowed(each) for each in schema["anyOf"] if each.get("type") != "null"))
    if "items" in schema:
        return allowed(schema["items"])
    if "pattern" in schema:
        return st.from_regex(schema["pattern"], fullmatch=True, alphabet=st.characters(min_codepoint=0x20, max_codepoint=0x7E))
    if schema["type"] == "integer":
        least, most = schema.get("minimum", 0), schema.get("maximum", 2**31 - 1)
        return st.one_of(st.integers(least, min(most, least + 6)), st.integers(least, most)).map(str)
    if schema["type"] == "string":
        most = schema.get("maxLength", 40)
        return st.one_of(st.text(max_size=min(40, most)), st.sampled_from([each for each in PLAUSIBLE if len(each) <= most]))
    return {"boolean": st.sampled_from(("true", "false")), "number": st.floats(allow_nan=False, allow_infinity=False).map(str)}[
        schema["type"]
    ]


def values(schema: dict[str, Any]) -> st.SearchStrategy[str]:
    """Mostly what the schema allows."""
    return st.one_of(allowed(schema), allowed(schema), ANYTHING)


def drawn_request(data: st.DataObject, path: str, operation: dict[str, Any], described: dict[str, Any]) -> tuple[str, dict[str, str], Any]:
    """Address, query and form of a request of chance to the operation."""
    query = {}
    for each in operation.get("parameters", ()):
        if each["in"] == "path":
            drawn = data.draw(st.one_of(st.integers(1, 6).map(str), values(each["schema"])), label=each["name"])
            path = path.replace(f"{{{each['name']}}}", quote(drawn, safe=""))
        elif data.draw(st.booleans()):
            query[each["name"]] = data.draw(values(each["schema"]), label=each["name"])
    form: dict[str, str] = {}
    for content in operation.get("requestBody", {}).get("content", {}).values():
        fields = described["components"]["schemas"][content["schema"]["$ref"].rpartition("/")[2]]["properties"]
        form = {name: data.draw(values(schema), label=name) for name, schema in fields.items() if data.draw(st.integers(0, 3))}
    return path, query, form or None


def reset(web: Web, account_id: AccountId, roles: tuple[Role, ...], estates: frozenset[str] | None) -> None:
    """Whatever an earlier request did to the account."""
    fresh = {
        "must_change": False,
        "disabled": False,
        "roles": [role.code for role in roles],
        "estates": sorted(estates) if estates else None,
    }
    with web.home.place.database.begin() as tx:
        tx.connection.execute(account_table.update().where(account_table.c.id == account_id).values(**fresh))


def hold_to_description(answer: httpx.Response, operation: dict[str, Any], described: dict[str, Any]) -> None:
    said = operation["responses"].get(str(answer.status_code))
    assert said is not None, f"{answer.status_code} is not described"
    kind = answer.headers.get("content-type", "").partition(";")[0]
    content = said.get("content", {})
    assert not answer.content or not content or {kind, "*/*"} & set(content), f"{answer.status_code} {kind} is not described"
    if kind == "application/json" and "schema" in content.get(kind, {}):
        jsonschema.validate(answer.json(), {**content[kind]["schema"], "components": described["components"]})


@pytest.mark.parametrize("who", ROLES)
def test_no_request_is_a_server_error(web: Web, described: dict[str, Any], who: str, request: pytest.FixtureRequest) -> None:
    roles, estates = ROLES[who]
    mine = account(web.home.place, f"fuzz-{len(roles)}", *roles, estates=estates)

    def send_to(method: str, path: str, operation: dict[str, Any]) -> None:
        @settings(max_examples=request.config.getoption("--examples"), suppress_health_check=list(HealthCheck), database=None)
        @given(data=st.data())
        def send(data: st.DataObject) -> None:
            address, query, form = drawn_request(data, path, operation, described)
            accept = data.draw(st.sampled_from(("*/*", "application/json")))
            answer = answer_of(client, method, address, params=query, data=form, headers={"accept": accept})
            assert answer.status_code < 500, (method, address, query, form, answer.text[:300])
            assert len(roles) == 1 or answer.status_code not in {401, 403} or "sign-out" in path, (method, address)
            hold_to_description(answer, operation, described)
            assert MARKUP not in answer.text
            assert "Traceback" not in answer.text

        send()

    def begin() -> None:
        reset(web, mine, roles, estates)
        enter(web.home.place, mine, client)

    with httpx.Client(base_url=web.origin, timeout=60, headers={"origin": web.origin}) as client:
        for path, methods in described["paths"].items():
            for method, operation in methods.items():
                begin()
                send_to(method.upper(), path, operation)


TRICKS = (
    *("/static/../app.py", "/static/%2e%2e/%2e%2e/pyproject.toml", "/originals/..%2f..%2fhudang.db", "/%2e%2e/settings.toml"),
    "/quarantine/..%5c..%5chudang.db",
)


@pytest.mark.parametrize("path", TRICKS)
def test_path_tricks_find_nothing(web: Web, path: str) -> None:
    with client_of(web.home.place, web.origin, f"tricks-{TRICKS.index(path)}", *Role) as client:
        assert client.get(path).status_code in {400, 404}


def test_every_route_is_described(web: Web, described: dict[str, Any]) -> None:
    routes = {(method.lower(), route.path) for route in make_app(web.home.place).state.routes for method in route.methods or ()}
    operations = {(method, path): operation for path, methods in described["paths"].items() for method, operation in methods.items()}
    assert set(operations) == routes
    assert len({operation["operationId"] for operation in operations.values()}) == len(operations)
    for (method, path), operation in operations.items():
        assert operation["summary"], path
        assert {"400", "503"} < set(operation["responses"]), path
        assert ("401" in operation["responses"]) is bool(operation["security"]), path
        for status, answer in operation["responses"].items():
            assert answer["description"], (method, path, status)


def test_what_scripts_ask_is_shown_to_people_too(web: Web) -> None:
    with client_of(web.home.place, web.origin, "script", Role.VIEWER) as client:
        page = client.get("/api").text
    assert re.search("供脚本使用.*/api/units.*网页与表单.*/review/{number}", page, re.DOTALL)
    assert "Authorization: Bearer" in page


def test_a_script_is_refused_in_json(web: Web) -> None:
    with httpx.Client(base_url=web.origin) as client:
        told = client.get("/api/status")
        asked = client.get("/documents/1", headers={"accept": "application/json"})
        page = client.get("/documents/1")
        foreign = client.post("/sign-out", headers={"accept": "application/json", "origin": "http://evil.example"})
    assert (told.status_code, told.json()["error"]) == (401, "请先登录。")
    assert (asked.status_code, set(asked.json())) == (401, {"error", "next"})
    assert page.headers["content-type"].startswith("text/html")
    assert foreign.status_code == 403
    assert "不是从本系统" in foreign.json()["error"]
    assert foreign.headers["x-content-type-options"] == told.headers["x-content-type-options"] == "nosniff"

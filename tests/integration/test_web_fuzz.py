"""Whatever is sent to any route, the application answers: no server error, nothing sent comes back as markup.

Most routes are pages and forms and so not in the OpenAPI description; the routes themselves say what they take.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from argon2 import PasswordHasher
from fastapi.routing import APIRoute
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from domain.ids import AccountId
from domain.people import Role
from review.app import make_app
from services import passwords, sampling
from services.sampling import DrawWanted
from storage.tables_people import account as account_table
from tests.integration.people import account, client_of, enter
from tests.integration.test_web import Web, serving
from tests.integration.web_server import answer_of

MARKUP = '<img src=x onerror="alert(1)">'
PLAUSIBLE = (
    *("", "1", "0", "file", "reject", "viewer", "翠湖苑", "3-2-501", "2024-03-05", "true", "view", "right", "wrong_unit"),
    *("machine", "repair", "open", "unit_not_in_register"),
)
HOSTILE = (
    *(MARKUP, "../../settings.toml", "..%2f..%2f", "\x00", "%00", "\ufffe", "' OR 1=1 --", "{{7*7}}", "//x", "\r\nx: y"),
    "9" * 4000,
)
TYPED = st.one_of(
    st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=40),
    st.integers(-(2**70), 2**70).map(str),
    st.sampled_from(PLAUSIBLE),
    st.sampled_from(HOSTILE),
)
NUMBERS = st.one_of(st.integers(1, 6).map(str), TYPED)


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch, serving(tmp_path_factory.mktemp("home")) as running:
        patch.setattr(passwords, "_HASHER", hasher)
        patch.setattr(passwords, "_NOBODY", hasher.hash("nobody's"))
        sampling.draw(running.home.place, DrawWanted(by="主任", share=1.0))
        yield running


@pytest.fixture(scope="module")
def routes(web: Web) -> list[tuple[str, APIRoute]]:
    every: tuple[APIRoute, ...] = make_app(web.home.place).state.routes
    return [(method, route) for route in every for method in sorted(route.methods or ())]


@pytest.fixture(scope="module")
def robot(web: Web) -> AccountId:
    return account(web.home.place, "robot", *Role)


def fields(params: list[Any]) -> list[str]:
    """The names that the parameters or the models among them take."""
    found: list[str] = []
    for each in params:
        kind = each.field_info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            found += list(kind.model_fields)
        else:
            found.append(each.alias)
    return found


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_no_request_is_a_server_error(web: Web, routes: list[tuple[str, APIRoute]], robot: AccountId, data: st.DataObject) -> None:
    method, route = data.draw(st.sampled_from(routes))
    path = route.path
    for name in route.param_convertors:
        path = path.replace(f"{{{name}}}", quote(data.draw(NUMBERS), safe=""))
    asked = fields(route.dependant.query_params) + [name for each in route.dependant.dependencies for name in fields(each.query_params)]
    query = {name: data.draw(TYPED) for name in asked if data.draw(st.booleans())}
    sent = {name: data.draw(TYPED) for name in fields(route.dependant.body_params) if data.draw(st.integers(0, 3))}
    with web.home.place.database.begin() as tx:  # whatever an earlier example did to it
        codes = [role.code for role in Role]
        fresh = {"must_change": False, "disabled": False, "roles": codes, "estates": None}
        tx.connection.execute(account_table.update().where(account_table.c.id == robot).values(**fresh))
    with httpx.Client(base_url=web.origin, timeout=60, headers={"origin": web.origin}) as client:
        enter(web.home.place, robot, client)
        answer = answer_of(client, method, path, params=query, data=sent or None)
    assert answer.status_code < 500, (method, path, query, sent, answer.text[:300])
    assert answer.status_code not in {401, 403} or "estate" in path or "/sign" in path, (method, path, answer.status_code)
    if answer.headers["content-type"].startswith("text/event-stream"):
        return
    assert MARKUP not in answer.text
    assert "Traceback" not in answer.text


TRICKS = (
    *("/static/../app.py", "/static/%2e%2e/%2e%2e/pyproject.toml", "/originals/..%2f..%2fhudang.db", "/%2e%2e/settings.toml"),
    "/quarantine/..%5c..%5chudang.db",
)


@pytest.mark.parametrize("path", TRICKS)
def test_path_tricks_find_nothing(web: Web, robot: AccountId, path: str) -> None:
    with httpx.Client(base_url=web.origin, timeout=60) as client:
        enter(web.home.place, robot, client)
        assert client.get(path).status_code in {400, 404}


def test_the_description_names_the_scripts_routes(web: Web) -> None:
    with client_of(web.home.place, web.origin, "script", Role.VIEWER) as client:
        schema, page = client.get("/api/openapi.json").json(), client.get("/api").text
    assert set(schema["paths"]) >= {"/api/status", "/api/units", "/healthz"}
    assert "/api/units" in page
    assert "Authorization: Bearer" in page

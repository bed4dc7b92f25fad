"""The OpenAPI description of every route, drawn from what the routes declare: pages and forms for people, JSON for scripts."""

import copy
import inspect
import re
from collections.abc import Iterable, Iterator
from typing import Any, get_args, get_type_hints

from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from domain.people import ALLOWED, PERMISSION_ZH
from review.access import Access, declared
from review.saying import listed, said, say
from review.security import SAFE
from review.wording import subject_text

REFUSAL = "Refusal"
_REFUSAL = {
    "type": "object",
    "title": REFUSAL,
    "required": ["error", "next"],
    "properties": {"error": {"type": "string"}, "next": {"type": "string"}},
}
_FRAMEWORK = ("HTTPValidationError", "ValidationError")
"""What the framework would answer to a malformed request; ours is a refusal like any other."""
_HTML, _JSON = "text/html", "application/json"
_TEXT = {"type": "string"}
_BYTES = {"type": "string", "format": "binary"}


def describe(routes: Iterable[APIRoute]) -> dict[str, Any]:
    """Return the OpenAPI document of these routes, which must all declare who may use them, in the reader's tongue."""
    shown = tuple(_open(route) for route in routes)
    found: dict[str, Any] = get_openapi(title="Hudang", version="1", routes=shown)
    for route in shown:
        for method in route.methods or ():
            _complete(found["paths"][route.path_format][method.lower()], route, method)
    schemas = found.setdefault("components", {}).setdefault("schemas", {})
    for name in _FRAMEWORK:
        schemas.pop(name, None)
    schemas[REFUSAL] = _REFUSAL
    found["components"]["securitySchemes"] = {
        "session": {"type": "apiKey", "in": "cookie", "name": "hudang", "description": say("网页登录；更改数据时另须表单令牌。")},
        "token": {"type": "http", "scheme": "bearer", "description": say("接口令牌")},
    }
    return found


def _open(route: APIRoute) -> APIRoute:
    """The route as one that is described, whatever its router says."""
    found = copy.copy(route)
    found.include_in_schema = True
    return found


def _complete(operation: dict[str, Any], route: APIRoute, method: str) -> None:
    asked = declared(route)
    assert asked is not None, route.path
    operation["operationId"] = re.sub(r"\W+", "_", f"{method.lower()}{route.path_format}").strip("_")
    operation["summary"] = say(asked.what or ("对所有人开放" if asked.permission is None else PERMISSION_ZH[asked.permission]))
    operation["description"] = " ".join((*_sentences(asked), inspect.getdoc(route.endpoint) or "")).strip()
    operation["security"] = [] if asked.permission is None else [{"session": []}, {"token": []}]
    if "requestBody" in operation:
        operation["requestBody"]["required"] = False  # a form may be sent with nothing filled in
    operation["responses"] = _refusals(asked, method) | _answers(route, operation["responses"])


def _sentences(asked: Access) -> Iterator[str]:
    """Who may use it, and what is written down of it."""
    if asked.permission is not None:
        roles = [said(role) for role, may in ALLOWED.items() if asked.permission in may]
        yield say("角色：%(roles)s。", roles=listed(roles))
    if asked.whole:
        yield say("仅限可查看全部项目的账号。")
    if asked.of is not None:
        yield say("地址中的编号：%(subject)s。", subject=subject_text(asked.of.value))
    if asked.purpose:
        yield say("须先说明查阅目的。")
    if asked.act is not None:
        yield say("记入查阅登记：%(act)s。", act=said(asked.act))


def _answers(route: APIRoute, made: dict[str, Any]) -> dict[str, Any]:
    """What a request that may be made is answered with: what the route says itself, the rest by its handler's return annotation."""
    found = {status: each for status, each in made.items() if not any(name in str(each) for name in _FRAMEWORK)}
    for each in found.values():
        each["description"] = say(each["description"])
    hint = get_type_hints(route.endpoint).get("return")
    kinds = frozenset(get_args(hint) or (hint,))
    pages = kinds & {HTMLResponse, Response}
    if RedirectResponse in kinds or Response in kinds:
        found["303"] = {"description": say("完成，转到所示地址。"), "headers": {"location": {"schema": _TEXT}}}
    if pages:
        found["422"] = {"description": say("填写有误，页面说明原因。"), "content": {_HTML: {"schema": _TEXT}}}
    content = {media: {"schema": schema} for kind in kinds for media, schema in _content(kind)}
    if kinds == {RedirectResponse}:
        found.pop("200", None)
    elif content and 200 not in route.responses:
        found["200"] = {"description": say("成功"), "content": content}
    return found


def _content(kind: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """A page is told from a file by the class of the answer; what is answered with as a value or as JSON has its schema already."""
    if kind is HTMLResponse:
        yield _HTML, _TEXT
    elif inspect.isclass(kind) and issubclass(kind, Response) and kind not in {JSONResponse, RedirectResponse}:
        yield "*/*", _BYTES


def _refusals(asked: Access, method: str) -> dict[str, Any]:
    """What a request that may not be made is answered with."""
    known = {"400": "地址或内容格式有误。", "404": "没有这个记录，或不在您的项目范围内。", "503": "数据库繁忙或磁盘已满，请稍后重试。"}
    if asked.permission is not None:
        known |= {"401": "尚未登录或登录已过期。", "403": "没有此项权限，或须先说明查阅目的。"}
    if method not in SAFE:
        known |= {"403": "没有此项权限，或不是从本系统的页面发出。", "413": "提交的内容过长。"}
    content = {_HTML: {"schema": _TEXT}, _JSON: {"schema": {"$ref": f"#/components/schemas/{REFUSAL}"}}}
    return {status: {"description": say(words), "content": content} for status, words in known.items()}

"""What may be asked of the application: the OpenAPI description of every route, and a page that tells it to people."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse

from domain.people import Permission
from review.access import access
from review.description import describe
from review.screen import Screen
from review.tongues import Tongue, spoken
from services.workplace import Workplace


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One value that a call takes: its name, its kind, where it stands, and whether it must."""

    name: str
    kind: str
    where: str
    needed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call as the page tells it; `answers` are (status, words)."""

    method: str
    path: str
    summary: str
    description: str
    takes: tuple[Taken, ...]
    answers: tuple[tuple[str, str], ...]
    scripted: bool


def routes(place: Workplace, screen: Screen) -> APIRouter:
    """Build the addresses."""
    del place
    router = APIRouter(include_in_schema=False)

    @cache
    def described(application: Any, _tongue: Tongue) -> dict[str, Any]:
        """Drawn once a tongue: a running application's routes do not change."""
        return describe(application.state.routes)

    @router.get("/api/openapi.json", dependencies=[access(Permission.INTERFACE)])
    def description(request: Request) -> dict[str, Any]:
        return described(request.app, spoken())

    @router.get("/api", dependencies=[access(Permission.INTERFACE)])
    def page(request: Request) -> HTMLResponse:
        found = described(request.app, spoken())
        calls = [
            _call(method.upper(), path, operation, found)
            for path, methods in found["paths"].items()
            for method, operation in methods.items()
        ]
        return screen.show("interface.html", calls=calls)

    return router


def _call(method: str, path: str, operation: dict[str, Any], found: dict[str, Any]) -> Call:
    takes = [
        Taken(name=p["name"], kind=_kind(p["schema"]), where=p["in"], needed=p.get("required", False))
        for p in operation.get("parameters", ())
    ]
    for content in operation.get("requestBody", {}).get("content", {}).values():
        model = found["components"]["schemas"][content["schema"]["$ref"].rpartition("/")[2]]
        needed = model.get("required", ())
        takes += [Taken(name=name, kind=_kind(p), where="form", needed=name in needed) for name, p in model["properties"].items()]
    return Call(
        method=method,
        path=path,
        summary=operation["summary"],
        description=operation["description"],
        takes=tuple(takes),
        answers=tuple((status, answer["description"]) for status, answer in sorted(operation["responses"].items())),
        scripted="application/json" in operation["responses"].get("200", {}).get("content", {}),
    )


def _kind(schema: dict[str, Any]) -> str:
    """A value's kind in a word or two, with its bounds."""
    kinds = [each.get("type", "") for each in schema.get("anyOf", [schema]) if each.get("type") != "null"]
    bounds = [f"{sign}{schema[name]}" for name, sign in (("minimum", "≥ "), ("maximum", "≤ "), ("maxLength", "≤ ")) if name in schema]
    return " ".join(["/".join(kinds), *bounds])

"""What scripts may ask: the OpenAPI description, and a page that tells it to people."""

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse

from domain.people import Permission
from review.access import access
from review.screen import Screen
from services.workplace import Workplace


def routes(place: Workplace, screen: Screen) -> APIRouter:
    """Build the addresses."""
    del place
    router = APIRouter(include_in_schema=False)

    @router.get("/api/openapi.json", dependencies=[access(Permission.INTERFACE)])
    def description(request: Request) -> dict[str, Any]:
        schema: dict[str, Any] = request.app.openapi()
        return schema

    @router.get("/api", dependencies=[access(Permission.INTERFACE)])
    def page(request: Request) -> HTMLResponse:
        paths: dict[str, dict[str, Any]] = request.app.openapi()["paths"]
        calls = [
            (method.upper(), path, call.get("description", ""), [(p["name"], p["in"]) for p in call.get("parameters", ())])
            for path, methods in paths.items()
            for method, call in methods.items()
        ]
        return screen.show("interface.html", calls=calls)

    return router

"""The web application: one function builds it for one workplace."""

from collections.abc import Sequence

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.staticfiles import StaticFiles

from review import errors
from review.routes import acceptance, desk, documents, dossiers, files, findings, quarantine, queue, reports, sample, search, status
from review.screen import Screen
from review.security import LOOPBACK, Guard
from services.workplace import Workplace

ROOMS = (status, queue, desk, sample, acceptance, dossiers, documents, files, search, findings, quarantine, reports)


def make_app(place: Workplace, *, allowed_hosts: Sequence[str] = LOOPBACK) -> FastAPI:
    """Build the application. `allowed_hosts`: names (without port) under which it may be reached; "*" for any."""
    screen = Screen(place)
    guard = Middleware(Guard, allowed_hosts=allowed_hosts, refuse=screen.refuse)
    app = FastAPI(title="户档 Hudang", docs_url=None, redoc_url=None, openapi_url="/api/openapi.json", middleware=[guard])
    errors.install(app, screen)
    for room in ROOMS:
        app.include_router(room.routes(place, screen))
    app.mount("/static", StaticFiles(packages=[("review", "static")]), name="static")
    return app

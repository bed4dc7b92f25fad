"""The web application: one function builds it for one workplace."""

from collections.abc import Sequence

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.staticfiles import StaticFiles

from review import errors
from review.access import Door, declared_routes
from review.feed import Feed, Pace
from review.noting import Noting
from review.routes import (
    acceptance,
    access_log,
    account,
    batches,
    boxes,
    catalogue,
    desk,
    documents,
    dossiers,
    files,
    findings,
    interface,
    labels,
    people,
    quarantine,
    queue,
    reports,
    required,
    sample,
    search,
    sign_in,
    status,
    tongue,
)
from review.screen import Screen
from review.security import LOOPBACK, Guard
from review.tongues import Speaking
from services.flow import Flow
from services.signing_in import SessionRules
from services.standing import stand
from services.workplace import Workplace

ROOMS = (
    *(queue, desk, sample, acceptance, batches, dossiers, documents, files, search, findings, catalogue, reports, labels, quarantine),
    *(required, boxes),
    *(sign_in, account, tongue, people, access_log, interface),
)
PACE = Pace()
SESSIONS = SessionRules(idle=30 * 60.0, longest=12 * 3600.0, purpose=30 * 60.0)


def make_app(place: Workplace, *, allowed_hosts: Sequence[str] = LOOPBACK, sessions: SessionRules = SESSIONS, pace: Pace = PACE) -> FastAPI:
    """Build the application. `allowed_hosts`: names (without port) under which it may be reached; "*" for any. `pace`: of live pages.

    Its `state.feed` must be closed when the server stops, see `review.server`. RuntimeError where a route does not declare who may use it.
    """
    screen = Screen(place)
    inside = [
        Middleware(Speaking),
        Middleware(Guard, allowed_hosts=allowed_hosts, refuse=screen.refuse),
        Middleware(Noting, place=place, refuse=screen.refuse),
    ]
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False, middleware=inside)
    app.state.door = Door(place=place, rules=sessions)
    errors.install(app, screen)
    flow = Flow(place)
    app.state.feed = Feed(lambda estates: stand(place, flow, estates), pace)
    routers = [status.routes(place, screen, app.state.feed, flow), *(room.routes(place, screen) for room in ROOMS)]
    app.state.routes = declared_routes(routers)
    for router in routers:
        app.include_router(router)
    app.mount("/static", StaticFiles(packages=[("review", "static")]), name="static")
    return app

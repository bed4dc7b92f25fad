"""The web application of a workplace over a real server on the loopback address."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import uvicorn

from review.app import PACE, SESSIONS, make_app
from review.feed import Pace
from review.server import Server
from services.signing_in import SessionRules
from services.workplace import Workplace


def answer_of(client: httpx.Client, method: str, path: str, **sent: Any) -> httpx.Response:
    """The answer, of a live stream only its head: that never ends by itself."""
    with client.stream(method, path, **sent) as answer:
        if answer.headers.get("content-type", "").startswith("text/event-stream"):
            return httpx.Response(answer.status_code, headers=answer.headers, request=answer.request)
        answer.read()
        return answer


@contextmanager
def served(
    place: Workplace, *, sessions: SessionRules = SESSIONS, proxies: str = "", pace: Pace = PACE
) -> Iterator[tuple[httpx.Client, str]]:
    """Serve the application; yield a client that is not signed in and the application's origin."""
    listener = socket.create_server(("127.0.0.1", 0))
    origin = f"http://127.0.0.1:{listener.getsockname()[1]}"
    quiet: dict[str, Any] = {"log_config": None, "access_log": False, "ws": "none", "lifespan": "off"}
    proxied: dict[str, Any] = {"proxy_headers": bool(proxies), "forwarded_allow_ips": proxies}
    app = make_app(place, sessions=sessions, pace=pace)
    server = Server(uvicorn.Config(app, **proxied, **quiet), app.state.feed)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        with httpx.Client(base_url=origin, timeout=60) as client:
            yield client, origin
    finally:
        server.should_exit = True
        thread.join()
        listener.close()

"""The web application of a workplace over a real server on the loopback address."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import uvicorn

from review.app import make_app
from services.workplace import Workplace


@contextmanager
def served(place: Workplace) -> Iterator[tuple[httpx.Client, str]]:
    """Serve the application; yield a client and the application's origin."""
    listener = socket.create_server(("127.0.0.1", 0))
    origin = f"http://127.0.0.1:{listener.getsockname()[1]}"
    server = uvicorn.Server(uvicorn.Config(make_app(place), log_config=None, access_log=False, ws="none", lifespan="off"))
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

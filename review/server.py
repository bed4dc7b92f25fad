"""The web server: uvicorn, which lets live streams end before it waits for open connections."""

import socket

import uvicorn

from review.feed import Feed
from services.standing import Standing


class Server(uvicorn.Server):
    """Without this a page left open would keep a server that is told to stop from stopping."""

    def __init__(self, config: uvicorn.Config, feed: Feed[Standing]) -> None:
        super().__init__(config)
        self._feed = feed

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams, then stop as ever."""
        self._feed.close()
        await super().shutdown(sockets)

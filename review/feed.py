"""Live pages by server-sent events: one reader of the database whose snapshots all listeners share."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from domain.errors import HudangError
from domain.people import Estates

log = logging.getLogger(__name__)

S = TypeVar("S")

Parts = tuple[tuple[str, str], ...]
"""What a page shows: (event's name, its data in one line)."""

HEADERS = {"cache-control": "no-store, no-transform", "x-accel-buffering": "no"}
"""No proxy may hold the stream back to pack it or to fill a buffer."""
TROUBLE, OVER = "trouble", "over"
"""Events: nothing can be read at present; whoever listens may do so no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Seconds: between two looks at the database, between two looks whether listeners may go on, of silence before a sign of life.

    Looking takes at most `share` of the time: where a look takes long the next one waits for longer.
    """

    read: float = 2.0
    share: float = 0.1
    admit: float = 10.0
    beat: float = 15.0

    def rest(self, took: float) -> float:
        """How long to wait after a look that took so long."""
        return max(self.read, took / self.share - took)


class _Ear(Generic[S]):
    """One listener: whose papers it may see, whether it may still listen, and whether something is new to it."""

    def __init__(self, estates: Estates, admitted: Callable[[], bool]) -> None:
        self.estates, self.admitted = estates, admitted
        self.news = asyncio.Event()
        self.expelled = False


class Feed(Generic[S]):
    """Snapshots for whoever listens. The reader works only while somebody does, and asks once for each set of estates.

    All methods belong to the server's event loop.
    """

    def __init__(self, read: Callable[[Estates], S], pace: Pace) -> None:
        self._read, self._pace = read, pace
        self._ears: set[_Ear[S]] = set()
        self._latest: dict[Estates, S | None] = {}
        self._reader: asyncio.Task[None] | None = None
        self._closed = False

    @property
    def listeners(self) -> int:
        """How many listen."""
        return len(self._ears)

    def answer(self, estates: Estates, admitted: Callable[[], bool], draw: Callable[[S], Parts]) -> StreamingResponse:
        """Stream what `draw` makes of each snapshot, as long as `admitted` says yes; it is asked in a thread."""
        return StreamingResponse(self._stream(_Ear(estates, admitted), draw), media_type="text/event-stream", headers=HEADERS)

    def close(self) -> None:
        """The server stops: let every stream end, and take no more."""
        self._closed = True
        self._wake(self._ears)

    async def _stream(self, ear: _Ear[S], draw: Callable[[S], Parts]) -> AsyncIterator[str]:
        self._ears.add(ear)
        try:
            yield ": hudang\n\n"  # headers go out with the first byte, so that the page knows it is connected
            sent: dict[str, str] = {}
            while not self._closed and not ear.expelled:
                for name, data in self._parts(ear, draw):
                    if sent.get(name) != data:
                        sent[name] = data
                        yield _event(name, data)
                if not await self._news(ear):
                    yield ": beat\n\n"
            if ear.expelled:
                yield _event(OVER, "")
        finally:
            self._ears.discard(ear)

    async def _news(self, ear: _Ear[S]) -> bool:
        """Wait for something new; False where it is quiet for so long that a proxy might take the stream for dead."""
        self._keep_a_reader()
        try:
            async with asyncio.timeout(self._pace.beat):
                await ear.news.wait()
        except TimeoutError:
            return False
        ear.news.clear()
        return True

    def _parts(self, ear: _Ear[S], draw: Callable[[S], Parts]) -> Parts:
        if ear.estates not in self._latest:
            return ()
        snapshot = self._latest[ear.estates]
        return ((TROUBLE, str(time.time())),) if snapshot is None else draw(snapshot)

    def _keep_a_reader(self) -> None:
        if self._reader is not None and not self._reader.done():
            return
        ended, self._reader = self._reader, None
        if ended is not None:
            ended.result()  # a defect in reading ends a stream as it would end a page
        self._reader = asyncio.get_running_loop().create_task(self._keep_reading())
        self._reader.add_done_callback(lambda _task: self._wake(self._ears))

    async def _keep_reading(self) -> None:
        looked = time.monotonic()
        while self._ears and not self._closed:
            began = time.monotonic()
            for estates in {ear.estates for ear in self._ears}:
                self._latest[estates] = await run_in_threadpool(self._look, estates)
                self._wake(ear for ear in self._ears if ear.estates == estates)
            if time.monotonic() - looked >= self._pace.admit:
                looked = time.monotonic()
                await self._expel()
            await asyncio.sleep(self._pace.rest(time.monotonic() - began))
        self._latest.clear()

    def _look(self, estates: Estates) -> S | None:
        """A snapshot; None where the database cannot be read now, which the page says and the reader waits out."""
        try:
            return self._read(estates)
        except HudangError as error:
            log.warning("Status cannot be read: %s", error.en, extra={"action": "web.status_waits"})
            return None

    async def _expel(self) -> None:
        for ear in tuple(self._ears):
            try:
                ear.expelled = not await run_in_threadpool(ear.admitted)
            except HudangError as error:
                log.warning("Sessions cannot be read: %s", error.en, extra={"action": "web.status_waits"})
            if ear.expelled:
                ear.news.set()

    @staticmethod
    def _wake(ears: Iterable[_Ear[S]]) -> None:
        for ear in ears:
            ear.news.set()


def _event(name: str, data: str) -> str:
    return f"event: {name}\ndata: {data}\n\n"

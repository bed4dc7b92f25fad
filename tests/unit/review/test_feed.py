"""The live feed: one reader for all who listen, signs of life, and every way in which a stream ends."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from domain.errors import StoreBusyError
from domain.people import Estates
from review.feed import Feed, Pace, Parts

QUICK = Pace(read=0.001, admit=0.0, beat=30.0)


@dataclass
class Records:
    """What the reader finds: a number that grows when the test says so."""

    number: int = 0
    busy: bool = False
    broken: bool = False
    asked: list[Estates] = field(default_factory=list)

    def read(self, estates: Estates) -> int:
        self.asked.append(estates)
        if self.broken:
            raise ZeroDivisionError
        if self.busy:
            raise StoreBusyError("busy", "忙")
        return self.number


def draw(number: int) -> Parts:
    return (("status", str(number)), ("flow", "same"))


class Listener:
    """Reads events from a stream as a browser does."""

    def __init__(self, feed: Feed[int], *, estates: Estates = None, admitted: Callable[[], bool] = lambda: True) -> None:
        self._lines = cast("AsyncIterator[str]", feed.answer(estates, admitted, draw).body_iterator)

    async def next(self) -> str:
        return (await anext(self._lines)).strip()

    async def until(self, said: str) -> None:
        while await self.next() != said:
            pass

    async def rest(self) -> list[str]:
        return [text.strip() async for text in self._lines]

    async def leave(self) -> None:
        await cast("Any", self._lines).aclose()


def run(test: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(test, timeout=60))


def test_all_listeners_share_one_reader_and_hear_each_change_once() -> None:
    async def scene() -> None:
        records = Records()
        feed = Feed(records.read, QUICK)
        ears = [Listener(feed) for _ in range(20)]
        for ear in ears:
            await ear.until("event: status\ndata: 0")
            assert await ear.next() == "event: flow\ndata: same"
        read = len(records.asked)
        records.number = 1
        for ear in ears:
            assert await ear.next() == "event: status\ndata: 1"  # the part that did not change is not sent again
        assert feed.listeners == 20
        assert len(records.asked) - read < 20, "one look serves all of them"
        for ear in ears:
            await ear.leave()
        assert feed.listeners == 0

    run(scene())


def test_each_set_of_estates_is_read_by_itself() -> None:
    async def scene() -> None:
        records = Records()
        feed = Feed(records.read, QUICK)
        all_, some = Listener(feed), Listener(feed, estates=frozenset({"翠湖苑"}))
        await all_.until("event: status\ndata: 0")
        await some.until("event: status\ndata: 0")
        assert set(records.asked) == {None, frozenset({"翠湖苑"})}

    run(scene())


def test_whoever_may_listen_no_more_is_told_so_and_let_go() -> None:
    async def scene() -> None:
        feed = Feed(Records().read, QUICK)
        staying, going = Listener(feed), Listener(feed, admitted=lambda: False)
        await staying.until("event: status\ndata: 0")
        assert (await going.rest())[-1] == "event: over\ndata:"
        assert feed.listeners == 1

    run(scene())


def test_a_quiet_stream_gives_signs_of_life() -> None:
    async def scene() -> None:
        feed = Feed(Records().read, Pace(read=30.0, admit=30.0, beat=0.001))
        ear = Listener(feed)
        await ear.until("event: flow\ndata: same")
        await ear.until(": beat")
        await ear.until(": beat")

    run(scene())


def test_a_busy_database_is_said_and_waited_out() -> None:
    async def scene() -> None:
        records = Records(busy=True)
        ear = Listener(Feed(records.read, QUICK))
        assert await ear.next() == ": hudang"
        assert (await ear.next()).startswith("event: trouble")
        records.busy = False
        await ear.until("event: status\ndata: 0")

    run(scene())


def test_a_defect_ends_the_stream_and_the_next_one_begins_anew() -> None:
    async def scene() -> None:
        records = Records(broken=True)
        feed = Feed(records.read, QUICK)
        with pytest.raises(ZeroDivisionError):
            await Listener(feed).rest()
        records.broken = False
        await Listener(feed).until("event: status\ndata: 0")

    run(scene())


def test_a_server_that_stops_ends_every_stream() -> None:
    async def scene() -> None:
        feed = Feed(Records().read, QUICK)
        ear = Listener(feed)
        await ear.until("event: status\ndata: 0")
        feed.close()
        assert "event: over\ndata:" not in await ear.rest()
        assert await Listener(feed).rest() == [": hudang"]

    run(scene())


def test_looking_takes_a_tenth_of_the_time_at_most() -> None:
    assert Pace().rest(0.01) == 2.0
    assert Pace().rest(0.7) == pytest.approx(6.3)

"""The live status: what the stream tells, to whom, how it ends, and what was done hour by hour."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from domain.people import Role
from review.feed import Pace
from services import signing_in
from services.flow import DAYS, HOURS, Flow
from services.intake import Arrival, receive
from services.workplace import Workplace
from storage.repositories import scans
from storage.tables import event
from tests.integration.people import ELSEWHERE, account, add_estate, enter
from tests.integration.web_home import WebHome, build
from tests.integration.web_server import served

QUICK = Pace(read=0.02, admit=0.05, beat=30.0)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[WebHome]:
    made = build(tmp_path)
    yield made
    made.place.close()


def drop(place: Workplace, path: Path, *, estate: str = "") -> None:
    """Take a file in, as a watched folder does."""
    path.write_bytes(path.name.encode())
    with place.database.begin() as tx:
        batch = scans.open_batch(tx, "scanner 2026-11-29")
    receive(place, Arrival(path=path, source=path.name, batch_id=batch, priority=3, estate=estate, claim=path.name))


def events(answer: httpx.Response) -> Iterator[tuple[str, str]]:
    name = ""
    for line in answer.iter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data:"):
            yield name, line.removeprefix("data:").strip()


def scans_seen(told: Iterator[tuple[str, str]]) -> Iterator[str]:
    return (json.loads(data)["figures"]["scans"] for name, data in told if name == "status")


def test_a_dropped_scan_reaches_every_listener_with_its_own_estates_figures(home: WebHome, tmp_path: Path) -> None:
    place = home.place
    add_estate(place)
    with served(place, pace=QUICK) as (client, origin), httpx.Client(base_url=origin, timeout=60) as other:
        enter(place, account(place, "主管", Role.HEAD), client)
        enter(place, account(place, "外院", Role.SCANNER, estates=frozenset({ELSEWHERE})), other)
        with client.stream("GET", "/status/stream") as whole, other.stream("GET", "/status/stream") as some:
            assert whole.headers["content-type"].startswith("text/event-stream")
            assert whole.headers["x-accel-buffering"] == "no"
            seen, seen_elsewhere = scans_seen(events(whole)), scans_seen(events(some))
            assert (next(seen), next(seen_elsewhere)) == ("6", "0")
            drop(place, tmp_path / "new.pdf", estate=ELSEWHERE)
            assert next(n for n in seen if n != "6") == "7"
            assert next(n for n in seen_elsewhere if n != "0") == "1"
        folders = other.get("/api/status").json()["folders"]
        assert folders == []  # both folders are of no estate in particular


def test_a_session_that_ends_ends_its_stream(home: WebHome) -> None:
    with served(home.place, pace=QUICK) as (client, _origin):
        secret = enter(home.place, account(home.place, "主管", Role.HEAD), client)
        with client.stream("GET", "/status/stream") as answer:
            told = events(answer)
            assert next(told)[0] == "status"
            signing_in.sign_out(home.place, secret)
            assert [name for name, _data in told][-1] == "over"
        assert client.get("/status/stream").status_code == 401


def test_a_page_left_open_does_not_keep_the_server_from_stopping(home: WebHome) -> None:
    who, begun, ended = account(home.place, "主管", Role.HEAD), threading.Event(), threading.Event()

    def listen(origin: str) -> None:
        with httpx.Client(base_url=origin, timeout=60) as client:
            enter(home.place, who, client)
            with client.stream("GET", "/status/stream") as answer:
                for _ in events(answer):
                    begun.set()
        ended.set()

    with served(home.place, pace=QUICK) as (_client, origin):
        thread = threading.Thread(target=listen, args=(origin,))
        thread.start()
        assert begun.wait(60)
    thread.join(60)
    assert ended.is_set()


def test_what_was_done_is_counted_by_hour_and_day_from_the_record(home: WebHome) -> None:
    place = home.place
    flow = Flow(place)
    before = flow.recent(None)
    assert (len(before.hours), len(before.days)) == (HOURS, DAYS)
    assert sum(span.done.filed for span in before.days) == 1  # the home's own filed paper
    with place.database.begin() as tx:
        now = tx.now
        happened = [("read_page", "read_page.done", now - 5 * 3600, n) for n in range(7)]
        happened += [
            ("read_page", "read_page.page_unreadable", now - 5 * 3600, 8),
            ("open_scan", "open_scan.encrypted", now, 9),
            ("open_scan", "open_scan.done", now, 10),
            ("scan", "scan.quarantined", now, 11),
            ("scan", "scan.received", now, 12),
            ("read_page", "read_page.done", now - 30 * 86_400, 13),
        ]
        rows = [{"subject": subject, "action": action, "at": at, "subject_id": n} for subject, action, at, n in happened]
        tx.connection.execute(event.insert(), rows)
    fresh = Flow(place).recent(None)
    assert [(span.done.read, span.done.refused) for span in fresh.hours if span.done.read] == [(7, 1)]
    assert fresh.hours[-1].done.refused == 2
    assert fresh.hours[-1].done.error_rate == 1.0
    assert sum(span.done.read for span in fresh.days) == 7
    assert Flow(place).recent(frozenset({ELSEWHERE})).hours[-1].done.error_rate is None
    again = flow.recent(None)
    assert again.hours[-1] == fresh.hours[-1]  # the present hour is counted anew, hours long over are kept as they were
    assert [span.done.read for span in again.hours] == [0] * HOURS

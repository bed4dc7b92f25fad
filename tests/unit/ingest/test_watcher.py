import threading
from dataclasses import replace
from pathlib import Path

import pytest

from domain.scan import Source
from ingest.stability import Patience
from ingest.watch import ClaimedFile, DeliveryOutcome, SourceState, Watcher, WatchOptions

QUICK = WatchOptions(poll=0.05, local=Patience(quiet=0.2, quiet_paged=0.2), events=False)
TEXT = b"long enough to be looked at"


def sources(tmp_path: Path, *names: str) -> list[Source]:
    for name in names:
        (tmp_path / name).mkdir()
    return [Source(name=name, path=str(tmp_path / name), priority=9 - number) for number, name in enumerate(names)]


def start(watcher: Watcher, stop: threading.Event) -> threading.Thread:
    thread = threading.Thread(target=watcher.run, args=(stop,))
    thread.start()
    return thread


def test_one_source_that_hangs_does_not_hold_up_another(tmp_path: Path) -> None:
    release, others = threading.Event(), threading.Event()

    def deliver(file: ClaimedFile) -> DeliveryOutcome:
        if file.source.name == "hangs":
            release.wait(30)
        else:
            others.set()
        return DeliveryOutcome(durable=True)

    given = sources(tmp_path, "hangs", "works")
    for source in given:
        (Path(source.path) / "a.txt").write_bytes(TEXT)
    stop = threading.Event()
    thread = start(Watcher(given, deliver, options=QUICK), stop)
    assert others.wait(30)
    stop.set()
    release.set()
    thread.join(30)
    assert not thread.is_alive()


def test_a_defect_ends_the_run_and_is_raised(tmp_path: Path) -> None:
    def deliver(_: ClaimedFile) -> DeliveryOutcome:
        raise ZeroDivisionError

    given = sources(tmp_path, "a", "b")
    (tmp_path / "b/a.txt").write_bytes(TEXT)
    with pytest.raises(ZeroDivisionError):
        Watcher(given, deliver, options=QUICK).run(threading.Event())


def test_status_lists_the_soonest_source_first(tmp_path: Path) -> None:
    watcher = Watcher(sources(tmp_path, "bulk", "daily"), lambda _: DeliveryOutcome(durable=True))
    assert [(status.name, status.state) for status in watcher.status()] == [
        ("daily", SourceState.STARTING),
        ("bulk", SourceState.STARTING),
    ]


def test_an_event_wakes_the_watch_before_its_scan_is_due(tmp_path: Path) -> None:
    delivered = threading.Event()

    def deliver(_: ClaimedFile) -> DeliveryOutcome:
        delivered.set()
        return DeliveryOutcome(durable=True)

    stop = threading.Event()
    options = replace(QUICK, poll=1.0, events=True)
    thread = start(Watcher([*sources(tmp_path, "a"), Source(name="gone", path=str(tmp_path / "gone"))], deliver, options=options), stop)
    (tmp_path / "a/a.txt").write_bytes(TEXT)
    assert delivered.wait(30)
    stop.set()
    thread.join(30)
    assert not thread.is_alive()


def test_no_sources_is_no_defect() -> None:
    stop = threading.Event()
    stop.set()
    Watcher([], lambda _: DeliveryOutcome(durable=True)).run(stop)

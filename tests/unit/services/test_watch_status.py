"""What the watch says of its folders."""

import threading
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import pytest

from domain.errors import StoreBusyError
from domain.scan import Source
from services import watching
from services.watching import Watch


def test_the_status_goes_on_after_the_database_was_busy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "STATUS_SECONDS", 0.01)
    stop, tries = threading.Event(), list[str]()

    def seen(_tx: object, *, name: str, **_facts: object) -> None:
        tries.append(name)
        if len(tries) == 1:
            raise StoreBusyError("busy", "busy")
        stop.set()

    monkeypatch.setattr("services.watching.workers.source_seen", seen)
    place = SimpleNamespace(database=SimpleNamespace(begin=nullcontext))
    Watch(place, [Source(name="drop", path=str(tmp_path))]).run(stop)  # type: ignore[arg-type]
    assert tries[:2] == ["drop", "drop"]

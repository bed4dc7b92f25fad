"""The readers below are imported by the worker processes."""

import os
import threading
from collections.abc import Sequence

import pytest
from bench_pages import page

from domain.errors import MissingPartError
from evaluation.bench import crew, readers
from evaluation.bench.pages import Scanned
from evaluation.bench.readers import Reading


class Flaky:
    """Reads a page's number, fails on page 3, dies on page 4, forgets page 7."""

    def __init__(self, batch: str) -> None:
        self.batch = int(batch)
        self.tag = f"flaky {batch}"

    def read(self, scans: Sequence[Scanned]) -> list[Reading]:
        if any(scan.page_no == 4 for scan in scans):
            os._exit(9)
        if any(scan.page_no == 3 for scan in scans):
            raise ValueError("page 3")
        return [Reading(text=f"{scan.page_no}", cpu_seconds=0.5, wall_seconds=1.0) for scan in scans if scan.page_no != 7]

    def close(self) -> None:
        """Nothing to end."""


def absent() -> Flaky:
    raise MissingPartError("Not installed. Run: make setup-bench", "未安装")


def broken() -> Flaky:
    raise ValueError("no such model")


def asleep() -> Flaky:
    """Never starts; whoever waits must kill it."""
    threading.Event().wait()
    raise AssertionError("nobody sets the event")


@pytest.fixture(autouse=True)
def _known(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("Flaky:1", "Flaky:3", "absent", "broken", "asleep"):
        monkeypatch.setitem(readers.READERS, name, f"{__name__}:{name}")


@pytest.mark.parametrize("reader", ["Flaky:1", "Flaky:3"])
def test_a_bad_page_costs_only_itself(reader: str) -> None:
    """Also where it came in a batch with good ones, and where it takes the process with it."""
    pages = [page(page_no=number) for number in (1, 2, 3, 4, 5, 6, 7)]
    got = crew.run(reader, pages, 2)
    assert [outcome.page for outcome in got.outcomes] == pages
    assert [outcome.reading.text if outcome.reading else None for outcome in got.outcomes] == ["1", "2", None, None, "5", "6", None]
    assert got.outcomes[2].failure == "ValueError: page 3"
    assert got.outcomes[3].failure == "the process ended with 9"
    assert got.outcomes[6].failure == "0 readings for 1 pages"
    assert got.tag == reader.lower().replace(":", " ")
    assert got.start_seconds > 0
    assert got.peak_bytes > 0


def test_a_reader_too_slow_to_start_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "START_SECONDS", 0.0)
    with pytest.raises(MissingPartError, match="took too long"):
        crew.run("asleep", [page()], 1)


def test_what_is_missing_is_said_before_any_page() -> None:
    with pytest.raises(MissingPartError, match="make setup-bench"):
        crew.run("absent", [], 1)


def test_a_reader_that_cannot_be_built_is_named(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(MissingPartError, match="broken does not start"):
        crew.run("broken", [], 1)
    assert "no such model" in capfd.readouterr().err


def test_a_step_left_out_is_a_reader() -> None:
    assert readers.target("without red text") == "evaluation.bench.ablations:build:red text"
    with pytest.raises(KeyError):
        readers.target("someone")

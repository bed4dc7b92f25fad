"""The progress display on a terminal and in a file."""

import io

import pytest
from rich.console import Console

from hudang.cli import batch
from storage.read_models import Counts

NOTHING = Counts(
    scans=0, stored=0, duplicates=0, quarantined_scans=0, unopened=0, pages=0, waiting=0, read=0, in_work=0, filed=0, review=0, blank=0,
    separator=0, quarantined_pages=0, documents=0, filed_documents=0, review_documents=0, dossiers=0, live_jobs=0, oldest_wait=0.0,
)  # fmt: skip
SOME = {"scans": 3, "pages": 12, "read": 5, "filed": 4, "review": 1, "quarantined_scans": 2}


def shown(monkeypatch: pytest.MonkeyPatch, *, terminal: bool, locale: str) -> str:
    text = io.StringIO()
    clock = [0.0]
    monkeypatch.setenv("LC_ALL", locale)
    monkeypatch.setattr(batch, "out", Console(file=text, force_terminal=terminal, width=160))
    monkeypatch.setattr(batch.time, "monotonic", lambda: clock[0])
    with batch._Bar(quiet=False) as bar:
        bar.show(lambda: NOTHING, taken=0)
        clock[0] = 60.0
        bar.show(lambda: Counts(**{**{n: getattr(NOTHING, n) for n in NOTHING.__slots__}, **SOME}))
    return text.getvalue()


@pytest.mark.parametrize("terminal", [True, False])
def test_pages_rate_review_and_quarantine_are_shown(monkeypatch: pytest.MonkeyPatch, terminal: bool) -> None:
    text = shown(monkeypatch, terminal=terminal, locale="zh_CN.UTF-8")
    assert "5/12" in text
    for part in ("页/分", "已归档 4", "待复核 1", "隔离 2"):
        assert part in text


def test_english_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "review 1" in shown(monkeypatch, terminal=False, locale="C.UTF-8")

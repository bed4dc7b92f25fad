"""Every hostile or odd input ends with pages or with a reason, and none of them ends the caller."""

from pathlib import Path

from ingest.sandbox import Sandbox
from tests.hostile.corpus import build
from tests.hostile.outcome import LIMITS, complaint, read

_IDLE_BYTES = 160 << 20
"""What an idle decoder may hold before it is given a file."""


def test_hostile_files_cost_only_themselves(tmp_path: Path) -> None:
    cases = build(tmp_path, seed=20240305)
    assert len(cases) >= 100
    with Sandbox(LIMITS) as sandbox:
        first_helper = sandbox.call("os:getppid")
        outcomes = [(case, read(case, sandbox)) for case in cases]
        assert sandbox.call("os:getppid") == first_helper
    complaints = [text for text in (complaint(case, found) for case, found in outcomes) if text]
    assert complaints == []
    assert max(found.peak_bytes for _, found in outcomes) <= LIMITS.memory_bytes + _IDLE_BYTES
    assert all(failure.code.en and failure.code.zh for _, found in outcomes for failure in found.failures)

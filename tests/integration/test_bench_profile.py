"""The profile runs the real engine through the real jobs."""

from pathlib import Path

import pytest

from evaluation.bench_speed.corpus import make_pages
from evaluation.bench_speed.profile import lines, profile
from evaluation.generator.sheet import Split


def test_every_stage_of_a_page_is_accounted_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pages = make_pages(tmp_path / "corpus", pages=1, seed=5, split=Split.DEV)
    found = profile(pages, tmp_path / "home", "accurate")
    capsys.readouterr()
    assert found.pages == pages.count
    stages = found.stages
    assert {"take in", "read: detect", "read: recognize", "read: decode in the sandbox", "publish: PDF in the sandbox"} <= stages.keys()
    assert all(seconds >= 0 for seconds in stages.values())
    networks = {work.model: work for work in found.networks}
    detection = networks["PP-OCRv6_det_small"]
    assert detection.operations / detection.calls > 1e9  # a narrow band of ink is the least it looks at
    assert detection.seconds / found.pages <= stages["read: detect"] + stages.get("read: red", 0.0) + 0.05
    shown = "\n".join(lines(found, rate=1e11))
    assert "together" in shown
    assert "Best rate 100 GFLOP/s" in shown

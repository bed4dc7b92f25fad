"""`hudang evaluate` on a tiny corpus as the generator writes it."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from evaluation.generator.corpus import CorpusPlan, plan_corpus
from evaluation.generator.produce import produce
from evaluation.generator.sheet import Script, Split
from evaluation.generator.wear import Profile
from tests.acceptance.house import House


@pytest.fixture
def house(tmp_path: Path) -> House:
    """No home is made: the command makes its own. The office's database in the environment must not be touched."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("HUDANG_")}
    env |= {"HUDANG_WORKERS": "1", "OMP_NUM_THREADS": "1", "LC_ALL": "C.UTF-8"}
    env |= {"HUDANG_DATABASE_URL": "sqlite:////nowhere/office.db", "HUDANG_BROKER_URL": "redis://nowhere.invalid"}
    return House(home=tmp_path / "home", env=env)


@pytest.fixture
def corpora(tmp_path: Path) -> Path:
    plan = CorpusPlan(
        seed=3, documents=2, profile=Profile.CLEAN, script=Script.HANS, split=Split.DEV, units=8, review_share=0.0, light=True
    )
    produce(plan_corpus(plan), tmp_path / "corpora" / "clean")
    return tmp_path / "corpora"


def _change_truth(corpus: Path, name: str, **values: object) -> None:
    path = corpus / "truth" / f"{name}.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    rows = [row | values if row["status"] == "filed" else row for row in rows]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def _figures(answer: dict[str, Any]) -> dict[str, Any]:
    (measured,) = answer["slices"]
    assert isinstance(measured["figures"], dict)
    return measured["figures"]


def test_a_corpus_is_read_once_and_its_mistakes_are_shown(house: House, corpora: Path, tmp_path: Path) -> None:
    page, home = tmp_path / "out" / "report.html", str(tmp_path / "kept")
    answer = house.json("evaluate", str(corpora), "--home", home, "--html", str(page))
    assert answer["corpora"] == ["clean"]
    before = _figures(answer)
    assert (before["documents"], before["fileable"], before["silent"]["total"]) == (2, 2, 0)
    assert before["page_category"]["accuracy"] == {"right": before["pages"], "total": before["pages"]}
    assert before["boundary_f1"] == 1.0
    assert before["filing"]["right"] == before["filing"]["total"] > 0
    assert before["confidence"]["documents"] == 2
    assert page.read_text(encoding="utf-8").count("<svg") == 2

    _change_truth(corpora / "clean", "documents", must_review="owner_contradicts", status="review")
    _change_truth(corpora / "clean", "pages", category="complaint")
    objects = sorted((tmp_path / "kept" / "objects").rglob("*"))
    after = _figures(house.json("evaluate", str(corpora), "--home", home, "--html", str(page)))
    assert sorted((tmp_path / "kept" / "objects").rglob("*")) == objects
    assert after["silent"] == {"right": before["filed"], "total": 2}
    assert after["filing"]["right"] == 0
    html = page.read_text(encoding="utf-8")
    assert "owner_contradicts; a person had to see it" in html
    assert len(re.findall('<img src="data:image/jpeg;base64,', html)) == before["pages"]

    other = corpora.parent / "moved"
    corpora.rename(other)
    house.run("evaluate", str(other), "--home", home, code=2)

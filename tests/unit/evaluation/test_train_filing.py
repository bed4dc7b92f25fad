"""The papers that the filing model is fitted on, and the command that fits it."""

import json
import random
from pathlib import Path

import pytest

from classifiers.classifier import Classifier
from classifiers.taxonomy import load_taxonomy
from dossiers.filing import FilingOptions
from dossiers.filing_model import FILE, load_filing_model
from evaluation import train_filing
from evaluation.filing_papers import Papers, examples, simulated
from evaluation.generator import Script, Split, build_estate, lay_out, plan_document
from evaluation.simulated_reading import CLEAN, HEAVY, EngineLevel, read_simulated

SEED = 11


@pytest.fixture(scope="module")
def papers() -> Papers:
    taxonomy = load_taxonomy()
    [one] = simulated(SEED, 1, (Split.DEV,), Classifier.load(taxonomy), taxonomy)
    return one


@pytest.mark.parametrize("level", [CLEAN, HEAVY])
def test_every_character_read_has_a_confidence(level: EngineLevel) -> None:
    estate = build_estate(SEED, 0, Split.DEV, Script.HANS)
    drafts = [lay_out(plan_document(estate, str(number), "repair_request"), estate).pages[0] for number in range(10)]
    rng = random.Random(SEED)
    changed = 0
    for draft in drafts:
        words = [word for line in read_simulated(rng, draft, level, 1).lines for word in line.words]
        assert all(len(word.char_confidence) == len(word.text) for word in words)
        assert all(0.0 <= confidence <= 1.0 for word in words for confidence in word.char_confidence)
        changed += "".join(word.text for word in words) != "".join(run.text for row in draft.rows for run in row)
    assert (changed > 0) is (level is HEAVY)


def test_most_papers_of_an_office_have_a_unit_and_are_right(papers: Papers) -> None:
    found = list(examples(papers, FilingOptions()))
    assert len(found) >= 0.7 * len(papers.runs)
    assert sum(one.right for one in found) >= 0.85 * len(found)
    assert all(one.wrong or (one.right and one.class_right) for one in found)
    assert len({one.source for one in found}) == 2


def test_the_command_writes_a_model_that_loads_and_its_card_in_words(tmp_path: Path) -> None:
    train_filing.main(["--corpora", "2", "--seed", str(SEED), "--out", str(tmp_path)])
    card = json.loads((tmp_path / FILE).read_text(encoding="utf-8"))
    assert card["data"] == {"simulated documents": 120}
    assert card["examples"]["papers"] == sum(row["papers"] for row in card["reliability"])
    assert load_filing_model(tmp_path).tag.startswith("filing/1/")
    assert "owner_agrees" in (tmp_path / "README.md").read_text(encoding="utf-8")

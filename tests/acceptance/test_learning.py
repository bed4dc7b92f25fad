"""Learning from people's decisions: what improves goes live, what is poisoned is refused, and one command goes back.

The papers are text pages in the home's database; nothing but the example scans is read by OCR.
"""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from classifiers.model_file import WEIGHTS
from domain.errors import MissingPartError
from evaluation.learning import Figures, always_mistaken, figures, half_at_random
from evaluation.learning_papers import PET_BLOCK, PET_TYPE, Paper, file_by_person, first_pages, house_papers, pet_papers
from hudang import settings
from hudang.bootstrap import make_workplace
from services import model_versions, training
from services.workplace import Workplace
from storage.tables import event
from tests.acceptance.house import House, house, paper

CORRECTED = house_papers(5, (0, 1), 50)
ELSEWHERE = tuple(first_pages(house_papers(5, (2,), 60)))
USUAL = tuple(first_pages(house_papers(5, (3,), 60, house=False)))
MISTAKEN = always_mistaken((*CORRECTED, *house_papers(6, (0, 1), 12, types=("repair_request",))), "repair_request", "complaint_form")


def _open(home: House, monkeypatch: pytest.MonkeyPatch) -> Workplace:
    """The house's home in this process."""
    for name in ("HUDANG_DATABASE_URL", "HUDANG_BROKER_URL"):
        monkeypatch.setenv(name, home.env.get(name, ""))
    return make_workplace(settings.load(home.home))


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[House]:
    with house(tmp_path, "embedded", "", None) as made:
        yield made


def _events(place: Workplace) -> list[str]:
    with place.database.read() as tx:
        return list(tx.connection.scalars(sa.select(event.c.action).where(event.c.subject == "model").order_by(event.c.id)))


def test_fifty_corrections_improve_an_estate_nobody_corrected(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(_open(home, monkeypatch)) as place:
        file_by_person(place, CORRECTED)
        before, plain = figures(place, ELSEWHERE), figures(place, USUAL)
        shipped = place.classifier().tag
        done = home.json("train")
        assert (done["live"], done["version"], done["documents"], done["refusals"]) == (True, "v1", 50, [])
        assert (done["filing"]["state"], done["filing"]["sampled"]) == ("too_few", 0)
        # shares, as the shipped model makes fewer mistakes with every version; ADR 13 says why held-out papers ask for less than the estate
        held = done["held_out"]
        assert 1 - held["after"]["type_right"] <= (1 - held["before"]["type_right"]) / 3
        assert held["high"] < 0  # the loss fell beyond chance
        after = figures(place, ELSEWHERE)  # the same process goes on with the new version
        assert before.type_right < 1
        assert 1 - after.type_right <= (1 - before.type_right) / 4
        assert figures(place, USUAL).type_right >= plain.type_right - 0.02
        assert place.classifier().tag.startswith("home/1/")
        card = (home.home / "models" / "v1" / "card.md").read_text(encoding="utf-8")
        assert "repair_request" in card and "留出的文件" in card and "归档把握" in card
        listed = home.json("train", "--list")
        assert listed["live"] == "v1" and [version["live"] for version in listed["versions"]] == [True]
        assert home.json("train", "--rollback") == {"from": "v1", "to": None}
        assert place.classifier().tag == shipped
        assert _events(place) == ["model.trained", "model.live", "model.rolled_back"]


@pytest.mark.parametrize("papers", [half_at_random(CORRECTED), MISTAKEN], ids=["half at random", "one type"])
def test_poisoned_labels_are_refused(embedded: House, monkeypatch: pytest.MonkeyPatch, papers: tuple[Paper, ...]) -> None:
    with closing(_open(embedded, monkeypatch)) as place:
        file_by_person(place, papers)
        shipped = place.classifier().tag
        outcome = training.train(place, by="archivist")
        assert outcome.refusals
        assert (outcome.live, outcome.version, place.classifier().tag) == (False, "v1", shipped)
        assert _events(place) == ["model.trained", "model.refused"]
    (version,) = embedded.json("train", "--list")["versions"]
    assert version["refusals"][0]["zh"]


def test_a_second_training_judges_the_first_by_papers_it_had_held_out(embedded: House, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(_open(embedded, monkeypatch)) as place:
        file_by_person(place, CORRECTED[:25])
        first = training.train(place, by="archivist")
        file_by_person(place, CORRECTED[25:])
        second = training.train(place, by="archivist")
        assert (first.live, second.live, second.version) == (True, True, "v2")
        assert first.held_out and second.held_out
        assert second.held_out.before.type_right < 0.99  # not the answers to papers it had learnt by heart
        assert model_versions.roll_back(place) == ("v2", "v1")
        assert place.classifier().tag.startswith("home/1/")


def _with_pets(embedded: House) -> None:
    taxonomy = embedded.home / "taxonomy.toml"
    taxonomy.write_text(taxonomy.read_text(encoding="utf-8") + PET_BLOCK, encoding="utf-8")


def test_a_new_type_is_learnt_from_ten_papers(embedded: House, monkeypatch: pytest.MonkeyPatch) -> None:
    _with_pets(embedded)
    bare = tuple(first_pages(pet_papers(2, "白鹭洲", 30, headed=False)))
    with closing(_open(embedded, monkeypatch)) as place:
        file_by_person(place, pet_papers(1, "青枫苑", 10, headed=True))
        before, plain = figures(place, bare), figures(place, USUAL)
        outcome = training.train(place, by="archivist")
        assert (outcome.live, outcome.refusals) == (True, ())
        after: Figures = figures(place, bare)
        assert after.type_right > 0.9 > before.type_right
        assert after.type_confidence > before.type_confidence + 0.3
        assert figures(place, USUAL).type_right >= plain.type_right - 0.02
    _without_pets(embedded, monkeypatch)


def _without_pets(embedded: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A trained type that has gone from the taxonomy breaks nothing and is named."""
    taxonomy = embedded.home / "taxonomy.toml"
    taxonomy.write_text(taxonomy.read_text(encoding="utf-8").replace(PET_BLOCK, ""), encoding="utf-8")
    with closing(_open(embedded, monkeypatch)) as place:
        (_, page), *_ = first_pages(pet_papers(2, "白鹭洲", 1, headed=True))
        assert place.classifier().classify(page).doc_type != PET_TYPE
        assert model_versions.vanished(place) == (PET_TYPE,)
    assert json.loads(embedded.run("train", "--json"))["vanished_types"] == {PET_TYPE: 10}
    assert len(embedded.rows("documents")) == 10


def test_a_new_type_by_a_folder_of_examples(embedded: House, tmp_path: Path) -> None:
    _with_pets(embedded)
    folder = tmp_path / "dogs"
    folder.mkdir()
    for number in range(5):
        lines = (f"房号：{number + 1}栋101", f"犬名：豆豆{number}", "犬只品种：柯基", f"免疫证号：8800{number}", "外出束犬链，清理犬便。")
        paper("养犬登记表", *lines).save(folder / f"{number}.png")
    (folder / "broken.png").write_bytes(b"no picture")
    done = embedded.json("train", "--examples", f"{PET_TYPE}={folder}")
    assert (done["live"], done["documents"]) == (True, 5)
    embedded.run("train", "--examples", f"no_such_type={folder}", code=2)
    embedded.run("train", "--examples", PET_TYPE, code=2)


def test_a_damaged_model_is_named_and_work_waits(embedded: House, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(_open(embedded, monkeypatch)) as place:
        file_by_person(place, CORRECTED[:25])
        assert training.train(place, by="archivist").live
    weights = embedded.home / "models" / "v1" / WEIGHTS
    weights.write_bytes(weights.read_bytes()[:-100])
    with closing(_open(embedded, monkeypatch)) as place, pytest.raises(MissingPartError, match="--rollback"):
        place.classifier()
    parts = {row["part"]: row for row in json.loads(embedded.run("doctor", "--json", code=3))}
    assert (parts["model"]["ok"], parts["model"]["mend"]) == (False, "hudang train --rollback")
    assert embedded.json("status")["model"]["damaged"]
    assert embedded.json("train", "--list")["versions"][0]["damaged"]
    embedded.run("train", "--rollback")
    assert not embedded.json("status")["model"]["damaged"]


def test_too_little_is_said_and_nothing_is_trained(embedded: House) -> None:
    done = embedded.json("train")
    assert (done["live"], done["version"], done["refusals"][0]["code"]) == (False, None, "too_few_documents")
    assert embedded.json("train", "--rollback") == {"from": None, "to": None}

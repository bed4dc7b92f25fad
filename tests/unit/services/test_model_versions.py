import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from classifiers.combine import CombineSettings
from classifiers.model import BUCKETS, Weights
from classifiers.model_file import CARD, WEIGHTS, Model, save_model
from domain.errors import MissingPartError
from hudang import settings
from hudang.bootstrap import make_workplace
from hudang.cli.home import make_home
from services import model_versions
from services.workplace import Workplace
from storage.repositories import models


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workplace]:
    monkeypatch.delenv("HUDANG_DATABASE_URL", raising=False)
    make_home(tmp_path / "home")
    with closing(make_workplace(settings.load(tmp_path / "home"))) as made:
        yield made


def _write(folder: Path, number: str) -> None:
    weights = Weights(types=("repair_request", "long_gone"), matrix=np.zeros((2, BUCKETS)), bias=np.zeros(2, dtype=np.float32), tag="")
    save_model(folder, Model(weights=weights, settings=CombineSettings()), {"name": "home", "version": number})


def _go_live(place: Workplace, name: str) -> None:
    with place.database.begin() as tx:
        models.go_live(tx, name)


def test_versions_are_numbered_and_appear_whole(place: Workplace) -> None:
    assert [model_versions.add(place, _write) for _ in range(2)] == ["v1", "v2"]

    def fail(folder: Path, _number: str) -> None:
        (folder / CARD).write_text("half", encoding="utf-8")
        raise OSError("disk gone")

    with pytest.raises(OSError, match="disk gone"):
        model_versions.add(place, fail)
    assert [version.name for version in model_versions.versions(place)] == ["v1", "v2"]
    assert model_versions.add(place, _write) == "v3"


def test_a_running_process_takes_up_what_goes_live_and_what_is_rolled_back(place: Workplace) -> None:
    shipped = place.classifier()
    assert place.classifier() is shipped
    for name in (model_versions.add(place, _write), model_versions.add(place, _write)):
        _go_live(place, name)
        assert place.classifier().tag.startswith(f"home/{name[1:]}/")
    assert [model_versions.roll_back(place) for _ in range(3)] == [("v2", "v1"), ("v1", ""), ("", "")]
    assert place.classifier().tag == shipped.tag


def test_types_that_the_taxonomy_has_lost_are_named(place: Workplace) -> None:
    assert model_versions.vanished(place) == ()
    _go_live(place, model_versions.add(place, _write))
    assert model_versions.vanished(place) == ("long_gone",)


def test_a_damaged_version_is_named_and_never_replaced_silently(place: Workplace) -> None:
    _go_live(place, model_versions.add(place, _write))
    (place.models / "v1" / WEIGHTS).write_bytes(b"")
    with pytest.raises(MissingPartError, match="--rollback"):
        place.classifier()
    now = model_versions.standing(place)
    assert (now.name, now.tag) == ("v1", "")
    assert now.trouble is not None and "v1" in now.trouble[1]
    assert model_versions.vanished(place) == ()
    (place.models / "v1" / CARD).write_text("[]", encoding="utf-8")
    assert model_versions.versions(place)[0].trouble is not None


def test_held_out_answers_must_be_those_of_the_card(place: Workplace) -> None:
    model_versions.add(place, _write)
    with pytest.raises(MissingPartError):
        model_versions.held_out(place.models / "v1")
    (place.models / "v1" / "held_out.json").write_text(json.dumps({"page 1": {}}), encoding="utf-8")
    with pytest.raises(MissingPartError):
        model_versions.held_out(place.models / "v1")

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from classifiers.combine import CombineSettings
from classifiers.model import BUCKETS, Weights
from classifiers.model_file import CARD, WEIGHTS, Model, feature_mark, load_model, save_model
from domain.errors import MissingPartError


@pytest.fixture
def model() -> Model:
    matrix = np.linspace(-1, 1, 2 * BUCKETS, dtype=np.float32).reshape(2, BUCKETS)
    weights = Weights(types=("repair_request", "other_document"), matrix=matrix, bias=np.array([0.5, -0.5], dtype=np.float32), tag="")
    return Model(weights=weights, settings=CombineSettings(title=5.0, category_curve=((0.0, 0.1), (1.0, 0.9))))


def test_a_model_written_is_read_back_the_same(tmp_path: Path, model: Model) -> None:
    save_model(tmp_path, model, {"name": "n", "version": "7"})
    back = load_model(tmp_path)
    assert back.settings == model.settings
    assert back.weights.types == model.weights.types
    assert back.weights.tag.startswith("n/7/")
    assert np.allclose(back.weights.matrix, model.weights.matrix, atol=1e-3)


def test_changed_weights_are_refused(tmp_path: Path, model: Model) -> None:
    save_model(tmp_path, model, {"name": "n", "version": "7"})
    data = bytearray((tmp_path / WEIGHTS).read_bytes())
    data[100] ^= 1
    (tmp_path / WEIGHTS).write_bytes(bytes(data))
    with pytest.raises(MissingPartError, match="not the ones its card names"):
        load_model(tmp_path)


def test_pickled_content_is_never_loaded(tmp_path: Path, model: Model) -> None:
    save_model(tmp_path, model, {"name": "n", "version": "7"})
    np.savez(tmp_path / "evil.npz", types=np.array([{"a": 1}], dtype=object), matrix=np.zeros(1), bias=np.zeros(1))
    data = (tmp_path / "evil.npz").read_bytes()
    card = json.loads((tmp_path / CARD).read_text(encoding="utf-8"))
    card["sha256"] = hashlib.sha256(data).hexdigest()
    (tmp_path / WEIGHTS).write_bytes(data)
    (tmp_path / CARD).write_text(json.dumps(card), encoding="utf-8")
    with pytest.raises(MissingPartError):
        load_model(tmp_path)


@pytest.mark.parametrize("text", ["{", "[]", '{"sha256": "x"}'])
def test_a_bad_card_is_refused(tmp_path: Path, model: Model, text: str) -> None:
    save_model(tmp_path, model, {"name": "n", "version": "7"})
    (tmp_path / CARD).write_text(text, encoding="utf-8")
    with pytest.raises(MissingPartError):
        load_model(tmp_path)


def test_a_missing_trained_model_says_how_to_mend_it(tmp_path: Path) -> None:
    with pytest.raises(MissingPartError, match="hudang train --rollback"):
        load_model(tmp_path)


def test_the_shipped_model_is_small_and_knows_every_shipped_type() -> None:
    folder = Path(__file__).parents[3] / "classifiers" / "models"
    assert (folder / WEIGHTS).stat().st_size <= 2 * 2**20
    assert len(load_model().weights.types) == 31


def test_a_model_of_other_features_is_refused(tmp_path: Path, model: Model) -> None:
    save_model(tmp_path, model, {"name": "n", "version": "7", "features": feature_mark()})
    load_model(tmp_path)
    save_model(tmp_path, model, {"name": "n", "version": "7", "features": "of another version"})
    with pytest.raises(MissingPartError, match="another version of the program"):
        load_model(tmp_path)

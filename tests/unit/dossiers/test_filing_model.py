"""The filing model: what it says, and its file."""

import json
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from domain.errors import MissingPartError
from dossiers.calibrate import prior_model
from dossiers.filing_model import FILE, SIGNS, FilingModel, Part, Weights, judge, load_filing_model, save_filing_model
from dossiers.signs import MAY_BE_ANOTHER, OWNER_SETTLES, Signs

CARD = {"name": "filing", "version": "9", "seed": 3}
NEUTRAL = Signs(
    of_class=(0.0,) * len(SIGNS[Part.CLASS]), of_unit=(0.0,) * len(SIGNS[Part.UNIT]), of_boundary=(0.0,) * len(SIGNS[Part.BOUNDARY])
)


def with_sign(part: Part, place: int, value: float) -> Signs:
    name = f"of_{part}"
    values = list(getattr(NEUTRAL, name))
    values[place] = value
    return replace(NEUTRAL, **{name: tuple(values)})


def test_class_and_unit_are_multiplied_and_calibrated_and_the_ends_stand_apart() -> None:
    plain = judge(prior_model(), NEUTRAL)
    assert (plain.parts, plain.ends) == (((Part.CLASS, 0.5), (Part.UNIT, 0.5)), 0.5)
    assert plain.confidence == pytest.approx(0.25)
    shifted = replace(prior_model(), curve=replace(prior_model().curve, slope=2.0, shift=1.0))
    assert judge(shifted, NEUTRAL).confidence < plain.confidence


@pytest.mark.parametrize("part", list(Part))
def test_every_sign_of_the_shipped_model_speaks_only_its_own_way(model: FilingModel, part: Part) -> None:
    def said(signs: Signs) -> float:
        sure = judge(model, signs)
        return sure.ends if part is Part.BOUNDARY else sure.confidence

    base = said(NEUTRAL)
    for place, sign in enumerate(SIGNS[part]):
        moved = said(with_sign(part, place, 1.0))
        assert (moved - base) * sign.sense >= 0, sign.name


def test_a_model_comes_back_as_it_was_saved_and_has_a_tag_of_its_own(tmp_path: Path, model: FilingModel) -> None:
    save_filing_model(tmp_path, model, CARD)
    again = load_filing_model(tmp_path)
    assert replace(again, tag="") == replace(model, tag="")
    assert again.tag.startswith("filing/9/")
    other = replace(model, of_class=replace(model.of_class, bias=model.of_class.bias + 1))
    save_filing_model(tmp_path, other, CARD)
    assert load_filing_model(tmp_path).tag != again.tag


def test_a_folder_without_a_model_gets_the_one_shipped(tmp_path: Path, model: FilingModel) -> None:
    assert load_filing_model(tmp_path) == load_filing_model() == model


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace('"seed": 3', '"seed": 4'),
        lambda text: text[: len(text) // 2],
        lambda _text: "[]",
        lambda _text: "{}",
        lambda _text: "\x00\x01",
    ],
)
def test_a_changed_file_is_refused(tmp_path: Path, model: FilingModel, change: Callable[[str], str]) -> None:
    save_filing_model(tmp_path, model, CARD)
    path = tmp_path / FILE
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(MissingPartError):
        load_filing_model(tmp_path)


def test_a_file_of_other_signs_or_another_form_is_refused(tmp_path: Path, model: FilingModel) -> None:
    short = replace(model, curve=replace(model.curve, slope=-1.0))
    save_filing_model(tmp_path, short, CARD)
    with pytest.raises(MissingPartError, match="curve"):
        load_filing_model(tmp_path)
    turned = replace(model, of_unit=replace(model.of_unit, signs=tuple(-1.0 * weight for weight in model.of_unit.signs)))
    save_filing_model(tmp_path, turned, CARD)
    with pytest.raises(MissingPartError, match="sense"):
        load_filing_model(tmp_path)
    with pytest.raises(ValueError, match="zip"):
        save_filing_model(tmp_path, replace(model, of_class=Weights(bias=0.0, signs=(1.0,))), CARD)


def test_a_model_fitted_before_a_sign_was_added_is_read_without_it(tmp_path: Path, model: FilingModel) -> None:
    save_filing_model(tmp_path, model, CARD)
    content = json.loads((tmp_path / FILE).read_text(encoding="utf-8"))
    del content["weights"]["unit"][OWNER_SETTLES], content["weights"]["unit"][MAY_BE_ANOTHER], content["sha256"]
    old = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    (tmp_path / FILE).write_text(json.dumps(content | {"sha256": sha256(old.encode()).hexdigest()}), encoding="utf-8")
    weights = dict(zip((sign.name for sign in SIGNS[Part.UNIT]), load_filing_model(tmp_path).of_unit.signs, strict=True))
    assert weights[OWNER_SETTLES] == weights[MAY_BE_ANOTHER] == 0.0


def test_the_file_is_plain_json_that_names_every_sign() -> None:
    card = json.loads((Path(__file__).parents[3] / "dossiers" / "models" / FILE).read_text(encoding="utf-8"))
    assert {"name", "version", "seed", "data", "reliability", "sha256"} <= set(card)
    assert set(card["weights"]["unit"]) == {"bias", *(sign.name for sign in SIGNS[Part.UNIT])}

"""The probability that a paper's category and unit are both right: two short weighted sums of named signs, multiplied, then calibrated.

A third sum says how likely both ends of the document are right. It is no part of that probability: a paper whose last page is missing is
still of its category and unit.

The file is plain JSON: a card with data and figures, the weights by the signs' names, and a SHA-256 over all of it. Reading it executes
nothing.
"""

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from pathlib import Path
from typing import Any

from domain.errors import MissingPartError
from domain.taxonomy import Category
from dossiers.promise import Counts
from dossiers.signs import BOUNDARY_SIGNS, CLASS_SIGNS, MAY_BE_ANOTHER, OWNER_SETTLES, UNIT_SIGNS, Sign, Signs

FILE = "filing.json"
_FORM = 1
_SURER = 1e-6
_ADDED = frozenset({OWNER_SETTLES, MAY_BE_ANOTHER})
"""Signs that models of older versions do not know."""
ENDS_FLOOR = 0.9
"""Probability that both ends are right under which a document is for a person; counts are of documents above it."""


class Part(StrEnum):
    """What can be in doubt."""

    CLASS = "class"
    UNIT = "unit"
    BOUNDARY = "boundary"


SIGNS: Mapping[Part, tuple[Sign, ...]] = {Part.CLASS: CLASS_SIGNS, Part.UNIT: UNIT_SIGNS, Part.BOUNDARY: BOUNDARY_SIGNS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Log-odds of one part: `bias` + the sum of `signs` times the measures, in the order of the part's signs."""

    bias: float
    signs: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """Calibrated log-odds = `slope` times raw log-odds + `shift` (Platt, 1999); `slope` is above 0."""

    slope: float
    shift: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingModel:
    """A fitted model. `counts` are the calibration papers by category, from which thresholds are derived; `tag` is name/version/hash."""

    of_class: Weights
    of_unit: Weights
    of_boundary: Weights
    curve: Curve
    counts: tuple[tuple[Category, Counts], ...]
    tag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sureness:
    """`confidence`: calibrated probability 0..1 that category and unit are right; `ends`: that the document's first and last page are.

    `parts`: class and unit before calibration, of which the confidence is made.
    """

    confidence: float
    ends: float
    parts: tuple[tuple[Part, float], ...]


def judge(model: FilingModel, signs: Signs) -> Sureness:
    """How sure the model is of a paper with these signs."""
    parts = (
        (Part.CLASS, probability(model.of_class, signs.of_class)),
        (Part.UNIT, probability(model.of_unit, signs.of_unit)),
    )
    raw = log_odds_exactly(math.prod(share for _, share in parts))
    confidence = _sigmoid(model.curve.slope * raw + model.curve.shift)
    return Sureness(confidence=confidence, ends=probability(model.of_boundary, signs.of_boundary), parts=parts)


def probability(weights: Weights, values: Sequence[float]) -> float:
    """One part's probability 0..1 that it is right."""
    return _sigmoid(weights.bias + sum(weight * value for weight, value in zip(weights.signs, values, strict=True)))


def log_odds_exactly(share: float) -> float:
    """Natural log-odds of a product of probabilities, bounded at one in a million."""
    bounded = min(max(share, _SURER), 1.0 - _SURER)
    return math.log(bounded / (1.0 - bounded))


def load_filing_model(folder: Path | None = None) -> FilingModel:
    """Read the folder's filing.json; None, or a folder without one, reads the one shipped.

    Raises MissingPartError where the file is missing, changed since it was written, or of another form than this version uses.
    """
    own = folder / FILE if folder is not None else None
    try:
        content = own.read_bytes() if own is not None and own.exists() else (resources.files("dossiers") / "models" / FILE).read_bytes()
    except OSError as error:
        raise MissingPartError(
            f"The filing model {FILE} is missing. Install the program again, or train with `hudang train`.",
            f"缺少归档模型文件 {FILE}，请重新安装程序，或运行 hudang train 训练。",
        ) from error
    try:
        return _model(json.loads(content))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise MissingPartError(
            f"The filing model cannot be used: {error}. Install the program again, or go back to an older model.",
            "归档模型文件已损坏或版本不符，请重新安装程序或恢复旧模型。",
        ) from error


def save_filing_model(folder: Path, model: FilingModel, card: Mapping[str, Any]) -> None:
    """Write filing.json; `card` must hold name and version, and may hold data, seed and figures."""
    content = {
        **card,
        "form": _FORM,
        "weights": {
            Part.CLASS: _named(model.of_class, CLASS_SIGNS),
            Part.UNIT: _named(model.of_unit, UNIT_SIGNS),
            Part.BOUNDARY: _named(model.of_boundary, BOUNDARY_SIGNS),
        },
        "curve": {"slope": model.curve.slope, "shift": model.curve.shift},
        "counts": {category: {"accepted": counts.accepted, "wrong": counts.wrong} for category, counts in model.counts},
    }
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps({**content, "sha256": _digest(content)}, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / FILE).write_text(text + "\n", encoding="utf-8")


def _named(weights: Weights, signs: Sequence[Sign]) -> dict[str, float]:
    return {"bias": weights.bias} | {sign.name: value for sign, value in zip(signs, weights.signs, strict=True)}


def _model(content: dict[str, Any]) -> FilingModel:
    digest = content.pop("sha256")
    if _digest(content) != digest:
        raise ValueError("its content is not what was written")
    if content["form"] != _FORM:
        raise ValueError("it is of another form than this version uses")
    curve = Curve(slope=float(content["curve"]["slope"]), shift=float(content["curve"]["shift"]))
    if curve.slope <= 0:
        raise ValueError("its curve falls")
    counts = {Category(name): Counts.of(**value) for name, value in content["counts"].items()}
    return FilingModel(
        of_class=_weights(content["weights"], Part.CLASS),
        of_unit=_weights(content["weights"], Part.UNIT),
        of_boundary=_weights(content["weights"], Part.BOUNDARY),
        curve=curve,
        counts=tuple((category, counts[category]) for category in Category),
        tag=f"{content['name']}/{content['version']}/{digest[:12]}",
    )


def _weights(content: Mapping[str, Mapping[str, float]], part: Part) -> Weights:
    """The part's weights; a sign that this version added weighs nothing in a model that was fitted without it."""
    known = {"bias", *(sign.name for sign in SIGNS[part])}
    named = dict.fromkeys(known & _ADDED, 0.0) | dict(content[part])
    if set(named) != known:
        raise ValueError("its signs are not those of this version")
    if any(named[sign.name] * sign.sense < 0 for sign in SIGNS[part]):
        raise ValueError("a sign speaks against its sense")
    return Weights(bias=float(named["bias"]), signs=tuple(float(named[sign.name]) for sign in SIGNS[part]))


def _digest(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _sigmoid(value: float) -> float:
    return 1.0 / (1.0 + math.exp(-value)) if value >= 0 else math.exp(value) / (1.0 + math.exp(value))

"""Evidence to one calibrated probability: log-odds of title, form labels and n-gram model are added, then calibrated.

The weights and the calibration are fitted by evaluation/train_classifier.py on pages whose wordings and layouts the model never saw;
they live in the model's card.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from classifiers.model import Floats
from classifiers.opening import DEFAULT_WEIGHTS
from domain.classification import Evidence
from domain.taxonomy import FALLBACK_TYPE, Category, Taxonomy

_NAMED = 0.5
"""Title score 0..1 from which a heading counts as naming a type."""
_CLEARLY = 0.25
"""By how much a heading must name one category better than any other to name it alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CombineSettings:
    """How evidence is weighed.

    `model`, `title`, `label` multiply the model's log-probability, the title's score 0..1 and the label score 0..4; where a heading names a
    type, the model loses up to the share `giving_way` 0..1 of its weight, since a title outranks loose words. `unseen` is the
    log-probability given to types the model was not trained on. `category_curve` and `type_curve` are (raw, calibrated) points, both
    rising, between which confidence is read off linearly; the `bare_` ones are for pages whose heading does not name the chosen type,
    or not the chosen category alone, where the same raw value deserves less trust (ADR 37). `opening` weighs the features of a
    document's first page.
    """

    model: float = 0.7
    title: float = 8.0
    label: float = 1.0
    giving_way: float = 0.5
    unseen: float = -5.0
    category_curve: tuple[tuple[float, float], ...] = ((0.0, 0.0), (1.0, 0.99))
    type_curve: tuple[tuple[float, float], ...] = ((0.0, 0.0), (1.0, 0.99))

    bare_category_curve: tuple[tuple[float, float], ...] = ((0.0, 0.0), (1.0, 0.95))
    bare_type_curve: tuple[tuple[float, float], ...] = ((0.0, 0.0), (1.0, 0.95))
    opening: tuple[float, ...] = DEFAULT_WEIGHTS

    @classmethod
    def from_card(cls, values: Mapping[str, Any]) -> "CombineSettings":
        """From the card's JSON; TypeError or ValueError where a value is missing or of another kind."""
        return cls(
            model=float(values["model"]),
            title=float(values["title"]),
            label=float(values["label"]),
            giving_way=float(values["giving_way"]),
            unseen=float(values["unseen"]),
            category_curve=_curve(values["category_curve"]),
            type_curve=_curve(values["type_curve"]),
            bare_category_curve=_curve(values["bare_category_curve"]),
            bare_type_curve=_curve(values["bare_type_curve"]),
            opening=_opening(values["opening"]),
        )


def _opening(values: Sequence[float]) -> tuple[float, ...]:
    if len(values) != len(DEFAULT_WEIGHTS):
        raise ValueError("opening weights do not fit this version")
    return tuple(float(value) for value in values)


def _curve(points: Sequence[Sequence[float]]) -> tuple[tuple[float, float], ...]:
    return tuple((float(x), float(y)) for x, y in points)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageEvidence:
    """What one page says before it is weighed: per type, in the taxonomy's order.

    `model` log-probabilities (the type's `unseen` where not trained, NaN), `title` 0..1, `label` 0..4.
    """

    model: Floats
    title: Floats
    label: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Combined:
    """Calibrated result: type and category with their probabilities, all types' scores best first, and the evidence of the best."""

    category: Category
    doc_type: str
    confidence: float
    type_confidence: float
    scores: tuple[tuple[str, float], ...]
    evidence: tuple[Evidence, ...]


def type_probabilities(evidence: PageEvidence, settings: CombineSettings) -> Floats:
    """Softmax of the added log-odds, before calibration."""
    model = np.where(np.isnan(evidence.model), settings.unseen, evidence.model)
    share = settings.model * (1.0 - settings.giving_way * evidence.title.max())
    total = share * model + settings.title * evidence.title + settings.label * evidence.label
    odds = np.exp(total - total.max())
    result: Floats = odds / odds.sum()
    return result


def combine(evidence: PageEvidence, taxonomy: Taxonomy, settings: CombineSettings) -> Combined:
    """Weigh, choose the likeliest category and the likeliest type within it, and calibrate both."""
    odds = type_probabilities(evidence, settings)
    sums = {category: 0.0 for category in Category}
    for doc_type, share in zip(taxonomy.types, odds, strict=True):
        sums[doc_type.category] += float(share)
    category = max(sums, key=lambda item: sums[item])
    order = sorted(range(len(odds)), key=lambda i: (-odds[i], taxonomy.types[i].code))
    best = next(i for i in order if taxonomy.types[i].category is category)
    alone, named = heading_names_alone(evidence, taxonomy, category), heading_names(evidence, best)
    return Combined(
        category=category,
        doc_type=taxonomy.types[best].code,
        confidence=calibrated(sums[category], settings.category_curve if alone else settings.bare_category_curve),
        type_confidence=calibrated(float(odds[best]), settings.type_curve if named else settings.bare_type_curve),
        scores=tuple((taxonomy.types[i].code, round(float(odds[i]), 6)) for i in order[:8]),
        evidence=_evidence(evidence, taxonomy, settings, order[:3]),
    )


def heading_names(evidence: PageEvidence, chosen: int) -> bool:
    """True where the page's heading names the chosen type clearly and better than any other."""
    return bool(evidence.title[chosen] >= _NAMED and evidence.title[chosen] >= evidence.title.max())


def heading_names_alone(evidence: PageEvidence, taxonomy: Taxonomy, category: Category) -> bool:
    """True where the page's heading names a type of the category clearly and none of another category nearly as well."""
    of_category = np.array([doc_type.category is category for doc_type in taxonomy.types])
    own = evidence.title[of_category].max(initial=0.0)
    return bool(own >= _NAMED and own - evidence.title[~of_category].max(initial=0.0) >= _CLEARLY)


def calibrated(raw: float, curve: Sequence[tuple[float, float]]) -> float:
    """The curve's value at `raw`, linear between its points, flat outside."""
    return float(np.interp(raw, [x for x, _ in curve], [y for _, y in curve]))


def _evidence(evidence: PageEvidence, taxonomy: Taxonomy, settings: CombineSettings, order: Sequence[int]) -> tuple[Evidence, ...]:
    found = []
    share = settings.model * (1.0 - settings.giving_way * evidence.title.max())
    for i in order:
        code = taxonomy.types[i].code
        parts = (
            ("title", settings.title * evidence.title[i]),
            ("form_label", settings.label * evidence.label[i]),
            ("ngram", 0.0 if np.isnan(evidence.model[i]) else share * (evidence.model[i] + np.log(len(taxonomy.types)))),
        )
        found += [Evidence(code=name, doc_type=code, weight=round(float(weight), 3)) for name, weight in parts if abs(weight) >= 0.5]
    return tuple(sorted(found, key=lambda item: -item.weight))


def empty_combined(taxonomy: Taxonomy) -> Combined:
    """For a page without text: the fallback type, without confidence."""
    category = taxonomy.type_of(FALLBACK_TYPE).category
    return Combined(category=category, doc_type=FALLBACK_TYPE, confidence=0.0, type_confidence=0.0, scores=(), evidence=())

"""Fitting: from pages with their truth to weights, combination and calibration. Pure and deterministic; sampling is the caller's.

Each step wants pages that the step before was not fitted on: weights on one part, the combination on a second, the calibration on a third.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import expit, logit, logsumexp
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from classifiers.classifier import Classifier
from classifiers.combine import CombineSettings, PageEvidence, heading_names, heading_names_alone, type_probabilities
from classifiers.model import BUCKETS, Weights, page_features
from classifiers.opening import DEFAULT_WEIGHTS
from domain.taxonomy import Category, Taxonomy
from domain.text import OcrPage

_CAP = 0.999
_FEW = 25
"""Pages of the most doubtful bin of a calibration curve; the next has twice as many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A page with its truth; `cut` where its heading was cut away (it then says nothing about being a first page).

    `document` is the same for all pages of one document; `estate` is "" where it does not matter.
    """

    page: OcrPage
    doc_type: str
    category: Category
    starts: bool
    cut: bool
    document: int
    estate: str = ""


def fit_weights(rows: Sequence[Example], taxonomy: Taxonomy, strength: float) -> Weights:
    """Multinomial logistic regression on hashed n-grams; `strength` is sklearn's C."""
    model = LogisticRegression(C=strength, max_iter=300)
    model.fit(feature_matrix(rows), [row.doc_type for row in rows])
    order = {code: i for i, code in enumerate(model.classes_)}
    types = tuple(doc_type.code for doc_type in taxonomy.types if doc_type.code in order)
    rows_in_order = [order[code] for code in types]
    return Weights(
        types=types,
        matrix=model.coef_[rows_in_order].astype(np.float16).astype(np.float32),
        bias=model.intercept_[rows_in_order].astype(np.float32),
        tag="training",
    )


def feature_matrix(rows: Sequence[Example]) -> csr_matrix:
    """The pages' features, (pages, BUCKETS)."""
    indptr, indices, values = [0], [np.zeros(0, dtype=np.int64)], [np.zeros(0)]
    for row in rows:
        buckets, weights = page_features(row.page)
        indices.append(buckets)
        values.append(weights)
        indptr.append(indptr[-1] + len(buckets))
    return csr_matrix((np.concatenate(values), np.concatenate(indices), indptr), shape=(len(rows), BUCKETS))


def fit_combination(evidence: Sequence[PageEvidence], truth: Sequence[int], start: CombineSettings | None = None) -> CombineSettings:
    """The multipliers that make the truth likeliest, kept near those of `start` (or the defaults) by a weak prior; the rest is start's."""
    start = start or CombineSettings()

    def settings(values: Sequence[float]) -> CombineSettings:
        model, title, label = np.exp(values[:3])
        return replace(start, model=float(model), title=float(title), label=float(label), giving_way=float(expit(values[3])))

    centre = np.append(np.log([start.model, start.title, start.label]), logit(start.giving_way))
    parts = [np.array([getattr(item, name) for item in evidence]) for name in ("model", "title", "label")]
    parts[0] = np.where(np.isnan(parts[0]), start.unseen, parts[0])
    rows = np.arange(len(truth))

    def loss(values: Sequence[float]) -> float:
        chosen = settings(values)
        share = chosen.model * (1.0 - chosen.giving_way * parts[1].max(axis=1, keepdims=True))
        total = share * parts[0] + chosen.title * parts[1] + chosen.label * parts[2]
        nll = np.mean(logsumexp(total, axis=1) - total[rows, list(truth)])
        return float(nll + 0.002 * np.sum((np.asarray(values) - centre) ** 2))

    best = minimize(loss, centre, method="L-BFGS-B", bounds=[(low, low + 4) for low in centre[:3] - 2] + [(-3, 3)])
    return settings(best.x)


def fit_opening(features: Sequence[tuple[float, ...]], starts: Sequence[bool]) -> tuple[float, ...]:
    """Logistic regression of being a first page, first and later pages counting the same, held near the default weights.

    The prior keeps the sense of signs that the generator shows too rarely.
    """
    matrix, truth = np.array(features), np.array(starts, dtype=float)
    share = np.where(truth > 0, 0.5 / truth.sum(), 0.5 / (1 - truth).sum())
    centre = np.array(DEFAULT_WEIGHTS)

    def loss(weights: np.ndarray) -> float:
        odds = matrix @ weights
        return float(np.sum(share * (np.logaddexp(0, odds) - truth * odds)) + 0.001 * np.sum((weights - centre) ** 2))

    return tuple(round(float(weight), 3) for weight in minimize(loss, centre, method="L-BFGS-B").x)


def fit_curve(raw: Sequence[float], right: Sequence[bool]) -> tuple[tuple[float, float], ...]:
    """Isotonic calibration on bins of equal count, smaller ones at the doubtful end; smoothed by half a page each, never above the cap."""
    order = np.argsort(raw)
    few = [end for end in (_FEW, 3 * _FEW) if end < len(order) // 3]
    doubtful, sure = np.split(order[: few[-1]], few[:-1]) if few else [], order[few[-1] :] if few else order
    bins = [*doubtful, *np.array_split(sure, min(12, max(2, len(sure) // 100)))]
    x = np.array([np.mean(np.asarray(raw)[part]) for part in bins])
    y = np.array([(np.sum(np.asarray(right)[part]) + 0.25) / (len(part) + 0.5) for part in bins])
    rising = IsotonicRegression(y_min=0.0, y_max=_CAP).fit(x, y, sample_weight=[len(part) for part in bins])
    points = dict(zip(np.round(x, 6).tolist(), np.round(rising.predict(x), 5).tolist(), strict=True))
    return ((0.0, min(points.values()) * 0.5), *sorted(points.items()))


def calibrate(rows: Sequence[Example], evidence: Sequence[PageEvidence], taxonomy: Taxonomy, settings: CombineSettings) -> CombineSettings:
    """Curves for category and type from pages that the multipliers were not fitted on.

    Pages whose heading was cut away teach nothing here: papers come with theirs, or never had one.
    """
    categories = np.array([list(Category).index(doc_type.category) for doc_type in taxonomy.types])
    codes = [doc_type.code for doc_type in taxonomy.types]
    points: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    whole = [(row, item) for row, item in zip(rows, evidence, strict=True) if not row.cut]
    for row, item in whole:
        odds = type_probabilities(item, settings)
        sums = np.bincount(categories, weights=odds, minlength=len(Category))
        chosen = int(np.argmax(sums))
        best = int(np.argmax(np.where(categories == chosen, odds, -1.0)))
        category = list(Category)[chosen]
        alone, named = heading_names_alone(item, taxonomy, category), heading_names(item, best)
        points["category" if alone else "bare_category"].append((float(sums[chosen]), category is row.category))
        points["type" if named else "bare_type"].append((float(odds[best]), codes[best] == row.doc_type))
    curves = {name: fit_curve(*zip(*pairs, strict=True)) for name, pairs in points.items()}
    return replace(
        settings,
        category_curve=curves.get("category", settings.category_curve),
        type_curve=curves.get("type", settings.type_curve),
        bare_category_curve=curves.get("bare_category", settings.bare_category_curve),
        bare_type_curve=curves.get("bare_type", settings.bare_type_curve),
    )


def measure(classifier: Classifier, rows: Sequence[Example], threshold: float = 0.97) -> dict[str, float]:
    """Accuracy of category and type, coverage and errors at the threshold, calibration error, and the first-page test."""
    results = [(row, classifier.classify(row.page)) for row in rows]
    category = np.array([item.category is row.category for row, item in results])
    doc_type = np.array([item.doc_type == row.doc_type for row, item in results])
    confidence = np.array([item.confidence for _, item in results])
    accepted = confidence >= threshold
    whole = [(row.starts, item.starts_document) for row, item in results if not row.cut]
    starts, opening = np.array([pair[0] for pair in whole]), np.array([pair[1] for pair in whole])
    bins = np.array_split(np.argsort(confidence), 15)
    first_page = (
        {}
        if not whole
        else {
            "first_page_accuracy": float(((opening >= 0.5) == starts).mean()),
            "first_page_brier": float(((opening - starts) ** 2).mean()),
        }
    )
    return {
        "pages": len(rows),
        "category_accuracy": float(category.mean()),
        "type_accuracy": float(doc_type.mean()),
        "accepted": float(accepted.mean()),
        "category_accuracy_accepted": float(category[accepted].mean()) if accepted.any() else 1.0,
        "calibration_error": float(sum(len(part) * abs(confidence[part].mean() - category[part].mean()) for part in bins) / len(rows)),
        **first_page,
    }


def groups(rows: Sequence[Example]) -> dict[str, list[Example]]:
    """First pages, later pages, and pages whose heading was cut away."""
    return {
        "first pages": [row for row in rows if row.starts and not row.cut],
        "later pages": [row for row in rows if not row.starts and not row.cut],
        "heading cut": [row for row in rows if row.cut],
    }

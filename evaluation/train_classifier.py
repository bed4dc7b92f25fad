"""Train the shipped classifier on generated texts: fit on the train split, weigh and calibrate on dev, measure once on test.

    python -m evaluation.train_classifier [--pages N] [--seed N] [--out FOLDER]

Deterministic for the same arguments. Writes classifier.npz, classifier.json and README.md (the figures) into the folder. The splits share
no wordings, layouts or estates, so dev and test stand for companies that the model never saw.
"""

import argparse
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import expit, logit, logsumexp
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from classifiers.classifier import Classifier
from classifiers.combine import CombineSettings, PageEvidence, heading_names, type_probabilities
from classifiers.model import BUCKETS, Weights, page_features
from classifiers.model_file import Model, save_model
from classifiers.opening import DEFAULT_WEIGHTS
from classifiers.taxonomy import load_taxonomy
from domain.taxonomy import Category, Taxonomy
from domain.text import OcrPage
from evaluation.generator import PageText, Role, Split, iter_page_texts

NAME, VERSION = "ngram", "1"
_CAP = 0.999


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A page with its truth; `cut` where its heading was cut away (it then says nothing about being a first page)."""

    page: OcrPage
    doc_type: str
    category: Category
    starts: bool
    cut: bool
    document: int


def examples(seed: int, pages: int, split: Split) -> Iterator[Example]:
    """Content pages of a split, half of them a second time without their first lines, so that the body must speak for itself."""
    rng = random.Random(f"train|{seed}|{split}")
    for item in iter_page_texts(seed, pages, split):
        if item.role in {Role.BLANK, Role.SEPARATOR} or len(item.page.text) < 4:
            continue
        yield _example(item, item.page)
        if rng.random() < 0.5 and len(item.page.lines) > 6:
            yield _example(item, replace(item.page, lines=item.page.lines[rng.randint(2, 4) :]), cut=True)


def _example(item: PageText, page: OcrPage, *, cut: bool = False) -> Example:
    return Example(page=page, doc_type=item.doc_type, category=item.category, starts=item.starts_document, cut=cut, document=item.document)


def fit_weights(rows: Sequence[Example], taxonomy: Taxonomy, strength: float) -> Weights:
    """Multinomial logistic regression on hashed n-grams; `strength` is sklearn's C."""
    indptr, indices, values = [0], [], []
    for row in rows:
        buckets, weights = page_features(row.page)
        indices.append(buckets)
        values.append(weights)
        indptr.append(indptr[-1] + len(buckets))
    matrix = csr_matrix((np.concatenate(values), np.concatenate(indices), indptr), shape=(len(rows), BUCKETS))
    model = LogisticRegression(C=strength, max_iter=300)
    model.fit(matrix, [row.doc_type for row in rows])
    order = {code: i for i, code in enumerate(model.classes_)}
    types = tuple(doc_type.code for doc_type in taxonomy.types if doc_type.code in order)
    rows_in_order = [order[code] for code in types]
    return Weights(
        types=types,
        matrix=model.coef_[rows_in_order].astype(np.float16).astype(np.float32),
        bias=model.intercept_[rows_in_order].astype(np.float32),
        tag="training",
    )


def fit_combination(evidence: Sequence[PageEvidence], truth: Sequence[int]) -> CombineSettings:
    """The multipliers that make the truth likeliest on dev, kept near the defaults by a weak prior."""
    start = CombineSettings()

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
    """Isotonic calibration on bins of equal count, each smoothed by half a wrong page, never above the cap."""
    order = np.argsort(raw)
    bins = np.array_split(order, min(12, max(2, len(order) // 100)))
    x = np.array([np.mean(np.asarray(raw)[part]) for part in bins])
    y = np.array([(np.sum(np.asarray(right)[part]) + 0.25) / (len(part) + 0.5) for part in bins])
    rising = IsotonicRegression(y_min=0.0, y_max=_CAP).fit(x, y, sample_weight=[len(part) for part in bins])
    points = dict(zip(np.round(x, 6).tolist(), np.round(rising.predict(x), 5).tolist(), strict=True))
    return ((0.0, min(points.values()) * 0.5), *sorted(points.items()))


def calibrate(rows: Sequence[Example], evidence: Sequence[PageEvidence], taxonomy: Taxonomy, settings: CombineSettings) -> CombineSettings:
    """Curves for category and type from pages that the multipliers were not fitted on."""
    categories = np.array([list(Category).index(doc_type.category) for doc_type in taxonomy.types])
    codes = [doc_type.code for doc_type in taxonomy.types]
    curves: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for row, item in zip(rows, evidence, strict=True):
        odds = type_probabilities(item, settings)
        sums = np.bincount(categories, weights=odds, minlength=len(Category))
        chosen = int(np.argmax(sums))
        best = int(np.argmax(np.where(categories == chosen, odds, -1.0)))
        bare = "" if heading_names(item, best) else "bare_"
        curves[f"{bare}category_curve"].append((float(sums[chosen]), list(Category)[chosen] is row.category))
        curves[f"{bare}type_curve"].append((float(odds[best]), codes[best] == row.doc_type))
    return replace(settings, **{name: fit_curve(*zip(*points, strict=True)) for name, points in curves.items()})


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


def confusions(classifier: Classifier, rows: Iterable[Example], most: int = 12) -> list[tuple[str, str, int]]:
    """The commonest wrong types: truth, given, count."""
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows:
        given = classifier.classify(row.page).doc_type
        if given != row.doc_type:
            counts[row.doc_type, given] += 1
    return [(truth, given, count) for (truth, given), count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:most]]


def train(seed: int, pages: int, strength: float) -> tuple[Model, Taxonomy]:
    """Fit, weigh and calibrate; test pages are not touched."""
    taxonomy = load_taxonomy()
    weights = fit_weights(list(examples(seed, pages, Split.TRAIN)), taxonomy, strength)
    print(f"fitted {len(weights.types)} types", flush=True)
    raw = Classifier(taxonomy, Model(weights=weights, settings=CombineSettings()))
    dev = list(examples(seed, pages // 2, Split.DEV))
    evidence = [raw.evidence(row.page) for row in dev]
    codes = [doc_type.code for doc_type in taxonomy.types]
    odd = [i for i, row in enumerate(dev) if row.document % 2]
    even = [i for i, row in enumerate(dev) if not row.document % 2]
    settings = fit_combination([evidence[i] for i in odd], [codes.index(dev[i].doc_type) for i in odd])
    settings = calibrate([dev[i] for i in even], [evidence[i] for i in even], taxonomy, settings)
    whole = [row for row in dev if not row.cut]
    settings = replace(settings, opening=fit_opening([raw.opening_features(row.page) for row in whole], [row.starts for row in whole]))
    model = Model(weights=weights, settings=settings)
    classifier = Classifier(taxonomy, model)
    print("settings", {name: value for name, value in asdict(settings).items() if not name.endswith("curve")})
    for name, rows in groups(dev).items():
        print("dev", name, {key: round(value, 4) for key, value in measure(classifier, rows).items()}, flush=True)
    for line in confusions(classifier, [row for row in dev if row.starts and not row.cut]):
        print("dev wrong:", *line)
    return model, taxonomy


def report(figures: dict[str, dict[str, float]]) -> str:
    """The figures as the model's README."""
    names = list(next(iter(figures.values())))
    lines = [
        "# The shipped classifier",
        "",
        "Trained by `python -m evaluation.train_classifier` on texts of the sample generator: fitted on its train split, weighed and",
        "calibrated on dev, measured once on test. The three share no wordings, layouts or estates; half of the pages are also shown",
        "with their heading cut away. All pages are invented.",
        "",
        "| test pages | " + " | ".join(name.replace("_", " ") for name in names) + " |",
        "|---|" + "---|" * len(names),
    ]
    for group, values in figures.items():
        lines.append(f"| {group} | " + " | ".join(str(round(values[name], 4)) if name in values else "–" for name in names) + " |")
    lines += [
        "",
        "`accepted` is the share of pages with a confidence of at least 0.97; `calibration error` the mean gap between",
        "confidence and truth over 15 bins of equal count.",
        "",
    ]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, measure on test once, write the model folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=10000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--strength", type=float, default=30.0)
    parser.add_argument("--out", type=Path, default=Path("classifiers/models"))
    parser.add_argument("--no-test", action="store_true", help="leave the test split alone; the model is written without figures")
    options = parser.parse_args(arguments)
    model, taxonomy = train(options.seed, options.pages, options.strength)
    classifier = Classifier(taxonomy, model)
    test = [] if options.no_test else list(examples(options.seed, options.pages // 2, Split.TEST))
    figures = {name: measure(classifier, rows) for name, rows in groups(test).items() if rows}
    card: dict[str, Any] = {
        "name": NAME,
        "version": VERSION,
        "seed": options.seed,
        "pages": options.pages,
        "strength": options.strength,
        "test": {group: {name: round(value, 4) for name, value in values.items()} for group, values in figures.items()},
    }
    save_model(options.out, model, card)
    if figures:
        (options.out / "README.md").write_text(report(figures), encoding="utf-8")
        print(report(figures))


if __name__ == "__main__":
    main()

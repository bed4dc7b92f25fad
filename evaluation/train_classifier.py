"""Train the shipped classifier on generated texts: fit on train, weigh and calibrate on dev and the third probe.

    python -m evaluation.train_classifier [--pages N] [--seed N] [--keep-weights] [--out FOLDER]

Deterministic for the same arguments. Writes classifier.npz, classifier.json and README.md (the figures) into the folder. The splits share
no wordings, layouts or estates; the two probes that are only counted stand for companies that nothing was fitted on. `--keep-weights`
takes the folder's weights as they are, and weighs and calibrates anew: after a change to titles or form labels they stay the same.
"""

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from itertools import islice
from pathlib import Path
from typing import Any

from classifiers.classifier import Classifier
from classifiers.combine import CombineSettings
from classifiers.model import Weights
from classifiers.model_file import Model, load_model, save_model
from classifiers.taxonomy import load_taxonomy
from classifiers.train import Example, calibrate, fit_combination, fit_opening, fit_weights, groups, measure
from domain.taxonomy import Taxonomy
from domain.text import OcrPage
from evaluation.generator import PageText, Role, Split, iter_page_texts

NAME, VERSION = "ngram", "2"
_WEIGHED, _MEASURED = (Split.DEV, Split.PROBE_C), (Split.PROBE_B, Split.PROBE_D)
_LESS = 4
"""Of every split but train a quarter of the pages."""


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


def weigh(seed: int, pages: int, weights: Weights, taxonomy: Taxonomy) -> Model:
    """Weigh and calibrate the evidence beside these weights; the pages to be measured are not touched."""
    raw = Classifier(taxonomy, Model(weights=weights, settings=CombineSettings()))
    dev = [row for split in _WEIGHED for row in examples(seed, pages // _LESS, split)]
    evidence = [raw.evidence(row.page) for row in dev]
    codes = [doc_type.code for doc_type in taxonomy.types]
    odd = [i for i, row in enumerate(dev) if row.document % 2]
    even = [i for i, row in enumerate(dev) if not row.document % 2]
    settings = fit_combination([evidence[i] for i in odd], [codes.index(dev[i].doc_type) for i in odd])
    settings = calibrate([dev[i] for i in even], [evidence[i] for i in even], taxonomy, settings)
    seen = islice(examples(seed, pages, Split.TRAIN), len(dev) // 2)
    whole = [row for row in (*seen, *dev) if not row.cut]  # what opens a paper does not hang on the weights
    settings = replace(settings, opening=fit_opening([raw.opening_features(row.page) for row in whole], [row.starts for row in whole]))
    print("settings", {name: value for name, value in asdict(settings).items() if not name.endswith("curve")}, flush=True)
    return Model(weights=weights, settings=settings)


def report(figures: dict[str, dict[str, float]]) -> str:
    """The figures as the model's README."""
    names = list(next(iter(figures.values())))
    lines = [
        "# The shipped classifier",
        "",
        "Trained by `python -m evaluation.train_classifier` on texts of the sample generator: fitted on its train split, weighed and",
        "calibrated on dev and the third probe of other offices, measured on the second and fourth. They share no wordings, layouts or",
        "estates; half of the pages are also shown with their heading cut away. All pages are invented.",
        "",
        "| pages of the probes that are only counted | " + " | ".join(name.replace("_", " ") for name in names) + " |",
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


def _fitted(seed: int, pages: int, strength: float, taxonomy: Taxonomy) -> Weights:
    weights = fit_weights(list(examples(seed, pages, Split.TRAIN)), taxonomy, strength)
    print(f"fitted {len(weights.types)} types", flush=True)
    return weights


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, measure on the probes that are only counted, write the model folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=10000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--strength", type=float, default=30.0)
    parser.add_argument("--out", type=Path, default=Path("classifiers/models"))
    parser.add_argument("--keep-weights", action="store_true", help="take the weights that lie in the folder")
    options = parser.parse_args(arguments)
    taxonomy = load_taxonomy()
    weights = load_model(options.out).weights if options.keep_weights else _fitted(options.seed, options.pages, options.strength, taxonomy)
    model = weigh(options.seed, options.pages, weights, taxonomy)
    classifier = Classifier(taxonomy, model)
    unseen = [row for split in _MEASURED for row in examples(options.seed, options.pages // _LESS, split)]
    figures = {name: measure(classifier, rows) for name, rows in groups(unseen).items() if rows}
    card: dict[str, Any] = {
        "name": NAME,
        "version": VERSION,
        "seed": options.seed,
        "pages": options.pages,
        "strength": options.strength,
        "measured": {group: {name: round(value, 4) for name, value in values.items()} for group, values in figures.items()},
    }
    save_model(options.out, model, card)
    (options.out / "README.md").write_text(report(figures), encoding="utf-8")
    print(report(figures))


if __name__ == "__main__":
    main()

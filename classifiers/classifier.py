"""The stage: a recognised page to its class."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from classifiers.combine import Combined, PageEvidence, combine, empty_combined
from classifiers.furniture import read_frame, read_furniture
from classifiers.lines import compact
from classifiers.model import log_probabilities
from classifiers.model_file import Model, load_model
from classifiers.opening import opening_features, starts_document
from classifiers.rules import LabelMatcher
from classifiers.titles import TitleMatcher, TitleReading
from domain.classification import Classification
from domain.taxonomy import Taxonomy
from domain.text import OcrPage

_LEAST_TEXT = 4
"""Characters; less is no text to judge by."""


class Classifier:
    """Classifies pages by title, form labels and the n-gram model; holds no state between pages, safe to share between threads."""

    def __init__(self, taxonomy: Taxonomy, model: Model) -> None:
        self._taxonomy = taxonomy
        self._model = model
        self._titles = TitleMatcher(taxonomy)
        self._labels = LabelMatcher(taxonomy)

    @classmethod
    def load(cls, taxonomy: Taxonomy, model_dir: Path | None = None) -> "Classifier":
        """With the shipped model, or the one in `model_dir`; MissingPartError where it is missing or damaged."""
        return cls(taxonomy, load_model(model_dir))

    @property
    def tag(self) -> str:
        """name/version/hash of the model and the taxonomy's version: results with the same tag are the same."""
        return f"{self._model.weights.tag}+{self._taxonomy.version}"

    def classify(self, page: OcrPage) -> Classification:
        """The page's class with calibrated confidences; a page without text gets the fallback type with confidence 0."""
        title = self._titles.read(page)
        combined = self._combined(page, title)
        features = self.opening_features(page, title)
        return Classification(
            category=combined.category,
            doc_type=combined.doc_type,
            confidence=combined.confidence,
            type_confidence=combined.type_confidence,
            scores=combined.scores,
            title=title.text,
            starts_document=starts_document(features, self._model.settings.opening),
            evidence=combined.evidence,
            model=self.tag,
            frame=read_frame(page),
        )

    def evidence(self, page: OcrPage, title: TitleReading | None = None) -> PageEvidence:
        """What the page says per type, unweighed; for training and for showing why."""
        reading = title or self._titles.read(page)
        trained = dict(zip(self._model.weights.types, log_probabilities(self._model.weights, page), strict=True))
        return PageEvidence(
            model=self._in_order(trained, np.nan),
            title=self._in_order(dict(reading.scores), 0.0),
            label=self._in_order(dict(self._labels.scores(page)), 0.0),
        )

    def opening_features(self, page: OcrPage, title: TitleReading | None = None) -> tuple[float, ...]:
        """What the page says about being a document's first; for training."""
        reading = title or self._titles.read(page)
        score = reading.scores[0][1] if reading.scores else 0.0
        labels = max((value for _, value in self._labels.scores(page)), default=0.0)
        return opening_features(page, score, reading.text, read_furniture(page), label_score=labels)

    def _combined(self, page: OcrPage, title: TitleReading) -> Combined:
        if len(compact(page.text)) < _LEAST_TEXT:
            return empty_combined(self._taxonomy)
        return combine(self.evidence(page, title), self._taxonomy, self._model.settings)

    def _in_order(self, values: Mapping[str, float], missing: float) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
        return np.array([values.get(doc_type.code, missing) for doc_type in self._taxonomy.types], dtype=np.float64)

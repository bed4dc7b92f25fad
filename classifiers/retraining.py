"""Learn from reviewed pages: fit near the shipped weights, weigh and calibrate anew, and judge the result on papers it never saw."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from scipy.sparse import csr_matrix

from classifiers.classifier import Classifier
from classifiers.combine import CombineSettings, PageEvidence, combine
from classifiers.comparison import Answer, Comparison, compare
from classifiers.continuing import continue_weights, model_scores
from classifiers.holding_out import deal, parts
from classifiers.label_doubts import LabelDoubts, doubt_labels
from classifiers.model import Weights
from classifiers.model_file import Model
from classifiers.sample import Sample, without_heading
from classifiers.train import Example, calibrate, feature_matrix, fit_combination
from domain.taxonomy import Taxonomy

FEWEST_OF_A_NEW_TYPE = 5
"""Documents of a type that the shipped model does not know, under which nothing is learnt of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strength:
    """How much is learnt: `fit` weighs the pages against staying near the shipped weights (sklearn's C).

    `replay` and `headless` are what a shipped page and a page without its heading count, a reviewed page counting 1.
    """

    fit: float = 100.0
    replay: float = 1.0
    headless: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrained:
    """A trained model and what is known of it.

    `answers` are the held-out answers to `rows`, the pages learnt from: each by a model that never saw its paper. `held_out` compares them
    with the live model's. `guard` compares the model, on the shipped guard pages, with one that learnt in the same way but from no
    reviewed page, so that nothing but the reviewed pages makes a difference. `too_few` are types with too few documents to be learnt.
    """

    model: Model
    rows: tuple[Example, ...]
    answers: tuple[Answer, ...]
    held_out: Comparison
    guard: Comparison
    doubts: LabelDoubts
    too_few: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Pages:
    """Pages with what they say apart from the model, and their features."""

    rows: tuple[Example, ...]
    evidence: tuple[PageEvidence, ...]
    matrix: csr_matrix

    def under(self, weights: Weights, order: Sequence[str]) -> "_Pages":
        """The same pages with what these weights say of them."""
        scores = model_scores(weights, self.matrix, order)
        evidence = tuple(replace(item, model=row) for item, row in zip(self.evidence, scores, strict=True))
        return _Pages(self.rows, evidence, self.matrix)

    def take(self, indices: Sequence[int]) -> "_Pages":
        """Some of the pages."""
        return _Pages(tuple(self.rows[i] for i in indices), tuple(self.evidence[i] for i in indices), self.matrix[list(indices)])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lessons:
    """All that may be fitted on: reviewed pages, the same without heading, shipped pages; `origin` is the reviewed page's index or −1."""

    prior: Weights
    types: tuple[str, ...]
    strength: Strength
    labels: tuple[str, ...]
    origin: tuple[int, ...]
    share: tuple[float, ...]
    matrix: csr_matrix

    def learn(self, among: Sequence[int]) -> Weights:
        """Weights fitted on these reviewed pages and the shipped ones; a new type that none of them shows stays unseen."""
        chosen = {*among, -1}
        rows = [i for i, origin in enumerate(self.origin) if origin in chosen]
        labels, share = [self.labels[i] for i in rows], [self.share[i] for i in rows]
        shown = {*self.prior.types, *labels}
        types = tuple(code for code in self.types if code in shown)
        return continue_weights(self.prior, self.matrix[rows], labels, share, types=types, strength=self.strength.fit)


class Retrainer:
    """Learns for one taxonomy from the shipped model and sample; `live` is the model now at work."""

    def __init__(self, taxonomy: Taxonomy, shipped: Model, live: Model, sample: Sample, strength: Strength | None = None) -> None:
        self._taxonomy = taxonomy
        self._order = tuple(doc_type.code for doc_type in taxonomy.types)
        self._shipped, self._live, self._sample = shipped, live, sample
        self._strength = strength or Strength()
        self._reader = Classifier(taxonomy, shipped)

    @cached_property
    def _weigh(self) -> _Pages:
        return self._read(self._sample.weigh)

    @cached_property
    def _guard(self) -> _Pages:
        return self._read(self._sample.guard)

    def learnable(self, rows: Sequence[Example]) -> tuple[tuple[Example, ...], Mapping[str, int]]:
        """The pages of types that can be learnt, and the types with too few documents (code, documents)."""
        documents = Counter(code for code, _ in {(row.doc_type, row.document) for row in rows})
        known = set(self._shipped.weights.types)
        few = {code: count for code, count in documents.items() if code not in known and count < FEWEST_OF_A_NEW_TYPE}
        return tuple(row for row in rows if row.doc_type not in few), few

    def retrain(self, rows: Sequence[Example], before: Mapping[int, Answer]) -> Retrained:
        """Learn from these pages, at least one document.

        `before` are the live model's held-out answers by position in `rows` where it was itself fitted on the page; the others are asked
        of it now.
        """
        wanted, few = self.learnable(rows)
        reviewed = self._read(wanted)
        doubts = doubt_labels(wanted, reviewed.evidence, self._readings(reviewed), reviewed.matrix, self._order)
        wrong = {item.document for item in doubts.contradicted}
        kept = [i for i, row in enumerate(wanted) if row.document not in wrong] or list(range(len(wanted)))
        pages = reviewed.take(kept)
        weigh, guard = self._weigh, self._guard
        lessons = self._lessons(pages.rows)
        model, answers = self._fit(lessons, pages, weigh)
        place = {id(row): i for i, row in enumerate(rows)}
        old = self._answers(pages.under(self._live.weights, self._order), self._live.settings)
        known = [before.get(place[id(row)], answer) for row, answer in zip(pages.rows, old, strict=True)]
        guarded = self._answers(guard.under(model.weights, self._order), model.settings)
        return Retrained(
            model=model,
            rows=pages.rows,
            answers=answers,
            held_out=compare(pages.rows, known, answers),
            guard=compare(guard.rows, self._without_reviewed(lessons, weigh, guard), guarded),
            doubts=doubts,
            too_few=few,
        )

    def _read(self, rows: Sequence[Example]) -> _Pages:
        return _Pages(tuple(rows), tuple(self._reader.evidence(row.page) for row in rows), feature_matrix(rows))

    def _without_reviewed(self, lessons: _Lessons, weigh: _Pages, guard: _Pages) -> tuple[Answer, ...]:
        """What the same fit says of the guard pages where it sees the shipped sample alone."""
        weights = lessons.learn(())
        return self._answers(guard.under(weights, self._order), self._settings(weigh.under(weights, self._order)))

    def _fit(self, lessons: _Lessons, pages: _Pages, weigh: _Pages) -> tuple[Model, tuple[Answer, ...]]:
        """The model fitted on all pages, and the answer to each by a model fitted without it."""
        folds = parts(deal(pages.rows, pages.matrix))
        fitted = [lessons.learn(outside) for outside, _ in folds]
        unseen: dict[int, PageEvidence] = {}
        for weights, (_, inside) in zip(fitted, folds, strict=True):
            unseen |= dict(zip(inside, pages.take(inside).under(weights, self._order).evidence, strict=True))
        held = _Pages(pages.rows, tuple(unseen[i] for i in range(len(pages.rows))), pages.matrix)
        answers: dict[int, Answer] = {}
        for weights, (outside, inside) in zip(fitted, folds, strict=True):
            settings = self._settings(weigh.under(weights, self._order), held.take(outside))
            answers |= dict(zip(inside, self._answers(held.take(inside), settings), strict=True))
        weights = lessons.learn(range(len(pages.rows)))
        settings = self._settings(weigh.under(weights, self._order), held)
        return Model(weights=weights, settings=settings), tuple(answers[i] for i in range(len(pages.rows)))

    def _readings(self, pages: _Pages) -> tuple[tuple[str, float], ...]:
        """What the shipped model says of each page, and how sure it is of the type."""
        found = (combine(item, self._taxonomy, self._shipped.settings) for item in pages.evidence)
        return tuple((combined.doc_type, combined.type_confidence) for combined in found)

    def _lessons(self, rows: Sequence[Example]) -> "_Lessons":
        numbered = [replace(row, document=i) for i, row in enumerate(rows)]
        headless = tuple(without_heading(numbered))
        known = set(self._shipped.weights.types) | {row.doc_type for row in rows}
        return _Lessons(
            prior=self._shipped.weights,
            types=tuple(code for code in self._order if code in known),
            strength=self._strength,
            labels=tuple(row.doc_type for row in (*rows, *headless, *self._sample.replay)),
            origin=(*range(len(rows)), *(row.document for row in headless), *(-1 for _ in self._sample.replay)),
            share=(
                *(1.0 for _ in rows),
                *(self._strength.headless for _ in headless),
                *(self._strength.replay for _ in self._sample.replay),
            ),
            matrix=feature_matrix((*rows, *headless, *self._sample.replay)),
        )

    def _settings(self, *sources: _Pages) -> CombineSettings:
        """Combination (four numbers) from every second document, calibration from all; what opens a document is left as it is."""
        rows = [row for pages in sources for row in pages.rows]
        evidence = [item for pages in sources for item in pages.evidence]
        odd = [i for i, row in enumerate(rows) if row.document % 2]
        truth = [self._order.index(rows[i].doc_type) for i in odd]
        settings = fit_combination([evidence[i] for i in odd], truth, self._shipped.settings)
        return calibrate(rows, evidence, self._taxonomy, settings)

    def _answers(self, pages: _Pages, settings: CombineSettings) -> tuple[Answer, ...]:
        return tuple(Answer.of(combine(item, self._taxonomy, settings)) for item in pages.evidence)

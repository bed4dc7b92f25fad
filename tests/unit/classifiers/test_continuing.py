from dataclasses import replace

import numpy as np
import pytest

from classifiers.continuing import continue_weights, model_scores
from classifiers.model import BUCKETS, Weights, log_probabilities, page_features
from classifiers.model_file import load_model
from classifiers.train import Example, feature_matrix
from domain.taxonomy import Category
from tests.unit.classifiers.conftest import MakePage


@pytest.fixture
def rows(make_page: MakePage) -> list[Example]:
    texts = {"left": ["甲乙丙丁戊己庚辛"], "right": ["子丑寅卯辰巳午未"]}
    return [
        Example(page=make_page("", body), doc_type=code, category=Category.OTHER, starts=True, cut=False, document=n)
        for n, (code, body) in enumerate([*texts.items()] * 3)
    ]


@pytest.fixture
def prior() -> Weights:
    return Weights(
        types=("left", "gone"), matrix=np.zeros((2, BUCKETS), dtype=np.float32), bias=np.array([0.0, -1.0], dtype=np.float32), tag=""
    )


def _learn(prior: Weights, rows: list[Example], strength: float = 100.0, share: float = 1.0) -> Weights:
    labels = [row.doc_type for row in rows]
    return continue_weights(prior, feature_matrix(rows), labels, [share] * len(rows), types=("left", "right"), strength=strength)


def test_new_types_are_learnt_and_others_dropped(prior: Weights, rows: list[Example]) -> None:
    weights = _learn(prior, rows)
    assert weights.types == ("left", "right")
    for row in rows:
        assert weights.types[int(np.argmax(log_probabilities(weights, row.page)))] == row.doc_type


def test_what_the_pages_say_nothing_of_stays_as_it_was(prior: Weights, rows: list[Example]) -> None:
    start = replace(prior, matrix=np.full((2, BUCKETS), 0.25, dtype=np.float32))
    seen = {bucket for row in rows for bucket in page_features(row.page)[0].tolist()}
    unseen = [bucket for bucket in range(BUCKETS) if bucket not in seen]
    assert np.all(_learn(start, rows).matrix[0, unseen] == 0.25)


def test_without_strength_nothing_changes(prior: Weights, rows: list[Example]) -> None:
    assert np.allclose(_learn(prior, rows, strength=0.0).matrix, 0.0)


def test_seeing_one_type_often_does_not_make_it_likelier_elsewhere(prior: Weights, rows: list[Example], make_page: MakePage) -> None:
    often = [row for row in rows for _ in range(9 if row.doc_type == "left" else 1)]
    both = replace(prior, types=("left", "right"), bias=np.zeros(2, dtype=np.float32))
    odds = log_probabilities(_learn(both, often), make_page("", ["完全不同的文字内容"]))
    assert abs(odds[0] - odds[1]) < 0.5 * np.log(9)  # nine to one is how often the types were seen


def test_the_same_pages_give_the_same_weights(prior: Weights, rows: list[Example]) -> None:
    assert np.array_equal(_learn(prior, rows).matrix, _learn(prior, rows).matrix)


def test_scores_of_many_pages_are_those_of_each(make_page: MakePage) -> None:
    weights = load_model().weights
    pages = [make_page("报修单", ["房号 3栋501", "报修内容 漏水"]), make_page("", ["第三条 甲方应当"])]
    rows = [Example(page=page, doc_type="x", category=Category.OTHER, starts=True, cut=False, document=0) for page in pages]
    order = ("never_heard_of", *reversed(weights.types))
    scores = model_scores(weights, feature_matrix(rows), order)
    assert np.all(np.isnan(scores[:, 0]))
    for page, row in zip(pages, scores, strict=True):
        assert np.allclose(row[1:], log_probabilities(weights, page)[::-1])

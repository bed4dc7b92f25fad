from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from classifiers.combine import CombineSettings
from classifiers.comparison import Answer, Comparison, Moved, compare
from classifiers.label_doubts import LabelDoubts
from classifiers.model import BUCKETS, Weights
from classifiers.model_file import Model
from classifiers.retraining import Retrained
from classifiers.train import Example
from classifiers.verdict import refusals
from domain.taxonomy import Category, Taxonomy
from domain.text import OcrPage

SOUND = LabelDoubts(contradicted=(), clear=40, doubted=1, worst=None, alike=20, differing=1)
PAGE = OcrPage(page_no=1, width=1, height=1, lines=(), engine="test")
Trained = Callable[..., Retrained]


def _row(number: int, doc_type: str = "repair_request") -> Example:
    return Example(page=PAGE, doc_type=doc_type, category=Category.REPAIR, starts=True, cut=False, document=number)


def _answer(doc_type: str = "repair_request", category: Category = Category.REPAIR, share: float = 0.9, confidence: float = 0.9) -> Answer:
    return Answer(category=category, doc_type=doc_type, confidence=confidence, scores=((doc_type, share),))


WRONG = _answer("lease_contract", Category.CONTRACT)


def _compared(before: list[Answer], after: list[Answer]) -> Comparison:
    return compare([_row(n) for n in range(len(before))], before, after)


@pytest.fixture
def trained() -> Trained:
    """A training in which nothing speaks against the model, but for what is given."""

    def build(**changes: object) -> Retrained:
        good = [_answer(share=0.95)] * 40
        weights = Weights(types=("repair_request",), matrix=np.zeros((1, BUCKETS)), bias=np.zeros(1, dtype=np.float32), tag="")
        result = Retrained(
            model=Model(weights=weights, settings=CombineSettings()),
            rows=tuple(_row(n) for n in range(40)),
            answers=tuple(good),
            held_out=_compared([_answer()] * 40, good),
            guard=_compared([_answer()] * 40, [_answer()] * 40),
            doubts=SOUND,
            too_few={},
        )
        return replace(result, **changes)  # type: ignore[arg-type]

    return build


def _codes(trained: Retrained, taxonomy: Taxonomy) -> list[str]:
    found = refusals(trained, taxonomy)
    assert all(reason.en and reason.zh for reason in found)
    return [reason.code for reason in found]


def test_a_better_model_may_go_live(trained: Trained, taxonomy: Taxonomy) -> None:
    assert _codes(trained(), taxonomy) == []


def test_a_model_that_is_worse_on_held_out_papers_may_not(trained: Trained, taxonomy: Taxonomy) -> None:
    worse = _compared([_answer()] * 40, [_answer()] * 34 + [WRONG] * 6)
    assert _codes(trained(held_out=worse), taxonomy) == ["held_out_loss", "held_out_type", "held_out_category"]


def test_a_single_page_lost_is_noise(trained: Trained, taxonomy: Taxonomy) -> None:
    noise = _compared([WRONG, *[_answer()] * 39], [_answer(), WRONG, *[_answer(share=0.99)] * 38])
    assert _codes(trained(held_out=noise), taxonomy) == []


def test_confident_errors_count_by_themselves(trained: Trained, taxonomy: Taxonomy) -> None:
    sure = replace(WRONG, confidence=0.99)
    promised = _compared([WRONG] * 6 + [_answer()] * 194, [sure] * 6 + [_answer(share=0.99, confidence=0.99)] * 194)
    assert _codes(trained(held_out=promised), taxonomy) == []
    found = _compared([WRONG] * 6 + [_answer()] * 34, [sure] * 6 + [_answer(share=0.99, confidence=0.99)] * 34)
    assert _codes(trained(held_out=found), taxonomy) == ["held_out_confidently_wrong"]


def test_a_model_that_forgets_a_shipped_type_may_not(trained: Trained, taxonomy: Taxonomy) -> None:
    forgets = _compared([_answer()] * 40, [_answer()] * 30 + [WRONG] * 10)
    assert _codes(trained(guard=forgets), taxonomy) == ["guard_loss", "guard_type", "guard_category", "guard_one_type"]


def test_a_few_guard_pages_are_what_learning_costs(trained: Trained, taxonomy: Taxonomy) -> None:
    costs = compare([_row(n) for n in range(200)], [_answer()] * 200, [_answer(share=0.95)] * 194 + [WRONG] * 6)
    assert "guard_category" not in _codes(trained(guard=costs), taxonomy)


def test_labels_that_cannot_be_learnt_are_refused(trained: Trained, taxonomy: Taxonomy) -> None:
    assert _codes(trained(answers=tuple([_answer()] * 20 + [WRONG] * 20)), taxonomy) == ["labels_not_learnable"]


@pytest.mark.parametrize(
    ("doubts", "code"),
    [
        (replace(SOUND, worst=("complaint_form", "repair_request", 5, 6)), "labels_systematic"),
        (replace(SOUND, doubted=12), "labels_contradict_papers"),
        (replace(SOUND, differing=15), "labels_differ_among_alike"),
    ],
)
def test_labels_that_cannot_be_right_are_refused(trained: Trained, taxonomy: Taxonomy, doubts: LabelDoubts, code: str) -> None:
    assert _codes(trained(doubts=doubts), taxonomy) == [code]


def test_a_comparison_counts_pages_and_documents() -> None:
    rows = [replace(_row(1)), replace(_row(1), starts=False), _row(2)]
    found = compare(rows, [_answer(), WRONG, WRONG], [_answer(), _answer(), WRONG])
    assert (found.pages, found.documents) == (3, 2)
    assert (found.before.type_right, found.after.type_right) == (pytest.approx(1 / 3), pytest.approx(2 / 3))
    assert found.doc_type == Moved(of=3, lost=0, gained=1)
    assert found.types == {"repair_request": Moved(of=3, lost=0, gained=1)}
    assert found.change < 0
    assert sum(count for count, _, _ in found.reliability) == 3

import numpy as np

from classifiers.classifier import Classifier
from classifiers.label_doubts import LabelDoubts, doubt_labels, more_than
from classifiers.train import Example, feature_matrix
from domain.taxonomy import Taxonomy
from tests.unit.classifiers.conftest import MakePage

TITLES = {"repair_request": "报修单", "complaint_form": "投诉登记表", "lease_contract": "房屋租赁合同"}


def _doubts(classifier: Classifier, taxonomy: Taxonomy, make_page: MakePage, papers: list[tuple[str, str, str]]) -> LabelDoubts:
    """Papers as (heading of this type or "", label, text)."""
    rows = [
        Example(
            page=make_page(TITLES.get(headed, ""), [text, "房号 1栋101"]), doc_type=label, category=taxonomy.type_of(label).category,
            starts=True, cut=False, document=number,
        )
        for number, (headed, label, text) in enumerate(papers, 1)
    ]  # fmt: skip
    order = [doc_type.code for doc_type in taxonomy.types]
    return doubt_labels(rows, [classifier.evidence(row.page) for row in rows], feature_matrix(rows), order)


def _texts(count: int) -> list[str]:
    rng = np.random.default_rng(1)
    return ["".join(chr(0x4E00 + int(c)) for c in rng.integers(0, 3000, 40)) for _ in range(count)]


def test_honest_labels_raise_no_doubt(classifier: Classifier, taxonomy: Taxonomy, make_page: MakePage) -> None:
    found = _doubts(classifier, taxonomy, make_page, [(code, code, text) for code, text in zip([*TITLES] * 4, _texts(12), strict=True)])
    assert (found.contradicted, found.headed, found.systematic, found.random) == ((), 12, False, False)


def test_a_slip_is_named_and_left_out(classifier: Classifier, taxonomy: Taxonomy, make_page: MakePage) -> None:
    papers = [("repair_request", "repair_request", text) for text in _texts(19)] + [("repair_request", "lease_contract", "某页")]
    found = _doubts(classifier, taxonomy, make_page, papers)
    assert [(item.document, item.label, item.named) for item in found.contradicted] == [(20, "lease_contract", "repair_request")]
    assert not found.systematic


def test_one_type_always_filed_as_another_is_systematic(classifier: Classifier, taxonomy: Taxonomy, make_page: MakePage) -> None:
    papers = [("repair_request", "complaint_form", text) for text in _texts(4)] + [("lease_contract",) * 2 + (t,) for t in _texts(30)]
    found = _doubts(classifier, taxonomy, make_page, papers)
    assert found.worst == ("complaint_form", "repair_request", 4, 4)
    assert found.systematic


def test_like_papers_of_different_types_are_noticed(classifier: Classifier, taxonomy: Taxonomy, make_page: MakePage) -> None:
    same = [(text[:38], label) for text in _texts(6) for label in ("repair_request", "lease_contract")]
    found = _doubts(classifier, taxonomy, make_page, [("", label, text) for text, label in same])
    assert (found.alike, found.differing, found.random) == (12, 12, True)


def test_more_than_needs_three_and_more_than_chance() -> None:
    assert not more_than(2, 2, 0.05)
    assert not more_than(3, 60, 0.05)
    assert more_than(3, 3, 0.2)
    assert more_than(20, 40, 0.3)

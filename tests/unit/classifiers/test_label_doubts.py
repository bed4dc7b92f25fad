from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from classifiers.classifier import Classifier
from classifiers.label_doubts import LabelDoubts, doubt_labels, more_than
from classifiers.train import Example, feature_matrix
from domain.taxonomy import Taxonomy
from tests.unit.classifiers.conftest import MakePage

TITLES = {"repair_request": "报修单", "complaint_form": "投诉登记表", "lease_contract": "房屋租赁合同"}


def _doubts(
    classifier: Classifier,
    taxonomy: Taxonomy,
    make_page: MakePage,
    papers: list[tuple[str, str, str]],
    readings_of: Mapping[int, tuple[str, float]] = MappingProxyType({}),
) -> LabelDoubts:
    """Papers as (heading of this type or "", label, text), from number 1; what the shipped model reads surely by number."""
    rows = [
        Example(
            page=make_page(TITLES.get(headed, ""), [text, "房号 1栋101"]), doc_type=label, category=taxonomy.type_of(label).category,
            starts=True, cut=False, document=number,
        )
        for number, (headed, label, text) in enumerate(papers, 1)
    ]  # fmt: skip
    order = [doc_type.code for doc_type in taxonomy.types]
    readings = [readings_of.get(row.document, ("other_document", 0.2)) for row in rows]
    return doubt_labels(rows, [classifier.evidence(row.page) for row in rows], readings, feature_matrix(rows), order)


def _texts(count: int) -> list[str]:
    rng = np.random.default_rng(1)
    return ["".join(chr(0x4E00 + int(c)) for c in rng.integers(0, 3000, 40)) for _ in range(count)]


def test_honest_labels_raise_no_doubt(classifier: Classifier, taxonomy: Taxonomy, make_page: MakePage) -> None:
    found = _doubts(classifier, taxonomy, make_page, [(code, code, text) for code, text in zip([*TITLES] * 4, _texts(12), strict=True)])
    assert (found.contradicted, found.clear, found.systematic, found.random) == ((), 12, False, False)


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


def test_sure_readings_count_and_are_kept(classifier: Classifier, taxonomy: Taxonomy, make_page: MakePage) -> None:
    papers = [("", "complaint_form", text) for text in _texts(6)]
    sure = {number: ("repair_request", 0.93) for number in range(1, 5)} | {5: ("lease_contract", 0.89)}
    found = _doubts(classifier, taxonomy, make_page, papers, sure)
    assert (found.contradicted, found.clear, found.doubted) == ((), 4, 4)
    assert found.worst == ("complaint_form", "repair_request", 4, 4)


def test_like_papers_of_different_types_are_noticed(classifier: Classifier, taxonomy: Taxonomy, make_page: MakePage) -> None:
    same = [(text[:38], label) for text in _texts(6) for label in ("repair_request", "lease_contract")]
    found = _doubts(classifier, taxonomy, make_page, [("", label, text) for text, label in same])
    assert (found.alike, found.differing, found.random) == (12, 12, True)


def test_more_than_needs_three_and_more_than_chance() -> None:
    assert not more_than(2, 2, 0.05)
    assert not more_than(3, 60, 0.05)
    assert more_than(3, 3, 0.2)
    assert more_than(20, 40, 0.3)
